"""The case record, open for reading: checks, open measures, figures, and whether all of it is whole."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from jointsanction.errors import DataDirectoryError, Place, RecordError
from jointsanction.record.chain import Seal
from jointsanction.record.database import open_existing
from jointsanction.record.faults import record_faults
from jointsanction.record.journal import ends_path
from jointsanction.record.listing import CheckFilter, CheckPage, MeasurePage, read_checks, read_open_measures
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.statistics import Dimension, Figures, Per, read_statistics
from jointsanction.record.stored import StoredCheck, read_check
from jointsanction.record.taking_over import Folding
from jointsanction.record.verify import Verified, verify_record


class CheckRecord:
    """Reads one record; threads share it. Any method can raise RecordError: RECORD_LOCKED, _DAMAGED, _CLOSED.

    ``reach`` limits what is seen to what a caller may see; what lies outside is as if it were not there.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Use ``open``."""
        self.path = path
        self._connection = connection
        self._lock = threading.Lock()
        self._folding: Folding | None = None
        self._closed = False

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open a record that is there; raises RecordError RECORD_MISSING, RECORD_SCHEMA, RECORD_DAMAGED."""
        return cls(path, open_existing(path))

    def get_check(self, check_id: str, *, reach: Reach = EVERYTHING) -> StoredCheck:
        """One check with its measures and what has happened to it; raises RecordError CHECK_NOT_FOUND."""
        with self._reading() as cursor:
            return read_check(cursor, check_id, reach)

    def list_checks(
        self, asked: CheckFilter | None = None, *, reach: Reach = EVERYTHING, page_size: int = 100, page_token: str = ""
    ) -> CheckPage:
        """Checks newest first, page by page; raises RecordError PAGE_TOKEN_UNREADABLE."""
        with self._reading() as cursor:
            return read_checks(cursor, asked or CheckFilter(), reach, page_size=page_size, token=page_token)

    def open_checks(
        self,
        *,
        overdue_on: date | None = None,
        reach: Reach = EVERYTHING,
        page_size: int = 100,
        page_token: str = "",
    ) -> MeasurePage:
        """Measures that still want an answer, those due first in front; with ``overdue_on`` the overdue ones alone."""
        with self._reading() as cursor:
            return read_open_measures(cursor, overdue_on=overdue_on, reach=reach, page_size=page_size, token=page_token)

    def statistics(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        by: Dimension = Dimension.NONE,
        per: Per = Per.NONE,
        reach: Reach = EVERYTHING,
    ) -> tuple[Figures, ...]:
        """Figures by group and period; see ``Figures``."""
        with self._reading() as cursor:
            return read_statistics(cursor, since=since, until=until, by=by, per=per, reach=reach)

    def verify(self, seal: Seal) -> Verified:
        """Read everything and say what is broken first, if anything is; ``seal`` is the directory's keyed hash."""
        with self._reading() as cursor:
            return verify_record(cursor, seal)

    def backup_to(self, path: Path) -> None:
        """Copy the record as of one moment, while it is written; DataDirectoryError where ``path`` is taken."""
        if path.exists():
            raise DataDirectoryError("文件已存在，未作改动", reason="DATA_DIRECTORY_TAKEN", place=Place(file=str(path)))
        with self._reading() as cursor, closing(sqlite3.connect(path)) as copy:
            cursor.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")  # a copy travels as one file

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._closed = True
            if self._folding is not None:
                self._folding.close()
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Cursor]:
        with self._lock, record_faults(self.path):
            if self._closed:
                raise RecordError("查询记录已经关闭", reason="RECORD_CLOSED", place=Place(file=str(self.path)))
            self._take_over()
            with closing(self._connection.cursor()) as cursor:
                yield cursor

    def _take_over(self) -> None:
        """What was answered a moment ago is in the journal: it is to be seen too. Who may only read the record sees it
        once somebody else has taken it over, which a server does four times a second.
        """
        if self._folding is None and ends_path(self.path).is_file() and os.access(self.path, os.W_OK):
            self._folding = Folding(self.path)
        if self._folding is not None:
            self._folding.fold()
