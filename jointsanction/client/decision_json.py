"""A decision off the wire as the JSON of docs/decision.md: the bytes that the library gives too."""

from __future__ import annotations

import json
from typing import Any, Protocol

from google.protobuf.descriptor import EnumDescriptor

from jointsanction.v1 import decision_pb2 as wire
from jointsanction.v1 import entry_pb2 as wire_entry


def decision_dict(decision: wire.Decision) -> dict[str, Any]:
    """A decision as plain JSON values, fields in the order of the contract."""
    subject = decision.subject
    return {
        "outcome": outcome_name(decision.outcome),
        "if_confirmed": outcome_name(decision.if_confirmed),
        "scope": _bare(wire.Scope, decision.scope, "SCOPE_"),
        "subject": {
            "name": subject.name,
            "uscc": subject.uscc,
            "org_code": subject.org_code,
            "reg_no": subject.reg_no,
            "tax_no": subject.tax_no,
            "former_names": list(subject.former_names),
        },
        "matches": [_match(match) for match in decision.matches],
        "measures": [_measure(measure) for measure in decision.measures],
        "suppressed": [_measure(measure) for measure in decision.suppressed],
        "for_persons": [_measure(measure) for measure in decision.for_persons],
        "warnings": [{"code": warning.code, "text": warning.text} for warning in decision.warnings],
        "as_of": decision.as_of,
        "list_version": decision.list_version,
        "rule_version": decision.rule_version,
        "engine_version": decision.engine_version,
    }


def decision_json(decision: wire.Decision, *, indent: int | None = None) -> str:
    """The same as text."""
    return json.dumps(decision_dict(decision), ensure_ascii=False, indent=indent)


def outcome_name(outcome: int) -> str:
    """Bare name of an outcome; one that this release does not know is VERIFY, as the contract has it.

    >>> outcome_name(wire.OUTCOME_RESTRICT), outcome_name(wire.OUTCOME_UNSPECIFIED), outcome_name(99)
    ('RESTRICT', 'VERIFY', 'VERIFY')
    """
    if outcome not in _OUTCOMES:
        return "VERIFY"
    return _bare(wire.Outcome, outcome, "OUTCOME_")


_OUTCOMES = frozenset(wire.Outcome.values()) - {wire.OUTCOME_UNSPECIFIED}


class _Enum(Protocol):
    DESCRIPTOR: EnumDescriptor


def _bare(enum: _Enum, value: int, prefix: str) -> str:
    """Name of a value without its prefix; a value that a newer server may send is shown by its number."""
    found = enum.DESCRIPTOR.values_by_number.get(value)
    return f"UNKNOWN_{value}" if found is None else found.name.removeprefix(prefix)


def _low(enum: _Enum, value: int, prefix: str) -> str:
    return _bare(enum, value, prefix).lower()


def _end(entry: wire_entry.Entry) -> str:
    kind = entry.end_kind
    return entry.end_on if kind == wire_entry.END_KIND_DATE else _low(wire_entry.EndKind, kind, "END_KIND_")


def _review(match: wire.Match) -> dict[str, Any] | None:
    if not match.HasField("review"):
        return None
    review = match.review
    return {"verdict": _bare(wire.Verdict, review.verdict, "VERDICT_"), "by": review.by, "until": review.until}


def _match(match: wire.Match) -> dict[str, Any]:
    entry = match.entry
    return {
        "strength": _bare(wire.Strength, match.strength, "STRENGTH_"),
        "basis": _bare(wire.Basis, match.basis, "BASIS_"),
        "relation": _bare(wire.Relation, match.relation, "RELATION_"),
        "score": match.score,
        "review": _review(match),
        "evidence": [
            {"part": part.part, "finding": _bare(wire.Finding, part.finding, "FINDING_"), "text": part.text}
            for part in match.evidence
        ],
        "entry": {
            "entry_id": entry.entry_id,
            "list": entry.list,
            "list_name": entry.list_name,
            "colour": _low(wire_entry.Colour, entry.colour, "COLOUR_"),
            "name": entry.name,
            "former_names": list(entry.former_names),
            "uscc": entry.uscc,
            "org_code": entry.org_code,
            "reg_no": entry.reg_no,
            "tax_no": entry.tax_no,
            "authority": "；".join(entry.authorities),
            "authorities": list(entry.authorities),
            "doc_no": entry.doc_no,
            "reason": entry.reason,
            "listed_on": entry.listed_on,
            "end": _end(entry),
            "effective_end": entry.effective_end,
            "removed_on": entry.removed_on,
            "removed_reason": entry.removed_reason,
            "region": entry.region,
        },
    }


def _measure(measure: wire.Measure) -> dict[str, Any]:
    return {
        "measure_id": measure.measure_id,
        "memorandum": {
            "id": measure.memorandum.id,
            "title": measure.memorandum.title,
            "doc_no": measure.memorandum.doc_no,
        },
        "title": measure.title,
        "kind": measure.kind,
        "department": measure.department,
        "role": _low(wire.Role, measure.role, "ROLE_"),
        "obligation": _low(wire.Obligation, measure.obligation, "OBLIGATION_"),
        "effective_obligation": _low(wire.EffectiveObligation, measure.effective_obligation, "EFFECTIVE_OBLIGATION_"),
        "leads_to": outcome_name(measure.leads_to),
        "legal_basis": [
            {
                "name": basis.name,
                "article": basis.article,
                "level": _low(wire.BasisLevel, basis.level, "BASIS_LEVEL_"),
                "doc_no": basis.doc_no,
            }
            for basis in measure.legal_basis
        ],
        "condition": measure.condition,
        "entry_id": measure.entry_id,
        "why": measure.why,
        "notes": list(measure.notes),
        "contact": measure.contact,
    }
