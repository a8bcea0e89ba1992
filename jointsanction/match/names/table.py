"""A table from keys to rows in three plain arrays: built by one sort, all keys of a question probed at once.

The top bits of a key choose a bucket of about four elements, the next eight are its tag. An element is a tag (1 byte)
and a row (4 bytes); ``starts`` has one number a bucket and one more. So a key takes six bytes, and one probe in sixty
brings a row that does not have it, which costs a comparison.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided

from jointsanction.match.names.keys import ROW_BITS, Keys, key_part

TAG_BITS = 8
ROW_MASK = (np.uint64(1) << ROW_BITS) - np.uint64(1)
_PER_BUCKET = 4
_MOST_BUCKET_BITS = 28
_WORD = 64

Rows = npt.NDArray[np.uint32]


def packed(keys: Keys, rows: Keys) -> Keys:
    """Key and row in one number that sorts by key, then row: the lowest bits of the key make room."""
    return key_part(keys) | rows


def common(pairs: Keys, most: int) -> npt.NDArray[np.bool_]:
    """Of sorted pairs: which belong to a key that more than ``most`` rows have."""
    if len(pairs) <= most:
        return np.zeros(len(pairs), np.bool_)
    keys = pairs >> ROW_BITS
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    counts = np.diff(np.append(first, len(keys)))
    return np.repeat(counts > most, counts)


def arrays_of(pairs: Keys) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a table over sorted pairs."""
    bucket_bits = min(_MOST_BUCKET_BITS, max(1, (len(pairs) // _PER_BUCKET).bit_length()))
    shift = np.uint64(_WORD - bucket_bits)
    counts = np.bincount((pairs >> shift).astype(np.int64), minlength=1 << bucket_bits)
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, out=starts[1:])
    tags = (pairs >> np.uint64(_WORD - bucket_bits - TAG_BITS)).astype(np.uint8)
    rows = (pairs & ROW_MASK).astype(np.uint32)
    return {"starts": starts, "tags": tags, "rows": rows}


class KeyTable:
    """Probes one table; the caps of the build bound what one key can bring."""

    __slots__ = ("_bounds", "_rows", "_shift", "_tag_shift", "_tags")

    def __init__(self, starts: Rows, tags: npt.NDArray[np.uint8], rows: Rows) -> None:
        # A bucket's bounds stand side by side: read together, they cost one look-up.
        self._bounds = as_strided(starts, (len(starts) - 1, 2), (starts.itemsize, starts.itemsize), writeable=False)
        self._tags, self._rows = tags, rows
        bucket_bits = (len(starts) - 1).bit_length() - 1
        self._shift = np.uint64(_WORD - bucket_bits)
        self._tag_shift = np.uint64(_WORD - bucket_bits - TAG_BITS)

    def rows(self, keys: Keys, firm: int) -> tuple[list[int], list[int]]:
        """The rows under the first ``firm`` keys and those under the others, as often as they share one."""
        if not firm:
            return [], []
        bounds = self._bounds[(keys >> self._shift).astype(np.intp)].astype(np.intp)
        first = bounds[:, 0]
        counts = bounds[:, 1] - first
        ends = counts.cumsum()
        places = np.repeat(first - ends + counts, counts)
        places += np.arange(len(places))
        tags = (keys >> self._tag_shift).astype(np.uint8)
        hits = np.flatnonzero(self._tags[places] == np.repeat(tags, counts))
        found: list[int] = self._rows[places[hits]].tolist()
        cut = int(hits.searchsorted(ends[firm - 1]))
        return found[:cut], found[cut:]
