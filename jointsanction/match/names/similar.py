"""Resembling names: the listed names an asked one may be a damaged copy of, best first, each with its probability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from math import exp, fsum
from typing import NamedTuple, Protocol

from rapidfuzz.distance.LCSseq import similarity
from rapidfuzz.distance.OSA import distance

from jointsanction.match.names import keys, score
from jointsanction.match.names.calibration import Calibration, shipped_calibration
from jointsanction.match.names.evidence import NameEvidence, compare
from jointsanction.match.names.language import model_text
from jointsanction.match.names.listed import PARTS, ListedName, unpacked
from jointsanction.match.names.question import Question
from jointsanction.match.names.segment import NameSegment
from jointsanction.match.names.slips import IMPOSSIBLE, Channel
from jointsanction.match.names.stem import heads_of
from jointsanction.match.names.weighing import Way, ways, weigh

_COMPARED = 24
"""Rows compared at most, those that share most. At 1,000,000 real names 32 find 0.1 points more of two slips, and at
10,000,000 cost a fifth more time; 16 lose 0.6 points."""
_FIRM = 2
_SAME_REGION = 4
"""What a key counts that is not a pair, and a pair, in which the region agrees too."""
_FEWEST_PAIRS = (1, 1, 1, 1, 1, 1, 2, 3, 4, 5)
"""Pairs that two slips leave of a stem of so many characters, nearly always."""
_OPENING = 3
"""The first characters of a body, where the 字号 is; its place may have moved by one."""
_FARTHEST = 3
"""Slips between what keys are made of; a part of a region that was not read as one may be among them."""
_LETTERS_LOST = 2
"""All but so many characters of a body stand in the listed name in their order; where no region was recognised, which
may be damaged, all but one more."""
_WEIGHED = 8
_FEW_SLIPS = 1
"""What is farther than the nearest, and than this, adds nothing."""
_SHORTEST = 2
_SMALLEST_SHARE = 0.05
"""Of what all have: a candidate with less is not worth a person's look beside the others."""


class NamePart(Protocol):
    """What a segment and the live part have in common."""

    def rows(self, asked: keys.Keys, firm: int) -> tuple[list[int], list[int]]: ...  # noqa: D102 -- named in keys
    def texts(self, rows: Iterable[int]) -> list[str]: ...  # noqa: D102 -- the same
    def row_id(self, row: int) -> int: ...  # noqa: D102 -- the same


class NameCandidate:
    """``score``: probability that both names mean one company, for a list and a mix as ``bench/match.py`` measures."""

    __slots__ = ("_asked", "_listed", "row_id", "score")

    def __init__(self, row_id: int, score: float, asked: ListedName, listed: ListedName) -> None:
        self.row_id, self.score = row_id, score
        self._asked, self._listed = asked, listed

    @property
    def evidence(self) -> NameEvidence:
        """Why, part by part; made when it is asked for."""
        return compare(self._asked, self._listed)


class _Near(NamedTuple):
    slips: int
    row_id: int
    name: ListedName
    ways: list[Way]


class _Weighed(NamedTuple):
    slip: float
    rival: float
    name: ListedName


class NameSearch:
    """Searches a segment and the live part above it; ``hidden`` tells the rows of the segment that have changed.

    ``calibration``: from raw to calibrated probability; the shipped curve where none is given.
    """

    def __init__(
        self,
        segment: NameSegment | None,
        live: NamePart | None = None,
        hidden: Callable[[int], bool] | None = None,
        *,
        calibration: Calibration | None = None,
    ) -> None:
        self._calibration = shipped_calibration() if calibration is None else calibration
        self._segment = segment
        self._live = live
        self._hidden = hidden
        model = segment.model if segment else None
        self._channel = Channel(model.letter, model.following) if model else Channel(_even, _evenly)

    def search(self, normal: str, limit: int = 10, least: float = score.POSSIBLE) -> list[NameCandidate]:
        """Candidates, best first, at most ``limit``, where some listed company is meant with a probability of ``least``
        or more; it is shared out among them, so several that are as near have less than it each. Ties by row id.

        ``normal``: a normal form (:func:`jointsanction.names.normal_form`). A name too short to tell anything finds
        nothing.
        """
        asked = Question(normal)
        if len(asked.texts[0]) < _SHORTEST and not asked.name.regions:
            return []
        near: list[_Near] = []
        if self._segment is not None:
            _compare(asked, self._segment, near, self._hidden)
        if self._live is not None:
            _compare(asked, self._live, near, None)
        if not near:
            return []
        near.sort(key=_order)
        most = max(near[0].slips, _FEW_SLIPS)
        beside = min(_WEIGHED, sum(one.slips <= near[0].slips + 1 for one in near)) - 1
        weighed: dict[int, _Weighed] = {}
        for slips, row_id, listed, found in near[:_WEIGHED]:
            if slips > most:
                break
            slip, rival = weigh(self._channel, found)
            if slip > IMPOSSIBLE and (row_id not in weighed or slip > weighed[row_id].slip):
                weighed[row_id] = _Weighed(slip, rival, listed)
        return self._ranked(asked, weighed, beside, limit, least) if weighed else []

    def _ranked(
        self, asked: Question, weighed: dict[int, _Weighed], beside: int, limit: int, least: float
    ) -> list[NameCandidate]:
        """Each candidate's share of the probability that some listed company is meant; ``beside``: how many other
        listed names are about as near.
        """
        segment = self._segment
        chance = 0.0
        if segment is not None:
            text = model_text(heads_of(asked.name.regions)[0], asked.name.stem)
            chance = score.CHANCE * len(segment) * exp(segment.model.log_probability(text))
        odds = {row_id: exp(one.slip) for row_id, one in weighed.items()}
        listed = fsum(odds.values())
        density = score.RIVALS + score.RIVALS_LISTED * beside
        shares = []
        for row_id, odd in odds.items():
            others = chance + density * exp(min(weighed[row_id].rival, score.RIVAL_MOST))
            some = self._calibration(listed / (listed + others))
            if some >= least and odd >= listed * _SMALLEST_SHARE:
                shares.append((some * odd / listed, -row_id))
        shares.sort(reverse=True)
        return [NameCandidate(-row, share, asked.name, weighed[-row].name) for share, row in shares[:limit]]


def _order(found: _Near) -> tuple[int, int]:
    return found[:2]


def _even(letter: str) -> float:
    """Without a segment every character is as likely as any other."""
    del letter
    return 1 / 3000


def _evenly(before: str, letter: str) -> float:
    del before
    return _even(letter)


def _compare(asked: Question, part: NamePart, near: list[_Near], hidden: Callable[[int], bool] | None) -> None:
    """Put the rows that share enough keys into ``near``, with the ways in which they are nearest."""
    rows = _rows(asked, *part.rows(asked.keys, asked.firm))
    lost = _LETTERS_LOST if asked.name.regions else _LETTERS_LOST + 1
    text, *others = asked.texts
    least = len(text) - lost
    plain = not others and bool(asked.name.regions)
    letters = {letter for region in asked.name.regions for letter in region[:2]}
    opening = set(asked.name.body[:_OPENING])
    for row, stored in zip(rows, part.texts(rows), strict=True):
        if similarity(text, stored) < least and not (
            others and any(similarity(other, stored) >= len(other) - lost for other in others)
        ):
            continue
        if plain:
            # Of the region one of two characters must stand there too, unless the listed name has none, and one of the
            # opening of the 字号; where the asked name may be read in several ways, this cannot be told.
            end = stored.find(PARTS)
            if (end and letters.isdisjoint(stored[:end])) or opening.isdisjoint(stored[end + 1 : end + 2 + _OPENING]):
                continue
            if distance(text, keys.key_text(stored[end + 1 :]), score_cutoff=_FARTHEST) > _FARTHEST:
                continue
        row_id = part.row_id(row)
        if hidden is not None and hidden(row_id):
            continue
        listed = unpacked(stored)
        found = ways(asked, listed)
        if found:
            near.append(_Near(found[0].slips, row_id, listed, found))


def _rows(asked: Question, firm: list[int], others: list[int]) -> Sequence[int]:
    """Rows worth comparing: those under a firm key, and those that share enough pairs."""
    least = _FEWEST_PAIRS[min(len(asked.texts[0]), len(_FEWEST_PAIRS) - 1)]
    pair = _SAME_REGION if asked.name.regions else 1
    counts = Counter(others)
    rows = {row: count * pair for row, count in counts.items() if count >= least}
    for row, count in Counter(firm).items():
        rows[row] = counts[row] * pair + count * _FIRM
    if len(rows) > _COMPARED:
        return sorted(rows, key=lambda row: (-rows[row], row))[:_COMPARED]
    return list(rows)
