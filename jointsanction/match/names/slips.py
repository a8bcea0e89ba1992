"""The likelihood that one text is another with slips: which slips, and how likely each of them is.

Common ends are cut off first; what is left is one slip most times, and otherwise short enough for an alignment.
"""

from __future__ import annotations

from collections.abc import Callable
from math import log
from typing import NamedTuple

from rapidfuzz.distance import OSA

from jointsanction.match.names import score
from jointsanction.match.names.letters import look_alike, sound_alike

IMPOSSIBLE = -1e9
_LONGEST = 12  # characters left after cutting equal ends; more is another name
_UNITS = frozenset("省市县区")
_FORM_LETTERS = frozenset("有限责任公司股份集团分支总合作社专业")
_MASK = "*"

Letter = Callable[[str], float]
Following = Callable[[str, str], float]


class Reading(NamedTuple):
    """``slip``: log P(asked | listed with slips). ``rival``: log of how many other companies are to be expected that
    share with the listed one what the asked name shares with it, and have in the rest what it has.
    """

    slip: float
    slips: int
    rival: float


_NONE = Reading(IMPOSSIBLE, 99, 0.0)


class Channel:
    """Weighs slips; ``letter(c)`` and ``following(b, c)``: how often names have c, and c behind b."""

    __slots__ = ("_following", "_letter")

    def __init__(self, letter: Letter, following: Following) -> None:
        self._letter = letter
        self._following = following

    def read(self, asked: str, listed: str, head: str, most: int = 3) -> Reading:
        """How likely ``asked`` is a damaged ``listed``; IMPOSSIBLE beyond ``most`` slips. ``head`` precedes both."""
        if asked == listed:
            return Reading(score.SLIPS[0], 0, IMPOSSIBLE)
        start, stop = 0, min(len(asked), len(listed))
        while start < stop and asked[start] == listed[start]:
            start += 1
        end = 0
        while end < stop - start and asked[-1 - end] == listed[-1 - end]:
            end += 1
        left, right = asked[start : len(asked) - end], listed[start : len(listed) - end]
        if abs(len(left) - len(right)) > most or max(len(left), len(right)) > _LONGEST:
            return _NONE
        before = asked[start - 1] if start else head
        after = asked[start + len(left) :][:1]
        cost, slips, rival = self._aligned(left, right, before, after)
        return Reading(cost + score.SLIPS[slips], slips, rival + score.RIVAL) if slips <= most else _NONE

    def _typed(self, letter: str) -> float:
        return log(score.TYPED_AT_RANDOM + score.TYPED_LIKE_NAMES * self._letter(letter))

    def _wrong(self, asked: str, listed: str) -> float:
        if _MASK in (asked, listed):
            return score.MASKED
        by_chance = score.WRONG + self._typed(asked)
        if sound_alike(asked, listed) or look_alike(asked, listed):
            return max(score.ALIKE, by_chance)
        return by_chance

    def _added(self, asked: str, before: str, after: str) -> float:
        if asked in (before, after):
            return score.DOUBLED
        if asked in _UNITS:
            return score.UNIT
        if asked in _FORM_LETTERS:
            return score.FORM_LETTER
        return score.ADDED + self._typed(asked)

    def _aligned(self, left: str, right: str, before: str, after: str) -> tuple[float, int, float]:
        """The likeliest alignment by slips, swaps included: (log likelihood, slips, log rivals)."""
        height, width = len(left), len(right)
        if height == width and OSA.distance(left, right) == height and sorted(left) != sorted(right):
            return self._all_wrong(left, right, before)
        rows: list[list[tuple[float, int, float]]] = []
        for i in range(height + 1):
            row: list[tuple[float, int, float]] = []
            rows.append(row)
            beside = left[i - 2] if i > 1 else before
            for j in range(width + 1):
                if not i and not j:
                    row.append((0.0, 0, 0.0))
                    continue
                best = (IMPOSSIBLE, 0, 0.0)
                if i and j:
                    one, other = left[i - 1], right[j - 1]
                    best = rows[i - 1][j - 1]
                    if one != other:
                        cost, slips, rival = best
                        best = (cost + self._wrong(one, other), slips + 1, rival + self._rival(beside, one))
                        if i > 1 and j > 1 and one == right[j - 2] and left[i - 2] == other:
                            cost, slips, rival = rows[i - 2][j - 2]
                            both = self._rival(beside, one) + self._rival(left[i - 3] if i > 2 else before, beside)
                            best = max(best, (cost + score.SWAPPED, slips + 1, rival + both))
                if i:
                    cost, slips, rival = rows[i - 1][j]
                    added = self._added(left[i - 1], beside, left[i] if i < height else after)
                    more = score.RIVAL_LONGER + self._rival(beside, left[i - 1])
                    best = max(best, (cost + added, slips + 1, rival + more))
                if j:
                    cost, slips, rival = row[j - 1]
                    missing, more = _missing(right[j - 1])
                    best = max(best, (cost + missing, slips + 1, rival + more))
                row.append(best)
        return rows[height][width]

    def _all_wrong(self, left: str, right: str, before: str) -> tuple[float, int, float]:
        """The same where every character was replaced by another."""
        cost = rival = 0.0
        for one, other in zip(left, right, strict=True):
            cost += self._wrong(one, other)
            rival += self._rival(before, one)
            before = one
        return cost, len(left), rival

    def _rival(self, before: str, letter: str) -> float:
        if letter in _UNITS:
            return score.RIVAL_UNIT
        if letter in _FORM_LETTERS:
            return score.RIVAL_FORM_LETTER
        return log(self._following(before, letter))


def _missing(listed: str) -> tuple[float, float]:
    if listed in _UNITS:
        return score.UNIT, score.RIVAL_UNIT
    if listed in _FORM_LETTERS:
        return score.FORM_LETTER, score.RIVAL_FORM_LETTER
    return score.MISSING, score.RIVAL_SHORTER
