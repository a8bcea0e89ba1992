"""One connection that appends to the record, over a hash chain of its own.

A commit and its way to the disk are two steps. ``write`` commits: it takes some tens of microseconds, touches no disk,
and holds the lock of the file no longer. ``sync`` flushes the log and returns when everything committed before it is
on disk: that takes as long as the disk does, and one flush serves all that was committed in the meantime. Nobody is
answered before it. A crash between the two loses what nobody was answered.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

from jointsanction.errors import Place, RecordError
from jointsanction.record.chain import Chain, Seal
from jointsanction.record.checkpoints import Checkpoints
from jointsanction.record.database import BUSY_SECONDS, prepare
from jointsanction.record.faults import as_record_error
from jointsanction.record.transaction import Transaction, writing

Work = Callable[[Transaction], Any]
Done = tuple[Any, RecordError | None]
"""What a work gave, or the RecordError that it was refused with."""


class RecordWriter:
    """Used by one thread at a time; only ``sync`` may run beside ``write``."""

    def __init__(self, path: Path, connection: sqlite3.Connection, seal: Seal) -> None:
        """Use ``open``."""
        self.path = path
        self._connection = connection
        self._seal = seal
        self._chain = Chain.new()
        self._checkpoints = Checkpoints(path)
        self._unsafe: RecordError | None = None
        # SQLite makes the log before the first commit and removes it after the last connection is gone.
        connection.execute("BEGIN IMMEDIATE").execute("ROLLBACK")
        self._log = os.open(f"{path}-wal", os.O_RDONLY)

    @classmethod
    def open(cls, path: Path, *, seal: Seal, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open the record to write, made where there is none; ``busy_seconds``: how long to wait for other writers.

        Raises RecordError: RECORD_LOCKED, RECORD_FULL, RECORD_SCHEMA, RECORD_DAMAGED.
        """
        connection = prepare(path, busy_seconds=busy_seconds)
        try:
            return cls(path, connection, seal)
        except (sqlite3.Error, OSError) as error:
            connection.close()
            raise _as_record_error(error, path) from error

    def write(self, batch: Sequence[Work]) -> list[Done]:
        """Commit every work of the batch together. A RecordError that one raises refuses it alone.

        Raises RecordError where nothing was committed, and whatever else a work raises, which fails them all.
        """
        if self._unsafe is not None:
            raise self._unsafe
        try:
            with writing(self._connection, self._chain, self._seal) as transaction:
                done = [_outcome(work, transaction) for work in batch]
        except sqlite3.Error as error:
            raise as_record_error(error, self.path) from error
        self._checkpoints.wrote(len(batch))
        return done

    def sync(self) -> None:
        """Return when what was committed is on disk. After a RecordError nothing more is written: what the system
        could not flush it forgets, and the next flush would pretend that all is well.
        """
        try:
            os.fdatasync(self._log)
        except OSError as error:
            self._unsafe = _as_record_error(error, self.path)
            raise self._unsafe from error

    def close(self) -> None:
        """Close the connection."""
        self._checkpoints.close()
        os.close(self._log)
        self._connection.close()


def _outcome(work: Work, transaction: Transaction) -> Done:
    try:
        return work(transaction), None
    except RecordError as refused:
        return None, refused


def _as_record_error(error: sqlite3.Error | OSError, path: Path) -> RecordError:
    if isinstance(error, sqlite3.Error):
        return as_record_error(error, path)
    message = f"查询记录没有写到磁盘上（{error.strerror}）；请检查磁盘，然后重新启动本程序"
    return RecordError(message, reason="RECORD_FULL", place=Place(file=str(path)))
