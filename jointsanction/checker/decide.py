"""From matches to the decision: the table decides, nothing else does.

A pure function of matches, rules, context and day; every step is one of docs/decision.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from msgspec import Struct

from jointsanction.catalog import ResolvedContext
from jointsanction.checker.contribution import contribution
from jointsanction.memoranda import Consequences, Rulebook
from jointsanction.model import (
    AppliedMeasure,
    Certainty,
    Colour,
    DecisionWarning,
    EffectiveMeasure,
    EffectiveObligation,
    Match,
    Outcome,
    WarningCode,
)

MOST_POSSIBLE = 20
"""POSSIBLE matches shown at most; confirmed ones are never left out."""

_NOTE_WARNINGS = {
    "ITEM_UNKNOWN": DecisionWarning.of(WarningCode.ITEM_UNKNOWN),
    "NO_LIVE_BASIS": DecisionWarning.of(WarningCode.NO_LIVE_BASIS),
    "CONDITION": DecisionWarning.of(WarningCode.CONDITION),
}
_REGION_UNKNOWN = DecisionWarning.of(WarningCode.REGION_UNKNOWN)
_RED_SUPPRESSED = DecisionWarning.of(WarningCode.RED_SUPPRESSED)
_RED_HELD = DecisionWarning.of(WarningCode.RED_HELD)

_MOST_WEIGHTS = 1_024
"""For the lists, items and days that are asked about most; a city has 15 lists and asks about some hundred items."""

_Row = tuple[EffectiveMeasure, EffectiveObligation, Outcome]
"""A measure with its effective obligation and what it leads to, not tied to a match yet."""


class Verdict(Struct, frozen=True, gc=False):
    """What the table makes of the matches; the checker puts subject and versions around it."""

    outcome: Outcome
    if_confirmed: Outcome
    matches: tuple[Match, ...] = ()
    measures: tuple[AppliedMeasure, ...] = ()
    suppressed: tuple[AppliedMeasure, ...] = ()
    for_persons: tuple[AppliedMeasure, ...] = ()
    warnings: tuple[DecisionWarning, ...] = ()


NOTHING_FOUND = Verdict(Outcome.CLEAR, Outcome.CLEAR)


class _Weight(Struct, frozen=True, gc=False):
    """What any match of one list and certainty comes to by itself. ``if_confirmed``: with a VERIFY taken as ID."""

    outcome: Outcome
    if_confirmed: Outcome
    measures: tuple[_Row, ...]
    for_persons: tuple[_Row, ...]
    warnings: tuple[DecisionWarning, ...]


class _Weighed(NamedTuple):
    match: Match
    weight: _Weight


def decide(matches: Sequence[Match], rulebook: Rulebook, context: ResolvedContext, as_of: date) -> Verdict:
    """Apply the table to the active matches of one subject."""
    if not matches:
        return NOTHING_FOUND
    if len(matches) == 1:
        return _by_itself(matches[0], _weight_of(matches[0], rulebook, context, as_of))
    return _together([_Weighed(match, _weight_of(match, rulebook, context, as_of)) for match in matches])


def _weight_of(match: Match, rulebook: Rulebook, context: ResolvedContext, as_of: date) -> _Weight:
    sums = rulebook.consequences(match.entry.list, context, as_of)
    return _weight(sums, match.colour, match.certainty, match.list_name)


@lru_cache(_MOST_WEIGHTS)
def _weight(sums: Consequences, colour: Colour, certainty: Certainty, list_name: str) -> _Weight:
    outcome = _strongest(sums, colour, certainty)
    return _Weight(
        outcome,
        _strongest(sums, colour, Certainty.ID) if outcome is Outcome.VERIFY else outcome,
        tuple([(each, each.effective, contribution(colour, certainty, each.effective)) for each in sums.own]),
        tuple([(each, each.effective, Outcome.CLEAR) for each in sums.persons]),
        tuple(_warnings(sums, colour, certainty, list_name)),
    )


def _strongest(sums: Consequences, colour: Colour, certainty: Certainty) -> Outcome:
    return max(contribution(colour, certainty, effective) for effective in sums.effects)


def _warnings(sums: Consequences, colour: Colour, certainty: Certainty, list_name: str) -> Iterator[DecisionWarning]:
    for note in sums.notes:
        if note in _NOTE_WARNINGS:
            yield _NOTE_WARNINGS[note]
    if sums.regional_left_out:
        yield _REGION_UNKNOWN
    if not sums.restricts and colour is not Colour.RED and certainty is not Certainty.POSSIBLE:
        code = WarningCode.LISTED_NO_MEASURE if sums.has_memorandum else WarningCode.NO_MEMORANDUM
        yield DecisionWarning.of(code, list=list_name)


def _by_itself(match: Match, weight: _Weight) -> Verdict:
    """The verdict of one match: nothing suppresses it or holds it back."""
    return Verdict(
        weight.outcome,
        weight.if_confirmed,
        (match,),
        _tied(weight.measures, match),
        (),
        _tied(weight.for_persons, match),
        weight.warnings,
    )


def _tied(rows: tuple[_Row, ...], match: Match) -> tuple[AppliedMeasure, ...]:
    return tuple([AppliedMeasure(measure, match, effective, to) for measure, effective, to in rows]) if rows else ()


def _together(weighed: list[_Weighed]) -> Verdict:
    shown = _shown(weighed) if len(weighed) > MOST_POSSIBLE else weighed
    suppressing = holding = False
    for match, weight in weighed:
        if match.colour is Colour.BLACK:
            suppressing = suppressing or match.certainty is not Certainty.POSSIBLE
            holding = holding or weight.outcome is Outcome.VERIFY

    measures: list[AppliedMeasure] = []
    suppressed: list[AppliedMeasure] = []
    for_persons: list[AppliedMeasure] = []
    for match, weight in shown:
        red = match.colour is Colour.RED
        if red and suppressing:
            suppressed += _tied(_silenced(weight.measures), match)
        elif red and holding:
            measures += _tied(_held(weight.measures), match)
        else:
            measures += _tied(weight.measures, match)
        for_persons += _tied(weight.for_persons, match)
    return Verdict(
        max(_final(item, item.weight.outcome, suppressing) for item in weighed),
        # With every VERIFY taken as ID a black entry that may be held back suppresses.
        max(_final(item, item.weight.if_confirmed, suppressing or holding) for item in weighed),
        tuple([item.match for item in shown]),
        tuple(measures),
        tuple(suppressed),
        tuple(for_persons),
        _warnings_together(weighed, len(shown), suppressed=bool(suppressed), held=holding),
    )


def _shown(weighed: list[_Weighed]) -> list[_Weighed]:
    """Every confirmed match and the weightiest possible ones; all of them have decided, only showing is bounded."""
    possible = [place for place, item in enumerate(weighed) if item.match.certainty is Certainty.POSSIBLE]
    possible.sort(key=lambda place: (-weighed[place].weight.outcome, place))
    left_out = set(possible[MOST_POSSIBLE:])
    return [item for place, item in enumerate(weighed) if place not in left_out]


def _final(item: _Weighed, outcome: Outcome, suppressing: bool) -> Outcome:
    """A red match under a confirmed black entry contributes nothing (一票否决)."""
    return Outcome.CLEAR if suppressing and item.match.colour is Colour.RED else outcome


def _silenced(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    return tuple([(measure, effective, Outcome.CLEAR) for measure, effective, _ in rows])


def _held(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    return tuple([(measure, EffectiveObligation.HELD, Outcome.CLEAR) for measure, _, _ in rows])


def _warnings_together(
    weighed: list[_Weighed], shown: int, *, suppressed: bool, held: bool
) -> tuple[DecisionWarning, ...]:
    found = dict.fromkeys(warning for item in weighed for warning in item.weight.warnings)
    if shown < len(weighed):
        found[DecisionWarning.of(WarningCode.MATCHES_CUT, shown=shown, total=len(weighed))] = None
    if suppressed:
        found[_RED_SUPPRESSED] = None
    elif held and any(item.match.colour is Colour.RED and item.weight.measures for item in weighed):
        found[_RED_HELD] = None
    return tuple(found)
