"""A check as it is written down: who asked, for what, about whom, and the whole decision.

Identity numbers of natural persons never come into the record in clear: the decision shows them masked already, and of
what was typed a keyed hash and the mask are kept, so that the same number can be recognised and not be read.
"""

from __future__ import annotations

from datetime import date, datetime

from msgspec import Struct

from jointsanction import identifiers
from jointsanction.identifiers import Kind, State, resident_id
from jointsanction.ledger.days import moment_text, shanghai_day
from jointsanction.model import AppliedMeasure, Context, Decision, Relation, Subject
from jointsanction.model.decision_document import NAMES
from jointsanction.record.chain import Seal
from jointsanction.record.derived import CheckRows, rows_of
from jointsanction.record.encoding import json_bytes, json_text
from jointsanction.record.passage import Passage
from jointsanction.record.shortening import RecordedDecision, Shortening
from jointsanction.record.terms import AnswerTerms

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
    """A check in the form it is stored in: its body in JSON, the passages that it names, and the rows that follow."""

    caller: str
    request_id: str
    question: str
    at: str
    body: bytes
    passages: tuple[Passage, ...]
    rows: CheckRows


class AskedDocument(Struct, frozen=True, gc=False):
    """The context as it was typed; ``as_of`` "" where it named no day."""

    department: str
    item: str
    region: str
    as_of: date | str


class TrackedDocument(Struct, frozen=True, gc=False):
    """A measure that wants an answer, the day it is due, and the enterprise that it is counted for."""

    entry_id: str
    measure_id: str
    due_on: str
    enterprise: str


class CheckDocument(Struct, frozen=True, gc=False):
    """The body of a check; the fields are written in this order."""

    caller: str
    request_id: str
    question: str
    operator: str
    case_no: str
    department: str
    region: str
    item: str
    asked: AskedDocument
    day: str
    uscc: str
    persons: list[dict[str, str]]
    persons_given: int
    entry_changes: dict[str, int]
    tracked: list[TrackedDocument]
    decision: RecordedDecision


def prepare_check(check: CheckToRecord, hasher: Seal, terms: AnswerTerms, shortening: Shortening) -> PreparedCheck:
    """The form of a check; raises ValueError for a moment without a time zone."""
    at = moment_text(check.at)
    day = shanghai_day(check.at)
    subject, decision, asked = check.subject, check.decision, check.context
    matches = decision.matches
    recorded, passages = shortening.shortened(decision)
    document = CheckDocument(
        check.caller,
        check.request_id,
        hasher(_question_text(check)) if check.request_id else "",
        _masked(check.operator),
        _masked(asked.case_no),
        check.department,
        check.region,
        check.item,
        AskedDocument(_masked(asked.department), _masked(asked.item), _masked(asked.region), asked.as_of or ""),
        day.isoformat(),
        _valid_uscc(subject.uscc),
        [] if subject is decision.subject else _persons(subject, decision.subject, hasher),
        len(subject.persons),
        {match.entry.entry_id: match.entry.change_no for match in matches} if matches else {},
        _tracked(check, terms, day) if decision.measures else [],
        recorded,
    )
    return PreparedCheck(
        check.caller,
        check.request_id,
        document.question,
        at,
        json_bytes(document),
        passages,
        _rows(document, decision),
    )


def _rows(body: CheckDocument, decision: Decision) -> CheckRows:
    """The rows of a check that is written: the same as ``check_rows`` makes of its text."""
    checked = (
        body.caller,
        body.request_id,
        body.day,
        body.region,
        body.department,
        body.item,
        body.case_no,
        NAMES[decision.outcome],
        len(decision.matches),
    )
    if not decision.matches:
        return CheckRows(checked)
    return rows_of(
        checked,
        [(match.entry.entry_id, match.entry.list, str(match.colour)) for match in decision.matches],
        (
            (
                each.entry_id,
                each.measure.measure_id,
                each.measure.memorandum.id,
                each.measure.department,
                NAMES[each.leads_to],
            )
            for each in decision.measures
        ),
        [(row.entry_id, row.measure_id, row.enterprise, row.due_on) for row in body.tracked],
    )


def _tracked(check: CheckToRecord, terms: AnswerTerms, day: date) -> list[TrackedDocument]:
    """The measures that want an answer, each with its day and the enterprise that it is counted for."""
    enterprises: dict[str, str] = {}
    found = []
    for (entry_id, measure_id), (applied, due_on) in terms.tracked(check.decision, day).items():
        if entry_id not in enterprises:
            enterprises[entry_id] = _enterprise(applied, check.subject)
        found.append(TrackedDocument(entry_id, measure_id, due_on, enterprises[entry_id]))
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
