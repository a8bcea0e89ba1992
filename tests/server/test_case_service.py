"""CaseService, MemorandumService and StatisticsService over a socket: the loop from check to feedback to figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import grpc
from invented import code
from questions import LISTED
from serving import run
from sidecar import Client, refused, serving
from world import World

from jointsanction.v1 import case_service_pb2 as wire
from jointsanction.v1 import decision_pb2
from jointsanction.v1 import memorandum_service_pb2 as memoranda
from jointsanction.v1 import statistics_service_pb2 as statistics
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckResponse
from jointsanction.v1.question_pb2 import Context, Subject

NAME = "清远市翠砚贸易有限公司"
TENDER = Context(department="财政", item="政府采购供应商资格审查", region="清远市")


def today() -> str:
    return datetime.now(UTC).astimezone(timezone(timedelta(hours=8))).date().isoformat()


async def check(client: Client, **subject: str) -> CheckResponse:
    return await client.check.Check(CheckRequest(subject=Subject(**subject), context=TENDER))


def answer(measure: decision_pb2.Measure, **fields: object) -> wire.MeasureAnswer:
    given = {
        "entry_id": measure.entry_id,
        "measure_id": measure.measure_id,
        "department": measure.department,
        "action": wire.ACTION_TAKEN_TAKEN,
        "on": today(),
        **fields,
    }
    return wire.MeasureAnswer(**given)


def test_a_check_stays_open_until_each_measure_is_answered(world: World) -> None:
    """Reported once, a measure is answered; the same again changes nothing, another answer is refused unless it
    corrects; the last one closes the check and is counted.
    """
    world.load(LISTED)

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            asked = await check(client, name=NAME, uscc=code(1))
            kept = (await client.cases.GetCheck(wire.GetCheckRequest(check_id=asked.check_id))).check
            assert kept.decision == asked.decision
            assert kept.open
            wanted = {(each.entry_id, each.measure_id) for each in kept.measures}
            measures = [each for each in asked.decision.measures if (each.entry_id, each.measure_id) in wanted]
            for measure in measures:
                request = wire.ReportMeasureRequest(check_id=asked.check_id, answer=answer(measure))
                reported = await client.cases.ReportMeasure(request)
                assert await client.cases.ReportMeasure(request) == reported
            assert not reported.check.open
            other = answer(measures[0], action=wire.ACTION_TAKEN_NOT_TAKEN, reason="申请已撤回")
            changed = wire.ReportMeasureRequest(check_id=asked.check_id, answer=other)
            assert await refused(client.cases.ReportMeasure(changed)) == (
                grpc.StatusCode.ALREADY_EXISTS,
                "ANSWER_DIFFERS",
            )
            changed.corrects = True
            corrected = (await client.cases.ReportMeasure(changed)).check
            assert corrected.events[-1].answer.reason == "申请已撤回"
            unsaid = wire.ReportMeasureRequest(check_id=asked.check_id, answer=answer(measures[0], action=0))
            assert await refused(client.cases.ReportMeasure(unsaid)) == (
                grpc.StatusCode.INVALID_ARGUMENT,
                "FIELD_MISSING",
            )
            figures = (await client.statistics.GetStatistics(statistics.GetStatisticsRequest())).figures[0]
            assert (figures.checks, figures.hits) == (1, 1)
            assert figures.measures_taken + figures.measures_not_taken == len(measures)
            assert figures.measures_not_taken == 1
            by_list = statistics.GetStatisticsRequest(
                dimension=statistics.DIMENSION_LIST, period=statistics.PERIOD_YEAR
            )
            groups = (await client.statistics.GetStatistics(by_list)).figures
            assert {each.period for each in groups} == {today()[:4]}

    run(talk())


def test_open_measures_are_listed_and_overdue_ones_apart(world: World) -> None:
    """What wants an answer is listed by its day; nothing is overdue on the day of the check, all of it a year later."""
    world.load(LISTED)

    async def talk() -> tuple[int, int, int]:
        async with serving(world.data) as (_, client):
            await check(client, name=NAME, uscc=code(1))
            listed = client.cases.ListOpenMeasures
            every = await listed(wire.ListOpenMeasuresRequest())
            now = await listed(wire.ListOpenMeasuresRequest(overdue_on=today()))
            later = await listed(wire.ListOpenMeasuresRequest(overdue_on="2099-01-01"))
            return len(every.measures), len(now.measures), len(later.measures)

    every, now, later = run(talk())
    assert every == later > 0 == now


def test_a_review_binds_the_next_answers_until_it_is_revoked(world: World) -> None:
    """SAME makes a match by name count as confirmed, DIFFERENT silences it, revoking undoes both."""
    world.load([{"list": "重大税收违法失信主体", "name": NAME}])

    async def talk() -> list[int]:
        async with serving(world.data) as (_, client):
            subject = {"name": NAME, "uscc": code(1)}
            first = await check(client, **subject)
            entry_id = first.decision.matches[0].entry.entry_id
            outcomes = [first.decision.outcome]
            asked = wire.ReviewMatchRequest(
                check_id=first.check_id, entry_id=entry_id, by="王五", reason="营业执照相符", until="2099-01-01"
            )
            unsaid = client.cases.ReviewMatch(asked)
            assert await refused(unsaid) == (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_MISSING")
            for verdict in (decision_pb2.VERDICT_SAME, decision_pb2.VERDICT_DIFFERENT):
                asked.verdict = verdict
                reviewed = await client.cases.ReviewMatch(asked)
                assert (reviewed.uscc, reviewed.review.verdict) == (code(1), verdict)
                outcomes.append((await check(client, **subject)).decision.outcome)
            gone = wire.RevokeReviewRequest(check_id=first.check_id, entry_id=entry_id, by="王五", reason="核定有误")
            assert (await client.cases.RevokeReview(gone)).change_no > reviewed.change_no
            outcomes.append((await check(client, **subject)).decision.outcome)
            kept = (await client.cases.GetCheck(wire.GetCheckRequest(check_id=first.check_id))).check
            assert [each.review.revoked for each in kept.events] == [False, False, True]
            return outcomes

    restrict, verify, clear = (
        decision_pb2.OUTCOME_RESTRICT,
        decision_pb2.OUTCOME_VERIFY,
        decision_pb2.OUTCOME_CLEAR,
    )
    assert run(talk()) == [verify, restrict, clear, verify]


def test_checks_are_listed_newest_first_by_what_is_asked(world: World) -> None:
    """Filters narrow, pages follow each other, and a check that is not there is NOT_FOUND."""
    world.load(LISTED)

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            hit = await check(client, name=NAME, uscc=code(1))
            misses = [await check(client, uscc=code(900 + number)) for number in range(3)]
            everything = [each.check_id for each in reversed([hit, *misses])]
            found, token = [], ""
            while True:
                page = await client.cases.ListChecks(wire.ListChecksRequest(page_size=3, page_token=token))
                found.extend(each.check_id for each in page.checks)
                token = page.next_page_token
                if not token:
                    break
            assert found == everything
            restricted = wire.ListChecksRequest(outcome=decision_pb2.OUTCOME_RESTRICT, only_open=True)
            assert [each.check_id for each in (await client.cases.ListChecks(restricted)).checks] == [hit.check_id]
            nowhere = wire.ListChecksRequest(region="441802")
            assert not (await client.cases.ListChecks(nowhere)).checks
            missing = client.cases.GetCheck(wire.GetCheckRequest(check_id="C999"))
            assert await refused(missing) == (grpc.StatusCode.NOT_FOUND, "CHECK_NOT_FOUND")

    run(talk())


def test_memoranda_are_listed_and_read(world: World) -> None:
    """All memoranda of the rules in force, those about one list, and one with its measures."""
    world.load(LISTED)
    with world.open() as checker:
        expected = checker.rules.rulebook.memoranda

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            page = await client.memoranda.ListMemoranda(memoranda.ListMemorandaRequest())
            assert [each.id for each in page.memoranda] == [each.id for each in expected]
            assert not any(each.measures for each in page.memoranda)
            of_list = memoranda.ListMemorandaRequest(list="失信被执行人")
            some = (await client.memoranda.ListMemoranda(of_list)).memoranda
            assert 0 < len(some) < len(expected)
            one = memoranda.GetMemorandumRequest(memorandum_id=expected[0].id)
            whole = (await client.memoranda.GetMemorandum(one)).memorandum
            assert [each.measure_id for each in whole.measures] == [each.measure_id for each in expected[0].measures]
            assert whole.measure_count == len(whole.measures)
            missing = client.memoranda.GetMemorandum(memoranda.GetMemorandumRequest(memorandum_id="M99"))
            assert await refused(missing) == (grpc.StatusCode.NOT_FOUND, "MEMORANDUM_NOT_FOUND")

    run(talk())
