"""The decision (结论): a pure function of subject, context, list, rule and engine version."""

from __future__ import annotations

from datetime import date
from enum import IntEnum, StrEnum
from typing import Any

from msgspec import Struct

from jointsanction.model.match import Match
from jointsanction.model.measure import EffectiveMeasure, EffectiveObligation
from jointsanction.model.question import Subject
from jointsanction.model.warning import DecisionWarning
from jointsanction.model.wording import why


class Outcome(IntEnum):
    """Ordered weakest to strongest; a reader treats an outcome it does not know as VERIFY."""

    CLEAR = 0
    FACILITATE = 1
    NOTICE = 2
    VERIFY = 3
    SCRUTINIZE = 4
    RESTRICT = 5

    def __str__(self) -> str:
        return self.name


class Scope(StrEnum):
    """How narrowly the question was put: one item, one department, or every department (for reading only)."""

    ITEM = "ITEM"
    DEPARTMENT = "DEPARTMENT"
    ANY = "ANY"


class AppliedMeasure(Struct, frozen=True, gc=False):
    """A measure tied to the match, and so to the entry, that it comes from.

    ``effective`` is the obligation here and today (HELD where a reward waits); ``leads_to`` is the outcome that this
    measure contributes through this match, so a POSSIBLE match never leads to RESTRICT.
    """

    measure: EffectiveMeasure
    match: Match
    effective: EffectiveObligation
    leads_to: Outcome

    @property
    def entry_id(self) -> str:
        """The entry that the measure comes from."""
        return self.match.entry.entry_id

    @property
    def why(self) -> str:
        """Why the measure stands here, in Chinese: which entry, how sure, for whom, and what weakens it."""
        return why(self.match, self.measure, self.effective)


class Decision(Struct, frozen=True, gc=False):
    """The whole answer; see docs/decision.md for every field. Matches come strongest first."""

    outcome: Outcome
    if_confirmed: Outcome
    scope: Scope
    subject: Subject
    matches: tuple[Match, ...]
    measures: tuple[AppliedMeasure, ...]
    suppressed: tuple[AppliedMeasure, ...]
    for_persons: tuple[AppliedMeasure, ...]
    warnings: tuple[DecisionWarning, ...]
    as_of: date
    list_version: str
    rule_version: str
    engine_version: str

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain JSON values, by the contract of docs/decision.md."""
        from jointsanction.model.decision_json import decision_dict  # the contract is built on this module

        return decision_dict(self)

    def to_json(self, *, indent: int | None = None) -> str:
        """The decision as JSON text; equal decisions are equal bytes."""
        from jointsanction.model.decision_json import decision_json  # as above

        return decision_json(self, indent=indent)
