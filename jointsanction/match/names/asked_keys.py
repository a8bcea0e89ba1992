"""Which keys a question is asked under: more than a listed name has, for either of the two may be the damaged one.

All of them follow from the characters of its texts and the heads of its regions by a few kept matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jointsanction.match.names.keys import (
    END,
    HEAD,
    LONG_STEM,
    MODERATE_STEM,
    SHORTEST_TAIL,
    TAILS,
    WINDOW,
    Keys,
    pairs,
    shortened,
    sums_of,
    wholes,
    windows,
)

_LARGEST_AT_ONCE = 3_000
"""Numbers in one matrix, beyond which several small ones are as quick and take less room."""


class Ask(IntEnum):
    """What of a text is asked for."""

    TAILS = 0
    """Its region may not have been recognised: every tail, with each of its characters left out."""
    WHOLE = 1
    """Its tails only whole."""
    SEAM = 2
    """What stands in front may have been read as a region because of a slip in it: whole, and less one of the first."""


AskedText = tuple[int, Ask, tuple[int, ...]]
"""One of the texts of a question: its size, what is asked of it, and with which of the question's heads: what holds
without region also with each of them, the pairs with the first."""


class AskedKeys(NamedTuple):
    """How the keys of a question follow from its characters and the heads of its regions. ``products``: matrices, each
    for the characters from one place up to another; ``chosen``: which of what they give, one behind the other, each key
    is, and ``headed``: which head is added to it, the first of which is none. The first ``firm`` keys are no pairs.
    ``at_once``: of most questions, which have few keys, all of that in one matrix for characters and heads.
    """

    products: tuple[tuple[Keys, int, int], ...]
    chosen: npt.NDArray[np.intp]
    headed: npt.NDArray[np.intp]
    firm: int
    at_once: Keys | None

    def of(self, letters: Sequence[int], heads: Sequence[int]) -> Keys:
        """The keys of one question."""
        found: Keys
        if self.at_once is not None:
            found = self.at_once.dot(np.array([*letters, *heads], np.uint64))
            return found
        of_letters = np.array(letters, np.uint64)
        made = [of_letters[start:end].dot(matrix) for matrix, start, end in self.products]
        found = (made[0] if len(made) == 1 else np.concatenate(made))[self.chosen]
        found += np.array(heads, np.uint64)[self.headed]
        return found

    def of_each(self, letters: Keys, heads: Keys) -> Keys:
        """The keys of questions of this shape, a row each."""
        made = [letters[:, start:end].dot(matrix) for matrix, start, end in self.products]
        found: Keys = np.concatenate(made, axis=1).take(self.chosen, axis=1)
        found += heads.take(self.headed, axis=1)
        return found


@lru_cache(1 << 10)
def asked_keys(texts: tuple[AskedText, ...], heads: int, swapped: int) -> AskedKeys:
    """The shape of a question of these texts and so many ``heads``, with the last ``swapped`` of which the whole first
    text is asked for, and its whole tails if they are asked for at all.
    """
    chosen: list[int] = []
    headed: list[int] = []
    of_pairs: list[tuple[range, int]] = []
    products: list[tuple[Keys, int, int]] = []
    start = at = 0
    # What is asked of a seam is little: it is made together with the text before it.
    joined = next((place for place in range(1, len(texts)) if texts[place][1] is not Ask.SEAM), len(texts))
    for group in (texts[:joined], *((text,) for text in texts[joined:])):
        matrix = _of_texts(tuple((size, asked) for size, asked, _ in group))
        products.append((matrix, start, start + matrix.shape[0]))
        start += matrix.shape[0]
    for size, asked, own in texts:
        matrix, firm, _ = _of_one(size, asked)
        for head in (0, *(place + 1 for place in own)):
            chosen += range(at, at + firm)
            headed += [head] * firm
        of_pairs += [(range(at + firm, at + matrix.shape[1]), place + 1) for place in own[:1]]
        at += matrix.shape[1]
    size, ask, _ = texts[0]
    tails = _of_one(size, ask).tails
    for place in range(heads - swapped, heads):
        chosen += tails if ask is Ask.TAILS else tails[:1]
        headed += [place + 1] * (len(chosen) - len(headed))
    firm = len(chosen)
    for pairs_of_one, head in of_pairs:
        chosen += pairs_of_one
        headed += [head] * len(pairs_of_one)
    at_once = _at_once(products, chosen, headed, heads) if len(chosen) * (start + heads) <= _LARGEST_AT_ONCE else None
    return AskedKeys(tuple(products), np.array(chosen, np.intp), np.array(headed, np.intp), firm, at_once)


def _at_once(products: Sequence[tuple[Keys, int, int]], chosen: list[int], headed: list[int], heads: int) -> Keys:
    """One matrix of a row for each key: what it is made from of the characters, and of no head and the heads."""
    letters = products[-1][2]
    matrix = _diagonal([product for product, _, _ in products])
    found = np.zeros((len(chosen), letters + heads + 1), np.uint64)
    found[:, :letters] = matrix[:, chosen].T
    found[np.arange(len(chosen)), letters + np.array(headed, np.intp)] = 1
    return found


@lru_cache(1 << 8)
def _of_texts(texts: tuple[tuple[int, Ask], ...]) -> Keys:
    """What is asked for of texts that stand one behind another, for all their characters."""
    return _diagonal([_of_one(size, ask).matrix for size, ask in texts])


def _diagonal(parts: Sequence[Keys]) -> Keys:
    """Matrices of texts that stand one behind another as one: each for its own characters."""
    matrix = np.zeros((sum(part.shape[1] for part in parts), sum(part.shape[0] for part in parts)), np.uint64)
    row = column = 0
    for part in parts:
        width, rows = part.shape
        matrix[row : row + rows, column : column + width] = part.T
        row, column = row + rows, column + width
    return matrix.T


@cache
def _tails(size: int) -> Keys:
    """The whole text, and each of its tails."""
    unit = np.eye(size, dtype=np.uint64)
    starts = range(min(TAILS, size - SHORTEST_TAIL + 1)) or range(min(size, 1))
    found = np.zeros((len(starts), size), np.uint64)
    for start in starts:
        found[start, start:] = wholes(sums_of(unit[start:, start:]))[:, 0]
    return found


class _OneText(NamedTuple):
    """Of one text all that is asked for, a column each: the ``firm`` ones, then pairs; ``tails``: which of them are the
    whole text and each of its tails.
    """

    matrix: Keys
    firm: int
    tails: list[int]


@cache
def _of_one(size: int, ask: Ask) -> _OneText:
    unit = np.eye(size, dtype=np.uint64)
    if not size:
        return _OneText(unit, 0, [])
    if ask is Ask.SEAM:
        sums = sums_of(unit)
        less = shortened(sums)[:, : HEAD + 1] if HEAD < size <= MODERATE_STEM else unit[:, :0]
        seam = np.concatenate([wholes(sums), less], axis=-1)
        return _OneText(seam, seam.shape[1], [0])
    whole = _tails(size)
    found = [_asked_plain(unit).T, whole]
    if ask is Ask.TAILS:
        for start in range(1, len(whole)):
            of_tail = _asked_plain(unit[start:, start:]).T
            found.append(np.concatenate([np.zeros((len(of_tail), start), np.uint64), of_tail], axis=1))
    # A tail has windows that the whole has too.
    plain = np.concatenate(found)
    once = {row.tobytes(): place for place, row in reversed([*enumerate(plain)])}
    kept = sorted(once.values())
    tails = [kept.index(once[row.tobytes()]) for row in whole]
    some = [pairs(unit, asked=True)] if size <= MODERATE_STEM else []
    return _OneText(np.concatenate([plain[kept].T, *some], axis=1), len(kept), tails)


def _asked_plain(codes: Keys) -> Keys:
    """As ``keys.plain`` of a listed stem; windows may have moved, what stands in front may not belong to the stem."""
    size = codes.shape[-1]
    sums = sums_of(codes)
    found = [wholes(sums)]
    if HEAD < size <= MODERATE_STEM:
        found.append(shortened(sums))
    if size >= LONG_STEM - 2:
        found += [windows(sums, WINDOW), windows(sums, END)[..., [0, -1]]]
    return np.concatenate(found, axis=-1)
