"""What the client asks and pushes, and the messages that say so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from uuid import uuid4

from jointsanction.model import Context, Subject
from jointsanction.v1 import question_pb2
from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.list_service_pb2 import Detail, EntryRecord


def new_request_id() -> str:
    """An id that no other request has: with it a call can be repeated and is written down once."""
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``request_id`` is made up where none is given; ``operator`` is the officer who asks."""

    subject: Subject
    context: Context = field(default=Context())
    request_id: str = field(default_factory=new_request_id)
    operator: str = ""


def check_request(question: Question) -> CheckRequest:
    """The message of a question."""
    subject, context = question.subject, question.context
    return CheckRequest(
        subject=question_pb2.Subject(
            name=subject.name,
            uscc=subject.uscc,
            org_code=subject.org_code,
            reg_no=subject.reg_no,
            tax_no=subject.tax_no,
            former_names=subject.former_names,
            persons=subject.persons,
        ),
        context=question_pb2.Context(
            department=context.department,
            item=context.item,
            region=context.region,
            as_of=context.as_of.isoformat() if context.as_of else "",
            case_no=context.case_no,
        ),
        request_id=question.request_id,
        operator=question.operator,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRecord:
    """A list record as its source has it: text as published; see ``EntryRecord`` of the contract."""

    list: str
    record_id: str = ""
    source: str = ""
    name: str = ""
    former_names: tuple[str, ...] = ()
    uscc: str = ""
    org_code: str = ""
    reg_no: str = ""
    tax_no: str = ""
    subject_kind: str = ""
    legal_representative: str = ""
    authority: str = ""
    doc_no: str = ""
    reason: str = ""
    listed_on: str = ""
    expires_on: str = ""
    removed_on: str = ""
    removed_reason: str = ""
    region: str = ""
    details: Mapping[str, str] = field(default_factory=dict)
    corrects: int = 0


_SAME = tuple(each.name for each in fields(ListRecord) if each.name != "details")


def entry_record(record: ListRecord) -> EntryRecord:
    """The message of a record."""
    details = [Detail(name=name, value=value) for name, value in record.details.items()]
    return EntryRecord(details=details, **{name: getattr(record, name) for name in _SAME})
