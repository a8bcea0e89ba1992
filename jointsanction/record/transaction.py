"""One transaction of the record: whatever is appended in it is durable together, or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import msgspec

from jointsanction.record.chain import INSERT_RECORD, Chain, RecordRow, Seal, heads_digest, read_heads

_T = TypeVar("_T")

OPENED = "OPENED"
"""Kind of the record that opens a chain."""

_encode = msgspec.json.Encoder().encode
_encode_any = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


class Transaction:
    """Appends to one chain. Made by ``writing``, which has taken the write lock: nobody else appends meanwhile.

    Rows are held until something is read or the transaction ends, and written together: a statement a row would cost
    as much as the row.
    """

    def __init__(self, cursor: sqlite3.Cursor, chain: Chain) -> None:
        self._cursor = cursor
        self._chain = chain
        self._last = int(cursor.execute("SELECT COALESCE(MAX(record_no), 0) FROM record").fetchone()[0])
        self._records: list[RecordRow] = []
        self._derived: dict[str, list[tuple[Any, ...]]] = {}
        self.requests: dict[tuple[str, str], tuple[int, str]] = {}
        """Checks of this transaction by caller and request id: number and body."""

    @property
    def cursor(self) -> sqlite3.Cursor:
        """To read and change what the transaction has come to; what was held is written first."""
        self.write_held()
        return self._cursor

    def read_row(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """One row of what stood before this transaction; rows still held are not seen."""
        row: tuple[Any, ...] | None = self._cursor.execute(statement, values).fetchone()
        return row

    def append(self, kind: str, at: str, body: str) -> int:
        """Append one record and give its number; the first of a chain opens it."""
        if self._chain.seq == 0:
            opening = json_text({"heads": heads_digest(read_heads(self.cursor))})
            self._last += 1
            self._records.append(self._chain.next_row(self._last, OPENED, at, opening))
        self._last += 1
        self._records.append(self._chain.next_row(self._last, kind, at, body))
        return self._last

    def append_json(self, kind: str, at: str, body: dict[str, Any]) -> int:
        """The same for a body that is not text yet."""
        return self.append(kind, at, json_text(body))

    def insert(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert derived rows by one statement."""
        self._derived.setdefault(statement, []).extend(rows)

    def write_held(self) -> None:
        """Write the rows that are held."""
        if self._records:
            self._cursor.executemany(INSERT_RECORD, self._records)
            self._records = []
        if self._derived:
            for statement, rows in self._derived.items():
                self._cursor.executemany(statement, rows)
            self._derived = {}

    def apart(self, work: Callable[[Transaction], _T]) -> _T:
        """Do ``work``; undo it, and it alone, where it raises."""
        cursor = self.cursor
        before, last, requests = self._chain.copy(), self._last, dict(self.requests)
        cursor.execute("SAVEPOINT work")
        try:
            result = work(self)
            self.write_held()
        except BaseException:
            self._chain.seq, self._chain.digest, self._last = before.seq, before.digest, last
            self._records, self._derived, self.requests = [], {}, requests
            cursor.execute("ROLLBACK TO work")
            cursor.execute("RELEASE work")
            raise
        cursor.execute("RELEASE work")
        return result


def json_text(body: dict[str, Any] | msgspec.Struct) -> str:
    """A body as JSON text that can be stored: half a character (a lone surrogate) is written as its JSON escape."""
    try:
        return _encode(body).decode()
    except UnicodeEncodeError:
        return _encode_any(msgspec.to_builtins(body)).encode("utf-8", "backslashreplace").decode()


@contextmanager
def writing(connection: sqlite3.Connection, chain: Chain, seal: Seal) -> Iterator[Transaction]:
    """One transaction: committed when the block ends, undone (the chain too) when anything is raised. sqlite3.Error.

    Whether a commit is on disk then is the connection's setting; see ``RecordWriter``.
    """
    before = chain.copy()
    cursor = connection.cursor()
    try:
        cursor.execute("BEGIN IMMEDIATE")
        transaction = Transaction(cursor, chain)
        yield transaction
        transaction.write_held()
        if chain.seq != before.seq:
            chain.keep_head(cursor, seal)
        cursor.execute("COMMIT")
    except BaseException:
        chain.seq, chain.digest = before.seq, before.digest
        if connection.in_transaction:
            cursor.execute("ROLLBACK")
        raise
    finally:
        cursor.close()
