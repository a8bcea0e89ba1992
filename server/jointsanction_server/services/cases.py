"""CaseService: recorded checks, what was done about them, and what a person found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jointsanction.callers import Caller, Right
from jointsanction.checker import Checker
from jointsanction.ledger import Ledger
from jointsanction.record import (
    CheckFilter,
    CheckRecord,
    Recorder,
    ReviewRequest,
    answer_measure,
    review_match,
    revoke_match_review,
)
from jointsanction.v1 import case_service_pb2 as wire
from jointsanction.v1.decision_pb2 import MatchReview
from jointsanction_server.one_thread import OneThread
from jointsanction_server.recording import AsyncRecorder
from jointsanction_server.services.pages import page_size
from jointsanction_server.translate.case import (
    listed_check_message,
    measure_answer,
    measure_state_message,
    outcome_name,
    stored_check_message,
    verdict_of,
)
from jointsanction_server.translate.enums import VERDICT
from jointsanction_server.translate.question import day_of, optional_day, require_given, require_short

_FILTERS = ("caller", "region", "department", "item", "case_no", "list")


class CaseService:
    """The methods of CaseService. ``recorder`` is for the event loop; ``plain_recorder`` the same one for threads."""

    def __init__(
        self,
        checker: Checker,
        ledger: Ledger,
        recorder: AsyncRecorder,
        plain_recorder: Recorder,
        record: CheckRecord,
        reading: OneThread,
        reviewing: OneThread,
        now: Callable[[], datetime],
    ) -> None:
        self._checker = checker
        self._ledger = ledger
        self._recorder = recorder
        self._plain_recorder = plain_recorder
        self._record = record
        self._reading, self._reviewing = reading, reviewing
        self._now = now

    async def get_check(self, request: wire.GetCheckRequest, caller: Caller) -> wire.GetCheckResponse:
        """One check within the caller's reach."""
        caller.require(Right.CHECK)
        check_id = require_given(request.check_id, "check_id")
        check = await self._reading.do(self._record.get_check, check_id, reach=caller.reach())
        return wire.GetCheckResponse(check=stored_check_message(check))

    async def list_checks(self, request: wire.ListChecksRequest, caller: Caller) -> wire.ListChecksResponse:
        """A page of checks within the caller's reach."""
        caller.require(Right.CHECK)
        asked = CheckFilter(
            since=optional_day(request.since, "since"),
            until=optional_day(request.until, "until"),
            outcome=outcome_name(request.outcome),
            only_open=request.only_open,
            **{name: require_short(getattr(request, name), name) for name in _FILTERS},
        )
        size = page_size(request.page_size)
        page = await self._reading.do(
            self._record.list_checks, asked, reach=caller.reach(), page_size=size, page_token=request.page_token
        )
        return wire.ListChecksResponse(checks=map(listed_check_message, page.checks), next_page_token=page.next_token)

    async def list_open_measures(
        self, request: wire.ListOpenMeasuresRequest, caller: Caller
    ) -> wire.ListOpenMeasuresResponse:
        """A page of open measures within the caller's reach."""
        caller.require(Right.CHECK)
        page = await self._reading.do(
            self._record.open_checks,
            overdue_on=optional_day(request.overdue_on, "overdue_on"),
            reach=caller.reach(),
            page_size=page_size(request.page_size),
            page_token=request.page_token,
        )
        return wire.ListOpenMeasuresResponse(
            measures=map(measure_state_message, page.measures), next_page_token=page.next_token
        )

    async def report_measure(self, request: wire.ReportMeasureRequest, caller: Caller) -> wire.ReportMeasureResponse:
        """Write down what was done about a measure."""
        caller.require(Right.REPORT)
        answer = measure_answer(request)
        if caller.departments is not None:
            found = self._checker.rules.catalog.find_department(answer.department)
            caller.require_department(found.code if found else answer.department)
        now, reach = self._now(), caller.reach()
        check = await self._recorder.work(
            lambda transaction: answer_measure(transaction, answer, caller=caller.name, now=now, reach=reach)
        )
        return wire.ReportMeasureResponse(check=stored_check_message(check))

    async def review_match(self, request: wire.ReviewMatchRequest, caller: Caller) -> wire.ReviewMatchResponse:
        """Write a person's verdict down; the next check knows it."""
        caller.require(Right.REVIEW)
        asked = ReviewRequest(
            check_id=require_given(request.check_id, "check_id"),
            entry_id=require_given(request.entry_id, "entry_id"),
            verdict=verdict_of(request.verdict),
            by=require_given(request.by, "by"),
            reason=request.reason,
            until=day_of(request.until, "until"),
        )
        review = await self._reviewing.do(
            review_match,
            self._plain_recorder,
            self._ledger,
            asked,
            caller=caller.name,
            now=self._now(),
            reach=caller.reach(),
        )
        return wire.ReviewMatchResponse(
            entry_id=review.entry_id,
            uscc=review.uscc,
            review=MatchReview(verdict=VERDICT[review.verdict], by=review.by, until=review.until.isoformat()),
            change_no=review.change_no,
        )

    async def revoke_review(self, request: wire.RevokeReviewRequest, caller: Caller) -> wire.RevokeReviewResponse:
        """Write down that a review no longer holds."""
        caller.require(Right.REVIEW)
        change_no = await self._reviewing.do(
            revoke_match_review,
            self._plain_recorder,
            self._ledger,
            check_id=require_given(request.check_id, "check_id"),
            entry_id=require_given(request.entry_id, "entry_id"),
            by=require_given(request.by, "by"),
            reason=request.reason,
            caller=caller.name,
            now=self._now(),
            reach=caller.reach(),
        )
        return wire.RevokeReviewResponse(change_no=change_no)
