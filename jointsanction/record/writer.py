"""One connection that writes the record's tables, over a hash chain of its own.

A commit and its way to the disk are two steps. ``write`` commits: it takes some tens of microseconds, touches no disk,
and holds the lock of the file no longer. ``sync`` flushes the log and returns when everything committed before it is
on disk: that takes as long as the disk does, and one flush serves all that was committed in the meantime. Nobody is
answered before it. A crash between the two loses what nobody was answered.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any, Self

from jointsanction.errors import RecordError
from jointsanction.record.chain import Chain, Seal
from jointsanction.record.checkpoints import Checkpoints
from jointsanction.record.database import BUSY_SECONDS, prepare
from jointsanction.record.faults import as_record_error, os_error_as_record_error
from jointsanction.record.journal import Journal
from jointsanction.record.passage import text_of
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
        self.chain = Chain.new()
        self._folded = 0
        self._checkpoints = Checkpoints(path)
        self._unsafe: RecordError | None = None
        # SQLite makes the log before the first commit and removes it after the last connection is gone.
        connection.execute("BEGIN IMMEDIATE").execute("ROLLBACK")
        self._log = os.open(f"{path}-wal", os.O_RDONLY)
        try:
            self.journal = Journal(path, connection)
        except BaseException:
            os.close(self._log)
            raise

    @classmethod
    def open(cls, path: Path, *, seal: Seal, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open the record to write, made where there is none; ``busy_seconds``: how long to wait for other writers.

        Raises RecordError: RECORD_LOCKED, RECORD_FULL, RECORD_SCHEMA, RECORD_DAMAGED.
        """
        connection = prepare(path, busy_seconds=busy_seconds)
        try:
            return cls(path, connection, seal)
        except BaseException as error:
            connection.close()
            if isinstance(error, sqlite3.Error | OSError):
                raise _as_record_error(error, path) from error
            raise

    def write(self, batch: Sequence[Work]) -> list[Done]:
        """Commit every work of the batch together. A RecordError that one raises refuses it alone.

        Raises RecordError where nothing was committed, and whatever else a work raises, which fails them all.
        """
        self.require_safe()
        try:
            with writing(self._connection, self.chain, self._seal, self.journal) as transaction:
                done = [_outcome(work, transaction) for work in batch]
        except sqlite3.Error as error:
            raise as_record_error(error, self.path) from error
        self._folded = transaction.folded.upto
        self._checkpoints.wrote(len(batch) + transaction.folded.records)
        return done

    def sync(self) -> None:
        """Return when what was committed is on disk; raises as ``flush`` does."""
        folded = self._folded
        self.flush(partial(os.fdatasync, self._log))
        self.journal.folded(folded)

    def flush(self, flush: Callable[[], None]) -> None:
        """Flush. After a RecordError nothing more is written: what the system could not flush it forgets, and the next
        flush would pretend that all is well.
        """
        try:
            flush()
        except OSError as error:
            self._unsafe = os_error_as_record_error(error, self.path)
            raise self._unsafe from error

    def require_safe(self) -> None:
        """Raises RecordError where a flush has failed."""
        if self._unsafe is not None:
            raise self._unsafe

    def read_row(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """One row of the tables; raises sqlite3.Error."""
        row: tuple[Any, ...] | None = self._connection.execute(statement, values).fetchone()
        return row

    def read_passage(self, ref: str) -> str | None:
        """The text of a passage in the tables; raises sqlite3.Error."""
        with closing(self._connection.cursor()) as cursor:
            return text_of(cursor, ref)

    def close(self) -> None:
        """Close the connection."""
        self._checkpoints.close()
        os.close(self._log)
        self.journal.close()
        self._connection.close()


def _outcome(work: Work, transaction: Transaction) -> Done:
    try:
        return work(transaction), None
    except RecordError as refused:
        return None, refused


def _as_record_error(error: sqlite3.Error | OSError, path: Path) -> RecordError:
    return as_record_error(error, path) if isinstance(error, sqlite3.Error) else os_error_as_record_error(error, path)
