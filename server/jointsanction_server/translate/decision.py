"""A decision of the library as its message. Every check passes here, so nothing is looked up twice.

What a measure says of itself is the same for every enterprise; it is kept as bytes, which are merged into the message,
and only what ties it to the match is set anew.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jointsanction.model import (
    AppliedMeasure,
    Decision,
    DecisionWarning,
    EffectiveMeasure,
    Evidence,
    Match,
    Outcome,
    Scope,
    Subject,
)
from jointsanction.v1.decision_pb2 import Decision as WireDecision
from jointsanction.v1.decision_pb2 import Evidence as WireEvidence
from jointsanction.v1.decision_pb2 import LegalBasis as WireLegalBasis
from jointsanction.v1.decision_pb2 import Match as WireMatch
from jointsanction.v1.decision_pb2 import MatchReview as WireReview
from jointsanction.v1.decision_pb2 import Measure as WireMeasure
from jointsanction.v1.decision_pb2 import MemorandumRef as WireMemorandumRef
from jointsanction.v1.decision_pb2 import Warning as WireWarning
from jointsanction.v1.question_pb2 import Subject as WireSubject
from jointsanction_server.translate.entry import fill_entry
from jointsanction_server.translate.enums import (
    BASIS,
    BASIS_LEVEL,
    EFFECTIVE,
    FINDING,
    OBLIGATION,
    OUTCOME,
    RELATION,
    ROLE,
    SCOPE,
    STRENGTH,
    VERDICT,
)

MEASURES_KEPT = 16_384
"""Measures whose bytes are kept: those of a rulebook for the questions that it keeps itself; some 10 MB."""

ANSWERS_KEPT = 4_096
"""Distinct parts that answers have in common whose bytes are kept: one of a miss is 1 KB, of evidence 100 bytes."""


class DecisionMessages:
    """Makes the message of a decision; used by one thread."""

    __slots__ = ("_measures",)

    def __init__(self) -> None:
        # By identity: the rulebook gives the same object for the same question, and the reference held here keeps the
        # identity from being given to another.
        self._measures: dict[int, tuple[EffectiveMeasure, bytes]] = {}

    def fill(self, message: WireDecision, decision: Decision) -> None:
        """Fill an empty message."""
        message.MergeFromString(
            _common_bytes(
                decision.outcome,
                decision.if_confirmed,
                decision.scope,
                decision.warnings,
                decision.as_of,
                decision.list_version,
                decision.rule_version,
                decision.engine_version,
            )
        )
        _fill_subject(message.subject, decision.subject)
        if decision.matches:
            for match in decision.matches:
                _fill_match(message.matches.add(), match)
            for applied in decision.measures:
                self._fill_measure(message.measures.add(), applied)
            for applied in decision.suppressed:
                self._fill_measure(message.suppressed.add(), applied)
            for applied in decision.for_persons:
                self._fill_measure(message.for_persons.add(), applied)

    def _fill_measure(self, message: WireMeasure, applied: AppliedMeasure) -> None:
        measure = applied.measure
        kept = self._measures.get(id(measure))
        if kept is None:
            if len(self._measures) >= MEASURES_KEPT:
                self._measures.clear()
            kept = self._measures[id(measure)] = (measure, _measure_bytes(measure))
        message.MergeFromString(kept[1])
        message.effective_obligation = EFFECTIVE[applied.effective]
        message.leads_to = OUTCOME[applied.leads_to]
        message.entry_id = applied.match.entry.entry_id
        message.why = applied.why


def _fill_subject(message: WireSubject, subject: Subject) -> None:
    message.name = subject.name
    message.uscc = subject.uscc
    if subject.org_code or subject.reg_no or subject.tax_no or subject.former_names:
        message.org_code = subject.org_code
        message.reg_no = subject.reg_no
        message.tax_no = subject.tax_no
        message.former_names.extend(subject.former_names)


@lru_cache(ANSWERS_KEPT)
def _common_bytes(
    outcome: Outcome,
    if_confirmed: Outcome,
    scope: Scope,
    warnings: tuple[DecisionWarning, ...],
    as_of: date,
    list_version: str,
    rule_version: str,
    engine_version: str,
) -> bytes:
    """What most answers of a day have in common."""
    return WireDecision(
        outcome=OUTCOME[outcome],
        if_confirmed=OUTCOME[if_confirmed],
        scope=SCOPE[scope],
        warnings=[WireWarning(code=each.code, text=each.text) for each in warnings],
        as_of=as_of.isoformat(),
        list_version=list_version,
        rule_version=rule_version,
        engine_version=engine_version,
    ).SerializeToString()


@lru_cache(ANSWERS_KEPT)
def _evidence_bytes(evidence: tuple[Evidence, ...]) -> bytes:
    """Evidence as part of a match; most matches rest on the same."""
    return WireMatch(
        evidence=[WireEvidence(part=each.part, finding=FINDING[each.finding], text=each.text) for each in evidence]
    ).SerializeToString()


def _fill_match(message: WireMatch, match: Match) -> None:
    message.MergeFromString(_evidence_bytes(match.evidence))
    message.strength = STRENGTH[match.strength]
    message.basis = BASIS[match.basis]
    message.relation = RELATION[match.relation]
    message.score = match.score
    fill_entry(message.entry, match.entry, match.list_name, match.colour, match.effective_end)
    review = match.review
    if review is not None:
        message.review.CopyFrom(
            WireReview(verdict=VERDICT[review.verdict], by=review.by, until=review.until.isoformat())
        )


def _measure_bytes(measure: EffectiveMeasure) -> bytes:
    """What a measure says whatever the match."""
    ref = measure.memorandum
    return WireMeasure(
        measure_id=measure.measure_id,
        memorandum=WireMemorandumRef(id=ref.id, title=ref.title, doc_no=ref.doc_no),
        title=measure.title,
        kind=measure.kind,
        department=measure.department,
        role=ROLE[measure.role],
        obligation=OBLIGATION[measure.obligation],
        legal_basis=[
            WireLegalBasis(name=basis.name, article=basis.article, level=BASIS_LEVEL[basis.level], doc_no=basis.doc_no)
            for basis in measure.legal_basis
        ],
        condition=measure.condition,
        notes=measure.notes,
        contact=measure.contact,
    ).SerializeToString()
