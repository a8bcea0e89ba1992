"""Which keys a name has: a name and its damaged copy share at least one, two companies of a town seldom do.

* the stem, and the stem less one character: one slip of any kind leaves one of these equal on both sides;
* of a long stem its windows of four characters and its two ends: two slips leave one;
* the region with two near characters of a stem that is not long: two slips in it leave one.

A key is 64 bits, made from characters by arithmetic that numpy does for a whole list, or for all keys of one question,
at once: a polynomial over the characters, from whose running sums any part of the text follows without reading it
again. Every key is linear in characters and regions, so all keys of a text are one product of a matrix. Two texts
that share a key cost a comparison and never a wrong match.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

LONG_STEM = 11
"""From so many characters on a stem has windows and ends instead of one key for each character left out."""
MODERATE_STEM = 12
"""Up to so many characters a question also asks for pairs: a stem of ``LONG_STEM - 1`` and two characters more."""
LONGEST_STEM = 20
"""Characters of a stem that keys are made from; of a longer one the last, where branches of one company differ."""
WINDOW = 4
END = 7
HEAD = 2
"""Characters of a region that stand for it: 清远 for 清远市."""
TAILS = 5
"""A question is also asked for without up to four of its first characters, which may be of a region."""
SHORTEST_TAIL = 3
ROW_BITS = np.uint64(26)
"""The lowest bits of a key make room for the row: 67 million rows at most."""

_PRIME = 0x9E3779B97F4A7C15
_SCALE = 0xBF58476D1CE4E5B9
"""Spreads the first character over the highest bits, which are the ones that count."""
_FIRST, _SECOND = 0xD6E8FEB86659FD93, 0xA0761D6478BD642F
_SINGLE = 0xE7037ED1A0B428DB
_WORD = (1 << 64) - 1
_FAR, _NEAR = 3, 2
"""How many places apart the farthest pair of a short stem is, and of a longer one."""
_SHORT_STEM = 5
_SIZES = 64

_POWERS = np.array([_SCALE * pow(_PRIME, at, 1 << 64) & _WORD for at in range(_SIZES)], np.uint64)
INVERSES = np.array([pow(pow(_PRIME, -1, 1 << 64), at, 1 << 64) for at in range(_SIZES)], np.uint64)
_INVERSE = INVERSES[1]
_A, _B, _ALONE = np.uint64(_FIRST), np.uint64(_SECOND), np.uint64(_SINGLE)


_FORM_LETTERS = re.compile("[有限责任公司股份集团分支总农民专业合作社]+")
_KEPT = 2


def key_text(body: str) -> str:
    """What of a body keys are made from: without the characters of organisation forms, wherever they stand behind the
    first two, so that a slip in a form leaves one strange character at most and its other characters none.
    """
    return (body[:_KEPT] + _FORM_LETTERS.sub("", body[_KEPT:]))[-LONGEST_STEM:]


@lru_cache(1 << 13)
def head_of(region: str) -> int:
    """What stands for a region in a key: a number made from its first two characters, 0 where a row stands."""
    value = int.from_bytes(region[:HEAD].encode("utf-16-le", "surrogatepass"), "little") + 1
    value = ((value ^ (value >> 33)) * 0xFF51AFD7ED558CCD) & _WORD
    return ((value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53) & _WORD & -(1 << int(ROW_BITS))


def key_part(values: Keys) -> Keys:
    """The bits of a key that a table keeps beside the row; what is refined is made from them."""
    return (values >> ROW_BITS) << ROW_BITS


def refined(values: Keys, head: Keys | np.uint64) -> Keys:
    """Keys together with a region, for texts that many names share."""
    return values + head


def sums_of(codes: Keys) -> Keys:
    """Running sums of the polynomial along the last axis, one more than characters."""
    size = codes.shape[-1]
    sums = np.zeros((*codes.shape[:-1], size + 1), np.uint64)
    np.cumsum(codes * _POWERS[:size], axis=-1, out=sums[..., 1:])
    return sums


def wholes(sums: Keys) -> Keys:
    """The whole text."""
    return sums[..., -1:]


def shortened(sums: Keys) -> Keys:
    """The text less each of its characters."""
    less: Keys = sums[..., :-1] + (sums[..., -1:] - sums[..., 1:]) * _INVERSE
    return less


def windows(sums: Keys, size: int) -> Keys:
    """Each run of ``size`` characters."""
    count = sums.shape[-1] - size
    return (sums[..., size:] - sums[..., :count]) * INVERSES[:count]


@cache
def _places(size: int, far: int) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Which characters of a stem make pairs: those up to ``far`` places apart."""
    places = [(at, at + apart) for apart in range(1, far + 1) for at in range(size - apart)]
    first, second = zip(*places, strict=True) if places else ((), ())
    return np.array(first, np.intp), np.array(second, np.intp)


def pairs(codes: Keys, *, asked: bool) -> Keys:
    """Pairs of near characters in their order; of one or two characters also each alone.

    A question's are taken from farther apart: characters may have come between or have gone.
    """
    size = codes.shape[-1]
    first, second = _places(size, _FAR if asked or size <= _SHORT_STEM else _NEAR)
    found = codes[..., first] * _A + codes[..., second] * _B
    if size <= (3 if asked else 2):
        found = np.concatenate([found, codes * _ALONE], axis=-1)
    return found


def plain(codes: Keys) -> Keys:
    """Keys of a listed stem that hold without its region; ``codes`` one stem or many of one length."""
    size = codes.shape[-1]
    sums = sums_of(codes)
    if size < LONG_STEM:
        return np.concatenate([wholes(sums), shortened(sums)], axis=-1) if size > HEAD else wholes(sums)
    return np.concatenate(
        [
            wholes(sums),
            windows(sums, WINDOW)[..., (size - WINDOW) % 2 :: 2],
            windows(sums, END)[..., [0, -1]],
        ],
        axis=-1,
    )
