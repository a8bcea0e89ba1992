"""Resembling names: the listed names an asked one may be a damaged copy of, best first, each with its probability."""

from __future__ import annotations

from collections.abc import Callable
from math import exp
from typing import NamedTuple

from rapidfuzz.distance import OSA

from jointsanction.match.names import score
from jointsanction.match.names.candidates import NamePart, Probes
from jointsanction.match.names.evidence import NameEvidence, compare
from jointsanction.match.names.language import STEM, model_text
from jointsanction.match.names.listed import ListedName, read_listed
from jointsanction.match.names.live import LiveNames
from jointsanction.match.names.segment import NameSegment
from jointsanction.match.names.slips import IMPOSSIBLE, Channel
from jointsanction.match.names.stem import Stem, nested
from jointsanction.names.words import organisation_forms

_SLIPS_IN_STEM = 2
_SLIPS_IN_ALL = 3  # regions too: 省 and 市 inserted, and a slip
_SLIPS_WEIGHED_LONG = 4
_LONG = 12
_WEIGHED = 24


class NameCandidate(NamedTuple):
    """``score``: probability that both names mean one company, for a list and a mix as ``bench/match.py`` measures."""

    row_id: int
    score: float
    evidence: NameEvidence


class _Weighed(NamedTuple):
    slip: float
    rival: float
    name: ListedName


class NameSearch:
    """Searches a segment and the live part above it; ``hidden`` tells the rows of the segment that have changed."""

    def __init__(
        self, segment: NameSegment | None, live: LiveNames | None = None, hidden: Callable[[int], bool] | None = None
    ) -> None:
        self._segment = segment
        self._live = live
        self._hidden = hidden
        model = segment.model if segment else None
        self._channel = Channel(model.letter, model.following) if model else Channel(_even, _evenly)

    def search(self, normal: str, limit: int = 10, least: float = score.POSSIBLE) -> list[NameCandidate]:
        """Candidates with a score of ``least`` or more, best first, at most ``limit``; ties by row id.

        ``normal``: a normal form (:func:`jointsanction.names.normal_form`). A name too short to tell anything finds
        nothing.
        """
        whole, stem = read_listed(normal)
        asked = (whole, *(ListedName(regions, text, whole.form) for regions, text in stem.others))
        if len(stem.text) < 2 and not stem.regions:
            return []
        probes = Probes(normal, stem)
        weighed: dict[int, _Weighed] = {}
        if self._segment is not None:
            self._weigh(asked, probes, self._segment, weighed, self._hidden)
        if self._live is not None:
            self._weigh(asked, probes, self._live, weighed, None)
        if not weighed:
            return []
        return self._ranked(asked, stem, weighed, limit, least)

    def _weigh(
        self,
        asked: tuple[ListedName, ...],
        probes: Probes,
        part: NamePart,
        weighed: dict[int, _Weighed],
        hidden: Callable[[int], bool] | None,
    ) -> None:
        for row in _nearest(probes.rows(part)):
            row_id = part.row_id(row)
            if row_id < 0 or (hidden is not None and hidden(row_id)):
                continue
            listed = part.name(row)
            slip, rival = max(_weight(self._channel, reading, listed) for reading in asked)
            if slip > IMPOSSIBLE and (row_id not in weighed or slip > weighed[row_id].slip):
                weighed[row_id] = _Weighed(slip, rival, listed)

    def _ranked(
        self, asked: tuple[ListedName, ...], stem: Stem, weighed: dict[int, _Weighed], limit: int, least: float
    ) -> list[NameCandidate]:
        """Each candidate's share of everything that could stand behind the asked name."""
        segment = self._segment
        chance = score.CHANCE * len(segment) * exp(segment.model.log_probability(model_text(stem))) if segment else 0.0
        odds = {row_id: exp(one.slip) for row_id, one in weighed.items()}
        everything = sum(odds.values()) + chance
        shares = [(odd / (everything + exp(min(weighed[row_id].rival, 0.0))), -row_id) for row_id, odd in odds.items()]
        shares.sort(reverse=True)
        return [
            NameCandidate(-row, share, compare(asked[0], weighed[-row].name))
            for share, row in shares[:limit]
            if share >= least
        ]


def _even(letter: str) -> float:
    """Without a segment every character is as likely as any other."""
    del letter
    return 1 / 3000


def _evenly(before: str, letter: str) -> float:
    del before
    return _even(letter)


def _nearest(rows: dict[int, int]) -> list[int]:
    """The rows worth weighing: those that share most keys."""
    if len(rows) <= _WEIGHED:
        return list(rows)
    return sorted(rows, key=lambda row: (-rows[row], row))[:_WEIGHED]


def _weight(channel: Channel, asked: ListedName, listed: ListedName) -> tuple[float, float]:
    """(log P(asked | a damaged copy of listed), log of the rivals to be expected)."""
    best, rival = IMPOSSIBLE, IMPOSSIBLE
    one, other = asked.regions, listed.regions
    cost = _region_cost(one, other)
    if cost > IMPOSSIBLE and OSA.distance(asked.stem, listed.stem, score_cutoff=_SLIPS_IN_STEM) <= _SLIPS_IN_STEM:
        read = channel.read(asked.stem, listed.stem, STEM, _SLIPS_IN_STEM)
        best, rival = read.slip + cost, max(read.rival, score.RIVAL_REGION if cost else IMPOSSIBLE)
    if one != other and (not one or not other or one[0][0] == other[0][0] or len(one) != len(other)):
        left, right = asked.full, listed.full
        if OSA.distance(left, right, score_cutoff=_SLIPS_IN_ALL) <= _SLIPS_IN_ALL:
            read = channel.read(left, right, "", _SLIPS_IN_ALL)
            if read.slip > best:
                best, rival = read.slip, read.rival
    if best > IMPOSSIBLE and asked.form != listed.form and asked.form and listed.form:
        classes = organisation_forms()
        if classes.get(asked.form) != classes.get(listed.form):
            best += score.FORM_OTHER
    return best, rival


def _region_cost(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if one == other:
        return score.REGION_SAME
    if not one or not other:
        return score.REGION_ABSENT
    smallest, smallest_other = one[-1][:2], other[-1][:2]
    if smallest == smallest_other and len(one) == len(other):
        return score.REGION_SAME
    if smallest in {region[:2] for region in other} or smallest_other in {region[:2] for region in one}:
        return score.REGION_CONTAINED
    if nested(one[-1], other[-1]):
        return score.REGION_NESTED
    return IMPOSSIBLE
