"""The file of an exact segment: its layout, how it is written, and how it takes the place of an older one.

A header, then arrays of unsigned 32-bit integers in native byte order, then a bit map. ``starts`` has one element per
bucket (the top ``bits`` of a key) and one more; bucket ``b`` owns ``rests[starts[b]:starts[b+1]]`` (the next 32 bits of
its keys, ascending) and ``numbers`` the entry numbers beside them. The bit map tells the entries that the segment has a
version of, from entry number ``first`` on: what it has hides the older versions in the segments below it.
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

MAGIC = b"JSEXACT2"
ORDER_MARK = 0x01020304
HEADER = struct.Struct("=8sIIQQQQQQ16s64s")
"""Magic, byte order mark, bucket bits, keys, entries, after, upto, first, bytes of the map, ledger id, engine."""

CHECKSUM = struct.Struct("=Q")
"""CRC-32 of everything else, behind the header."""

_KEYS_PER_BUCKET = 2
MAX_BITS = 30


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
    rests = ((keys >> np.uint64(32 - bits)) & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    # A base hides nothing, for nothing lies below it.
    first, present = _bit_map(entries) if after else (0, np.zeros(0, np.uint8))
    arrays = (starts, rests, numbers, present)
    header = HEADER.pack(
        MAGIC, ORDER_MARK, bits, len(keys), len(entries), after, upto, first, len(present), ledger_id.encode(),
        engine_version.encode(),
    )  # fmt: skip
    checksum = zlib.crc32(header)
    for array in arrays:
        checksum = zlib.crc32(array.data, checksum)
    with replacing(path) as descriptor, os.fdopen(descriptor, "wb", closefd=False) as file:
        file.write(header + CHECKSUM.pack(checksum))
        for array in arrays:
            file.write(array.data)
    return SegmentInfo(ledger_id, engine_version, after, upto, len(entries), len(keys))


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
