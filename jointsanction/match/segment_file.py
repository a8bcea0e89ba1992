"""The file of an exact segment: its layout, how it is written, and how it takes the place of an older one.

Five parts, each padded to blocks of 4 KiB: a header; a CRC-32 of every block behind them; three arrays of unsigned
32-bit integers in native byte order; a bit map. ``starts`` has one element per bucket (the top ``bits`` of a key) and
one more; bucket ``b`` owns ``rests[starts[b]:starts[b+1]]`` (the next 32 bits of its keys, ascending) and ``numbers``
the entry numbers beside them. The bit map tells the entries that the segment has a version of, from entry number
``first`` on: what it has hides the older versions in the segments below it.

A missed key is a listed company that is taken for unlisted. So header and checksums are verified on opening, and every
block when it is read for the first time.
"""

from __future__ import annotations

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

from jointsanction.match.names.steady_write import write_steadily

MAGIC = b"JSEXACT3"
ORDER_MARK = 0x01020304
HEADER = struct.Struct("=8sIIQQQQQQI16s64s")
"""Magic, byte order mark, bucket bits, keys, entries, after, upto, first, bits of the map, CRC-32, ledger id, engine.

The CRC-32 is of the header, itself taken as 0, and of the checksums behind it.
"""

BLOCK = 4096
MAX_BITS = 30
_KEYS_PER_BUCKET = 2
_PRESENT = np.uint64(0xFFFFFFFF)


def blocks_of(size: int) -> int:
    """How many blocks so many bytes take."""
    return -(-size // BLOCK)


@dataclass(frozen=True, slots=True)
class SegmentInfo:
    """What a segment was built from: the versions current at ``upto`` that are newer than change number ``after``."""

    ledger_id: str
    engine_version: str
    after: int
    upto: int
    entries: int
    keys: int


def write_segment(
    path: Path,
    keys: npt.NDArray[np.uint64],
    numbers: npt.NDArray[np.uint32],
    entries: npt.NDArray[np.uint32],
    *,
    ledger_id: str,
    engine_version: str,
    after: int,
    upto: int,
) -> SegmentInfo:
    """Sort and write. ``numbers[i]`` is the entry that stands under ``keys[i]``; ``entries`` are all of them, once.

    Memory: about 40 bytes a key.
    """
    order = np.argsort(keys, kind="stable")
    keys, numbers = keys[order], numbers[order]
    del order
    bits = min(MAX_BITS, max(1, (max(1, len(keys) // _KEYS_PER_BUCKET)).bit_length()))
    starts = np.searchsorted(keys, np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)).astype(np.uint32)
    starts = np.append(starts, np.uint32(len(keys)))
    rests = ((keys >> np.uint64(32 - bits)) & _PRESENT).astype(np.uint32)
    # A base hides nothing, for nothing lies below it.
    first, present = _bit_map(entries) if after else (0, np.zeros(0, np.uint8))
    arrays = (starts, rests, numbers, present)
    sums = np.array([checksum for array in arrays for checksum in _checksums(array)], np.uint32)
    fields = (MAGIC, ORDER_MARK, bits, len(keys), len(entries), after, upto, first, 8 * len(present))
    texts = (ledger_id.encode(), engine_version.encode())
    checksum = zlib.crc32(sums.data, zlib.crc32(HEADER.pack(*fields, 0, *texts)))
    with replacing(path) as descriptor:
        write_steadily(descriptor, HEADER.pack(*fields, checksum, *texts).ljust(BLOCK, b"\0"))
        for array in (sums, *arrays):
            write_steadily(descriptor, array.data)
            write_steadily(descriptor, bytes(-array.nbytes % BLOCK))
    return SegmentInfo(ledger_id, engine_version, after, upto, len(entries), len(keys))


def _checksums(array: npt.NDArray[np.uint32] | npt.NDArray[np.uint8]) -> Iterator[int]:
    """CRC-32 of each block of an array, the last one padded."""
    content = memoryview(array.data).cast("B") if array.nbytes else memoryview(b"")
    for at in range(0, array.nbytes, BLOCK):
        block = content[at : at + BLOCK]
        yield zlib.crc32(block if len(block) == BLOCK else bytes(block).ljust(BLOCK, b"\0"))


def _bit_map(entries: npt.NDArray[np.uint32]) -> tuple[int, npt.NDArray[np.uint8]]:
    if not len(entries):
        return 0, np.zeros(0, np.uint8)
    first = int(entries.min())
    present = np.zeros(int(entries.max()) - first + 1, np.bool_)
    present[entries - np.uint32(first)] = True
    return first, np.packbits(present, bitorder="little")


@contextmanager
def replacing(path: Path) -> Iterator[int]:
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
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    if sys.platform != "win32":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
