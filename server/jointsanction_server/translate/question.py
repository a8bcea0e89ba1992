"""A question off the wire: subject, context, and the bounds of what a caller may say."""

from __future__ import annotations

from datetime import date

from jointsanction.errors import Place, QuestionError, RequestError
from jointsanction.model import Context, Subject
from jointsanction.v1.question_pb2 import Context as WireContext
from jointsanction.v1.question_pb2 import Subject as WireSubject

LONGEST_WORD = 200
"""Characters of a request id, correlation id or officer's name."""


def subject_of(message: WireSubject) -> Subject:
    """The subject as asked."""
    return Subject(
        message.name,
        message.uscc,
        message.org_code,
        message.reg_no,
        message.tax_no,
        tuple(message.former_names),
        tuple(message.persons),
    )


def context_of(message: WireContext) -> Context:
    """The context as asked; raises QuestionError DATE_UNREADABLE."""
    as_of = message.as_of
    return Context(
        message.department,
        message.item,
        message.region,
        day_of(as_of, "context.as_of") if as_of else None,
        message.case_no,
    )


def day_of(text: str, field: str) -> date:
    """A day as YYYY-MM-DD; raises QuestionError DATE_UNREADABLE.

    >>> day_of("2026-01-31", "until")
    datetime.date(2026, 1, 31)
    """
    # fromisoformat alone would also take 20260131 and 2026-W05-6
    if len(text) == 10 and text[4] == text[7] == "-":
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass  # said below
    shown = text[:20]
    raise QuestionError(
        f"日期“{shown}”不对；请写成 2026-01-31 的样子", reason="DATE_UNREADABLE", place=Place(field=field)
    )


def optional_day(text: str, field: str) -> date | None:
    """The same, None for ""."""
    return day_of(text, field) if text else None


def require_short(text: str, field: str) -> str:
    """The text; raises RequestError FIELD_TOO_LONG over 200 characters."""
    if len(text) > LONGEST_WORD:
        raise RequestError(f"{field} 超过 {LONGEST_WORD} 个字符", reason="FIELD_TOO_LONG", place=Place(field=field))
    return text


def require_given(text: str, field: str) -> str:
    """The text; raises RequestError FIELD_MISSING for an empty one."""
    if not text.strip():
        raise RequestError(f"必须给出 {field}", reason="FIELD_MISSING", place=Place(field=field))
    return require_short(text, field)
