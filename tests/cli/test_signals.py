"""Ctrl-C, an end asked for by the system and a kill leave a usable ledger, no half result and no process behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from command import start
from invented import code
from world import World

from jointsanction.ledger import Ledger
from jointsanction.model import Subject

ROWS = 120_000
LISTED = [{"list": "失信被执行人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)}]
SECONDS = 60.0


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file that takes some seconds to load or to screen."""
    path = tmp_path_factory.mktemp("long") / "long.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("企业名称,列入日期\n")
        file.writelines(f"清远市长队{number}号贸易有限公司,2026-01-05\n" for number in range(ROWS))
    return path


def wait_for(sign: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until the process is in the middle of its work."""
    until = time.monotonic() + SECONDS
    while not sign():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until
        time.sleep(0.02)


def size_of(path: Path) -> int:
    """Bytes of a file that another process may make or remove at any moment."""
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def group_is_gone(group: int) -> bool:
    """Whether no process of the group is left, a little while after its first one has ended."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("sign", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -signal.SIGKILL)]
)
def test_broken_off_load_applies_nothing(world: World, long_file: Path, sign: signal.Signals, expected: int) -> None:
    """However a load is ended, the ledger answers as before, is whole, and takes the next load."""
    world.load(LISTED)
    before = world.check(Subject(uscc=code(1))).to_json()
    wal = world.data / "ledger.sqlite3-wal"
    process = start("load", long_file, "--list", "失信被执行人", "--data", world.data)
    wait_for(lambda: size_of(wal) > 100_000, process)
    process.send_signal(sign)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == expected
    assert "Traceback" not in err
    assert ("已中断" in err) == (sign is signal.SIGINT)
    assert world.check(Subject(uscc=code(1))).to_json() == before
    with Ledger.open(world.directory.ledger) as ledger:
        assert ledger.integrity_problems() == ()
        assert ledger.entry_count() == 1
    assert world.load([{**LISTED[0], "uscc": code(2), "name": "清远市青梧贸易有限公司"}]).accepted == 1


@pytest.mark.parametrize(("sign", "expected"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_broken_off_screening_leaves_nothing(
    world: World, long_file: Path, tmp_path: Path, sign: signal.Signals, expected: int
) -> None:
    """Ctrl-C reaches the whole group: no result, no half file, no worker and no traceback is left."""
    world.load(LISTED)
    process = start("screen", long_file, "-o", tmp_path / "out.csv", "--workers", "2", "--data", world.data)
    wait_for(lambda: any(size_of(path) > 10_000 for path in tmp_path.glob(".out.csv.*")), process)
    os.killpg(process.pid, sign)
    _, err = process.communicate(timeout=SECONDS)
    assert process.returncode == expected
    assert "Traceback" not in err
    assert list(tmp_path.glob("*out.csv*")) == []
    assert group_is_gone(process.pid)


def test_killed_screening_leaves_no_worker(world: World, long_file: Path, tmp_path: Path) -> None:
    """Workers whose first process was killed end by themselves, and no result stands under its name."""
    world.load(LISTED)
    process = start("screen", long_file, "-o", tmp_path / "out.csv", "--workers", "2", "--data", world.data)
    wait_for(lambda: any(size_of(path) > 10_000 for path in tmp_path.glob(".out.csv.*")), process)
    process.kill()
    process.communicate(timeout=SECONDS)
    assert not (tmp_path / "out.csv").exists()
    assert group_is_gone(process.pid)


def test_closed_pipe_is_quiet(world: World) -> None:
    """``| head`` ends the command without a traceback, and not with the code of a finding."""
    process = start("memo", "list", "--data", world.data)
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    err = process.stderr.read()
    assert process.wait(SECONDS) == 141
    assert err == ""
    process.stderr.close()
