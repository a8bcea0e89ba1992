"""Builds in a process of their own: beside one that serves, one at a time, and never the worse for a crash."""

from __future__ import annotations

import logging
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from changing_lists import FEW_LETTERS, NOW, answers, load, questions, record

from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, bring_up_to_date, build_plan, examine_layers
from jointsanction.match.build_lock import BuildLock, large_under_way
from jointsanction.match.foreground_build import build_and_take_note, build_and_wait
from jointsanction.match.manifest import read_manifest

BUILDER = [sys.executable, "-P", "-m", "jointsanction.match"]
ASKED = questions(40)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as made:
        load(made, [record(number) for number in range(1, 61)])
        yield made


def reach(folder: Path) -> list[int]:
    """The change numbers that the layers reach to."""
    manifest = read_manifest(folder)
    return [layer.upto for layer in manifest.layers] if manifest else []


def whole(ledger: Ledger, folder: Path) -> bool:
    """Whether there is an index and every file of it agrees with its checksum."""
    faults = [layer.wrong for layer in examine_layers(folder, ledger.ledger_id)]
    return bool(faults) and not any(faults)


def test_a_running_index_starts_a_build_and_takes_it_up(ledger: Ledger, tmp_path: Path) -> None:
    """Beyond its limit the live part is built into a layer beside the running process, which goes on answering."""
    folder = tmp_path / "index"
    index = EntryIndex(ledger, folder, live_limit=70, chunk=10)
    right = answers(index, ASKED)
    load(ledger, [record(number) for number in range(1200, 1220)])
    index.refresh()
    assert index.changed == 80
    assert [exact for exact, _ in answers(index, ASKED)] == [exact for exact, _ in right]
    index._background.wait()
    assert reach(folder) == [ledger.change_no() // 10 * 10]
    load(ledger, [record(1300)])
    index.refresh()
    assert index.changed == ledger.change_no() - reach(folder)[0] - 1  # the load itself takes a change number
    assert index.built_at == reach(folder)[0]
    assert [exact for exact, _ in answers(index, ASKED)] == [exact for exact, _ in right]
    index.close()


def test_one_builder_at_a_time(ledger: Ledger, tmp_path: Path) -> None:
    """While one builds, a running process starts no second; two started at once leave one whole index."""
    folder = tmp_path / "index"
    index = EntryIndex(ledger, folder)
    with BuildLock.take(folder):
        assert BuildLock.try_take(folder) is None
        assert not index._background.start(ledger.change_no(), patience=1)
    assert index._background.start(ledger.change_no(), patience=1)
    assert not index._background.start(ledger.change_no(), patience=1)
    both = [subprocess.Popen([*BUILDER, str(ledger.path), str(folder)]) for _ in range(2)]
    assert [process.wait() for process in both] == [0, 0]
    index._background.wait()
    assert reach(folder) == [ledger.change_no()]
    assert whole(ledger, folder)
    index.close()


def test_layers_above_a_new_base_go_by_what_is_common_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those built over the base before it, in which few names shared a key; and so do the live parts of a process
    that has seen both.
    """
    monkeypatch.setattr(build_plan, "BASE_LEAST", 10)
    monkeypatch.setattr(build_plan, "LARGE", 50)
    folder, asked = tmp_path / "index", questions(60, letters=FEW_LETTERS)
    with Ledger.create(tmp_path / "ledger.sqlite3", now=NOW) as ledger:
        load(ledger, [record(number, 0, FEW_LETTERS) for number in range(1, 41)])
        bring_up_to_date(ledger, folder)
        load(ledger, [record(number, 0, FEW_LETTERS) for number in range(41, 400)])
        began = ledger.change_no()
        pushed: list[int] = []

        def push_meanwhile(phase: str) -> None:
            if phase == "write" and large_under_way(folder) == began and (folder / ".building-large").exists():
                load(ledger, [record(number, 1, FEW_LETTERS) for number in range(1, 140, 2)])
                pushed.append(ledger.change_no())
                assert bring_up_to_date(ledger, folder, beside=True)
                load(ledger, [record(number, 2, FEW_LETTERS) for number in range(1, 140, 5)])
                lived.refresh()
                assert answers(lived, asked)  # its names are taken apart, by what is common in the old base

        with closing(EntryIndex(ledger, folder, live_limit=10**6, opening_limit=10**6)) as lived:
            assert answers(lived, asked)
            assert bring_up_to_date(ledger, folder, beside=True, on_phase=push_meanwhile)
            assert reach(folder) == [began, *pushed]
            bring_up_to_date(ledger, tmp_path / "anew", upto=began)
            load(ledger, [record(1, 3, FEW_LETTERS)])
            lived.refresh()
            assert lived.built_at == began
            assert lived.changed > 1
            with closing(EntryIndex(ledger, tmp_path / "anew", may_build=False)) as anew:
                assert answers(lived, asked) == answers(anew, asked)


def test_a_new_base_is_built_while_layers_are_added(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the base is read, others put what is pushed into layers above it; then it takes the place of those below,
    those above are put over it, and nothing of either is missing.
    """
    monkeypatch.setattr(build_plan, "BASE_LEAST", 10)
    monkeypatch.setattr(build_plan, "LARGE", 50)
    folder = tmp_path / "index"
    bring_up_to_date(ledger, folder)
    load(ledger, [record(number) for number in range(1200, 1280)])
    (old,), began = reach(folder), ledger.change_no()
    pushed: list[int] = []

    def push_meanwhile(phase: str) -> None:
        if phase != "write" or large_under_way(folder) != began or not (folder / ".building-large").exists():
            return
        for first in (2000, 2010):
            load(ledger, [record(number) for number in range(first, first + 10)])
            pushed.append(ledger.change_no())
            assert bring_up_to_date(ledger, folder, beside=True)
            assert reach(folder) == [old, began, *pushed]

    assert bring_up_to_date(ledger, folder, beside=True, on_phase=push_meanwhile)
    assert len(pushed) == 2
    assert reach(folder) == [began, pushed[-1]]
    assert whole(ledger, folder)
    assert large_under_way(folder) == 0
    bring_up_to_date(ledger, tmp_path / "anew", upto=began)  # the same base, since scores are of its names
    with closing(EntryIndex(ledger, folder)) as index, closing(EntryIndex(ledger, tmp_path / "anew")) as anew:
        assert answers(index, ASKED) == answers(anew, ASKED)


def test_large_layers_are_merged_while_small_ones_are_added(
    ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same with generations that are to become one: it takes the place of those alone."""
    monkeypatch.setattr(build_plan, "SMALLEST", 10)
    monkeypatch.setattr(build_plan, "LARGE", 30)
    folder = tmp_path / "index"
    bring_up_to_date(ledger, folder)
    ends = reach(folder)
    for first in range(1200, 1230, 10):
        load(ledger, [record(number) for number in range(first, first + 9)])
        bring_up_to_date(ledger, folder)
        ends.append(ledger.change_no())
    assert reach(folder) == ends
    load(ledger, [record(number) for number in range(1230, 1239)])
    began = ledger.change_no()

    def push_meanwhile(phase: str) -> None:
        if phase == "merge" and (folder / ".building-large").exists():
            load(ledger, [record(2000)])
            assert bring_up_to_date(ledger, folder, beside=True)
            assert reach(folder) == [*ends, began, ledger.change_no()]

    assert bring_up_to_date(ledger, folder, beside=True, on_phase=push_meanwhile)
    assert reach(folder) == [ends[0], began, ledger.change_no()]
    assert whole(ledger, folder)


def test_a_base_that_fits_no_more_is_left(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where all has been built anew meanwhile, as after damage, what is there stays."""
    monkeypatch.setattr(build_plan, "BASE_LEAST", 10)
    monkeypatch.setattr(build_plan, "LARGE", 50)
    folder = tmp_path / "index"
    bring_up_to_date(ledger, folder)
    load(ledger, [record(number) for number in range(1200, 1280)])

    def build_anew_meanwhile(phase: str) -> None:
        if phase == "write" and (folder / ".building-large").exists():
            load(ledger, [record(3000)])
            bring_up_to_date(ledger, folder, whole=True)

    assert bring_up_to_date(ledger, folder, beside=True, on_phase=build_anew_meanwhile)
    assert reach(folder) == [ledger.change_no()]
    assert whole(ledger, folder)
    assert not (folder / ".building-large").exists()


def test_what_a_killed_builder_leaves_of_a_base_is_removed(ledger: Ledger, tmp_path: Path) -> None:
    """Its lock has ended with it, so the next build knows that nobody is at work there."""
    folder = tmp_path / "index"
    (folder / ".building-large" / "layer").mkdir(parents=True)
    bring_up_to_date(ledger, folder)
    assert not (folder / ".building-large").exists()


def test_a_closed_index_ends_its_build(ledger: Ledger, tmp_path: Path) -> None:
    """Closing leaves no process behind, and the lock is free."""
    folder = tmp_path / "index"
    index = EntryIndex(ledger, folder)
    assert index._background.start(ledger.change_no(), patience=1)
    ((process, _),) = index._background._processes
    assert process is not None
    index.close()
    assert process.poll() is not None
    lock = BuildLock.try_take(folder)
    assert lock is not None
    lock.release()


def test_a_builder_gives_way_to_the_session_that_it_is_of(ledger: Ledger, tmp_path: Path) -> None:
    """A priority counts among the processes of one session only; a builder is no member of its own one."""
    index = EntryIndex(ledger, tmp_path / "index")
    assert index._background.start(ledger.change_no(), patience=1)
    ((process, _),) = index._background._processes
    assert process is not None
    assert os.getsid(process.pid) == os.getsid(0)
    assert os.getpgid(process.pid) == process.pid != os.getpgid(0)
    index.close()


def test_a_killed_builder_leaves_the_old_index(ledger: Ledger, tmp_path: Path) -> None:
    """Killed while it writes, a builder leaves the old layers in force; the next one removes what it left."""
    folder = tmp_path / "index"
    bring_up_to_date(ledger, folder)
    before = reach(folder)
    load(ledger, [record(number) for number in range(1000, 5000)])
    scratch = folder / ".building"
    builder = subprocess.Popen([*BUILDER, "--whole", str(ledger.path), str(folder)])
    while not scratch.exists() and builder.poll() is None:
        time.sleep(0.001)
    time.sleep(0.02)
    builder.send_signal(signal.SIGKILL)
    assert builder.wait() == -signal.SIGKILL
    assert scratch.exists()
    assert reach(folder) == before
    assert whole(ledger, folder)
    bring_up_to_date(ledger, folder)
    assert not scratch.exists()
    assert reach(folder)[-1] == ledger.change_no()
    assert whole(ledger, folder)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow beyond 100 kB, as on a disk that is full; processes that are started inherit it."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, limits)


def test_a_disk_that_fills_up(
    ledger: Ledger, tmp_path: Path, small_files: None, caplog: pytest.LogCaptureFixture
) -> None:
    """A build that cannot write says so in the log, leaves no half files, and the answers come from the ledger."""
    folder = tmp_path / "index"
    with caplog.at_level(logging.WARNING, "jointsanction"):
        index = EntryIndex(ledger, folder, opening_limit=5)
    assert "could not be brought up to date" in caplog.text
    assert index.changed == 60
    assert [path.name for path in folder.iterdir()] == [".build.lock"]
    assert sum(bool(exact) for exact, _ in answers(index, ASKED)) > 10
    assert index._background.start(ledger.change_no(), patience=100)
    caplog.clear()
    index._background.wait()
    assert "exit code 1" in caplog.text
    assert not index._background.start(ledger.change_no() + 99, patience=100)
    assert [path.name for path in folder.iterdir()] == [".build.lock"]
    index.close()


def test_a_folder_that_cannot_be_written(ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Where the index folder cannot be made, opening and running say so in the log and answer from the ledger."""
    (tmp_path / "index").write_text("a file in its place", encoding="utf-8")
    folder = tmp_path / "index"
    with caplog.at_level(logging.WARNING, "jointsanction"):
        index = EntryIndex(ledger, folder, opening_limit=5, live_limit=10)
    assert "could not be brought up to date" in caplog.text
    assert "cannot be brought up to date" in caplog.text
    assert sum(bool(exact) for exact, _ in answers(index, ASKED)) > 10
    index.close()


READ_ONLY = """
import logging, sys
from pathlib import Path
from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, read_subject
from jointsanction.model import Subject
logging.basicConfig(level=logging.WARNING)
with Ledger.open(Path(sys.argv[1])) as ledger:
    index = EntryIndex(ledger, Path(sys.argv[2]), opening_limit=5, live_limit=10)
    print(index.changed, len(index.candidates(read_subject(Subject(sys.argv[3])))))
    index.close()
"""


def test_a_folder_without_permission() -> None:
    """A process that may read the index folder and not write to it answers as well, and says why it builds nothing."""
    with tempfile.TemporaryDirectory() as place:
        root, folder = Path(place), Path(place, "index")
        with Ledger.create(root / "ledger.sqlite3", now=NOW) as ledger:
            load(ledger, [record(number) for number in range(1, 61)])
            bring_up_to_date(ledger, folder)
            load(ledger, [record(number) for number in range(1200, 1230)])
            for path in (root, *root.rglob("*")):
                path.chmod(0o777 if path.is_dir() else 0o666)
            for path in (folder, *folder.rglob("*")):
                path.chmod(0o555 if path.is_dir() else 0o444)
            # Root may write everywhere, so another user asks.
            other = {"user": 65534, "group": 65534, "extra_groups": []} if os.getuid() == 0 else {}
            told = subprocess.run(
                [sys.executable, "-c", READ_ONLY, str(ledger.path), str(folder), record(1205).name],
                capture_output=True, text=True, check=False, **other,
            )  # fmt: skip
            folder.chmod(0o755)
    assert (told.returncode, told.stdout) == (0, "30 1\n"), told.stderr
    assert "Permission denied" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_build_by_several_processes_is_the_same(ledger: Ledger, tmp_path: Path) -> None:
    """How many processes read the ledger changes no byte of the index."""
    load(ledger, [record(number, 1) for number in range(1, 61, 4)])
    build_and_wait(ledger.path, tmp_path / "several", upto=ledger.change_no(), processes=3)
    bring_up_to_date(ledger, tmp_path / "one")
    (one,), (several,) = (
        [path for path in (tmp_path / name).iterdir() if path.is_dir()] for name in ("one", "several")
    )
    for path in one.iterdir():
        assert (several / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_build_that_fails_elsewhere_is_told(tmp_path: Path, ledger: Ledger, caplog: pytest.LogCaptureFixture) -> None:
    """What went wrong in the building process comes back as one line."""
    (tmp_path / "index").write_text("a file in its place", encoding="utf-8")
    with caplog.at_level(logging.WARNING, "jointsanction"):
        assert not build_and_take_note(ledger, tmp_path / "index", upto=ledger.change_no(), behind=10**6)
    assert "索引没有建成" in caplog.text
