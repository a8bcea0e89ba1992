"""The journal: where a check is written down before it is answered, on its way into the record's tables.

A commit of the record writes a page of each table and index it touches and takes 0.1 ms, and its flush has to bring
all of them to the disk; a frame of the journal is one write to pages that are there already, and one flush. So checks
are appended here, and taken over (*folded*) into ``record.sqlite3`` many at a time, a moment later or when somebody
reads or writes the record: whoever does sees all of them. A record is in one of the two places, or in both until the
tables are on disk for good.

The file is used in rounds: a place counts all that was ever appended, and stands at ``place % SIZE``. A frame is never
written over before what it holds has been flushed with the tables.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple, Self

from jointsanction.errors import Place, RecordError
from jointsanction.record.early_writing import begin_writing
from jointsanction.record.faults import os_error_as_record_error
from jointsanction.record.journal_ends import Ends, JournalEnds
from jointsanction.record.journal_frame import HEADER, PAGE, Frame, frame_of, is_sound, length_at, size_of, with_header

SIZE = 32 << 20
"""Bytes of the file: at five megabytes a second it is full after six seconds in which nothing could be folded."""

LONGEST_FRAME = 4 << 20
"""Bytes of one frame; what does not fit is written straight into the tables."""

AHEAD = 4 << 20
"""Bytes that are written with zeros ahead of the frames: a flush takes half as long when the file does not grow."""

_LOG = logging.getLogger(__name__)


class Placed(NamedTuple):
    """A frame and the place behind it."""

    frame: Frame
    end: int


def journal_path(record: Path) -> Path:
    """The journal of a record."""
    return record.with_suffix(".journal")


def ends_path(record: Path) -> Path:
    """The file that tells where it ends; there from the first time that the record is opened to write."""
    return record.with_suffix(".journal-ends")


class Journal:
    """One process's access to it; for one thread at a time, but for ``sync``."""

    def __init__(self, record: Path, connection: sqlite3.Connection) -> None:
        """Open the journal of a record, made where there is none; ``connection`` is to that record.

        Raises OSError, sqlite3.Error.
        """
        self._path = journal_path(record)
        self._last = 0, 0
        self._ends = JournalEnds(ends_path(record))
        try:
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o640)
            try:
                with self._ends.locked():
                    self._id = self._recover(connection)
            except BaseException:
                os.close(self._descriptor)
                raise
        except BaseException:
            self._ends.close()
            raise

    def _recover(self, connection: sqlite3.Connection) -> bytes:
        """Find out where the journal ends. Where others use it, that is what they know already."""
        record_id, folded = connection.execute("SELECT id, folded FROM journal").fetchone()
        (last_no,) = connection.execute("SELECT COALESCE(MAX(record_no), 0) FROM record").fetchone()
        self._id = bytes(record_id)
        end = folded
        for frame, end in self.frames(folded):  # noqa: B007 -- the last end
            last_no = max(last_no, frame.records[-1].record_no)
        known_id, known_end, known_folded, known_no = self._ends.read()
        if known_id != self._id:
            self._ends.write(self._id, end, folded, last_no)
            return self._id
        if known_end > end:
            self._put_aside(end, known_end)
        # What has been told as folded is on disk; what the table says by now need not be.
        self._ends.write(self._id, end, min(known_folded, folded), max(known_no, last_no))
        return self._id

    def _put_aside(self, end: int, known_end: int) -> None:
        """Keep what should be there and cannot be read: the machine has stopped before it was on disk, and nobody was
        answered; or the file was damaged since.
        """
        aside = self._path.with_name(f"{self._path.name}.unread-{end}")
        _LOG.error("%s: %d bytes cannot be read; they are kept in %s", self._path, known_end - end, aside.name)
        begin = end % SIZE
        aside.write_bytes(os.pread(self._descriptor, min(known_end - end, SIZE - begin), begin))

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[Self]:
        """Keep others from appending; raises BlockingIOError where one is at it and ``wait`` is not said."""
        with self._ends.locked(wait=wait):
            yield self

    def acquire(self, *, wait: bool = True) -> None:
        """The same until ``release``."""
        self._ends.acquire(wait=wait)

    def release(self) -> None:
        """Let others append again."""
        self._ends.release()

    def end(self) -> int:
        """Where it ends now."""
        with self.locked():
            return self._ends.read().end

    def is_folded(self) -> bool:
        """Whether all of it is in the tables for good."""
        with self.locked():
            _, end, folded, _ = self._ends.read()
        return folded >= end

    def take_number(self) -> tuple[int, int]:
        """A number for a record that is written straight into the tables, and where the journal ends: every record
        with a smaller number lies before that, or in the tables.
        """
        with self.locked():
            record_id, end, folded, last_no = self._ends.read()
            self._ends.write(record_id, end, folded, last_no + 1)
            return last_no + 1, end

    def ends(self) -> Ends:
        """Where it ends; for whoever holds the lock."""
        return self._ends.read()

    def append(self, content: bytes, last_no: int, ends: Ends) -> int:
        """Append a frame whose last record has the number ``last_no`` behind ``ends``, where the journal ends now, and
        give the new end; for whoever holds the lock. It is on disk after ``sync``.

        Raises RecordError: RECORD_LOCKED where the journal is full because nothing could be folded, RECORD_FULL.
        """
        _, place, folded, _ = ends
        size, room = size_of(content), SIZE - place % SIZE
        if place + size + (room if size > room else 0) - folded > SIZE:
            message = "留痕日志已满：查询记录库一段时间以来不能写入；请检查其他程序和磁盘"
            raise RecordError(message, reason="RECORD_LOCKED", place=Place(file=str(self._path)))
        if size > room:
            self._write(b"", place)
            place += room
        self._write(content, place)
        self._ends.write(self._id, place + size, folded, last_no)
        return place + size

    def _write(self, content: bytes, place: int) -> None:
        written = with_header(content, place, self._id)
        try:
            size = os.pwrite(self._descriptor, written, place % SIZE)
        except OSError as error:
            raise os_error_as_record_error(error, self._path) from error
        self._last = place % SIZE, size
        if size != len(written):
            raise os_error_as_record_error(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), self._path)

    def frames(self, begin: int, end: int | None = None) -> Iterator[Placed]:
        """The frames from one place on, up to another or as long as there are any."""
        while end is None or begin < end:
            found = self._content_at(begin)
            if found is None:
                return
            if found:
                begin += size_of(found)
                yield Placed(frame_of(found), begin)
            else:
                begin += SIZE - begin % SIZE

    def _content_at(self, place: int) -> bytes | None:
        """The content of the frame at a place; None where there is none that is sound."""
        at = place % SIZE
        first = os.pread(self._descriptor, PAGE, at)
        length = length_at(first, place)
        if length is None or at + HEADER.size + length > SIZE:
            return None
        content = first[HEADER.size : HEADER.size + length]
        if len(content) < length:
            content += os.pread(self._descriptor, length - len(content), at + PAGE)
        return content if len(content) == length and is_sound(first, content, place, self._id) else None

    def begin_sync(self) -> None:
        """Have the system begin with what ``sync`` waits for: the frame that was appended last."""
        begin_writing(self._descriptor, *self._last)

    def sync(self) -> None:
        """Return when all that was appended is on disk; raises OSError."""
        os.fdatasync(self._descriptor)

    def folded(self, upto: int) -> None:
        """What lies before a place has been flushed with the tables: its room may be used again."""
        with self.locked():
            record_id, end, folded, last_no = self._ends.read()
            self._ends.write(record_id, end, max(folded, upto), last_no)
        # Where there is no room on the disk, whoever appends is told.
        with suppress(OSError):
            self._grow(end % SIZE + AHEAD)

    def _grow(self, wanted: int) -> None:
        """Write zeros ahead of the frames, once there are any; half as much again, so that it is not done each time."""
        size = os.fstat(self._descriptor).st_size
        if size and min(wanted, SIZE) > size:
            os.pwrite(self._descriptor, bytes(min(wanted + AHEAD // 2, SIZE) - size), size)
            os.fdatasync(self._descriptor)

    def close(self) -> None:
        """Close the files."""
        os.close(self._descriptor)
        self._ends.close()
