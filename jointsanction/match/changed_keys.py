"""What has changed above the base, in some bits: a question that asks about nothing of it is spared looking there.

While records are pushed there are up to six generations and a dozen live chunks above the base, and each costs every
question some µs for each of its keys. Nearly all questions are about enterprises that have not changed since the base
was built. So each key and entry that came since sets a bit, shared with few others: where none of a question's bits is
set, the base alone is asked. A bit that is set says nothing; one that is not set is sure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from jointsanction.match.segment import Segment, SegmentDamagedError

_LEAST_BITS = 25
"""4 MiB; of two million keys one in sixteen bits is set then."""

_BITS_AN_ENTRY = 16
"""Of the base; when the generations have grown as large as it a new one is built."""

_NUMBER_BITS = 23
_NUMBER_MASK = (1 << _NUMBER_BITS) - 1
"""An entry's bit is that of its number modulo 8 million."""


class ChangedKeys:
    """Of one index and one base; only ever grows."""

    __slots__ = ("_bits", "_entries", "_shift")

    def __init__(self, base_entries: int) -> None:
        size = max(_LEAST_BITS, (base_entries * _BITS_AN_ENTRY).bit_length())
        self._bits = bytearray(1 << (size - 3))
        self._entries = bytearray(1 << (_NUMBER_BITS - 3))
        self._shift = 64 - size

    def add(self, number: int, keys: Iterable[int]) -> None:
        """An entry has changed, and stands under these keys now."""
        bits, shift = self._bits, self._shift
        for key in keys:
            at = key >> shift
            bits[at >> 3] |= 1 << (at & 7)
        number &= _NUMBER_MASK
        self._entries[number >> 3] |= 1 << (number & 7)

    def add_segment(self, segment: Segment) -> None:
        """The same for every entry of a segment. Where it is damaged every bit is set: a question finds the damage."""
        try:
            keys, numbers = segment.everything()
        except SegmentDamagedError:
            for each in (self._bits, self._entries):
                each[:] = b"\xff" * len(each)
        else:
            _set(self._bits, keys >> np.uint64(self._shift))
            _set(self._entries, numbers & np.uint64(_NUMBER_MASK))

    def of(self, keys: Sequence[int]) -> list[int]:
        """Those of some keys under which something above the base may stand."""
        bits, shift = self._bits, self._shift
        return [key for key in keys if bits[(at := key >> shift) >> 3] >> (at & 7) & 1]

    def may_have(self, number: int) -> bool:
        """Whether an entry may have changed."""
        number &= _NUMBER_MASK
        return bool(self._entries[number >> 3] >> (number & 7) & 1)


def _set(bits: bytearray, places: npt.NDArray[np.uint64]) -> None:
    masks = np.uint8(1) << (places & np.uint64(7)).astype(np.uint8)
    np.bitwise_or.at(np.frombuffer(bits, np.uint8), (places >> np.uint64(3)).astype(np.intp), masks)
