"""The likelihood that one text is another with slips: which slips, and how likely each of them is.

Common ends are cut off first; what is left is one slip most times, and otherwise short enough for an alignment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import log
from typing import NamedTuple, cast

from rapidfuzz.distance import Levenshtein, Postfix, Prefix

from jointsanction.match.names import score
from jointsanction.match.names.language import STEM
from jointsanction.match.names.letters import ORDINALS, look_alike, sound_alike
from jointsanction.match.names.stem import FORMS

IMPOSSIBLE = -1e9
_UNITS = frozenset("省市县区")
_FORM_LETTERS = frozenset("有限责任公司股份集团分支总合作社专业")
_OF_FORMS = frozenset("有限责任公司股份集团分支总合作伙联社专业农民企微型特殊普通")
"""Every character of :data:`FORMS`."""
_MASK = "*"
CORE_OPENING = 2
"""Characters of the shortest 字号 (企业名称登记管理规定 art. 8): where both are others, it is another one."""
_REMEMBERED = 1 << 15

_Slip = tuple[str, int, int]
"""insert (a listed character is missing), delete (an asked one too many) or replace; place asked, place listed."""

Letter = Callable[[str], float]
Following = Callable[[str, str], float]


Weights = tuple[float, float]
"""Log P(asked | listed with slips), and log of how many other companies are to be expected that share with the listed
one what the asked name shares with it, and have in the rest what it has.
"""


class Channel:
    """Weighs slips; ``letter(c)`` and ``following(b, c)``: how often names have c, and c behind b."""

    def __init__(self, letter: Letter, following: Following) -> None:
        self._letter = letter
        self._following = following
        self._wrong = lru_cache(_REMEMBERED)(self._wrong_of)
        self._rival = lru_cache(_REMEMBERED)(self._rival_of)

    def read(self, asked: str, listed: str, head: str) -> Weights:
        """How likely ``asked`` is a damaged ``listed``; IMPOSSIBLE beyond four slips. ``head`` precedes both."""
        if asked == listed:
            return score.SLIPS[0], IMPOSSIBLE
        start = Prefix.similarity(asked, listed)
        end = min(Postfix.similarity(asked, listed), min(len(asked), len(listed)) - start)
        stop, other_stop = len(asked) - end, len(listed) - end
        if stop <= start + 1 >= other_stop:
            kind = "insert" if stop == start else "delete" if other_stop == start else "replace"
            cost, rival = self._weights(kind, asked, start, listed, start, head)
            slips = 0 if kind == "replace" and asked[start] == _MASK else 1
        else:
            left, right = asked[start:stop], listed[start:other_stop]
            cost, slips, rival = self._aligned(_Between(asked, listed, start, head, left, right))
        if slips >= len(score.SLIPS):
            return IMPOSSIBLE, 0.0
        return cost + score.SLIPS[slips], rival

    def _weights(self, kind: str, asked: str, place: int, listed: str, other: int, head: str) -> Weights:
        """Of one slip: log likelihood, log rivals."""
        in_form = _in_form(listed, other, between=kind == "delete")
        if kind == "insert":
            cost, rival = _missing(listed[other])
            return cost, score.RIVAL_IN_FORM if in_form else rival
        before, here, after = asked[place - 1] if place else head, asked[place], asked[place + 1 : place + 2]
        if kind == "replace":
            right = listed[other]
            rival = score.RIVAL_IN_FORM if in_form else self._rival(before, here, right, after)
            return self._wrong(here, right), rival
        rival = score.RIVAL_IN_FORM if in_form else score.RIVAL_LONGER + self._rival(before, here, before, after)
        return self._added(here, before, after), rival

    def _typed(self, letter: str) -> float:
        return log(score.TYPED_AT_RANDOM + score.TYPED_LIKE_NAMES * self._letter(letter))

    def _wrong_of(self, asked: str, listed: str) -> float:
        if _MASK in (asked, listed):
            return score.MASKED
        by_chance = score.WRONG + self._typed(asked)
        if _alike(asked, listed):
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

    def _aligned(self, between: _Between) -> tuple[float, int, float]:
        """The likelier of two alignments with the fewest slips: (log likelihood, slips, log rivals)."""
        left, right = between.left, between.right
        slips = _editops(left, right)
        one = self._along(slips, between)
        if len(slips) == len(left) == len(right):
            return one
        size, width = len(left), len(right)
        mirrored = [
            (kind, size - at - (kind != "insert"), width - other - (kind != "delete"))
            for kind, at, other in _editops(left[::-1], right[::-1])
        ]
        return max(one, self._along(mirrored[::-1], between))

    def _along(self, slips: list[_Slip], between: _Between) -> tuple[float, int, float]:
        """The same along one alignment; two slips that make a swap are one."""
        asked, listed, first, head, left, right = between
        cost = rival = 0.0
        count, number, opening, last = 0, 0, 0, len(slips) - 1
        while number <= last:
            kind, at, other = slips[number]
            place = first + at
            count += 1
            if number < last and _is_swap(slips[number], slips[number + 1], left, right):
                before = asked[place - 1] if place else head
                cost += score.SWAPPED
                rival += (
                    score.RIVAL_IN_FORM
                    if _in_form(listed, first + other, between=kind == "delete")
                    else (self._rival(before, left[at], "", "") + self._rival(left[at], left[at + 1], "", ""))
                )
                number += 2
                continue
            number += 1
            if kind == "replace":
                if left[at] == _MASK:
                    count -= 1
                elif place == other + first < CORE_OPENING and head == STEM and not _alike(left[at], right[other]):
                    opening += 1
            more, expected = self._weights(kind, asked, place, listed, first + other, head)
            cost += more
            rival += expected
        if opening == CORE_OPENING:
            rival = max(rival, score.RIVAL_OTHER_CORE)
        return cost, count, rival

    def _rival_of(self, before: str, letter: str, instead: str, after: str) -> float:
        """Log of how often other names have ``letter`` there: behind ``before``, and with ``after`` behind it beside
        how often ``after`` comes behind ``instead``.
        """
        if _MASK in (letter, instead):
            return score.RIVAL_MASKED
        if letter in ORDINALS and instead in ORDINALS:
            return score.RIVAL_ORDINAL
        if letter in _UNITS:
            return score.RIVAL_UNIT
        if letter in _FORM_LETTERS:
            return score.RIVAL_FORM_LETTER
        share = self._following(before, letter)
        if after and instead:
            fits = self._following(letter, after) / self._following(instead, after)
            share *= min(1.0, max(score.FITS_LEAST, fits))
        return log(share)


def _editops(left: str, right: str) -> list[_Slip]:
    return cast("list[_Slip]", Levenshtein.editops(left, right).as_list())


class _Between(NamedTuple):
    """Two texts and what is left of them between their equal ends, from ``start`` on; ``head`` precedes both."""

    asked: str
    listed: str
    start: int
    head: str
    left: str
    right: str


def _alike(one: str, other: str) -> bool:
    return sound_alike(one, other) or look_alike(one, other)


def _in_form(listed: str, place: int, *, between: bool) -> bool:
    """Whether a place of a listed name is that of a character of an organisation form; ``between``: whether a character
    put in before it would stand inside one, or behind one that ends the name.
    """
    at = place - between
    if not (0 <= at < len(listed) and listed[at] in _OF_FORMS):
        return False
    for form in FORMS.finditer(listed):
        start, end = form.span()
        if start <= at < end:
            return not between or place < end or end == len(listed)
    return False


def _missing(listed: str) -> tuple[float, float]:
    if listed in _UNITS:
        return score.UNIT, score.RIVAL_UNIT
    if listed in _FORM_LETTERS:
        return score.FORM_LETTER, score.RIVAL_FORM_LETTER
    return score.MISSING, score.RIVAL_SHORTER


def _is_swap(one: _Slip, next_one: _Slip, left: str, right: str) -> bool:
    """Whether two slips, each the other's mirror, come to two neighbours in the wrong order."""
    kind, at, other = one
    next_kind, next_at, next_other = next_one
    if kind == "replace":
        return (
            next_kind == "replace"
            and next_at == at + 1
            and left[at] == right[next_other]
            and left[next_at] == right[other]
        )
    if kind == "insert":
        return next_kind == "delete" and next_at == at + 1 and right[other] == left[next_at]
    return next_kind == "insert" and next_at == at + 2 and left[at] == right[next_other]
