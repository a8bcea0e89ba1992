"""Take the journal over into the record's tables."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple, Self

from jointsanction.errors import Place, RecordError
from jointsanction.record.chain import INSERT_RECORD, write_head
from jointsanction.record.checkpoints import Checkpoints
from jointsanction.record.database import BUSY_SECONDS, prepare
from jointsanction.record.derived import INSERT_CHECKED, INSERT_HIT, INSERT_MEASURE
from jointsanction.record.faults import os_error_as_record_error, record_faults
from jointsanction.record.journal import Journal, ends_path
from jointsanction.record.journal_frame import Frame


class Folded(NamedTuple):
    """Up to which place the journal stands in the tables now, and how many records have just come there."""

    upto: int
    records: int


def fold(cursor: sqlite3.Cursor, journal: Journal, upto: int | None = None) -> Folded:
    """Take over what is not in the tables yet, within a transaction that holds the write lock; ``upto``: only what
    lies before that place. Raises sqlite3.Error, and RecordError RECORD_DAMAGED where it cannot be read.
    """
    (folded,) = cursor.execute("SELECT folded FROM journal").fetchone()
    end = journal.end() if upto is None else upto
    if folded >= end:
        return Folded(folded, 0)
    frames: list[Frame] = []
    for frame, place in journal.frames(folded, end):
        frames.append(frame)
        folded = place
    if folded != end:
        message = "留痕日志中有一处读不出来；请运行 doctor，然后重新启动服务"
        raise RecordError(message, reason="RECORD_DAMAGED", place=Place(field="journal"))
    count = _insert(cursor, frames)
    cursor.execute("UPDATE journal SET folded = ?", (folded,))
    return Folded(folded, count)


def _insert(cursor: sqlite3.Cursor, frames: Iterable[Frame]) -> int:
    records: list[tuple[Any, ...]] = []
    checked: list[tuple[Any, ...]] = []
    hits: list[tuple[Any, ...]] = []
    measures: list[tuple[Any, ...]] = []
    heads: dict[str, tuple[int, bytes, str]] = {}
    for frame in frames:
        writer = frame.writer
        for each in frame.records:
            number = each.record_no
            records.append((number, writer, each.seq, each.kind, each.at, each.body, each.digest))
            checked.append((number, *each.checked))
            hits.extend([(number, *row) for row in each.hits])
            measures.extend([(number, *row) for row in each.measures])
        last = frame.records[-1]
        heads[writer] = last.seq, last.digest, frame.seal
    cursor.executemany(INSERT_RECORD, records)
    cursor.executemany(INSERT_CHECKED, checked)
    cursor.executemany(INSERT_HIT, hits)
    cursor.executemany(INSERT_MEASURE, measures)
    for writer, head in heads.items():
        write_head(cursor, writer, *head)
    return len(records)


def take_over_journal(path: Path) -> None:
    """Fold what the journal of a record holds, if it has one; raises RecordError."""
    if ends_path(path).is_file():
        with Folding(path) as folding:
            folding.fold()


class Folding:
    """Folds over a connection of its own; for one thread at a time."""

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open a record that is there; raises RecordError."""
        self._path = path
        self._connection = prepare(path, busy_seconds=busy_seconds)
        try:
            with record_faults(path):
                self._journal = Journal(path, self._connection)
                # SQLite makes its log before the first commit.
                self._connection.execute("BEGIN IMMEDIATE").execute("ROLLBACK")
            self._log = os.open(f"{path}-wal", os.O_RDONLY)
        except OSError as error:
            self._connection.close()
            raise os_error_as_record_error(error, path) from error
        except BaseException:
            self._connection.close()
            raise
        self._checkpoints = Checkpoints(path)

    def fold(self) -> None:
        """Take over what is not in the tables for good yet, and make room in the journal for more.

        Raises RecordError RECORD_LOCKED, RECORD_FULL, RECORD_DAMAGED; nothing is lost then.
        """
        if self._journal.is_folded():
            return
        try:
            with record_faults(self._path):
                folded = self._transaction()
            os.fdatasync(self._log)
            self._journal.folded(folded.upto)
        except OSError as error:
            raise os_error_as_record_error(error, self._path) from error
        self._checkpoints.wrote(folded.records)

    def _transaction(self) -> Folded:
        cursor = self._connection.cursor()
        try:
            cursor.execute("BEGIN IMMEDIATE")
            folded = fold(cursor, self._journal)
            cursor.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                cursor.execute("ROLLBACK")
            raise
        finally:
            cursor.close()
        return folded

    def close(self) -> None:
        """Close what is open."""
        self._checkpoints.close()
        os.close(self._log)
        self._journal.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
