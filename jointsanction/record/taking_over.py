"""Take the journal over into the tables beside whoever writes: a clerk does so now and then, a reader first."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from jointsanction.record.database import BUSY_SECONDS
from jointsanction.record.faults import os_error_as_record_error
from jointsanction.record.journal import ends_path
from jointsanction.record.writer import RecordWriter


class Folding:
    """A writer that appends nothing of its own; for one thread at a time."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open a record that is there; raises RecordError."""
        self._writer = RecordWriter.open(path, seal=_nothing_to_seal, busy_seconds=busy_seconds)

    def fold(self) -> None:
        """Take over what is not in the tables for good yet, and make room in the journal for more.

        Raises RecordError RECORD_LOCKED, RECORD_FULL, RECORD_DAMAGED; nothing is lost then.
        """
        if self._writer.journal.is_folded():
            return
        try:
            self._writer.write([])
            self._writer.sync()
        except OSError as error:
            raise os_error_as_record_error(error, self._writer.path) from error

    def close(self) -> None:
        """Close what is open."""
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def take_over_journal(path: Path) -> None:
    """Fold what the journal of a record holds, if it has one; raises RecordError."""
    if ends_path(path).is_file():
        with Folding(path) as folding:
            folding.fold()


def _nothing_to_seal(text: str) -> str:
    raise AssertionError(f"a chain was written: {text}")
