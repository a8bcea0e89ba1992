"""The decision as its document: the fields of docs/decision.md in their order, ready to be written as JSON.

The one source of that contract: what ``to_dict`` gives, what the record keeps and what the command line prints are all
this document. It is made for every check that is recorded, so nothing is built here that msgspec writes by itself:
days, enumerations by value, tuples.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Generic, TypeVar

from msgspec import Struct

from jointsanction.model.decision import AppliedMeasure, Decision, Outcome, Scope
from jointsanction.model.entry import Colour, Entry
from jointsanction.model.match import Basis, Evidence, Match, Relation, Strength
from jointsanction.model.measure import (
    BasisLevel,
    EffectiveObligation,
    LegalBasis,
    MemorandumRef,
    Obligation,
    Role,
)
from jointsanction.model.question import Subject
from jointsanction.model.review import MatchReview
from jointsanction.model.warning import DecisionWarning

MeasureT = TypeVar("MeasureT")
WarningT = TypeVar("WarningT")

NAMES = {outcome: outcome.name for outcome in Outcome}
"""Outcomes are ordered numbers, and told by name."""


class SubjectDocument(Struct, frozen=True, gc=False):
    """The subject as an answer shows it; related persons are not repeated."""

    name: str
    uscc: str
    org_code: str
    reg_no: str
    tax_no: str
    former_names: tuple[str, ...]


class EntryDocument(Struct, frozen=True, gc=False):
    """An entry; the legal representative is left out."""

    entry_id: str
    list: str
    list_name: str
    colour: Colour
    name: str
    former_names: tuple[str, ...]
    uscc: str
    org_code: str
    reg_no: str
    tax_no: str
    authority: str
    authorities: tuple[str, ...]
    doc_no: str
    reason: str
    listed_on: date | str
    end: date | str
    effective_end: date | str
    removed_on: date | str
    removed_reason: str
    region: str


class MatchDocument(Struct, frozen=True, gc=False):
    """A match with its evidence."""

    strength: Strength
    basis: Basis
    relation: Relation
    score: float
    review: MatchReview | None
    evidence: tuple[Evidence, ...]
    entry: EntryDocument


class BasisDocument(Struct, frozen=True, gc=False):
    """A legal basis as an answer cites it."""

    name: str
    article: str
    level: BasisLevel
    doc_no: str


class MeasureDocument(Struct, frozen=True, gc=False):
    """A measure tied to the match that it comes from."""

    measure_id: str
    memorandum: MemorandumRef
    title: str
    kind: str
    department: str
    role: Role
    obligation: Obligation
    effective_obligation: EffectiveObligation
    leads_to: str
    legal_basis: tuple[BasisDocument, ...]
    condition: str
    entry_id: str
    why: str
    notes: tuple[str, ...]
    contact: str


class DecisionDocument(Struct, Generic[MeasureT, WarningT], frozen=True, gc=False):
    """The whole answer; measures and warnings may stand in it in another form."""

    outcome: str
    if_confirmed: str
    scope: Scope
    subject: SubjectDocument
    matches: tuple[MatchDocument, ...]
    measures: tuple[MeasureT, ...]
    suppressed: tuple[MeasureT, ...]
    for_persons: tuple[MeasureT, ...]
    warnings: tuple[WarningT, ...]
    as_of: date
    list_version: str
    rule_version: str
    engine_version: str


def decision_document(decision: Decision) -> DecisionDocument[MeasureDocument, DecisionWarning]:
    """The document of a decision."""
    return document_with(decision, measure_document, decision.warnings)


def document_with(
    decision: Decision, measure: Callable[[AppliedMeasure], MeasureT], warnings: tuple[WarningT, ...]
) -> DecisionDocument[MeasureT, WarningT]:
    """The document of a decision whose measures and warnings are told in a form of their own."""
    matches = decision.matches
    return DecisionDocument(
        NAMES[decision.outcome],
        NAMES[decision.if_confirmed],
        decision.scope,
        _subject(decision.subject),
        tuple([_match(match) for match in matches]) if matches else (),
        _each(measure, decision.measures),
        _each(measure, decision.suppressed),
        _each(measure, decision.for_persons),
        warnings,
        decision.as_of,
        decision.list_version,
        decision.rule_version,
        decision.engine_version,
    )


def _subject(subject: Subject) -> SubjectDocument:
    return SubjectDocument(
        subject.name, subject.uscc, subject.org_code, subject.reg_no, subject.tax_no, subject.former_names
    )


def _match(match: Match) -> MatchDocument:
    return MatchDocument(
        match.strength,
        match.basis,
        match.relation,
        match.score,
        match.review,
        match.evidence,
        _entry(match.entry, match),
    )


def _entry(entry: Entry, match: Match) -> EntryDocument:
    return EntryDocument(
        entry.entry_id,
        entry.list,
        match.list_name,
        match.colour,
        entry.name,
        entry.former_names,
        entry.uscc,
        entry.org_code,
        entry.reg_no,
        entry.tax_no,
        "；".join(entry.authorities),
        entry.authorities,
        entry.doc_no,
        entry.reason,
        entry.listed_on or "",
        entry.end.on or entry.end.kind,
        match.effective_end or "",
        entry.removed_on or "",
        entry.removed_reason,
        entry.region,
    )


def _each(measure: Callable[[AppliedMeasure], MeasureT], measures: tuple[AppliedMeasure, ...]) -> tuple[MeasureT, ...]:
    return tuple([measure(applied) for applied in measures]) if measures else ()


def measure_document(applied: AppliedMeasure) -> MeasureDocument:
    """The document of a measure."""
    measure = applied.measure
    return MeasureDocument(
        measure.measure_id,
        measure.memorandum,
        measure.title,
        measure.kind,
        measure.department,
        measure.role,
        measure.obligation,
        applied.effective,
        NAMES[applied.leads_to],
        tuple([_basis(basis) for basis in measure.legal_basis]) if measure.legal_basis else (),
        measure.condition,
        applied.entry_id,
        applied.why,
        measure.notes,
        measure.contact,
    )


def _basis(basis: LegalBasis) -> BasisDocument:
    return BasisDocument(basis.name, basis.article, basis.level, basis.doc_no)
