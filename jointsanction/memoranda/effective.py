"""Table 1 of the decision: from the obligation as written to what it comes to here and today (docs/decision.md)."""

from __future__ import annotations

from jointsanction.memoranda.item_selector import ItemMatch
from jointsanction.model import EffectiveObligation, Obligation

ITEM_UNKNOWN = "ITEM_UNKNOWN"
NO_LIVE_BASIS = "NO_LIVE_BASIS"
CONDITION = "CONDITION"
DEPARTMENT_INFERRED = "DEPARTMENT_INFERRED"


def effective_obligation(
    written: Obligation, *, basis_lives: bool, conditional: bool, item: ItemMatch
) -> tuple[EffectiveObligation, tuple[str, ...]] | None:
    """The effective obligation with its notes; None where the measure does not touch the item at all.

    ``basis_lives``: some cited basis qualifies today for this department (always so before the gate's first day).
    ``conditional``: the measure needs a fact that the list does not prove. ITEM_UNKNOWN and NO_LIVE_BASIS are noted
    only where they lower a mandatory measure; CONDITION wherever there is one, since the officer has to look into it.
    """
    if item is ItemMatch.NO:
        return None
    unknown = item is ItemMatch.UNKNOWN
    condition = (CONDITION,) if conditional else ()
    match written:
        case Obligation.SUPERVISE | Obligation.PUBLICITY:
            return EffectiveObligation.NOTICE, condition
        case Obligation.ADVISORY:
            return EffectiveObligation.ADVISORY, condition
        case Obligation.FACILITATE:
            plain = not unknown and not conditional
            return (EffectiveObligation.FACILITATE if plain else EffectiveObligation.NONE), condition
        case Obligation.MANDATORY:
            lowered = ((ITEM_UNKNOWN,) if unknown else ()) + (() if basis_lives else (NO_LIVE_BASIS,)) + condition
            return (EffectiveObligation.ADVISORY if lowered else EffectiveObligation.MANDATORY), lowered
