"""Another program holds the record for as long as a test wants."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from jointsanction.record.journal import ends_path
from jointsanction.record.journal_ends import JournalEnds


@contextmanager
def database_held(path: Path) -> Iterator[None]:
    """Hold the write lock of a database as a program does that writes for ever."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("ROLLBACK")


@contextmanager
def record_held(path: Path) -> Iterator[None]:
    """Hold the tables of a record, and its journal as well: no check can be written down. In the order in which the
    record itself takes the two, so that neither waits for the other.
    """
    with closing(JournalEnds(ends_path(path))) as ends, database_held(path), ends.locked():
        yield
