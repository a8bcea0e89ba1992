"""The write-ahead log is taken over beside the writing, and does not grow."""

from __future__ import annotations

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
                if recorder._writer._checkpoints._thread is not None:
                    recorder._writer._checkpoints._thread.join()
            return log.stat().st_size

    assert grown(50) * 4 < grown(1_000_000)
    assert case.broken() == ""
