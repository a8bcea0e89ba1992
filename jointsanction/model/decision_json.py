"""The decision as JSON: the contract of docs/decision.md (snake_case, empty fields printed, bare enum names)."""

from __future__ import annotations

import json
from typing import Any

from jointsanction.model.decision import AppliedMeasure, Decision
from jointsanction.model.match import Match


def decision_dict(decision: Decision) -> dict[str, Any]:
    """A decision as plain JSON values, fields in the order of the contract."""
    subject = decision.subject
    return {
        "outcome": decision.outcome.name,
        "if_confirmed": decision.if_confirmed.name,
        "scope": str(decision.scope),
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
        "warnings": [{"code": str(warning.code), "text": warning.text} for warning in decision.warnings],
        "as_of": decision.as_of.isoformat(),
        "list_version": decision.list_version,
        "rule_version": decision.rule_version,
        "engine_version": decision.engine_version,
    }


def decision_json(decision: Decision, *, indent: int | None = None) -> str:
    """The same as text; equal decisions are equal bytes."""
    return json.dumps(decision_dict(decision), ensure_ascii=False, indent=indent)


def _match(match: Match) -> dict[str, Any]:
    entry = match.entry
    return {
        "strength": str(match.strength),
        "basis": str(match.basis),
        "relation": str(match.relation),
        "score": match.score,
        "review": None
        if match.review is None
        else {
            "verdict": str(match.review.verdict),
            "by": match.review.by,
            "until": match.review.until.isoformat(),
        },
        "evidence": [{"part": part.part, "finding": str(part.finding), "text": part.text} for part in match.evidence],
        "entry": {
            "entry_id": entry.entry_id,
            "list": entry.list,
            "list_name": match.list_name,
            "colour": str(match.colour),
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
            "listed_on": entry.listed_on.isoformat() if entry.listed_on else "",
            "end": str(entry.end),
            "effective_end": match.effective_end.isoformat() if match.effective_end else "",
            "removed_on": entry.removed_on.isoformat() if entry.removed_on else "",
            "removed_reason": entry.removed_reason,
            "region": entry.region,
        },
    }


def _measure(applied: AppliedMeasure) -> dict[str, Any]:
    measure = applied.measure
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
        "role": str(measure.role),
        "obligation": str(measure.obligation),
        "effective_obligation": str(applied.effective),
        "leads_to": applied.leads_to.name,
        "legal_basis": [
            {"name": basis.name, "article": basis.article, "level": str(basis.level), "doc_no": basis.doc_no}
            for basis in measure.legal_basis
        ],
        "condition": measure.condition,
        "entry_id": applied.entry_id,
        "why": applied.why,
        "notes": list(measure.notes),
        "contact": measure.contact,
    }
