"""StatisticsService: what the record counts."""

from __future__ import annotations

from dataclasses import asdict

from jointsanction.callers import Caller, Right
from jointsanction.record import CheckRecord, Dimension, Per
from jointsanction.v1 import statistics_service_pb2 as wire
from jointsanction_server.one_thread import OneThread
from jointsanction_server.translate.question import optional_day

_DIMENSIONS = {
    wire.DIMENSION_REGION: Dimension.REGION,
    wire.DIMENSION_DEPARTMENT: Dimension.DEPARTMENT,
    wire.DIMENSION_LIST: Dimension.LIST,
    wire.DIMENSION_MEMORANDUM: Dimension.MEMORANDUM,
    wire.DIMENSION_LEADS_TO: Dimension.LEADS_TO,
}
_PERIODS = {wire.PERIOD_MONTH: Per.MONTH, wire.PERIOD_YEAR: Per.YEAR}


class StatisticsService:
    """The methods of StatisticsService."""

    def __init__(self, record: CheckRecord, thread: OneThread) -> None:
        self._record = record
        self._thread = thread

    async def get_statistics(self, request: wire.GetStatisticsRequest, caller: Caller) -> wire.GetStatisticsResponse:
        """Figures of what the caller may see."""
        caller.require(Right.STATISTICS)
        figures = await self._thread.do(
            self._record.statistics,
            since=optional_day(request.since, "since"),
            until=optional_day(request.until, "until"),
            by=_DIMENSIONS.get(request.dimension, Dimension.NONE),
            per=_PERIODS.get(request.period, Per.NONE),
            reach=caller.reach(),
        )
        return wire.GetStatisticsResponse(figures=[wire.Figures(**asdict(each)) for each in figures])
