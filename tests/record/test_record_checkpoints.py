"""The write-ahead log is taken over beside the writing, and does not grow."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing

import pytest
from record.case import Case

from jointsanction.record import checkpoints


def test_the_log_is_taken_over_and_starts_again(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a checkpoint every few commits the log stays as small as its first round; without any it grows."""
    check, log = case.answered(), case.path.with_name(case.path.name + "-wal")

    def grown(pages_due: int) -> int:
        monkeypatch.setattr(checkpoints, "PAGES_DUE", pages_due)
        case.path.unlink(missing_ok=True)
        with case.recorder() as recorder:
            for _ in range(200):
                recorder.record(check)
                recorder._writer._checkpoints.wait()
            return log.stat().st_size

    assert grown(50) * 4 < grown(1_000_000)
    assert case.broken() == ""


def test_a_long_reader_holds_up_nobody(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """While somebody reads an older state the log cannot start again; checks are written down all the same."""
    monkeypatch.setattr(checkpoints, "PAGES_DUE", 20)
    check = case.answered()
    with case.recorder() as recorder, closing(sqlite3.connect(case.path, isolation_level=None)) as reader:
        recorder.record(check)
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM record").fetchone()
        longest = 0.0
        for _ in range(40):
            start = time.monotonic()
            recorder.record(check)
            longest = max(longest, time.monotonic() - start)
        reader.execute("ROLLBACK")
    assert longest < 2.5
    assert case.broken() == ""
