"""A sorted table of (key, row) pairs: built with numpy, probed through a memoryview in a microsecond whatever its size.

An element is ``key << 32 | row``. ``starts`` has one element per bucket (the top bits of a key) and one more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

COMMON = 0xFFFFFFFF
"""The row that says: this key is common, ask for it together with a character of the region."""

_LOW = np.uint64(0xFFFFFFFF)
_WORD = np.uint64(32)
_PER_BUCKET = 4
_SCAN = 8

Pairs = npt.NDArray[np.uint64]


def pack(keys: npt.ArrayLike, rows: npt.ArrayLike) -> Pairs:
    """Pairs from keys and rows, in any order."""
    packed: Pairs = (np.asarray(keys, np.uint64) << _WORD) | np.asarray(rows, np.uint64)
    return packed


def common_mask(pairs: Pairs, most: int) -> tuple[npt.NDArray[np.bool_], Pairs]:
    """Of sorted pairs: which belong to a key that more than ``most`` rows have, and those keys."""
    if not len(pairs):
        return np.zeros(0, np.bool_), pairs
    keys = pairs >> _WORD
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(np.append(first, len(keys)))
    common = counts > most
    return np.repeat(common, counts), keys[first[common]]


def refine_all(pairs: Pairs, letters: npt.NDArray[np.uint16]) -> Pairs:
    """Pairs under keys refined by each character of ``letters[row]`` (0: none); the vector form of keys.refined."""
    rows = (pairs & _LOW).astype(np.int64)
    found = []
    for column in range(letters.shape[1]):
        letter = letters[rows, column].astype(np.uint64)
        there = (letter > 0) if column else np.ones(len(letter), np.bool_)
        mixed = ((pairs[there] >> _WORD) ^ (letter[there] * np.uint64(0x85EBCA6B))) & _LOW
        mixed = (mixed * np.uint64(0x9E3779B1)) & _LOW
        mixed ^= mixed >> np.uint64(15)
        found.append((mixed << _WORD) | (pairs[there] & _LOW))
    return np.concatenate(found)


def bucket_starts(pairs: Pairs) -> npt.NDArray[np.uint32]:
    """Bucket bounds of sorted pairs."""
    bits = min(28, max(1, (len(pairs) // _PER_BUCKET).bit_length()))
    edges = np.arange(1 << bits, dtype=np.uint64) << np.uint64(64 - bits)
    return np.append(np.searchsorted(pairs, edges), len(pairs)).astype(np.uint32)


class KeyTable:
    """Probes one table; the caps of the build bound what one key can bring."""

    __slots__ = ("_pairs", "_shift", "_starts")

    def __init__(self, pairs: memoryview, starts: memoryview) -> None:
        self._pairs = pairs
        self._starts = starts
        self._shift = 32 - (len(starts) - 1).bit_length() + 1

    def collect(self, keys: Iterable[int], found: dict[int, int]) -> list[int]:
        """Count each row under each key in ``found``; returns the keys that must be asked for refined."""
        starts, pairs, shift = self._starts, self._pairs, self._shift
        common = []
        for key in keys:
            bucket = key >> shift
            at, stop = starts[bucket], starts[bucket + 1]
            if stop - at > _SCAN:
                at = bisect_left(pairs, key << 32, at, stop)
            while at < stop:
                pair = pairs[at]
                here = pair >> 32
                if here >= key:
                    if here > key:
                        break
                    row = pair & COMMON
                    if row == COMMON:
                        common.append(key)
                    else:
                        found[row] = found.get(row, 0) + 1
                at += 1
        return common

    def release(self) -> None:
        """Let go of the memory under it."""
        self._pairs.release()
        self._starts.release()
