"""One transaction of the record: whatever is appended in it is durable together, or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing, contextmanager
from typing import Any, TypeVar

from jointsanction.record.chain import INSERT_RECORD, Chain, RecordRow, Seal, heads_digest, read_heads, write_head
from jointsanction.record.encoding import json_bytes
from jointsanction.record.folding import fold
from jointsanction.record.journal import Journal

_T = TypeVar("_T")

OPENED = "OPENED"
"""Kind of the record that opens a chain."""


class Transaction:
    """Appends to one chain. Made by ``writing``, which has taken the write lock: nobody else writes the tables
    meanwhile, though others go on appending to the journal.

    Rows are held until something is read or the transaction ends, and written together: a statement a row would cost
    as much as the row.
    """

    def __init__(self, cursor: sqlite3.Cursor, chain: Chain, journal: Journal, until_end: ExitStack) -> None:
        self._cursor = cursor
        self._chain = chain
        self._journal = journal
        self._until_end = until_end
        self._still = False
        self.folded = fold(cursor, journal)
        """What of the journal has been taken over when the transaction began; it can be read."""
        self._records: list[RecordRow] = []
        self._derived: dict[str, list[tuple[Any, ...]]] = {}
        self.requests: dict[tuple[str, str], tuple[int, bytes]] = {}
        """Checks of this transaction by caller and request id: number and body."""

    @property
    def cursor(self) -> sqlite3.Cursor:
        """To read and change what the transaction has come to; what was held is written first."""
        self.write_held()
        return self._cursor

    def keep_journal_still(self) -> None:
        """Until the transaction ends nobody appends to the journal, and all that it holds can be read."""
        if not self._still:
            self._still = True
            self._until_end.enter_context(self._journal.locked())
            fold(self.cursor, self._journal)

    def read_row(self, statement: str, values: tuple[Any, ...]) -> tuple[Any, ...] | None:
        """One row of what stood before this transaction; rows still held are not seen."""
        row: tuple[Any, ...] | None = self._cursor.execute(statement, values).fetchone()
        return row

    def append(self, kind: str, at: str, body: bytes) -> int:
        """Append one record and give its number; the first of a chain opens it."""
        if self._chain.seq == 0:
            self._open_chain(at)
        number, _ = self._journal.take_number()
        self._records.append(self._chain.next_row(number, kind, at, body))
        return number

    def _open_chain(self, at: str) -> None:
        """The heads that it binds are those of every record with a smaller number."""
        number, end = self._journal.take_number()
        fold(self.cursor, self._journal, end)
        opening = json_bytes({"heads": heads_digest(read_heads(self.cursor))})
        self._records.append(self._chain.next_row(number, OPENED, at, opening))

    def append_json(self, kind: str, at: str, body: dict[str, Any]) -> int:
        """The same for a body that is not encoded yet."""
        return self.append(kind, at, json_bytes(body))

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
        before, requests = self._chain.copy(), dict(self.requests)
        cursor.execute("SAVEPOINT work")
        try:
            result = work(self)
            self.write_held()
        except BaseException:
            self._chain.seq, self._chain.digest = before.seq, before.digest
            self._records, self._derived, self.requests = [], {}, requests
            cursor.execute("ROLLBACK TO work")
            cursor.execute("RELEASE work")
            raise
        cursor.execute("RELEASE work")
        return result


@contextmanager
def writing(connection: sqlite3.Connection, chain: Chain, seal: Seal, journal: Journal) -> Iterator[Transaction]:
    """One transaction: committed when the block ends, undone (the chain too) when anything is raised. sqlite3.Error.

    Whether a commit is on disk then is the connection's setting; see ``RecordWriter``.
    """
    before = chain.copy()
    with closing(connection.cursor()) as cursor, ExitStack() as until_end:
        try:
            cursor.execute("BEGIN IMMEDIATE")
            transaction = Transaction(cursor, chain, journal, until_end)
            yield transaction
            transaction.write_held()
            if chain.seq != before.seq:
                write_head(cursor, chain.writer, chain.seq, chain.digest, chain.sealed(seal))
            cursor.execute("COMMIT")
        except BaseException:
            chain.seq, chain.digest = before.seq, before.digest
            if connection.in_transaction:
                cursor.execute("ROLLBACK")
            raise
