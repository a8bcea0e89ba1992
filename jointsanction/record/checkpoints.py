"""Bring the write-ahead log into the record's file now and then, beside the writing.

SQLite would do this inside some commit, and whoever waits for that commit waits for tens of milliseconds. Here a
thread does the most of it while others write; then, holding the lock for about a millisecond, it does the rest, so
that the log starts from its beginning again and does not grow: a flush of a file that does not grow is quicker too.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from jointsanction.record.database import connect

PAGES_DUE = 4_000
"""Pages of 4 KiB written to the log after which it is taken over: some 16 MiB, read again in 0.1 s after a crash."""

PAGES_COMMIT = 4
"""Pages that a commit writes beside those of its records: one of each table and index, and the chain's head."""

LOCK_SECONDS = 0.02
"""How long the last step waits for readers. It holds up every writer meanwhile, so it gives up soon: while somebody
reads an older state for long, as figures do, the log grows instead."""

_LOG = logging.getLogger(__name__)


class Checkpoints:
    """Counts what a writer has written and has the log taken over when enough has come together.

    By a thread that stays: starting one holds up the commit that it is started by, on a busy processor for long.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._pages = 0
        self._changed = threading.Condition()
        self._due = self._going_on = self._closed = False
        self._thread: threading.Thread | None = None

    def wrote(self, records: int) -> None:
        """Tell of a commit of so many records."""
        self._pages += PAGES_COMMIT + records
        if self._pages >= PAGES_DUE:
            self._pages = 0
            with self._changed:
                self._due = True
                self._changed.notify_all()
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="jointsanction-checkpoint", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until everything that is due has been taken over."""
        with self._changed:
            self._changed.wait_for(lambda: not self._due and not self._going_on)

    def close(self) -> None:
        """Wait for the one that is going on."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while True:
            with self._changed:
                self._going_on = False
                self._changed.notify_all()
                self._changed.wait_for(lambda: self._due or self._closed)
                if self._closed:
                    return
                self._due, self._going_on = False, True
            self._take_over()

    def _take_over(self) -> None:
        try:
            with closing(connect(self._path, busy_seconds=LOCK_SECONDS)) as connection:
                connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
                connection.execute("PRAGMA wal_checkpoint(RESTART)")
        except sqlite3.Error as error:
            # Nothing is lost: the log grows until the next one.
            _LOG.warning("checkpoint of %s failed: %s", self._path, error)
