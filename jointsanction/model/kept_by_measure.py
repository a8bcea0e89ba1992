"""What is worked out once of a measure as it applies: every check that hits passes here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from jointsanction.model.decision import AppliedMeasure
from jointsanction.model.measure import EffectiveMeasure

MEASURES_KEPT = 16_384
"""Measures for which something is kept: those of a rulebook for the questions that it keeps itself."""

_T = TypeVar("_T")


class KeptByMeasure(Generic[_T]):
    """Keeps it by measure, effective obligation and what that leads to, whatever the match; what is kept can be lost at
    any time, and is made again.
    """

    __slots__ = ("_kept", "_make")

    def __init__(self, make: Callable[[AppliedMeasure], _T]) -> None:
        self._make = make
        # By identity: the rulebook gives the same object for the same question, and the reference held here keeps the
        # identity from being given to another.
        self._kept: dict[tuple[int, str, int], tuple[EffectiveMeasure, _T]] = {}

    def of(self, applied: AppliedMeasure) -> _T:
        """What was made of this measure."""
        measure = applied.measure
        key = (id(measure), applied.effective, applied.leads_to)
        kept = self._kept.get(key)
        if kept is None:
            if len(self._kept) >= MEASURES_KEPT:
                self._kept.clear()
            kept = self._kept[key] = (measure, self._make(applied))
        return kept[1]
