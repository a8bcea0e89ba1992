"""What an entry of a list comes to for one question, before it is known whose entry it is.

It depends on the list, the context and the day alone, so it is worked out once for all entries of a list.
"""

from __future__ import annotations

from dataclasses import dataclass

from jointsanction.model import EffectiveMeasure, EffectiveObligation, Role

_RESTRICTING = (EffectiveObligation.MANDATORY, EffectiveObligation.ADVISORY)


@dataclass(frozen=True, slots=True, eq=False)
class Consequences:
    """Measures of the enterprise itself (``own``) and of persons, and what is to be known of ``own`` as a whole.

    ``effects``: the distinct effective obligations of ``own``, first None for "no measure at all". ``notes``: the
    distinct notes in order. ``regional_left_out``: see ``Rulebook``; ``has_memorandum``: some memorandum about the list
    is in force. Compared by identity: a rulebook gives the same one for the same question, and what is worked out
    from it is kept by it.
    """

    own: tuple[EffectiveMeasure, ...]
    persons: tuple[EffectiveMeasure, ...]
    effects: tuple[EffectiveObligation | None, ...]
    notes: tuple[str, ...]
    restricts: bool
    regional_left_out: bool
    has_memorandum: bool


def consequences_of(
    measures: tuple[EffectiveMeasure, ...], *, regional_left_out: bool, has_memorandum: bool
) -> Consequences:
    """Sort the measures of a list by whom they bind, and sum them up."""
    own = tuple(measure for measure in measures if measure.role is Role.ENTERPRISE)
    return Consequences(
        own=own,
        persons=tuple(measure for measure in measures if measure.role is not Role.ENTERPRISE),
        effects=(None, *dict.fromkeys(measure.effective for measure in own)),
        notes=tuple(dict.fromkeys(note for measure in own for note in measure.notes)),
        restricts=any(measure.effective in _RESTRICTING for measure in own),
        regional_left_out=regional_left_out,
        has_memorandum=has_memorandum,
    )
