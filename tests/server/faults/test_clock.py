"""The system's clock is set back while the server runs."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from faulty import NAME
from invented import code
from serving import run
from world import World

from jointsanction.callers import OPERATOR
from jointsanction.errors import RecordError
from jointsanction.record import CheckRecord
from jointsanction.v1 import case_service_pb2, check_service_pb2, question_pb2
from jointsanction_server.services.cases import CaseService
from jointsanction_server.services.check import CheckService
from jointsanction_server.sidecar import Sidecar

START = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
REQUEST = check_service_pb2.CheckRequest(
    subject=question_pb2.Subject(name=NAME, uscc=code(1)),
    context=question_pb2.Context(department="财政", item="QY-CZ-001", region="清远市"),
)


def test_a_clock_set_back(listed: World) -> None:
    """Checks go on, each of the day that the clock then has; ids and the chain go on in their order, a measure is not
    reported before its check, and the record is whole.
    """
    at = START

    async def main() -> None:
        nonlocal at
        sidecar = await asyncio.to_thread(Sidecar.open, listed.data, asyncio.get_running_loop(), now=lambda: at)
        sidecar.warm_up()
        checks, cases = (sidecar.services[f"jointsanction.v1.{name}Service"] for name in ("Check", "Case"))
        assert isinstance(checks, CheckService)
        assert isinstance(cases, CaseService)
        try:
            answer_of = check_service_pb2.CheckResponse.FromString
            first = answer_of(await checks.check(REQUEST, OPERATOR))
            at = START - timedelta(days=2)
            second = answer_of(await checks.check(REQUEST, OPERATOR))
            assert (first.decision.as_of, second.decision.as_of) == ("2026-11-24", "2026-11-22")
            assert second.decision.outcome == first.decision.outcome
            assert int(second.check_id[1:]) > int(first.check_id[1:])
            (measure, *_) = second.decision.measures
            report = case_service_pb2.ReportMeasureRequest(
                check_id=first.check_id,
                answer=case_service_pb2.MeasureAnswer(
                    entry_id=measure.entry_id,
                    measure_id=measure.measure_id,
                    department=measure.department,
                    action=case_service_pb2.ACTION_TAKEN_TAKEN,
                    on="2026-11-22",
                ),
            )
            assert await refused(cases, report) == "DAY_BEFORE_CHECK"
            report.check_id = second.check_id
            assert await refused(cases, report) == ""
            listing = await cases.list_checks(case_service_pb2.ListChecksRequest(), OPERATOR)
            assert [each.check_id for each in listing.checks] == [second.check_id, first.check_id]
        finally:
            await sidecar.close()

    run(main())
    with CheckRecord.open(listed.directory.record) as record:
        assert record.verify(listed.directory.hasher()).broken is None


async def refused(cases: CaseService, report: case_service_pb2.ReportMeasureRequest) -> str:
    """Reason for which a report is refused; "" where it is taken."""
    try:
        await cases.report_measure(report, OPERATOR)
    except RecordError as error:
        return error.reason
    return ""
