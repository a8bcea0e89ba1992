"""Which measures want an answer, and within how many days.

A measure that leads to RESTRICT, SCRUTINIZE or FACILITATE is to be applied, so it wants to be answered: taken, or not
taken and why. One that leads to VERIFY wants a review of its match first: it can only be answered as taken once a
person has found both to be the SAME. What leads to NOTICE or CLEAR is told and asks for nothing.

No answer is asked for where nothing was decided: a check of another day than the day it was made on, and one without
a department (scope ANY, for reading).

The days are counted from the check. An application is decided within 20 working days of its acceptance (行政许可法
art. 42), which is within a month: 30 days for what stands in the way of it. Rewards are fed back by the quarter
(发改财金〔2016〕1467号, the memorandum on A-grade taxpayers): 90 days. A deployment may set its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from jointsanction.model import AppliedMeasure, Decision, Outcome, Scope


@dataclass(frozen=True, slots=True)
class AnswerTerms:
    """Days from the check to the day on which an answer is overdue (half-open)."""

    restrict: int = 30
    scrutinize: int = 30
    facilitate: int = 90

    def days(self, leads_to: Outcome) -> int | None:
        """Days for a measure that leads to an outcome; None where no answer is wanted."""
        if leads_to is Outcome.RESTRICT:
            return self.restrict
        if leads_to is Outcome.SCRUTINIZE:
            return self.scrutinize
        return self.facilitate if leads_to is Outcome.FACILITATE else None

    def tracked(self, decision: Decision, day: date) -> dict[tuple[str, str], tuple[AppliedMeasure, str]]:
        """Measures by entry and measure id with the day they are due; "" for those that wait for a review."""
        found: dict[tuple[str, str], tuple[AppliedMeasure, str]] = {}
        if decision.scope is Scope.ANY or decision.as_of != day:
            return found
        for applied in decision.measures:
            days = self.days(applied.leads_to)
            if days is not None or applied.leads_to is Outcome.VERIFY:
                due_on = "" if days is None else (day + timedelta(days=days)).isoformat()
                found.setdefault((applied.entry_id, applied.measure.measure_id), (applied, due_on))
        return found
