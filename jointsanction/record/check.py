"""A check as it is written down: who asked, for what, about whom, and the whole decision.

Identity numbers of natural persons never come into the record in clear: the decision shows them masked already, and of
what was typed a keyed hash and the mask are kept, so that the same number can be recognised and not be read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from msgspec import Struct

from jointsanction import identifiers
from jointsanction.identifiers import Kind, State, resident_id
from jointsanction.ledger.days import moment_text, shanghai_day
from jointsanction.model import AppliedMeasure, Context, Decision, Relation, Subject
from jointsanction.model.decision_json import decision_dict
from jointsanction.record.chain import Seal
from jointsanction.record.terms import AnswerTerms
from jointsanction.record.transaction import json_text

_SUBJECT_FIELDS = ("name", "uscc", "org_code", "reg_no", "tax_no")


class CheckToRecord(Struct, frozen=True, kw_only=True, gc=False):
    """One answered question. ``subject`` and ``context`` are as asked; ``department``, ``region`` and ``item`` are the
    catalogue codes they were read as ("" for none); ``caller`` who asked, ``operator`` the officer; ``at`` the moment.

    ``request_id``, where given, is the caller's own: the same one again gets the first answer.
    """

    caller: str
    subject: Subject
    context: Context
    decision: Decision
    at: datetime
    request_id: str = ""
    operator: str = ""
    department: str = ""
    region: str = ""
    item: str = ""


class PreparedCheck(Struct, frozen=True, gc=False):
    """A check in the form it is stored in."""

    caller: str
    request_id: str
    question: str
    at: str
    body: dict[str, Any]
    text: str


def prepare_check(check: CheckToRecord, hasher: Seal, terms: AnswerTerms) -> PreparedCheck:
    """The body of a check; raises ValueError for a moment without a time zone."""
    at = moment_text(check.at)
    day = shanghai_day(check.at)
    subject, decision, asked = check.subject, check.decision, check.context
    question = hasher(_question_text(check)) if check.request_id else ""
    body: dict[str, Any] = {
        "caller": check.caller,
        "request_id": check.request_id,
        "question": question,
        "operator": _masked(check.operator),
        "case_no": _masked(asked.case_no),
        "department": check.department,
        "region": check.region,
        "item": check.item,
        "asked": {
            "department": _masked(asked.department),
            "item": _masked(asked.item),
            "region": _masked(asked.region),
            "as_of": asked.as_of.isoformat() if asked.as_of else "",
        },
        "day": day.isoformat(),
        "uscc": _valid_uscc(subject.uscc),
        "persons": [] if subject is decision.subject else _persons(subject, decision.subject, hasher),
        "persons_given": len(subject.persons),
        "entry_changes": {match.entry.entry_id: match.entry.change_no for match in decision.matches},
        "tracked": _tracked(check, terms, day) if decision.measures else [],
        "decision": decision_dict(decision),
    }
    return PreparedCheck(check.caller, check.request_id, question, at, body, json_text(body))


def _tracked(check: CheckToRecord, terms: AnswerTerms, day: date) -> list[dict[str, str]]:
    """The measures that want an answer, each with its day and the enterprise that it is counted for."""
    enterprises: dict[str, str] = {}
    found = []
    for (entry_id, measure_id), (applied, due_on) in terms.tracked(check.decision, day).items():
        if entry_id not in enterprises:
            enterprises[entry_id] = _enterprise(applied, check.subject)
        enterprise = enterprises[entry_id]
        found.append({"entry_id": entry_id, "measure_id": measure_id, "due_on": due_on, "enterprise": enterprise})
    return found


def _question_text(check: CheckToRecord) -> str:
    """What makes two questions the same; hashed under the key, since it may hold numbers of persons."""
    subject, context = check.subject, check.context
    as_of: date | None = context.as_of
    return json_text(
        {
            "subject": [
                *(getattr(subject, name) for name in _SUBJECT_FIELDS),
                list(subject.former_names),
                list(subject.persons),
            ],
            "context": [context.department, context.item, context.region, context.case_no, str(as_of or "")],
            "operator": check.operator,
        }
    )


def _persons(typed: Subject, shown: Subject, hasher: Seal) -> list[dict[str, str]]:
    """Keyed hash and mask of each field in which the decision masks what was typed."""
    return [
        {"field": field, "mask": mask, "hash": hasher(resident_id.compact(text))}
        for field in _SUBJECT_FIELDS
        if (text := getattr(typed, field)) != (mask := getattr(shown, field))
    ]


def _masked(text: str) -> str:
    """Free text with every identity number in it masked."""
    return resident_id.mask_all(text) if len(text) >= resident_id.LENGTH - 3 else text


def _valid_uscc(text: str) -> str:
    read = identifiers.read(text, Kind.USCC)
    return read.code if read.state is State.VALID and read.kind is Kind.USCC else ""


def _enterprise(applied: AppliedMeasure, subject: Subject) -> str:
    """By what an enterprise is counted: its valid USCC, else its organisation code, else the entry it was found by.

    A branch is counted as itself, never as the company that it belongs to.
    """
    entry = applied.match.entry
    own = applied.match.relation is Relation.SELF
    for text in (subject.uscc, entry.uscc) if own else (subject.uscc,):
        if code := _valid_uscc(text):
            return code
    texts = (subject.org_code, entry.org_code, subject.uscc, entry.uscc) if own else (subject.org_code, subject.uscc)
    for text in texts:
        if code := identifiers.read(text, Kind.ORG_CODE).org_code:
            return code
    return entry.entry_id if own else f"{entry.entry_id}/{resident_id.mask_all(subject.name)}"
