"""What may go wrong in the middle of a load, and that the ledger is whole afterwards."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from ledger.ledger_samples import NOW, record

from jointsanction.errors import FeedError, LedgerError
from jointsanction.ledger import Ledger
from jointsanction.model import SourceRecord

ROOT = Path(__file__).parents[2]
CHILD = """
import resource, sys
from pathlib import Path
sys.path[:0] = [sys.argv[1], sys.argv[1] + "/tests"]
from ledger.ledger_samples import NOW, record
from jointsanction.errors import LedgerError
from jointsanction.ledger import Ledger

def rows():
    # Wide rows: more than the page cache holds, so that part of the load is in the write-ahead log already.
    for number in range(2, 12_000):
        if number == 8_001:
            print("in the middle", flush=True)
            if sys.argv[3] == "wait":
                sys.stdin.read()
        yield record(number, details=(("附注", "详" * 3_000),))

if sys.argv[3] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
with Ledger.open(Path(sys.argv[2])) as ledger:
    try:
        ledger.load(rows(), file_name="b", now=NOW)
    except LedgerError as error:
        print(error.reason)
"""


def _child(path: Path, how: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(ROOT), str(path), how],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _one_entry(path: Path) -> None:
    with Ledger.create(path, now=NOW) as ledger:
        ledger.load([record(1)], file_name="a", now=NOW)


def _still_whole(path: Path) -> None:
    with Ledger.open(path) as ledger:
        assert ledger.integrity_problems() == ()
        assert (ledger.entry_count(), ledger.change_no(), len(ledger.loads())) == (1, 2, 1)
        ledger.load([record(2)], file_name="b", now=NOW)
        assert ledger.entry_count() == 2


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_load_leaves_the_ledger_as_it_was(tmp_path: Path, how: signal.Signals) -> None:
    """Kill -9 and Ctrl-C in the middle of a file: nothing of it is applied, and the next load goes on."""
    path = tmp_path / "ledger.sqlite3"
    _one_entry(path)
    with _child(path, "wait") as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "in the middle\n"
        if how is signal.SIGKILL:
            assert path.with_name("ledger.sqlite3-wal").stat().st_size > 0
        os.kill(child.pid, how)
        child.wait(timeout=60)
    assert child.returncode != 0
    _still_whole(path)


def test_a_full_disk_undoes_the_load_and_says_so(tmp_path: Path) -> None:
    """When no more can be written the reason is LEDGER_FULL and nothing is half-applied."""
    path = tmp_path / "ledger.sqlite3"
    _one_entry(path)
    with _child(path, "full") as child:
        said, _ = child.communicate(timeout=60)
    assert said.split()[-1] == "LEDGER_FULL"
    _still_whole(path)


@pytest.mark.parametrize("error", [KeyboardInterrupt(), FeedError("文件在中间被截断", reason="FILE_TRUNCATED")])
def test_what_the_file_raises_passes_through_and_undoes_the_load(tmp_path: Path, error: BaseException) -> None:
    """A file cut in the middle, or Ctrl-C while reading it, leaves nothing of it behind."""
    path = tmp_path / "ledger.sqlite3"
    _one_entry(path)

    def rows() -> Iterator[SourceRecord]:
        for number in range(2, 5_000):
            yield record(number)
        raise error

    with Ledger.open(path) as ledger, pytest.raises(type(error)) as raised:
        ledger.load(rows(), file_name="b", now=NOW)
    assert raised.value is error
    _still_whole(path)


def test_a_writer_waits_and_then_says_that_the_ledger_is_locked(tmp_path: Path) -> None:
    """LEDGER_LOCKED, after the time given, while another program writes."""
    path = tmp_path / "ledger.sqlite3"
    _one_entry(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Ledger.open(path, busy_seconds=0.05) as ledger:
            with pytest.raises(LedgerError) as locked:
                ledger.load([record(2)], file_name="b", now=NOW)
            assert ledger.entry_count() == 1
    assert locked.value.reason == "LEDGER_LOCKED"
    _still_whole(path)


def test_a_ledger_opened_for_reading_takes_nothing(tmp_path: Path) -> None:
    """Read only means that no load and no rule set gets in."""
    path = tmp_path / "ledger.sqlite3"
    _one_entry(path)
    with Ledger.open(path, read_only=True) as ledger:
        with pytest.raises(LedgerError) as refused:
            ledger.load([record(2)], file_name="b", now=NOW)
        assert refused.value.reason == "LEDGER_LOCKED"
        with pytest.raises(LedgerError):
            ledger.store_rule_set("1", {}, now=NOW)
    _still_whole(path)


def test_readers_see_the_old_state_until_a_load_commits(ledger: Ledger, tmp_path: Path) -> None:
    """While a load is in its transaction, other threads and other programs read what was there before it."""
    ledger.load([record(1)], file_name="a", now=NOW)
    before = ledger.change_no()
    seen: list[tuple[int, int, int]] = []

    def look() -> None:
        with Ledger.open(tmp_path / "ledger.sqlite3", read_only=True) as other:
            seen.append((ledger.change_no(), other.change_no(), len(list(other.current_entries()))))

    def rows() -> Iterator[SourceRecord]:
        for number in range(2, 5_000):
            if number == 4_500:
                thread = threading.Thread(target=look)
                thread.start()
                thread.join()
            yield record(number)

    ledger.load(rows(), file_name="b", now=NOW)
    look()
    assert seen[0] == (before, before, 1)
    assert seen[1] == (ledger.change_no(), ledger.change_no(), 4_999)


def test_a_stream_is_of_one_moment(ledger: Ledger) -> None:
    """A load that commits while entries are streamed does not show among them."""
    ledger.load([record(number) for number in range(1, 2_500)], file_name="a", now=NOW)
    stream = ledger.current_entries()
    first = next(stream)
    ledger.load([record(9_000)], file_name="b", now=NOW)
    assert first.entry_id == "E1"
    assert sum(1 for _ in stream) == 2_498
