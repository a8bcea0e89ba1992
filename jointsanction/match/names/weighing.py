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
from jointsanction.match.names.stem import nested
from jointsanction.names.forms import ending
from jointsanction.names.words import organisation_forms

_MOST_SLIPS = 3

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


def ways(asked: Question, listed: ListedName) -> list[Way]:
    """The ways with the fewest slips, a region left out, added or moved and another form counted as one each; [] beyond
    three.
    """
    name, most = asked.name, _MOST_SLIPS
    found: list[Way] = []
    regions = listed.regions
    if name.regions != regions:
        apart = _distance(name.whole, listed.whole, score_cutoff=most)
        if apart <= most:
            found.append(Way(apart, name.whole, listed.whole, "", 0.0))
    for reading in asked.readings:
        same = reading.regions == regions
        cost = 0.0 if same else region_cost(reading.regions, regions)
        if not same and reading is not name:
            apart = _distance(reading.whole, listed.whole, score_cutoff=most)
            if apart <= most:
                found.append(Way(apart, reading.whole, listed.whole, "", 0.0))
        if cost > IMPOSSIBLE:
            body = reading.body
            apart = _distance(body, listed.body, score_cutoff=most)
            if apart <= most:
                found.append(Way(apart + (cost < 0.0), body, listed.body, STEM, cost))
                if same and apart <= 1:
                    return found
            asked_stem, stem = reading.stem, listed.stem
            if asked_stem != body or stem != listed.body:
                apart = _distance(asked_stem, stem, score_cutoff=most)
                if apart <= most:
                    forms = form_cost(ending(body), ending(listed.body))
                    found.append(Way(apart + (cost < 0.0) + (forms < 0.0), asked_stem, stem, STEM, cost + forms))
    if len(found) > 1:
        fewest = min(found)[0]
        found = [way for way in found if way.slips <= fewest]
    return found


def weigh(channel: Channel, found: list[Way]) -> tuple[float, float]:
    """(log P(asked | a damaged copy of listed), log of the rivals to be expected), for the likeliest way."""
    best = (IMPOSSIBLE, IMPOSSIBLE)
    for way in found:
        read = channel.read(way.asked, way.listed, way.head)
        rival = max(read.rival, score.RIVAL_REGION) if way.cost < 0.0 else read.rival
        best = max(best, (read.slip + way.cost, rival))
    return best


@lru_cache(1 << 12)
def form_cost(one: str, other: str) -> float:
    """Log likelihood that a name with the organisation form ``other`` is written with the form ``one``."""
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
