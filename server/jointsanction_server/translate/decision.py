"""A decision of the library as its message. Every check passes here, so nothing is looked up twice.

What a measure says of itself is the same for every enterprise, and what a match rests on for most: they are kept as
bytes, and only what is an entry's or a subject's own is put between them.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jointsanction.model import (
    AppliedMeasure,
    Basis,
    Decision,
    DecisionWarning,
    Evidence,
    Match,
    MatchReview,
    Outcome,
    Relation,
    Scope,
    Strength,
    Subject,
)
from jointsanction.model.kept_by_measure import KeptByMeasure
from jointsanction.v1.decision_pb2 import Decision as WireDecision
from jointsanction.v1.decision_pb2 import Evidence as WireEvidence
from jointsanction.v1.decision_pb2 import LegalBasis as WireLegalBasis
from jointsanction.v1.decision_pb2 import Match as WireMatch
from jointsanction.v1.decision_pb2 import MatchReview as WireReview
from jointsanction.v1.decision_pb2 import Measure as WireMeasure
from jointsanction.v1.decision_pb2 import MemorandumRef as WireMemorandumRef
from jointsanction.v1.decision_pb2 import Warning as WireWarning
from jointsanction.v1.question_pb2 import Subject as WireSubject
from jointsanction_server.translate.entry import entry_bytes
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
from jointsanction_server.translate.wire import key_of, text, with_length

EVIDENCE_KEPT = 4_096
"""Distinct evidence of matches whose bytes are kept, some 100 each."""

COMMON_KEPT = 256
"""Distinct parts that answers have in common whose bytes are kept, some 1 KB each. All of them are of no use any more
after the next push, which has another list version."""

_SUBJECT, _MATCHES, _MEASURES, _SUPPRESSED, _FOR_PERSONS = (
    key_of(WireDecision, field) for field in ("subject", "matches", "measures", "suppressed", "for_persons")
)
_SUBJECT_NAME, _USCC = (key_of(WireSubject, field) for field in ("name", "uscc"))
_ENTRY = key_of(WireMatch, "entry")
_ENTRY_ID, _WHY = (key_of(WireMeasure, field) for field in ("entry_id", "why"))


class DecisionMessages:
    """Makes the message of a decision; used by one thread."""

    __slots__ = ("_measures",)

    def __init__(self) -> None:
        self._measures = KeptByMeasure(_kept_of_measure)

    def bytes_of(self, decision: Decision) -> bytes:
        """The message in bytes, its fields in the order of their numbers."""
        head, tail = _common_bytes(
            decision.outcome,
            decision.if_confirmed,
            decision.scope,
            decision.warnings,
            decision.as_of,
            decision.list_version,
            decision.rule_version,
            decision.engine_version,
        )
        fields = [head, with_length(_SUBJECT, _subject_bytes(decision.subject))]
        if decision.matches:
            fields += [with_length(_MATCHES, _match_bytes(match)) for match in decision.matches]
            measure = self._measure_bytes
            fields += [with_length(_MEASURES, measure(applied)) for applied in decision.measures]
            if decision.suppressed:
                fields += [with_length(_SUPPRESSED, measure(applied)) for applied in decision.suppressed]
            if decision.for_persons:
                fields += [with_length(_FOR_PERSONS, measure(applied)) for applied in decision.for_persons]
        fields.append(tail)
        return b"".join(fields)

    def _measure_bytes(self, applied: AppliedMeasure) -> bytes:
        head, tail = self._measures.of(applied)
        return head + text(_ENTRY_ID, applied.match.entry.entry_id) + text(_WHY, applied.why) + tail


def _subject_bytes(subject: Subject) -> bytes:
    told = text(_SUBJECT_NAME, subject.name) + text(_USCC, subject.uscc)
    if subject.org_code or subject.reg_no or subject.tax_no or subject.former_names:
        told += WireSubject(
            org_code=subject.org_code,
            reg_no=subject.reg_no,
            tax_no=subject.tax_no,
            former_names=subject.former_names,
        ).SerializeToString()
    return told


@lru_cache(COMMON_KEPT)
def _common_bytes(
    outcome: Outcome,
    if_confirmed: Outcome,
    scope: Scope,
    warnings: tuple[DecisionWarning, ...],
    as_of: date,
    list_version: str,
    rule_version: str,
    engine_version: str,
) -> tuple[bytes, bytes]:
    """What most answers of a day have in common: what stands before the subject, and behind the measures."""
    head = WireDecision(outcome=OUTCOME[outcome], if_confirmed=OUTCOME[if_confirmed], scope=SCOPE[scope])
    tail = WireDecision(
        warnings=[WireWarning(code=each.code, text=each.text) for each in warnings],
        as_of=as_of.isoformat(),
        list_version=list_version,
        rule_version=rule_version,
        engine_version=engine_version,
    )
    return head.SerializeToString(), tail.SerializeToString()


def _match_bytes(match: Match) -> bytes:
    about = _about_match(match.strength, match.basis, match.relation, match.score, match.review, match.evidence)
    return about + with_length(_ENTRY, entry_bytes(match.entry, match.list_name, match.colour, match.effective_end))


@lru_cache(EVIDENCE_KEPT)
def _about_match(
    strength: Strength,
    basis: Basis,
    relation: Relation,
    score: float,
    review: MatchReview | None,
    evidence: tuple[Evidence, ...],
) -> bytes:
    """A match without its entry; most rest on the same."""
    return WireMatch(
        strength=STRENGTH[strength],
        basis=BASIS[basis],
        relation=RELATION[relation],
        score=score,
        review=None
        if review is None
        else WireReview(verdict=VERDICT[review.verdict], by=review.by, until=review.until.isoformat()),
        evidence=[WireEvidence(part=each.part, finding=FINDING[each.finding], text=each.text) for each in evidence],
    ).SerializeToString()


def _kept_of_measure(applied: AppliedMeasure) -> tuple[bytes, bytes]:
    """What a measure says whatever the match: what stands before and behind what ties it to one."""
    measure = applied.measure
    ref = measure.memorandum
    head = WireMeasure(
        measure_id=measure.measure_id,
        memorandum=WireMemorandumRef(id=ref.id, title=ref.title, doc_no=ref.doc_no),
        title=measure.title,
        kind=measure.kind,
        department=measure.department,
        role=ROLE[measure.role],
        obligation=OBLIGATION[measure.obligation],
        effective_obligation=EFFECTIVE[applied.effective],
        leads_to=OUTCOME[applied.leads_to],
        legal_basis=[
            WireLegalBasis(name=basis.name, article=basis.article, level=BASIS_LEVEL[basis.level], doc_no=basis.doc_no)
            for basis in measure.legal_basis
        ],
        condition=measure.condition,
    )
    tail = WireMeasure(notes=measure.notes, contact=measure.contact)
    return head.SerializeToString(), tail.SerializeToString()
