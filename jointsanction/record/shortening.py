"""From a decision to the form in which a body has it: passages are named, the rest is told."""

from __future__ import annotations

from datetime import date
from string import Formatter
from typing import TypeVar

import msgspec
from msgspec import Struct

from jointsanction.model import AppliedMeasure, Decision, DecisionWarning, EffectiveMeasure, WarningCode
from jointsanction.model.decision import Scope
from jointsanction.model.decision_document import (
    NAMES,
    MatchDocument,
    SubjectDocument,
    match_document,
    measure_document,
    subject_document,
)
from jointsanction.record.encoding import json_bytes
from jointsanction.record.passage import Passage, ref_of

KEPT = 16_384
"""Passages of measures that a process keeps at hand, some 1 KB each; those of warnings likewise."""

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


class RecordedDecision(Struct, frozen=True, gc=False):
    """``DecisionDocument`` with its passages named; the fields are the same."""

    outcome: str
    if_confirmed: str
    scope: Scope
    subject: SubjectDocument
    matches: tuple[MatchDocument, ...]
    measures: tuple[NamedMeasure, ...]
    suppressed: tuple[NamedMeasure, ...]
    for_persons: tuple[NamedMeasure, ...]
    warnings: tuple[NamedWarning | DecisionWarning, ...]
    as_of: date
    list_version: str
    rule_version: str
    engine_version: str


_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_Warnings = tuple[tuple[NamedWarning | DecisionWarning, ...], tuple[Passage, ...]]


class Shortening:
    """Of one process; threads share it. What it keeps can be lost at any time and is made again."""

    __slots__ = ("_measures", "_warnings")

    def __init__(self) -> None:
        # By identity: a rulebook gives the same measure for the same question, and the reference held here keeps the
        # identity from being given to another.
        self._measures: dict[tuple[int, str, int], tuple[EffectiveMeasure, Passage]] = {}
        self._warnings: dict[tuple[DecisionWarning, ...], _Warnings] = {}

    def shortened(self, decision: Decision) -> tuple[RecordedDecision, tuple[Passage, ...]]:
        """A decision as it is stored, and the passages that it names."""
        warnings, passages = self._of_warnings(decision.warnings)
        named: dict[str, Passage] = {}
        matches = decision.matches
        document = RecordedDecision(
            NAMES[decision.outcome],
            NAMES[decision.if_confirmed],
            decision.scope,
            subject_document(decision.subject),
            tuple([match_document(match) for match in matches]) if matches else (),
            self._of_measures(decision.measures, named),
            self._of_measures(decision.suppressed, named),
            self._of_measures(decision.for_persons, named),
            warnings,
            decision.as_of,
            decision.list_version,
            decision.rule_version,
            decision.engine_version,
        )
        return document, (*passages, *named.values()) if named else passages

    def _of_measures(self, measures: tuple[AppliedMeasure, ...], named: dict[str, Passage]) -> tuple[NamedMeasure, ...]:
        if not measures:
            return ()
        found = []
        for applied in measures:
            passage = self._of_measure(applied)
            named[passage.ref] = passage
            found.append(NamedMeasure(passage.ref, applied.match.entry.entry_id, applied.why))
        return tuple(found)

    def _of_measure(self, applied: AppliedMeasure) -> Passage:
        measure = applied.measure
        key = (id(measure), applied.effective, applied.leads_to)
        kept = self._measures.get(key)
        if kept is None:
            document = msgspec.to_builtins(measure_document(applied))
            text = json_bytes({field: value for field, value in document.items() if field not in _OWN})
            kept = measure, Passage(ref_of(text), text)
            _keep(self._measures, key, kept)
        return kept[1]

    def _of_warnings(self, warnings: tuple[DecisionWarning, ...]) -> _Warnings:
        if not warnings:
            return (), ()
        kept = self._warnings.get(warnings)
        if kept is None:
            passages = {each: _passage_of(each) for each in warnings if each.code in GENERAL}
            named = tuple([NamedWarning(passages[each].ref) if each in passages else each for each in warnings])
            kept = named, tuple(passages.values())
            if len(passages) == len(warnings):
                _keep(self._warnings, warnings, kept)
        return kept


def _passage_of(warning: DecisionWarning) -> Passage:
    text = json_bytes(warning)
    return Passage(ref_of(text), text)


def _keep(kept: dict[_Key, _Value], key: _Key, value: _Value) -> None:
    if len(kept) >= KEPT:
        kept.clear()
    kept[key] = value
