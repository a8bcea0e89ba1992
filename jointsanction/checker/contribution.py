"""What one match contributes to the outcome: the second table of docs/decision.md, as a table.

ID is CONFIRMED by identifier, NAME is CONFIRMED by name alone, POSSIBLE takes in PARENT. The effective obligation is
the strongest that the entry's measures come to here; None stands for "no measure". What the table does not name is
CLEAR: resemblance and names alone never restrict, and a possible match never rewards.
"""

from __future__ import annotations

from enum import StrEnum

from jointsanction.model import Basis, Colour, EffectiveObligation, Match, Outcome, Relation, Strength


class Certainty(StrEnum):
    """How sure it is that the entry is about the subject itself."""

    ID = "ID"
    NAME = "NAME"
    POSSIBLE = "POSSIBLE"


def certainty_of(match: Match) -> Certainty:
    """Where a match stands in the table; a parent's entry is never more than POSSIBLE."""
    if match.strength is not Strength.CONFIRMED or match.relation is not Relation.SELF:
        return Certainty.POSSIBLE
    return Certainty.NAME if match.basis is Basis.NAME else Certainty.ID


_MANDATORY = EffectiveObligation.MANDATORY
_ADVISORY = EffectiveObligation.ADVISORY
_NOTICE = EffectiveObligation.NOTICE
_FACILITATE = EffectiveObligation.FACILITATE

_BLACK: dict[tuple[Certainty, EffectiveObligation | None], Outcome] = {
    (Certainty.ID, _MANDATORY): Outcome.RESTRICT,
    (Certainty.ID, _ADVISORY): Outcome.SCRUTINIZE,
    (Certainty.ID, _NOTICE): Outcome.NOTICE,
    (Certainty.ID, None): Outcome.NOTICE,
    (Certainty.NAME, _MANDATORY): Outcome.VERIFY,
    (Certainty.NAME, _ADVISORY): Outcome.VERIFY,
    (Certainty.NAME, _NOTICE): Outcome.NOTICE,
    (Certainty.NAME, None): Outcome.NOTICE,
    (Certainty.POSSIBLE, _MANDATORY): Outcome.VERIFY,
    (Certainty.POSSIBLE, _ADVISORY): Outcome.VERIFY,
}
_RED: dict[tuple[Certainty, EffectiveObligation | None], Outcome] = {
    (Certainty.ID, _FACILITATE): Outcome.FACILITATE,
    (Certainty.NAME, _FACILITATE): Outcome.FACILITATE,
}
_TABLE = {Colour.BLACK: _BLACK, Colour.GREY: _BLACK, Colour.RED: _RED}


def contribution(colour: Colour, certainty: Certainty, effective: EffectiveObligation | None) -> Outcome:
    """The outcome that one obligation (None: no measure at all) contributes through a match."""
    return _TABLE[colour].get((certainty, effective), Outcome.CLEAR)
