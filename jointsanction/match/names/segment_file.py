"""One file of named arrays: written atomically, opened memory-mapped in well under a millisecond, checksummed.

Layout: magic (8 bytes), length of the JSON header (8), header, then each array at a multiple of 64 bytes.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from jointsanction.errors import LedgerError
from jointsanction.match.names.steady_write import write_steadily

_MAGIC = b"JSNAMES5"
_ALIGN = 64
_SMALLEST = 16
FORMAT = 5


class NameIndexDamagedError(LedgerError):
    """The file is cut, changed or of another version: it is built anew, never trusted."""

    default_reason = "INDEX_DAMAGED"


def write_arrays(path: Path, arrays: dict[str, npt.NDArray[np.generic]], *, stamp: str) -> None:
    """Write beside ``path``, flush to disk, rename over it: a crash leaves the old file."""
    at, places, checksum = 0, {}, 0
    for name, array in arrays.items():
        places[name] = [array.dtype.str, at, array.size]
        checksum = zlib.crc32(np.ascontiguousarray(array).view(np.uint8).data, checksum)
        at += -(-array.nbytes // _ALIGN) * _ALIGN
    header = json.dumps(
        {"format": FORMAT, "stamp": stamp, "arrays": places, "bytes": at, "crc32": checksum, "order": sys.byteorder}
    ).encode()
    header += b" " * (-(len(header) + 16) % _ALIGN)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with beside.open("wb", buffering=0) as file:
            descriptor = file.fileno()
            write_steadily(descriptor, _MAGIC + len(header).to_bytes(8, "little") + header)
            for array in arrays.values():
                write_steadily(descriptor, np.ascontiguousarray(array).view(np.uint8).data)
                write_steadily(descriptor, bytes(-array.nbytes % _ALIGN))
            os.fsync(descriptor)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


class ArrayFile:
    """The arrays of a file, mapped read-only; raises NameIndexDamagedError where header or size do not fit.

    The mapping goes with the last array over it: nothing that is still being read is pulled away.
    """

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _SMALLEST:
                raise NameIndexDamagedError(f"名称索引不完整：{path.name}")
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        length = int.from_bytes(mapped[8:16], "little")
        try:
            header = json.loads(mapped[16 : 16 + length]) if mapped[:8] == _MAGIC and length < size else {}
        except ValueError:
            header = {}
        fits = header.get("format") == FORMAT and header.get("order") == sys.byteorder
        if not fits or size != 16 + length + header["bytes"]:
            mapped.close()
            raise NameIndexDamagedError(f"名称索引不完整或版本不符：{path.name}")
        self.stamp: str = header["stamp"]
        self._places: dict[str, list[object]] = header["arrays"]
        self._start = 16 + length
        self._checksum: int = header["crc32"]
        self._map = mapped

    def array(self, name: str) -> npt.NDArray[Any]:
        """One array, as it was written."""
        kind, at, count = self._places[name]
        return np.frombuffer(self._map, np.dtype(str(kind)), int(str(count)), self._start + int(str(at)))

    def view(self, name: str) -> memoryview[Any]:
        """The same for reading single elements, which is quicker than through numpy."""
        return self.array(name).data

    def verify(self) -> None:
        """Read the whole file against its checksum; raises NameIndexDamagedError."""
        checksum = 0
        for name in self._places:
            checksum = zlib.crc32(self.array(name).view(np.uint8).data, checksum)
        if checksum != self._checksum:
            raise NameIndexDamagedError("名称索引校验和不符")
