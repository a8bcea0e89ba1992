"""Recorded checks, their measures and what has happened to them, as messages; and what is reported about them."""

from __future__ import annotations

from datetime import date, datetime

from google.protobuf.timestamp_pb2 import Timestamp

from jointsanction.errors import Place, RequestError
from jointsanction.model import Outcome, Verdict
from jointsanction.record import Event, ListedCheck, MeasureAnswer, MeasureState, StoredCheck
from jointsanction.v1 import case_service_pb2 as wire
from jointsanction.v1 import decision_pb2
from jointsanction_server.translate.entry import day_text
from jointsanction_server.translate.enums import OUTCOME, VERDICT
from jointsanction_server.translate.question import day_of
from jointsanction_server.translate.stored_decision import stored_decision_message

_OUTCOME_OF = {value: outcome for outcome, value in OUTCOME.items()}
_VERDICT_OF = {value: verdict for verdict, value in VERDICT.items()}


def timestamp(moment: datetime) -> Timestamp:
    """A moment."""
    return Timestamp(seconds=int(moment.timestamp()), nanos=moment.microsecond * 1000)


def stored_check_message(check: StoredCheck) -> wire.StoredCheck:
    """A check with its decision, measures and events."""
    body = check.body or {}
    message = wire.StoredCheck(
        check_id=check.check_id,
        checked_at=timestamp(check.at),
        caller=check.caller,
        operator=body.get("operator", ""),
        request_id=body.get("request_id", ""),
        case_no=body.get("case_no", ""),
        department=check.department,
        item=body.get("item", ""),
        region=check.region,
        outcome=OUTCOME[Outcome[check.outcome]],
        measures=map(measure_state_message, check.measures),
        events=map(_event, check.events),
        open=check.is_open,
    )
    if check.body is not None:
        message.decision.CopyFrom(stored_decision_message(check.body["decision"]))
    return message


def listed_check_message(check: ListedCheck) -> wire.ListedCheck:
    """A check in a list."""
    return wire.ListedCheck(
        check_id=check.check_id,
        checked_at=timestamp(check.at),
        caller=check.caller,
        region=check.region,
        department=check.department,
        item=check.item,
        case_no=check.case_no,
        outcome=OUTCOME[Outcome[check.outcome]],
        open_measures=check.open_measures,
    )


def measure_state_message(measure: MeasureState) -> wire.MeasureState:
    """A measure and whether it was answered."""
    return wire.MeasureState(
        check_id=measure.check_id,
        entry_id=measure.entry_id,
        measure_id=measure.measure_id,
        memorandum=measure.memorandum,
        department=measure.department,
        leads_to=OUTCOME[Outcome[measure.leads_to]],
        due_on=day_text(measure.due_on),
        answered=measure.taken is not None,
        taken=bool(measure.taken),
        taken_on=day_text(measure.taken_on),
    )


def _event(event: Event) -> wire.CheckEvent:
    body = event.body
    message = wire.CheckEvent(at=timestamp(event.at), caller=body["caller"])
    if event.kind == "MEASURE":
        message.answer.CopyFrom(
            wire.MeasureAnswer(
                entry_id=body["entry_id"],
                measure_id=body["measure_id"],
                department=body["department"],
                action=wire.ACTION_TAKEN_TAKEN if body["taken"] else wire.ACTION_TAKEN_NOT_TAKEN,
                on=body["on"],
                reason=body["reason"],
                doc_no=body["doc_no"],
                officer=body["officer"],
            )
        )
    else:
        verdict = body["verdict"]
        message.review.CopyFrom(
            wire.ReviewEvent(
                entry_id=body["entry_id"],
                verdict=VERDICT[Verdict(verdict)] if verdict else decision_pb2.VERDICT_UNSPECIFIED,
                by=body["by"],
                reason=body["reason"],
                until=body["until"],
                revoked=not verdict,
            )
        )
    return message


def measure_answer(request: wire.ReportMeasureRequest) -> MeasureAnswer:
    """What was reported; raises RequestError FIELD_MISSING and QuestionError DATE_UNREADABLE."""
    answer = request.answer
    if answer.action not in (wire.ACTION_TAKEN_TAKEN, wire.ACTION_TAKEN_NOT_TAKEN):
        raise _missing("answer.action")
    return MeasureAnswer(
        check_id=request.check_id,
        entry_id=answer.entry_id,
        measure_id=answer.measure_id,
        department=answer.department,
        taken=answer.action == wire.ACTION_TAKEN_TAKEN,
        on=_required_day(answer.on, "answer.on"),
        reason=answer.reason,
        doc_no=answer.doc_no,
        officer=answer.officer,
        corrects=request.corrects,
    )


def verdict_of(value: decision_pb2.Verdict.ValueType) -> Verdict:
    """A verdict; raises RequestError FIELD_MISSING for none."""
    if value not in _VERDICT_OF:
        raise _missing("verdict")
    return _VERDICT_OF[value]


def outcome_name(value: decision_pb2.Outcome.ValueType) -> str:
    """Bare name of an outcome that is asked for, "" for none."""
    return _OUTCOME_OF[value].name if value in _OUTCOME_OF else ""


def _required_day(text: str, field: str) -> date:
    if not text:
        raise _missing(field)
    return day_of(text, field)


def _missing(field: str) -> RequestError:
    return RequestError(f"必须给出 {field}", reason="FIELD_MISSING", place=Place(field=field))
