"""An immutable segment of the exact index: sorted keys in a memory-mapped file, shared through the page cache.

Layout: a fixed header, then three arrays of unsigned 32-bit integers in native byte order. ``starts`` has one element
per bucket (the top ``bits`` of a key) and one more; bucket ``b`` owns ``rests[starts[b]:starts[b+1]]`` (the next 32
bits of its keys, ascending) and ``numbers`` the entry numbers beside them. A probe reads two bucket bounds and, on
average, two keys, whatever the size. The file is written beside its final name and renamed, so a crash leaves the old
one; its checksum is verified by ``verify`` (doctor), its header and size on every opening.
"""

from __future__ import annotations

import mmap
import os
import struct
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.errors import LedgerError

_MAGIC = b"JSEXACT1"
# magic, byte order mark, bucket bits, key count, entry count, change number, checksum; then ledger id and engine.
_HEADER = struct.Struct("=8sIIQQQI16s64s")
_ORDER_MARK = 0x01020304
_KEYS_PER_BUCKET = 2
_MAX_BITS = 30


class SegmentDamagedError(LedgerError):
    """The segment is of another version, another ledger, cut or changed: it is rebuilt, never trusted."""

    default_reason = "INDEX_DAMAGED"


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What a segment was built from."""

    ledger_id: str
    engine_version: str
    change_no: int
    entries: int
    keys: int


class Segment:
    """A memory-mapped segment; ``find`` answers a key with the entry numbers stored under it."""

    __slots__ = ("_bits", "_data", "_file", "_numbers", "_rest_shift", "_rests", "_starts", "info")

    def __init__(self, path: Path) -> None:
        """Open and check the header; raises SegmentDamagedError (reason INDEX_DAMAGED)."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < _HEADER.size:
                raise SegmentDamagedError(f"索引文件不完整：{path.name}")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, order, bits, keys, entries, change_no, _, ledger_id, engine = _HEADER.unpack_from(self._data)
        buckets = (1 << bits) + 1
        if magic != _MAGIC or order != _ORDER_MARK or size != _HEADER.size + 4 * (buckets + 2 * keys):
            raise SegmentDamagedError(f"索引文件不完整或版本不符：{path.name}")
        view = memoryview(self._data)[_HEADER.size :].cast("I")
        self._starts = view[:buckets]
        self._rests = view[buckets : buckets + keys]
        self._numbers = view[buckets + keys :]
        self._bits = 64 - bits
        self._rest_shift = 32 - bits
        self.info = SegmentInfo(_text(ledger_id), _text(engine), change_no, entries, keys)

    def find(self, key: int) -> list[int]:
        """Entry numbers under ``key``; a false one (equal in its top 32 + bits, unequal below) is possible."""
        bucket = key >> self._bits
        at, stop = self._starts[bucket], self._starts[bucket + 1]
        if at == stop:
            return []
        rest = (key >> self._rest_shift) & 0xFFFFFFFF
        rests = self._rests
        found = []
        while at < stop:
            here = rests[at]
            if here >= rest:
                if here > rest:
                    break
                found.append(self._numbers[at])
            at += 1
        return found

    def verify(self) -> None:
        """Read the whole file against its checksum; raises SegmentDamagedError."""
        stored: int = _HEADER.unpack_from(self._data)[6]
        if zlib.crc32(memoryview(self._data)[_HEADER.size :]) != stored:
            raise SegmentDamagedError("索引文件校验和不符")

    def close(self) -> None:
        """Give the mapping back; the segment is unusable afterwards."""
        for view in (self._starts, self._rests, self._numbers):
            view.release()
        self._data.close()


class SegmentBuilder:
    """Collects (key, entry number) pairs in bounded chunks and writes a segment in one go.

    Memory: 12 bytes a key while collecting, about three times that while sorting.
    """

    _CHUNK = 1 << 18

    def __init__(self) -> None:
        self._chunks: list[tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]] = []
        self._keys: list[int] = []
        self._numbers: list[int] = []
        self.entries = 0

    def add(self, number: int, keys: set[int]) -> None:
        """Put one entry under its keys."""
        self.entries += 1
        self._keys.extend(keys)
        self._numbers.extend([number] * len(keys))
        if len(self._keys) >= self._CHUNK:
            self._flush()

    def _flush(self) -> None:
        chunk = (np.array(self._keys, dtype=np.uint64), np.array(self._numbers, dtype=np.uint32))
        self._chunks.append(chunk)
        self._keys, self._numbers = [], []

    def write(self, path: Path, *, ledger_id: str, engine_version: str, change_no: int) -> None:
        """Sort, write beside ``path``, flush to disk and rename over it."""
        self._flush()
        keys = np.concatenate([chunk[0] for chunk in self._chunks])
        numbers = np.concatenate([chunk[1] for chunk in self._chunks])
        self._chunks.clear()
        order = np.argsort(keys, kind="stable")
        keys, numbers = keys[order], numbers[order]
        del order
        bits = min(_MAX_BITS, max(1, (max(1, len(keys) // _KEYS_PER_BUCKET)).bit_length()))
        edges = np.arange((1 << bits) + 1, dtype=np.uint64)
        edges[-1] = 0
        starts = np.searchsorted(keys, edges << np.uint64(64 - bits)).astype(np.uint32)
        starts[-1] = len(keys)
        rests = ((keys >> np.uint64(32 - bits)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
        checksum = 0
        for array in (starts, rests, numbers):
            checksum = zlib.crc32(array.data, checksum)
        header = _HEADER.pack(
            _MAGIC,
            _ORDER_MARK,
            bits,
            len(keys),
            self.entries,
            change_no,
            checksum,
            ledger_id.encode(),
            engine_version.encode(),
        )
        with _replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
            file.write(header)
            for array in (starts, rests, numbers):
                file.write(array.data)


@contextmanager
def _replacing(path: Path) -> Iterator[int]:
    """A descriptor whose content takes the place of ``path`` at the end, durably, or not at all."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    try:
        yield descriptor
        os.fsync(descriptor)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    finally:
        os.close(descriptor)
    if sys.platform != "win32":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode()
