"""Write a check down inside a transaction, or find the first one of the same request."""

from __future__ import annotations

from functools import partial
from typing import Any

from msgspec import Struct

from jointsanction.errors import Place, RecordError
from jointsanction.record.check import PreparedCheck
from jointsanction.record.derived import INSERT_CHECKED, INSERT_HIT, INSERT_MEASURE
from jointsanction.record.passage import INSERT_PASSAGE, TextOf, text_of, whole_body
from jointsanction.record.transaction import Transaction

CHECK = "CHECK"
"""Kind of the record of a check."""

FIRST_OF_REQUEST = (
    "SELECT r.record_no, r.body FROM checked c JOIN record r ON r.record_no = c.check_no"
    " WHERE c.caller = ? AND c.request_id = ? AND c.request_id <> '' ORDER BY c.check_no LIMIT 1"
)


class Recorded(Struct, frozen=True, gc=False):
    """What has become of a check: its id, and for a repeated request the first answer (the decision as JSON values)."""

    check_id: str
    first: dict[str, Any] | None = None

    @property
    def repeated(self) -> bool:
        """Whether this request had been answered before; ``first`` is to be given instead of the new decision."""
        return self.first is not None


def write_check(transaction: Transaction, check: PreparedCheck) -> Recorded:
    """Append a check; raises RecordError REQUEST_ID_REUSED where the id was used for another question."""
    request = (check.caller, check.request_id)
    if check.request_id:
        transaction.keep_journal_still()
        row = transaction.requests.get(request) or transaction.read_row(FIRST_OF_REQUEST, request)
        if row is not None:
            number, body = row
            return first_answer(check, number, body, partial(text_of, transaction.cursor))
    if check.passages:
        transaction.insert(INSERT_PASSAGE, check.passages)
    number = transaction.append(CHECK, check.at, check.body)
    if check.request_id:
        transaction.requests[request] = number, check.body
    rows = check.rows.numbered(number) if check.rows.hits else None
    transaction.insert(INSERT_CHECKED, ((number, *check.rows.checked),))
    if rows is not None:
        transaction.insert(INSERT_HIT, rows.hits)
        if rows.measures:
            transaction.insert(INSERT_MEASURE, rows.measures)
    return Recorded(check_id_of(number))


def first_answer(check: PreparedCheck, number: int, text: bytes | str | None, text_of: TextOf) -> Recorded:
    """What a repeated request gets: the check that it was answered with. Raises RecordError REQUEST_ID_REUSED."""
    body = whole_body(text, text_of) if text is not None else None
    if body is None or body["question"] != check.question:
        message = f"请求编号“{check.request_id}”已用于另一次查询（{check_id_of(number)}）；请使用新的编号"
        raise RecordError(message, reason="REQUEST_ID_REUSED", place=Place(field="request_id"))
    return Recorded(check_id_of(number), body["decision"])


def check_id_of(number: int) -> str:
    """The id of a check, from its record number."""
    return f"C{number}"


def check_no_of(check_id: str) -> int:
    """The record number in a check id; raises RecordError CHECK_NOT_FOUND for what is none."""
    digits = check_id[1:]
    if check_id[:1] == "C" and digits.isascii() and digits.isdecimal() and len(digits) <= 18:
        return int(digits)
    raise not_found(check_id)


def not_found(check_id: str) -> RecordError:
    """The one error for a check that is not there and for one that the caller may not see."""
    return RecordError(f"没有查询记录“{check_id}”", reason="CHECK_NOT_FOUND", place=Place(field="check_id"))
