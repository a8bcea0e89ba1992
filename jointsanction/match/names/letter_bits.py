"""Which characters a name has, in 64 bits: most rows that share a key by chance are told apart without their text.

Each character sets one bit, and several share one, so a character can seem to be there that is not, never the other
way round: what is left out for its bits lacks the characters in truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from jointsanction.match.names.keys import Keys

_BITS = 61
"""A prime, so that characters which follow one another in the code have bits of their own."""
WITHOUT_REGION = 1 << _BITS
"""The bit of a listed name that names no region."""


_BIT = tuple(1 << bit for bit in range(_BITS))


def bits_of(letters: Iterable[str]) -> int:
    """The bits of some characters."""
    bits = 0
    for letter in letters:
        bits |= _BIT[ord(letter) % _BITS]
    return bits


def absent_bits(texts: Sequence[str], without_region: Sequence[bool]) -> Keys:
    """The bits that each of many texts lacks, none of them empty."""
    if not texts:
        return np.zeros(0, np.uint64)
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    bits = np.uint64(1) << (codes % np.uint32(_BITS)).astype(np.uint64)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    present: Keys = np.bitwise_or.reduceat(bits, np.cumsum(lengths) - lengths)
    present |= np.array(without_region, np.bool_).astype(np.uint64) << np.uint64(_BITS)
    return ~present
