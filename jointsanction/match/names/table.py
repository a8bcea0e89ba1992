"""A table from keys to rows in two plain arrays: built by one sort, all keys of a question probed at once.

The top bits of a key choose a bucket of about four elements, those of its upper half behind them are its tag. An
element is the tag and a row in four bytes, so that of one with the same tag nothing but the row is left when the tag is
taken away. ``buckets`` says of each where it starts and how many elements it has, in one number: a key costs two reads
far apart and takes about seven bytes.
"""

from __future__ import annotations

import sys

import numpy as np
import numpy.typing as npt

from jointsanction.match.names.keys import ROW_BITS, Keys, key_part
from jointsanction.match.names.question import Question
from jointsanction.match.names.question_block import Places, QuestionBlock

ROW_MASK = (np.uint64(1) << ROW_BITS) - np.uint64(1)
_PER_BUCKET = 4
_HALF = 32
_UPPER = slice(1 if sys.byteorder == "little" else 0, None, 2)
"""Of keys as halves the upper ones."""
_COUNT_BITS = 26
"""Above a base one key may have all rows; what is left of 63 bits numbers 137 billion elements."""
_MOST = 1 << 24
"""Elements that a question meets with at most, or as many as a larger table has."""
# Arrays without a dimension: what numpy combines with an array in the least time.
_START = np.array(_COUNT_BITS)
_COUNT = np.array((1 << _COUNT_BITS) - 1)
_LOST = tuple(np.array(lost, np.uint8) for lost in range(4))

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


def arrays_of(pairs: Keys, size: int) -> dict[str, npt.NDArray[np.generic]]:
    """The arrays of a table over sorted pairs; ``size``: how many rows there are."""
    bucket_bits = max(1, size.bit_length(), (len(pairs) // _PER_BUCKET).bit_length())
    upper = (pairs >> np.uint64(_HALF)).astype(np.uint32)
    counts = np.bincount(upper >> np.uint32(_HALF - bucket_bits), minlength=1 << bucket_bits)
    buckets = np.zeros(len(counts), np.int64)
    np.cumsum(counts[:-1], out=buckets[1:])
    buckets <<= _COUNT_BITS
    buckets |= counts
    upper <<= np.uint32(bucket_bits)
    upper |= (pairs & ROW_MASK).astype(np.uint32)
    return {"buckets": buckets, "elements": upper}


_NUMBERS = np.arange(1 << 12)


def _numbers(count: int) -> npt.NDArray[np.int64]:
    """0, 1, 2 …: a view of what is there already, for all but the longest questions."""
    return _NUMBERS[:count] if count <= len(_NUMBERS) else np.arange(count)


def _require_few(ends: npt.NDArray[np.int64], elements: int) -> None:
    """A damaged table may promise more elements than there is memory for."""
    if ends.item(-1) > max(_MOST, elements):
        raise IndexError("a table of names that promises more than there can be")


class KeyTable:
    """Probes one table; in that of a base a key brings a few rows at most (:mod:`common_keys`)."""

    __slots__ = ("_absent", "_buckets", "_elements", "_limit", "_tag", "_to_bucket")

    def __init__(self, buckets: Keys, elements: Rows, absent: Keys) -> None:
        """``absent``: the letter bits that each row lacks."""
        self._buckets, self._elements, self._absent = buckets, elements, absent
        bucket_bits = len(buckets).bit_length() - 1
        self._to_bucket = np.array(2 * _HALF - bucket_bits, np.uint64)
        self._tag = np.array(bucket_bits, np.uint32)
        self._limit = np.array(1 << bucket_bits, np.uint32)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """The rows under the firm keys and those under the others, as often as they share one, without those that by
        their letter bits cannot be meant (:meth:`Question.fits`, for all at once).
        """
        firm = asked.firm
        if not firm:
            return [], []
        probed = asked.keys
        buckets = self._buckets[(probed >> self._to_bucket).view(np.int64)]
        counts = buckets & _COUNT
        ends = np.add.accumulate(counts)
        _require_few(ends, len(self._elements))
        buckets >>= _START
        buckets -= ends
        buckets += counts
        places = buckets.repeat(counts)
        places += _numbers(len(places))
        rows = self._elements[places]
        rows ^= (probed.view(np.uint32)[_UPPER] << self._tag).repeat(counts)
        hits = rows < self._limit
        rows = rows[hits]
        # Bytes count a part of themselves in less time than numpy takes to be asked.
        hit = hits.tobytes()
        absent = self._absent.take(rows)
        fits = np.bitwise_count(absent & np.array(asked.letters, np.uint64)) <= _LOST[asked.lost]
        region = asked.region_mask
        if region is not None:
            absent &= region
            here = absent != region
            if whole := hit.count(1, 0, ends.item(0)):
                here[:whole] = True
            fits &= here
        found: list[int] = rows[fits].tolist()
        cut = fits.tobytes().count(1, 0, hit.count(1, 0, ends.item(firm - 1)))
        return found[:cut], found[cut:]

    def rows_of_block(self, asked: QuestionBlock) -> tuple[Places, Rows, npt.NDArray[np.bool_]]:
        """The same for many questions: whose, which row, and whether it is under a firm key."""
        probed = asked.keys
        buckets = self._buckets[(probed >> self._to_bucket).view(np.int64)]
        counts = buckets & _COUNT
        ends = np.add.accumulate(counts)
        _require_few(ends, len(self._elements))
        buckets >>= _START
        buckets -= ends
        buckets += counts
        places = buckets.repeat(counts)
        places += _numbers(len(places))
        rows = self._elements[places]
        rows ^= (probed.view(np.uint32)[_UPPER] << self._tag).repeat(counts)
        hits = np.flatnonzero(rows < self._limit)
        rows = rows[hits]
        key = np.arange(len(counts), dtype=np.int32).repeat(counts)[hits]
        question = asked.question[key]
        absent = self._absent.take(rows)
        fits = np.bitwise_count(absent & asked.letters[question]) <= asked.lost[question]
        region = asked.region_bits[question]
        fits &= (absent & region != region) | (region == 0) | asked.whole[key]
        return question[fits], rows[fits], asked.firm[key[fits]]
