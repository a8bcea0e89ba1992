"""Has the system begin to bring a part of a file to the disk, and does not wait for it.

A flush has to write the pages and then have the disk empty its cache. Begun early, the first goes on while something
else is done. Only a flush that follows makes anything safe, and only it tells of errors.
"""

from __future__ import annotations

import ctypes
import sys

_WRITE = 2
"""SYNC_FILE_RANGE_WRITE of sync_file_range(2)."""


def begin_writing(descriptor: int, begin: int, size: int) -> None:
    """Begin with the pages of ``size`` bytes from ``begin`` on. Nothing where the system cannot: not on Linux."""
    if _sync_file_range is not None:
        _sync_file_range(descriptor, begin, size, _WRITE)


def _found() -> ctypes._NamedFuncPointer | None:
    if sys.platform != "linux":
        return None
    try:
        found = ctypes.CDLL(None).sync_file_range
    except (AttributeError, OSError):
        return None
    found.argtypes = ctypes.c_int, ctypes.c_int64, ctypes.c_int64, ctypes.c_uint
    found.restype = ctypes.c_int
    return found


_sync_file_range = _found()
