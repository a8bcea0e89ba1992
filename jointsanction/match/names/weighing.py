"""What a pair of names weighs: the way in which they are nearest, the likelihood of the slips, the region, the form."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from jointsanction.match.names import score
from jointsanction.match.names.language import STEM
from jointsanction.match.names.listed import ListedName
from jointsanction.match.names.question import Question
from jointsanction.match.names.slips import IMPOSSIBLE, Channel
from jointsanction.match.names.stem import nested, stem_of
from jointsanction.names.forms import ending
from jointsanction.names.words import organisation_forms

_distance = OSA.distance


class Way(NamedTuple):
    """One way to lay a listed name beside the asked one: ``asked`` and ``listed`` are what is compared by slips,
    ``head`` what precedes both, ``cost`` the log likelihood of the difference in regions and forms that is not
    compared so.
    """

    slips: int
    asked: str
    listed: str
    head: str
    cost: float


def ways(asked: Question, listed: ListedName, most: int) -> list[Way]:
    """The ways with the fewest slips, one over the whole names and one behind the regions, where a difference in
    regions and another form count as a slip each; [] beyond ``most``.
    """
    regions, name = listed.regions, asked.name
    if name.regions == regions and asked.plain:
        # What else a region may have been read from is of no matter where the listed name has that region.
        way = _behind(name, listed, 0.0, most)
        return [way] if way is not None else []
    whole, behind = None, None
    for reading in asked.readings:
        same = reading.regions == regions
        if not same and (reading is name or reading.whole != name.whole):
            apart = _distance(reading.whole, listed.whole, score_cutoff=most)
            if apart <= most and (whole is None or apart < whole[0]):
                whole = Way(apart, reading.whole, listed.whole, "", 0.0)
                most = apart
        cost = 0.0 if same else region_cost(reading.regions, regions)
        if cost > IMPOSSIBLE:
            way = _behind(reading, listed, cost, most)
            if way is not None and (behind is None or way[0] < behind[0]):
                behind = way
                most = way[0]
    if whole is None or behind is None or whole[0] != behind[0]:
        best = whole if behind is None or (whole is not None and whole[0] < behind[0]) else behind
        return [best] if best is not None else []
    return [whole, behind]


def _behind(reading: ListedName, listed: ListedName, cost: float, most: int) -> Way | None:
    """The way over the bodies or, with another form as a slip, over the stems; ``cost``: of the regions."""
    body, other = reading.body, listed.body
    by_body = _distance(body, other, score_cutoff=most)
    more = 1 if cost < 0.0 else 0
    if by_body > 1:
        stem, other_stem = stem_of(body), stem_of(other)
        by_stem = _distance(stem, other_stem, score_cutoff=most)
        if by_stem < by_body:
            forms = form_cost(body, other)
            apart = by_stem + more + (forms < 0.0)
            if apart < by_body + more:
                return Way(apart, stem, other_stem, STEM, cost + forms) if apart <= most else None
    return Way(by_body + more, body, other, STEM, cost) if by_body + more <= most else None


def weigh(channel: Channel, found: list[Way]) -> tuple[float, float]:
    """(log P(asked | a damaged copy of listed), log of the rivals to be expected), for the likeliest way."""
    best = (IMPOSSIBLE, IMPOSSIBLE)
    for way in found:
        _, asked, listed, head, cost = way
        slip, rival = channel.read(asked, listed, head)
        if cost < 0.0:
            rival = max(rival, score.RIVAL_REGION)
        best = max(best, (slip + cost, rival))
    return best


@lru_cache(1 << 12)
def form_cost(asked: str, listed: str) -> float:
    """Log likelihood that the body ``listed`` is written with the organisation form of the body ``asked``."""
    one, other = ending(asked), ending(listed)
    if one == other:
        return 0.0
    if not one or not other:
        return score.FORM_ABSENT
    classes = organisation_forms()
    return score.FORM_WRITTEN if classes.get(one) == classes.get(other) else score.FORM_OTHER


@lru_cache(1 << 14)
def region_cost(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Log likelihood that a name with the regions ``other`` is written with the regions ``one``."""
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
