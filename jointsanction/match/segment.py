"""An immutable segment of the exact index: sorted keys in a memory-mapped file, shared through the page cache.

A probe reads two bucket bounds and, on average, two keys, whatever the size. Header and size are checked on every
opening, the checksum by ``verify`` (doctor, and every build).
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path

from jointsanction.errors import LedgerError
from jointsanction.match.segment_file import CHECKSUM, HEADER, MAGIC, MAX_BITS, ORDER_MARK, SegmentInfo


class SegmentDamagedError(LedgerError):
    """The segment is of another version, another ledger, cut or changed: it is rebuilt, never trusted."""

    default_reason = "INDEX_DAMAGED"


class Segment:
    """A memory-mapped segment; ``find`` answers a key with the entry numbers stored under it."""

    __slots__ = (
        "_bits", "_data", "_first", "_map", "_map_bits", "_numbers", "_rest_shift", "_rests", "_starts", "info",
    )  # fmt: skip

    def __init__(self, path: Path) -> None:
        """Open and check the header; raises SegmentDamagedError (reason INDEX_DAMAGED) or FileNotFoundError."""
        begin = HEADER.size + CHECKSUM.size
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < begin:
                raise SegmentDamagedError(f"索引文件不完整：{path.name}")
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        magic, order, bits, keys, entries, after, upto, first, mapped, *of = HEADER.unpack_from(self._data)
        sound = magic == MAGIC and order == ORDER_MARK and bits <= MAX_BITS
        buckets = (1 << bits) + 1 if sound else 0
        if not sound or size != begin + 4 * (buckets + 2 * keys) + mapped:
            self._data.close()
            raise SegmentDamagedError(f"索引文件不完整或版本不符：{path.name}")
        with memoryview(self._data) as whole:
            view = whole[begin : size - mapped].cast("I")
            self._map = whole[size - mapped :]
        self._starts = view[:buckets]
        self._rests = view[buckets : buckets + keys]
        self._numbers = view[buckets + keys :]
        view.release()
        self._bits = 64 - bits
        self._rest_shift = 32 - bits
        self._first, self._map_bits = first, 8 * mapped
        self.info = SegmentInfo(_text(of[0]), _text(of[1]), after, upto, entries, keys)

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

    def has(self, number: int) -> bool:
        """Whether this segment has a version of an entry, and so hides the older ones below. A base says no."""
        at = number - self._first
        return 0 <= at < self._map_bits and bool(self._map[at >> 3] >> (at & 7) & 1)

    def verify(self) -> None:
        """Read the whole file against its checksum; raises SegmentDamagedError."""
        stored: int = CHECKSUM.unpack_from(self._data, HEADER.size)[0]
        with memoryview(self._data) as whole, whole[HEADER.size + CHECKSUM.size :] as rest:
            if zlib.crc32(rest, zlib.crc32(self._data[: HEADER.size])) != stored:
                raise SegmentDamagedError("索引文件校验和不符")

    def close(self) -> None:
        """Give the mapping back; the segment is unusable afterwards."""
        for view in (self._starts, self._rests, self._numbers, self._map):
            view.release()
        self._data.close()


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode("utf-8", "replace")
