"""One transaction of the record: whatever is appended in it is durable together, or not at all."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from jointsanction.record.chain import Chain, Seal, heads_digest, read_heads

_T = TypeVar("_T")

OPENED = "OPENED"
"""Kind of the record that opens a chain."""

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""JSON as the record keeps it."""


class Transaction:
    """Appends to one chain. Made by ``writing``, which has taken the write lock: nobody else appends meanwhile."""

    def __init__(self, cursor: sqlite3.Cursor, chain: Chain) -> None:
        self.cursor = cursor
        self._chain = chain
        self._last = int(cursor.execute("SELECT COALESCE(MAX(record_no), 0) FROM record").fetchone()[0])

    def append(self, kind: str, at: str, body: str) -> int:
        """Append one record and give its number; the first of a chain opens it."""
        if self._chain.seq == 0:
            heads = heads_digest(read_heads(self.cursor))
            self._last += 1
            self._chain.append(self.cursor, self._last, OPENED, at, encode({"heads": heads}))
        self._last += 1
        self._chain.append(self.cursor, self._last, kind, at, body)
        return self._last

    def append_json(self, kind: str, at: str, body: dict[str, Any]) -> int:
        """The same for a body that is not text yet."""
        return self.append(kind, at, json_text(body))

    def apart(self, work: Callable[[Transaction], _T]) -> _T:
        """Do ``work``; undo it, and it alone, where it raises."""
        before, last = self._chain.copy(), self._last
        self.cursor.execute("SAVEPOINT work")
        try:
            result = work(self)
        except BaseException:
            self._chain.seq, self._chain.digest, self._last = before.seq, before.digest, last
            self.cursor.execute("ROLLBACK TO work")
            self.cursor.execute("RELEASE work")
            raise
        self.cursor.execute("RELEASE work")
        return result


def json_text(body: dict[str, Any]) -> str:
    """A body as JSON text that can be stored: half a character (a lone surrogate) is written as its JSON escape."""
    text = encode(body)
    if text.isascii():
        return text
    return text.encode("utf-8", "backslashreplace").decode()


@contextmanager
def writing(connection: sqlite3.Connection, chain: Chain, seal: Seal) -> Iterator[Transaction]:
    """One transaction: on disk when the block ends, undone (the chain too) when anything is raised. sqlite3.Error."""
    before = chain.copy()
    cursor = connection.cursor()
    cursor.execute("BEGIN IMMEDIATE")
    try:
        yield Transaction(cursor, chain)
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
