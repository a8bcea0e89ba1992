"""What one match contributes to the outcome: the second table of docs/decision.md, as a table.

The effective obligation is the strongest that the entry's measures come to here; None stands for "no measure". What
the table does not name is CLEAR: resemblance and names alone never restrict, and a possible match never rewards.
"""

from __future__ import annotations

from jointsanction.model import Certainty, Colour, EffectiveObligation, Outcome

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
