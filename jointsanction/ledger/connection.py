"""Connections to the SQLite file of a ledger.

WAL: readers see the state before a load until it commits, and never wait for it. ``synchronous=FULL``: a commit has
returned from fsync. Every write takes the write lock at once (BEGIN IMMEDIATE), so that it cannot fail half-way for
a lock. A process that forks opens its ledger afterwards.
"""

from __future__ import annotations

import sqlite3
import threading
import weakref
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.pool import QueuePool

from jointsanction.errors import LedgerError, Place
from jointsanction.ledger.change_mark import ChangeMark
from jointsanction.ledger.faults import ledger_faults

BUSY_SECONDS = 30.0
"""How long a writer waits for another before it gives up with LEDGER_LOCKED."""

_CACHE_KIB = 64 * 1024
"""Pages that a writer keeps: a load comes back to the same ones again and again."""
_READER_CACHE_KIB = 4 * 1024
"""Pages that a reading thread keeps: a check reads a few, from all over the file, and the system has them for all
processes together; 64 MiB of each process's own were full of them after a day."""
_WAL_LIMIT = 64 * 1024 * 1024


class _Reader:
    """One thread's connection; closed when the thread or the ledger goes."""

    __slots__ = ("__weakref__", "connection")

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


class Connections:
    """Hands out connections to one file: one for each reading thread, and one for whoever writes."""

    def __init__(self, path: Path, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = path
        self.read_only = read_only
        self._busy_seconds = busy_seconds
        self._local = threading.local()
        self._readers: weakref.WeakSet[_Reader] = weakref.WeakSet()
        self._closed = False
        self.mark = ChangeMark(path, read_only=read_only)
        # One is kept open for the next writer: a new one costs half a millisecond and has read no page yet.
        self._engine = create_engine(
            "sqlite://", creator=self.connect, poolclass=QueuePool, pool_size=1, max_overflow=-1
        )
        event.listen(self._engine, "begin", _begin)

    def connect(self, cache_kib: int = _CACHE_KIB) -> sqlite3.Connection:
        """A new connection in autocommit mode; never makes a file."""
        if self._closed:
            raise LedgerError("名单库已经关闭 (closed)", reason="LEDGER_LOCKED", place=Place(file=str(self.path)))
        mode = "ro" if self.read_only else "rw"
        connection = sqlite3.connect(
            f"file:{quote(str(self.path))}?mode={mode}",
            uri=True,
            timeout=self._busy_seconds,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            for pragma in ("synchronous=FULL", "foreign_keys=ON", f"cache_size=-{cache_kib}", "temp_store=FILE"):
                connection.execute(f"PRAGMA {pragma}")
            if not self.read_only:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(f"PRAGMA journal_size_limit={_WAL_LIMIT}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    def cursor(self) -> sqlite3.Cursor:
        """A DBAPI cursor of this thread's reading connection: each statement sees the latest committed state."""
        reader: _Reader | None = getattr(self._local, "reader", None)
        if reader is None or self._closed:
            with ledger_faults(self.path):
                reader = _Reader(self.connect(_READER_CACHE_KIB))
            self._local.reader = reader
            self._readers.add(reader)
        return reader.connection.cursor()

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Cursor]:
        """A cursor of a connection of its own, for reading long results without holding up the thread's one."""
        with ledger_faults(self.path), closing(self.connect()) as connection, closing(connection.cursor()) as cursor:
            yield cursor

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction: committed and on disk when the block ends, undone when anything at all is raised."""
        with ledger_faults(self.path), self._engine.begin() as connection:
            yield connection
        self.mark.renew()

    def close(self) -> None:
        """Close every thread's connection."""
        self._closed = True
        for reader in tuple(self._readers):
            reader.connection.close()
        self.mark.close()
        self._engine.dispose()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
