"""Where the journal ends, shared by all processes that use it: ``record.journal-ends``, mapped and locked.

It is never flushed: after the machine has stopped, everything in it follows from the record and the journal again.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from jointsanction.record.journal_frame import PAGE

_FIELDS = struct.Struct("<8s16sQQQ")
_MAGIC = b"JSENDS1\0"
_TRY = fcntl.LOCK_EX | fcntl.LOCK_NB


class Ends(NamedTuple):
    """``record_id``: of the record that the journal belongs to, empty where nobody has written the file since it was
    made. ``end``: where the journal ends. ``folded``: up to where it has been taken over for good. ``last_no``: the
    last number that a record was given.
    """

    record_id: bytes
    end: int
    folded: int
    last_no: int


class JournalEnds:
    """Read and changed by whoever holds the lock, which is nobody for longer than some tens of microseconds."""

    def __init__(self, path: Path) -> None:
        """Open the file, made where there is none; raises OSError."""
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o640)
        self._own = threading.RLock()
        self._depth = 0
        try:
            if os.fstat(self._descriptor).st_size < PAGE:
                os.ftruncate(self._descriptor, PAGE)
            self._map = mmap.mmap(self._descriptor, PAGE)
        except BaseException:
            os.close(self._descriptor)
            raise

    @contextmanager
    def locked(self, *, wait: bool = True) -> Iterator[None]:
        """Hold the lock; raises BlockingIOError where another thread or process has it and ``wait`` is not said."""
        self.acquire(wait=wait)
        try:
            yield
        finally:
            self.release()

    def acquire(self, *, wait: bool = True) -> None:
        """Take the lock, to be given back by ``release``; raises as ``locked`` does. Every check takes it."""
        # The system's lock is the file's: whichever thread lets go of it first would let go of it for all.
        if not self._own.acquire(wait):
            raise BlockingIOError
        if not self._depth:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX if wait else _TRY)
            except BaseException:
                self._own.release()
                raise
        self._depth += 1

    def release(self) -> None:
        """Give back what ``acquire`` took."""
        self._depth -= 1
        try:
            if not self._depth:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._own.release()

    def read(self) -> Ends:
        """What stands there."""
        magic, *ends = _FIELDS.unpack_from(self._map)
        return Ends(*ends) if magic == _MAGIC else Ends(b"", 0, 0, 0)

    def write(self, record_id: bytes, end: int, folded: int, last_no: int) -> None:
        """Change all of it."""
        _FIELDS.pack_into(self._map, 0, _MAGIC, record_id, end, folded, last_no)

    def close(self) -> None:
        """Close the file."""
        self._map.close()
        os.close(self._descriptor)
