"""From matches to the decision: the table decides, nothing else does.

A pure function of matches, rules, context and day; every step is one of docs/decision.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

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
_MOST_LISTS = 256


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


class _Weighed:
    """A match with its certainty, what its list comes to, and the outcome it contributes."""

    __slots__ = ("certainty", "colour", "contributed", "match", "sums")

    def __init__(self, match: Match, sums: Consequences) -> None:
        self.match = match
        self.colour = match.colour
        self.certainty = match.certainty
        self.sums = sums
        self.contributed = self.contributes(self.certainty)

    def contributes(self, certainty: Certainty) -> Outcome:
        """The strongest that its measures contribute if it were as sure as ``certainty``."""
        strongest = Outcome.CLEAR
        for effective in self.sums.effects:
            outcome = contribution(self.colour, certainty, effective)
            if outcome > strongest:
                strongest = outcome
        return strongest


def decide(matches: Sequence[Match], rulebook: Rulebook, context: ResolvedContext, as_of: date) -> Verdict:
    """Apply the table to the active matches of one subject."""
    if not matches:
        return NOTHING_FOUND
    weighed = [_Weighed(match, rulebook.consequences(match.entry.list, context, as_of)) for match in matches]
    shown = _shown(weighed) if len(weighed) > MOST_POSSIBLE else weighed
    suppressing = holding = False
    for item in weighed:
        if item.colour is Colour.BLACK:
            suppressing = suppressing or item.certainty is not Certainty.POSSIBLE
            holding = holding or item.contributed is Outcome.VERIFY

    measures: list[AppliedMeasure] = []
    suppressed: list[AppliedMeasure] = []
    for_persons: list[AppliedMeasure] = []
    for item in shown:
        red = item.colour is Colour.RED
        held = red and holding and not suppressing
        silenced = red and suppressing
        _apply(item, item.sums.own, suppressed if silenced else measures, silenced=silenced, held=held)
        _apply(item, item.sums.persons, for_persons, silenced=True, held=False)
    return Verdict(
        max(_final(item, item.contributed, suppressing) for item in weighed),
        _if_confirmed(weighed, suppressing=suppressing),
        tuple([item.match for item in shown]),
        tuple(measures),
        tuple(suppressed),
        tuple(for_persons),
        _warnings(weighed, len(shown), suppressed=bool(suppressed), held=holding),
    )


def _shown(weighed: list[_Weighed]) -> list[_Weighed]:
    """Every confirmed match and the weightiest possible ones; all of them have decided, only showing is bounded."""
    possible = [place for place, item in enumerate(weighed) if item.certainty is Certainty.POSSIBLE]
    possible.sort(key=lambda place: (-weighed[place].contributed, place))
    left_out = set(possible[MOST_POSSIBLE:])
    return [item for place, item in enumerate(weighed) if place not in left_out]


def _final(item: _Weighed, outcome: Outcome, suppressing: bool) -> Outcome:
    """A red match under a confirmed black entry contributes nothing (一票否决)."""
    return Outcome.CLEAR if suppressing and item.colour is Colour.RED else outcome


def _if_confirmed(weighed: list[_Weighed], *, suppressing: bool) -> Outcome:
    """The outcome with every VERIFY taken as ID: then its black entries suppress too."""
    suppresses = suppressing or any(
        item.contributed is Outcome.VERIFY and item.colour is Colour.BLACK for item in weighed
    )
    return max(
        _final(
            item,
            item.contributes(Certainty.ID) if item.contributed is Outcome.VERIFY else item.contributed,
            suppresses,
        )
        for item in weighed
    )


def _apply(
    item: _Weighed,
    measures: tuple[EffectiveMeasure, ...],
    target: list[AppliedMeasure],
    *,
    silenced: bool,
    held: bool,
) -> None:
    """Tie measures to the match that they come from."""
    match, colour, certainty = item.match, item.colour, item.certainty
    for measure in measures:
        effective = EffectiveObligation.HELD if held else measure.effective
        leads_to = Outcome.CLEAR if silenced or held else contribution(colour, certainty, effective)
        target.append(AppliedMeasure(measure, match, effective, leads_to))


def _warnings(weighed: list[_Weighed], shown: int, *, suppressed: bool, held: bool) -> tuple[DecisionWarning, ...]:
    found: dict[DecisionWarning, None] = {}
    for item in weighed:
        sums = item.sums
        for note in sums.notes:
            if note in _NOTE_WARNINGS:
                found[_NOTE_WARNINGS[note]] = None
        if sums.regional_left_out:
            found[_REGION_UNKNOWN] = None
        if not sums.restricts and item.colour is not Colour.RED and item.certainty is not Certainty.POSSIBLE:
            code = WarningCode.LISTED_NO_MEASURE if sums.has_memorandum else WarningCode.NO_MEMORANDUM
            found[_of_list(code, item.match.list_name)] = None
    if shown < len(weighed):
        found[DecisionWarning.of(WarningCode.MATCHES_CUT, shown=shown, total=len(weighed))] = None
    if suppressed:
        found[_RED_SUPPRESSED] = None
    elif held and any(item.colour is Colour.RED and item.sums.own for item in weighed):
        found[_RED_HELD] = None
    return tuple(found)


@lru_cache(_MOST_LISTS)
def _of_list(code: WarningCode, name: str) -> DecisionWarning:
    return DecisionWarning.of(code, list=name)
