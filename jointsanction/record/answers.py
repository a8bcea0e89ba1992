"""Feedback (反馈): what was actually done about a measure of a check.

An answer is given once; the same one again changes nothing, another one is refused unless it says that it corrects.
The earlier answer stays in the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jointsanction.errors import Place, RecordError
from jointsanction.identifiers import resident_id
from jointsanction.ledger.days import moment_text, shanghai_day
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.stored import MeasureState, StoredCheck, read_check
from jointsanction.record.transaction import Transaction
from jointsanction.record.writing import check_no_of

MEASURE = "MEASURE"
"""Kind of the record of an answer."""

LONGEST_TEXT = 2_000

_ANSWERED = (
    "UPDATE measure SET answer_no = ?, taken = ?, taken_on = ? WHERE check_no = ? AND entry_id = ? AND measure_id = ?"
)
_EVENT = "INSERT INTO event (check_no, record_no) VALUES (?, ?)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureAnswer:
    """What was done. ``department`` is the function that acted (its Chinese name, as the measure has it); ``on`` the
    day; ``reason`` is needed where the measure was not taken. ``corrects``: this takes the place of an earlier answer.
    """

    check_id: str
    entry_id: str
    measure_id: str
    department: str
    taken: bool
    on: date
    reason: str = ""
    doc_no: str = ""
    officer: str = ""
    corrects: bool = False


def answer_measure(
    transaction: Transaction, answer: MeasureAnswer, *, caller: str, now: datetime, reach: Reach = EVERYTHING
) -> StoredCheck:
    """Write an answer down and give the check as it then stands.

    Raises RecordError: CHECK_NOT_FOUND, MEASURE_NOT_FOUND, MEASURE_FOR_READING, MEASURE_OTHER_DEPARTMENT,
    REVIEW_FIRST, ANSWER_DIFFERS, FIELD_MISSING, FIELD_TOO_LONG, DAY_IN_FUTURE, DAY_BEFORE_CHECK.
    """
    _require_well_formed(answer, now)
    check = read_check(transaction.cursor, answer.check_id, reach)
    measure = _measure_of(check, answer)
    body = {"caller": caller, **_body(answer)}
    if measure.taken is not None:
        earlier = _last_answer(check, answer)
        if earlier is not None and _same(earlier, body):
            return check
        if not answer.corrects:
            message = f"措施 {answer.measure_id} 已经反馈过，内容不同；如系更正，请注明更正"
            raise RecordError(message, reason="ANSWER_DIFFERS", place=Place(field="measure_id"))
    if answer.taken and measure.due_on is None:
        message = "匹配尚待核实，核实为同一企业之前不得据此采取措施；请先核实（review）"
        raise RecordError(message, reason="REVIEW_FIRST", place=Place(field="taken"))
    if answer.on < shanghai_day(check.at):
        message = f"反馈的日期 {answer.on} 早于查询的日期 {shanghai_day(check.at)}"
        raise RecordError(message, reason="DAY_BEFORE_CHECK", place=Place(field="on"))
    number = transaction.append_json(MEASURE, moment_text(now), body)
    check_no = check_no_of(answer.check_id)
    transaction.cursor.execute(_EVENT, (check_no, number))
    key = (check_no, answer.entry_id, answer.measure_id)
    transaction.cursor.execute(_ANSWERED, (number, int(answer.taken), answer.on.isoformat(), *key))
    return read_check(transaction.cursor, answer.check_id, reach)


def _require_well_formed(answer: MeasureAnswer, now: datetime) -> None:
    for field in ("department", "reason", "doc_no", "officer"):
        if len(getattr(answer, field)) > LONGEST_TEXT:
            message = f"{field} 超过 {LONGEST_TEXT} 个字符"
            raise RecordError(message, reason="FIELD_TOO_LONG", place=Place(field=field))
    if not answer.taken and not answer.reason.strip():
        message = "未采取措施的，须说明理由"
        raise RecordError(message, reason="FIELD_MISSING", place=Place(field="reason"))
    if answer.on > shanghai_day(now):
        message = f"反馈的日期 {answer.on} 尚未到来"
        raise RecordError(message, reason="DAY_IN_FUTURE", place=Place(field="on"))


def _measure_of(check: StoredCheck, answer: MeasureAnswer) -> MeasureState:
    key = (answer.entry_id, answer.measure_id)
    found = next((each for each in check.measures if (each.entry_id, each.measure_id) == key), None)
    if found is None:
        shown = check.body["decision"]["measures"] if check.body else ()
        if any((each["entry_id"], each["measure_id"]) == key for each in shown):
            message = f"查询 {check.check_id} 的措施 {answer.measure_id} 仅供了解，无须反馈"
            raise RecordError(message, reason="MEASURE_FOR_READING", place=Place(field="measure_id"))
        message = f"查询 {check.check_id} 中没有记录 {answer.entry_id} 的措施 {answer.measure_id}"
        raise RecordError(message, reason="MEASURE_NOT_FOUND", place=Place(field="measure_id"))
    if answer.department != found.department:
        message = f"措施 {answer.measure_id} 由{found.department}执行，不能由“{answer.department}”反馈"
        raise RecordError(message, reason="MEASURE_OTHER_DEPARTMENT", place=Place(field="department"))
    return found


def _body(answer: MeasureAnswer) -> dict[str, Any]:
    return {
        "check_id": answer.check_id,
        "entry_id": answer.entry_id,
        "measure_id": answer.measure_id,
        "department": answer.department,
        "taken": answer.taken,
        "on": answer.on.isoformat(),
        "reason": resident_id.mask_all(answer.reason),
        "doc_no": resident_id.mask_all(answer.doc_no),
        "officer": resident_id.mask_all(answer.officer),
    }


def _last_answer(check: StoredCheck, answer: MeasureAnswer) -> dict[str, Any] | None:
    key = (answer.entry_id, answer.measure_id)
    return next(
        (
            event.body
            for event in reversed(check.events)
            if event.kind == MEASURE and (event.body["entry_id"], event.body["measure_id"]) == key
        ),
        None,
    )


def _same(earlier: dict[str, Any], body: dict[str, Any]) -> bool:
    """Whether an answer says what the one before says; who sent it makes no difference."""
    return {**earlier, "caller": ""} == {**body, "caller": ""}
