"""Review a match of a recorded check (人工核定), and revoke a review.

The verdict is kept in the ledger, since it changes decisions; the record keeps who gave it on which check. It binds
the subject's valid USCC and the version of the entry that the check showed; without a USCC it holds for that check
alone. With SAME, the measures of that check that were waiting for it want an answer from now on.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from jointsanction import identifiers
from jointsanction.errors import Place, RecordError
from jointsanction.identifiers import Kind, State, resident_id
from jointsanction.ledger import Ledger, Review
from jointsanction.ledger.days import moment_text, shanghai_day
from jointsanction.model.review import Verdict
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.recorder import Recorder
from jointsanction.record.stored import StoredCheck, read_check
from jointsanction.record.transaction import Transaction
from jointsanction.record.writing import check_no_of, not_found

REVIEW = "REVIEW"
"""Kind of the record of a review or of its revocation (verdict "")."""

_EVENT = "INSERT INTO event (check_no, record_no) VALUES (?, ?)"
_DUE = "UPDATE measure SET due_on = ? WHERE check_no = ? AND entry_id = ? AND leads_to = 'VERIFY' AND answer_no IS NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """A verdict on one match of a check. ``by`` is the officer; it holds up to, not on, ``until``."""

    check_id: str
    entry_id: str
    verdict: Verdict
    by: str
    reason: str
    until: date


def review_match(
    recorder: Recorder,
    ledger: Ledger,
    asked: ReviewRequest,
    *,
    caller: str,
    now: datetime,
    reach: Reach = EVERYTHING,
) -> Review:
    """Write a review down; the same one again changes nothing. When this returns, the next check knows it.

    Raises RecordError: CHECK_NOT_FOUND, ENTRY_NOT_FOUND, ENTRY_CHANGED, REVIEW_NOT_NEEDED, REVIEW_OF_PARENT,
    REVIEW_CONTRADICTS_CODES, REVIEW_EXPIRED, FIELD_MISSING; and LedgerError.
    """
    today = shanghai_day(now)
    _require_said(by=asked.by, reason=asked.reason)
    if asked.until <= today:
        message = f"有效期 {asked.until} 已过；核定须有今后的截止日期"
        raise RecordError(message, reason="REVIEW_EXPIRED", place=Place(field="until"))
    check = recorder.work(lambda transaction: read_check(transaction.cursor, asked.check_id, reach))
    review = _review_of(check, asked, ledger, now)
    standing = _standing(ledger, review.entry_id, review.uscc, review.check_id)
    if standing is None or replace(standing, change_no=0, reviewed_at=now, check_id=review.check_id) != review:
        review = replace(review, change_no=ledger.review(review, now=now))
    else:
        review = standing
    due_on = today + timedelta(days=recorder.terms.restrict) if asked.verdict is Verdict.SAME else None
    body = {**_body(review, caller, due_on), "check_id": asked.check_id}
    recorder.work(lambda transaction: _write_event(transaction, body, now))
    return review


def revoke_match_review(
    recorder: Recorder,
    ledger: Ledger,
    *,
    check_id: str,
    entry_id: str,
    by: str,
    reason: str,
    caller: str,
    now: datetime,
    reach: Reach = EVERYTHING,
) -> int:
    """Write down that the review of a match no longer holds; the ledger's change number of that.

    Raises RecordError: CHECK_NOT_FOUND, REVIEW_NOT_FOUND, FIELD_MISSING; and LedgerError.
    """
    _require_said(by=by, reason=reason)
    check = recorder.work(lambda transaction: read_check(transaction.cursor, check_id, reach))
    if check.body is None:
        raise not_found(check_id)
    uscc = check.body["uscc"]
    standing = _standing(ledger, entry_id, uscc, check_id)
    if standing is None:
        message = f"查询 {check_id} 与记录 {entry_id} 之间没有有效的核定"
        raise RecordError(message, reason="REVIEW_NOT_FOUND", place=Place(field="entry_id"))
    why = resident_id.mask_all(reason)
    change_no = ledger.revoke_review(standing, by=by, reason=why, now=now)
    gone = _body(replace(standing, by=by, reason=why, change_no=change_no, check_id=check_id), caller, None)
    recorder.work(lambda transaction: _append(transaction, {**gone, "verdict": ""}, now))
    return change_no


def _review_of(check: StoredCheck, asked: ReviewRequest, ledger: Ledger, now: datetime) -> Review:
    body = check.body
    if body is None:
        raise not_found(asked.check_id)
    place = Place(field="entry_id")
    matches = body["decision"]["matches"]
    match = next((each for each in matches if each["entry"]["entry_id"] == asked.entry_id), None)
    if match is None:
        message = f"查询 {asked.check_id} 没有匹配到记录 {asked.entry_id}"
        raise RecordError(message, reason="ENTRY_NOT_FOUND", place=place)
    if match["strength"] == "CONFIRMED" and match["basis"] not in ("NAME", "REVIEW"):
        message = "双方代码相符，已经确认，无须核定；如名单记录有误，请由认定单位更正"
        raise RecordError(message, reason="REVIEW_NOT_NEEDED", place=place)
    if asked.verdict is Verdict.SAME and match["relation"] != "SELF":
        message = "该记录是所属企业的记录，不能核定为同一企业"
        raise RecordError(message, reason="REVIEW_OF_PARENT", place=place)
    code = identifiers.read(match["entry"]["uscc"], Kind.USCC)
    if asked.verdict is Verdict.SAME and body["uscc"] and code.state is State.VALID and code.code != body["uscc"]:
        message = "双方的统一社会信用代码均有效而不相同，是两家企业"
        raise RecordError(message, reason="REVIEW_CONTRADICTS_CODES", place=place)
    entry = ledger.entry(asked.entry_id)
    if entry is None or entry.change_no != body["entry_changes"].get(asked.entry_id):
        message = f"名单记录 {asked.entry_id} 在查询之后已有变化，请重新查询后再核定"
        raise RecordError(message, reason="ENTRY_CHANGED", place=place)
    return Review(
        entry_id=asked.entry_id,
        entry_change_no=entry.change_no,
        uscc=body["uscc"],
        check_id=asked.check_id,
        verdict=asked.verdict,
        by=resident_id.mask_all(asked.by),
        reason=resident_id.mask_all(asked.reason),
        until=asked.until,
        reviewed_at=now,
    )


def _standing(ledger: Ledger, entry_id: str, uscc: str, check_id: str) -> Review | None:
    """The review that stands for a pair; without a USCC that of the check alone."""
    for standing in ledger.reviews():
        if (standing.entry_id, standing.uscc) == (entry_id, uscc) and (uscc or standing.check_id == check_id):
            return standing
    return None


def _write_event(transaction: Transaction, body: dict[str, Any], now: datetime) -> None:
    """Write the review down on its check, unless that was done before."""
    check = read_check(transaction.cursor, body["check_id"])
    known = [event.body["change_no"] for event in check.events if event.kind == REVIEW]
    if body["change_no"] not in known:
        _append(transaction, body, now)


def _append(transaction: Transaction, body: dict[str, Any], now: datetime) -> None:
    number = check_no_of(body["check_id"])
    transaction.cursor.execute(_EVENT, (number, transaction.append_json(REVIEW, moment_text(now), body)))
    transaction.cursor.execute(_DUE, (body["due_on"], number, body["entry_id"]))


def _body(review: Review, caller: str, due_on: date | None) -> dict[str, Any]:
    return {
        "caller": caller,
        "check_id": review.check_id,
        "entry_id": review.entry_id,
        "verdict": str(review.verdict),
        "by": review.by,
        "reason": review.reason,
        "until": review.until.isoformat(),
        "uscc": review.uscc,
        "change_no": review.change_no,
        "due_on": due_on.isoformat() if due_on else "",
    }


def _require_said(**texts: str) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise RecordError("核定须写明经办人和理由", reason="FIELD_MISSING", place=Place(field=field))
