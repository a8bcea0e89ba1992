"""One question of a caller: asked, written down, answered. The unary call and the stream both go through here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from google.protobuf.timestamp_pb2 import Timestamp

from jointsanction.callers import Caller, Right
from jointsanction.checker import SHANGHAI, Checker
from jointsanction.model.decision_document import NAMES
from jointsanction.record import CheckToRecord, Recorded
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckResponse
from jointsanction_server.metrics import ServerFigures
from jointsanction_server.translate.decision import DecisionMessages
from jointsanction_server.translate.freshness import Envelopes
from jointsanction_server.translate.question import context_of, require_short, subject_of
from jointsanction_server.translate.stored_decision import stored_decision_message
from jointsanction_server.translate.wire import key_of, text, with_length

_CHECK_ID, _DECISION, _CHECKED_AT = (key_of(CheckResponse, field) for field in ("check_id", "decision", "checked_at"))
_REPEATED = CheckResponse(repeated=True).SerializeToString()


def utc_now() -> datetime:
    """The clock of a server."""
    return datetime.now(UTC)


class Asking:
    """Asks the checker on behalf of callers; used by the event loop alone."""

    __slots__ = ("_checker", "_day", "_envelopes", "_messages", "_now", "_outcomes")

    def __init__(self, checker: Checker, figures: ServerFigures, now: Callable[[], datetime] = utc_now) -> None:
        self._checker = checker
        self._messages = DecisionMessages()
        self._envelopes = Envelopes()
        self._outcomes = figures.outcomes
        self._now = now
        self._day = (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), date.min)

    def ask(self, request: CheckRequest, caller: Caller) -> CheckToRecord:
        """Decide; what is to be written down. Raises AuthError, QuestionError, RequestError, LedgerError."""
        subject = subject_of(request.subject)
        asked = context_of(request.context)
        checker = self._checker
        resolved = checker.rules.catalog.resolve(asked)
        departments = resolved.departments
        caller.require(Right.CHECK)
        if caller.departments is not None or caller.regions is not None:
            caller.require_question(resolved)
        # One clock reading for the day decided on and the moment recorded, so that midnight cannot fall between them.
        now = self._now()
        today = self._day_of(now)
        as_of = asked.as_of or today
        if as_of != today:
            caller.require(Right.HISTORY)
        return CheckToRecord(
            caller=caller.name,
            subject=subject,
            context=asked,
            decision=checker.check_resolved(subject, resolved, as_of),
            at=now,
            request_id=require_short(request.request_id, "request_id"),
            operator=require_short(request.operator, "operator"),
            department=departments[0] if departments else "",
            region=resolved.region,
            item=resolved.item.code if resolved.item is not None else "",
        )

    def answer(self, asked: CheckToRecord, recorded: Recorded | None, *, told: int = 0) -> bytes:
        """The CheckResponse to a question that has been written down (None: that could not be), in bytes.

        It says how fresh the lists are, unless that was ``told`` before (see ``edition``).
        """
        envelopes, at = self._envelopes, asked.at
        envelopes.take_up(self._checker.freshness(), self._day_of(at))
        first = recorded.first if recorded is not None else None
        decision = (
            self._messages.bytes_of(asked.decision)
            if first is None
            else stored_decision_message(first).SerializeToString()
        )
        moment = Timestamp(seconds=int(at.timestamp()), nanos=at.microsecond * 1000)
        return b"".join(
            (
                text(_CHECK_ID, recorded.check_id) if recorded is not None else b"",
                with_length(_DECISION, decision),
                with_length(_CHECKED_AT, moment.SerializeToString()),
                _REPEATED if first is not None else b"",
                envelopes.told if told != envelopes.edition else b"",
            )
        )

    def count(self, asked: CheckToRecord) -> None:
        """An answer has been handed out."""
        self._outcomes[NAMES[asked.decision.outcome]] += 1

    def _day_of(self, now: datetime) -> date:
        """The day in Asia/Shanghai; worked out once a day."""
        begins, ends, today = self._day
        if not begins <= now < ends:
            today = now.astimezone(SHANGHAI).date()
            # In the zone of the clock: two moments of one zone are compared ten times as fast as those of two.
            begins = datetime(today.year, today.month, today.day, tzinfo=SHANGHAI).astimezone(UTC)
            self._day = begins, begins + timedelta(days=1), today
        return today

    @property
    def edition(self) -> int:
        """Which edition of the lists' freshness the last answer knew; never 0."""
        return self._envelopes.edition
