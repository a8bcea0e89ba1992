"""From matches to the decision: the table decides, nothing else does.

A pure function of matches, rules, context and day; every step is one of docs/decision.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jointsanction.catalog import ResolvedContext
from jointsanction.checker.contribution import contribution
from jointsanction.memoranda import Rulebook
from jointsanction.model import (
    AppliedMeasure,
    Certainty,
    Colour,
    DecisionWarning,
    EffectiveMeasure,
    EffectiveObligation,
    Match,
    Outcome,
    Role,
    WarningCode,
)

_RESTRICTING = (EffectiveObligation.MANDATORY, EffectiveObligation.ADVISORY)
MOST_POSSIBLE = 20
"""POSSIBLE matches shown at most; confirmed ones are never left out."""

_NOTE_WARNINGS = {
    "ITEM_UNKNOWN": WarningCode.ITEM_UNKNOWN,
    "NO_LIVE_BASIS": WarningCode.NO_LIVE_BASIS,
    "CONDITION": WarningCode.CONDITION,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the table makes of the matches; the checker puts subject and versions around it."""

    outcome: Outcome
    if_confirmed: Outcome
    matches: tuple[Match, ...] = ()
    measures: tuple[AppliedMeasure, ...] = ()
    suppressed: tuple[AppliedMeasure, ...] = ()
    for_persons: tuple[AppliedMeasure, ...] = ()
    warnings: tuple[DecisionWarning, ...] = ()


NOTHING_FOUND = Verdict(Outcome.CLEAR, Outcome.CLEAR)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A match with its certainty and its measures of the enterprise (``own``) and of persons."""

    match: Match
    certainty: Certainty
    own: tuple[EffectiveMeasure, ...]
    persons: tuple[EffectiveMeasure, ...]

    def contributes(self, certainty: Certainty) -> Outcome:
        """The strongest that its measures contribute if it were as sure as ``certainty``."""
        colour = self.match.colour
        obligations = [None, *(measure.effective for measure in self.own)]
        return max(contribution(colour, certainty, obligation) for obligation in obligations)


def decide(matches: Sequence[Match], rulebook: Rulebook, context: ResolvedContext, as_of: date) -> Verdict:
    """Apply the table to the active matches of one subject."""
    if not matches:
        return NOTHING_FOUND
    weighed = [_weigh(match, rulebook, context, as_of) for match in matches]
    contributions = [(item, item.contributes(item.certainty)) for item in weighed]
    shown = _shown(contributions)
    black = [(item, outcome) for item, outcome in contributions if item.match.colour is Colour.BLACK]
    suppressing = any(item.certainty is not Certainty.POSSIBLE for item, _ in black)
    holding = any(outcome is Outcome.VERIFY for _, outcome in black)

    measures: list[AppliedMeasure] = []
    suppressed: list[AppliedMeasure] = []
    for item in shown:
        red = item.match.colour is Colour.RED
        target = suppressed if red and suppressing else measures
        held = red and holding and not suppressing
        target.extend(_apply(item, measure, silenced=red and suppressing, held=held) for measure in item.own)
    return Verdict(
        outcome=max(_final(item, outcome, suppressing) for item, outcome in contributions),
        if_confirmed=_if_confirmed(contributions, suppressing=suppressing),
        matches=tuple(item.match for item in shown),
        measures=tuple(measures),
        suppressed=tuple(suppressed),
        for_persons=tuple(
            _apply(item, measure, silenced=True, held=False) for item in shown for measure in item.persons
        ),
        warnings=_warnings(weighed, len(shown), rulebook, context, as_of, suppressed=bool(suppressed), held=holding),
    )


def _shown(contributions: list[tuple[_Weighed, Outcome]]) -> list[_Weighed]:
    """Every confirmed match and the weightiest possible ones; all of them have decided, only showing is bounded."""
    possible = [place for place, (item, _) in enumerate(contributions) if item.certainty is Certainty.POSSIBLE]
    if len(possible) <= MOST_POSSIBLE:
        return [item for item, _ in contributions]
    possible.sort(key=lambda place: (-contributions[place][1], place))
    left_out = set(possible[MOST_POSSIBLE:])
    return [item for place, (item, _) in enumerate(contributions) if place not in left_out]


def _weigh(match: Match, rulebook: Rulebook, context: ResolvedContext, as_of: date) -> _Weighed:
    every = rulebook.measures(match.entry.list, context, as_of)
    own = tuple(measure for measure in every if measure.role is Role.ENTERPRISE)
    persons = tuple(measure for measure in every if measure.role is not Role.ENTERPRISE)
    return _Weighed(match, match.certainty, own, persons)


def _final(item: _Weighed, outcome: Outcome, suppressing: bool) -> Outcome:
    """A red match under a confirmed black entry contributes nothing (一票否决)."""
    return Outcome.CLEAR if suppressing and item.match.colour is Colour.RED else outcome


def _if_confirmed(contributions: list[tuple[_Weighed, Outcome]], *, suppressing: bool) -> Outcome:
    """The outcome with every VERIFY taken as ID: then its black entries suppress too."""
    suppresses = suppressing or any(
        outcome is Outcome.VERIFY and item.match.colour is Colour.BLACK for item, outcome in contributions
    )
    return max(
        _final(item, item.contributes(Certainty.ID) if outcome is Outcome.VERIFY else outcome, suppresses)
        for item, outcome in contributions
    )


def _apply(item: _Weighed, measure: EffectiveMeasure, *, silenced: bool, held: bool) -> AppliedMeasure:
    effective = EffectiveObligation.HELD if held else measure.effective
    leads_to = Outcome.CLEAR if silenced or held else contribution(item.match.colour, item.certainty, effective)
    return AppliedMeasure(measure, item.match, effective, leads_to)


def _warnings(
    weighed: Sequence[_Weighed],
    shown: int,
    rulebook: Rulebook,
    context: ResolvedContext,
    as_of: date,
    *,
    suppressed: bool,
    held: bool,
) -> tuple[DecisionWarning, ...]:
    found: dict[DecisionWarning, None] = {}
    for item in weighed:
        match = item.match
        for measure in item.own:
            for note in measure.notes:
                if note in _NOTE_WARNINGS:
                    found[DecisionWarning.of(_NOTE_WARNINGS[note])] = None
        if rulebook.regional_left_out(match.entry.list, context, as_of):
            found[DecisionWarning.of(WarningCode.REGION_UNKNOWN)] = None
        restricts = any(measure.effective in _RESTRICTING for measure in item.own)
        if match.colour is not Colour.RED and item.certainty is not Certainty.POSSIBLE and not restricts:
            known = rulebook.memoranda_for(match.entry.list, as_of)
            code = WarningCode.LISTED_NO_MEASURE if known else WarningCode.NO_MEMORANDUM
            found[DecisionWarning.of(code, list=match.list_name)] = None
    if shown < len(weighed):
        found[DecisionWarning.of(WarningCode.MATCHES_CUT, shown=shown, total=len(weighed))] = None
    if suppressed:
        found[DecisionWarning.of(WarningCode.RED_SUPPRESSED)] = None
    elif held and any(item.match.colour is Colour.RED and item.own for item in weighed):
        found[DecisionWarning.of(WarningCode.RED_HELD)] = None
    return tuple(found)
