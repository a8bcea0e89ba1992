"""A mark that every finished write renews, so that "has anything changed?" costs a look into memory and no statement.

Eight bytes beside the ledger, mapped by every process that has it open. A writer renews it after its commit and before
it says that it is done: a mark that is still the same means that no write has been finished since. What a mark was is
of no meaning, and a lost or copied file of none either: a reader that sees another mark asks the ledger. A reader makes
the file; until there is one, and where the directory cannot be written, the ledger is asked every time.
"""

from __future__ import annotations

import mmap
import os
import secrets
from contextlib import suppress
from pathlib import Path

UNKNOWN = 0
"""No mark: the ledger itself has to be asked."""

_SIZE = 8


class ChangeMark:
    """The mark of one ledger."""

    __slots__ = ("_cell", "_map", "_path", "_read_only")

    def __init__(self, path: Path, *, read_only: bool) -> None:
        self._path = path.with_name(path.name + "-mark")
        self._read_only = read_only
        self._map: mmap.mmap | None = None
        self._cell: memoryview | None = None

    def read(self) -> int:
        """The present mark; UNKNOWN where there is none."""
        if self._cell is None and not self._open(may_make=True):
            return UNKNOWN
        value: int = self._cell[0] if self._cell is not None else UNKNOWN
        return value

    def renew(self) -> None:
        """Called after a commit."""
        if self._cell is not None or self._open(may_make=False):
            self._cell[0] = _another()  # type: ignore[index]  # _open has just set it

    def close(self) -> None:
        """Release the mapping."""
        if self._cell is not None and self._map is not None:
            self._cell.release()
            self._map.close()
        self._cell = self._map = None

    def _open(self, *, may_make: bool) -> bool:
        flags = os.O_RDONLY if self._read_only else os.O_RDWR | (os.O_CREAT if may_make else 0)
        with suppress(OSError):  # then there is no mark, which is always right, only slower
            descriptor = os.open(self._path, flags, 0o640)
            try:
                if os.fstat(descriptor).st_size < _SIZE:
                    if self._read_only:
                        return False
                    os.ftruncate(descriptor, _SIZE)
                access = mmap.ACCESS_READ if self._read_only else mmap.ACCESS_WRITE
                self._map = mmap.mmap(descriptor, _SIZE, access=access)
                self._cell = memoryview(self._map).cast("Q")
                if self._cell[0] == UNKNOWN and not self._read_only:
                    self._cell[0] = _another()
            finally:
                os.close(descriptor)
        return self._cell is not None


def _another() -> int:
    """A mark that no other write has had or will have."""
    return secrets.randbits(63) | 1
