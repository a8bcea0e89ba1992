"""An immutable segment of the exact index: sorted keys in a memory-mapped file, shared through the page cache.

A probe reads two bucket bounds and, on average, two keys, whatever the size. Header and size are checked on every
opening, a block when it is read first: what is damaged is never taken for an answer.
"""

from __future__ import annotations

import mmap
import os
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.errors import LedgerError
from jointsanction.match.segment_file import BLOCK, HEADER, MAGIC, MAX_BITS, ORDER_MARK, SegmentInfo, blocks_of

_IN_BLOCK = 10
"""Bits of the place of an element within its block."""


class SegmentDamagedError(LedgerError):
    """The segment is of another version, another ledger, cut or changed: it is rebuilt, never trusted."""

    default_reason = "INDEX_DAMAGED"


class Segment:
    """A memory-mapped segment; ``find`` answers a key with the entry numbers stored under it."""

    __slots__ = (
        "_begin", "_bits", "_data", "_first", "_map", "_map_bits", "_map_block", "_numbers", "_numbers_block",
        "_rest_shift", "_rests", "_rests_block", "_seen", "_starts", "_sums", "info",
    )  # fmt: skip

    def __init__(self, path: Path) -> None:
        """Open and check the header; raises SegmentDamagedError (reason INDEX_DAMAGED) or FileNotFoundError."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size < HEADER.size:
                raise SegmentDamagedError(f"索引文件不完整：{path.name}")
            self._data = data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        fields = HEADER.unpack_from(data)
        magic, order, bits, keys, entries, after, upto, first, map_bits, checksum, ledger_id, engine = fields
        sound = magic == MAGIC and order == ORDER_MARK and bits <= MAX_BITS
        buckets = (1 << bits) + 1 if sound else 0
        sizes = (4 * buckets, 4 * keys, 4 * keys, map_bits // 8)
        blocks = [blocks_of(each) for each in sizes]
        sums_end = BLOCK + 4 * sum(blocks)
        self._begin = begin = BLOCK * (1 + blocks_of(4 * sum(blocks)))
        if not sound or size != begin + BLOCK * sum(blocks):
            data.close()
            raise SegmentDamagedError(f"索引文件不完整或版本不符：{path.name}")
        head = HEADER.pack(*fields[:9], 0, *fields[10:])
        if zlib.crc32(data[BLOCK:sums_end], zlib.crc32(head)) != checksum:
            data.close()
            raise SegmentDamagedError(f"索引文件头部校验和不符：{path.name}")
        places = [begin + BLOCK * sum(blocks[:part]) for part in range(4)]
        with memoryview(data) as whole:
            self._sums = whole[BLOCK:sums_end].cast("I")
            self._starts, self._rests, self._numbers = (
                whole[place : place + length].cast("I") for place, length in zip(places[:3], sizes[:3], strict=True)
            )
            self._map = whole[places[3] : places[3] + sizes[3]]
        self._seen = bytearray(sum(blocks))
        self._rests_block, self._numbers_block, self._map_block = blocks[0], sum(blocks[:2]), sum(blocks[:3])
        self._bits = 64 - bits
        self._rest_shift = 32 - bits
        self._first, self._map_bits = first, map_bits
        self.info = SegmentInfo(_text(ledger_id), _text(engine), after, upto, entries, keys)

    def find(self, key: int) -> list[int]:
        """Entry numbers under ``key``; a false one (equal in its top 32 + bits, unequal below) is possible.

        Raises SegmentDamagedError where what is to be read was changed since it was written.
        """
        bucket = key >> self._bits
        seen = self._seen
        if not seen[bucket >> _IN_BLOCK] or not seen[(bucket + 1) >> _IN_BLOCK]:
            self._see(bucket >> _IN_BLOCK, (bucket + 1) >> _IN_BLOCK)
        at, stop = self._starts[bucket], self._starts[bucket + 1]
        if at == stop:
            return []
        rest = (key >> self._rest_shift) & 0xFFFFFFFF
        rests, first, last = (
            self._rests,
            self._rests_block + (at >> _IN_BLOCK),
            self._rests_block + (stop - 1 >> _IN_BLOCK),
        )
        if not seen[first] or first != last:
            self._see(first, last)
        found = []
        while at < stop:
            here = rests[at]
            if here >= rest:
                if here > rest:
                    break
                if not seen[self._numbers_block + (at >> _IN_BLOCK)]:
                    self._see(*[self._numbers_block + (at >> _IN_BLOCK)] * 2)
                found.append(self._numbers[at])
            at += 1
        return found

    def has(self, number: int) -> bool:
        """Whether this segment has a version of an entry, and so hides the older ones below. A base says no."""
        at = number - self._first
        if not 0 <= at < self._map_bits:
            return False
        block = self._map_block + (at >> 3) // BLOCK
        if not self._seen[block]:
            self._see(block, block)
        return bool(self._map[at >> 3] >> (at & 7) & 1)

    def everything(self) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint64]]:
        """The keys, of which the top 32 bits at least are what they were, and the entries that it hides below it.

        Raises SegmentDamagedError, as ``verify`` does.
        """
        self.verify()
        starts, rests = np.frombuffer(self._starts, np.uint32), np.frombuffer(self._rests, np.uint32)
        sizes = starts[1:] - starts[:-1]
        buckets = np.arange(len(sizes), dtype=np.uint64).repeat(sizes)
        keys = buckets << np.uint64(self._bits) | rests.astype(np.uint64) << np.uint64(self._rest_shift)
        present = np.frombuffer(self._map, np.uint8)
        entries = np.flatnonzero(np.unpackbits(present, bitorder="little")).astype(np.uint64) + np.uint64(self._first)
        return keys, entries

    def _see(self, first: int, last: int) -> None:
        """Verify blocks that were not read before."""
        for block in range(first, last + 1):
            if not self._seen[block]:
                at = self._begin + BLOCK * block
                if zlib.crc32(self._data[at : at + BLOCK]) != self._sums[block]:
                    raise SegmentDamagedError("索引文件校验和不符")
                self._seen[block] = 1

    def verify(self) -> None:
        """Read the whole file against its checksums, whatever was read before; raises SegmentDamagedError."""
        self._seen = bytearray(len(self._seen))
        if self._seen:
            self._see(0, len(self._seen) - 1)

    def close(self) -> None:
        """Give the mapping back; the segment is unusable afterwards."""
        for view in (self._sums, self._starts, self._rests, self._numbers, self._map):
            view.release()
        self._data.close()


def _text(padded: bytes) -> str:
    return padded.rstrip(b"\0").decode("utf-8", "replace")
