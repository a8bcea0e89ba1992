"""From a decision to the form in which a body has it: passages are named, the rest is told."""

from __future__ import annotations

from functools import lru_cache
from string import Formatter

import msgspec
from msgspec import Struct

from jointsanction.model import AppliedMeasure, Decision, DecisionWarning, WarningCode
from jointsanction.model.decision_document import DecisionDocument, document_with, measure_document
from jointsanction.model.kept_by_measure import KeptByMeasure
from jointsanction.record.encoding import json_bytes
from jointsanction.record.passage import Passage, ref_of

WARNINGS_KEPT = 256
"""Distinct sets of warnings whose passages are kept at hand."""

_OWN = ("entry_id", "why")
"""Fields of a measure that are the match's own."""

_ABOUT_RULES = frozenset({"list", "lists", "owner"})
"""Particulars that say nothing of a subject or an entry."""

GENERAL = frozenset(
    code for code in WarningCode if {name for _, name, _, _ in Formatter().parse(code.text) if name} <= _ABOUT_RULES
)
"""Warnings that say the same whoever is asked about."""


class NamedMeasure(Struct, frozen=True, gc=False):
    """A measure whose passage says the rest."""

    passage: str
    entry_id: str
    why: str


class NamedWarning(Struct, frozen=True, gc=False):
    """A warning that is a passage."""

    passage: str


RecordedWarning = NamedWarning | DecisionWarning
RecordedDecision = DecisionDocument[NamedMeasure, RecordedWarning]


class Shortening:
    """Of one process; threads share it."""

    __slots__ = ("_measures",)

    def __init__(self) -> None:
        self._measures = KeptByMeasure(_passage_of_measure)

    def shortened(self, decision: Decision) -> tuple[RecordedDecision, tuple[Passage, ...]]:
        """A decision as it is stored, and the passages that it names."""
        warnings, passages = _of_warnings(decision.warnings) if decision.warnings else ((), ())
        named: dict[str, Passage] = {}

        def name(applied: AppliedMeasure) -> NamedMeasure:
            passage = self._measures.of(applied)
            named[passage.ref] = passage
            return NamedMeasure(passage.ref, applied.match.entry.entry_id, applied.why)

        return document_with(decision, name, warnings), (*passages, *named.values())


def _passage_of_measure(applied: AppliedMeasure) -> Passage:
    document = msgspec.to_builtins(measure_document(applied))
    return _passage_of({field: value for field, value in document.items() if field not in _OWN})


@lru_cache(WARNINGS_KEPT)
def _of_warnings(warnings: tuple[DecisionWarning, ...]) -> tuple[tuple[RecordedWarning, ...], tuple[Passage, ...]]:
    passages = {each: _passage_of(each) for each in warnings if each.code in GENERAL}
    named = tuple([NamedWarning(passages[each].ref) if each in passages else each for each in warnings])
    return named, tuple(passages.values())


def _passage_of(said: dict[str, object] | DecisionWarning) -> Passage:
    text = json_bytes(said)
    return Passage(ref_of(text), text)
