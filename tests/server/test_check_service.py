"""CheckService over a socket: the same answers, written down first; bad questions are told what is wrong."""

from __future__ import annotations

import asyncio
import json
from datetime import date

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, LocalizedMessage
from invented import code
from questions import CONTEXTS, LISTED, SUBJECTS
from serving import run
from sidecar import Client, detail_of, refused, serving
from world import World

from jointsanction.client.decision_json import decision_json
from jointsanction.model import Context, Subject
from jointsanction.record import CheckRecord
from jointsanction.v1.check_service_pb2 import (
    CheckRequest,
    CheckResponse,
    CheckStreamRequest,
    CheckStreamResponse,
    StreamedCheck,
)
from jointsanction.v1.question_pb2 import Context as WireContext
from jointsanction.v1.question_pb2 import Subject as WireSubject
from jointsanction_server.services.check import MOST_BYTES

LISTED_COMPANY = Subject("清远市翠砚贸易有限公司", code(1))


def question(subject: Subject, context: Context | None = None, **fields: str) -> CheckRequest:
    asked = context or Context()
    return CheckRequest(
        subject=WireSubject(name=subject.name, uscc=subject.uscc, org_code=subject.org_code, persons=subject.persons),
        context=WireContext(
            department=asked.department,
            item=asked.item,
            region=asked.region,
            as_of=asked.as_of.isoformat() if asked.as_of else "",
            case_no=asked.case_no,
        ),
        **fields,
    )


async def responses(client: Client, requests: list[CheckStreamRequest]) -> list[CheckStreamResponse]:
    """What comes down one stream."""
    call = client.check.CheckStream()

    async def send() -> None:
        for request in requests:
            await call.write(request)
        await call.done_writing()

    sending = asyncio.create_task(send())
    found = [response async for response in call]
    await sending
    return found


async def ask_stream(client: Client, requests: list[CheckStreamRequest]) -> list[tuple[str, CheckResponse | int]]:
    """Every answer that comes down one stream, with its correlation id."""
    answers = [each for response in await responses(client, requests) for each in response.answers or (response,)]
    return [(each.correlation_id, each.check if each.HasField("check") else each.error.code) for each in answers]


def several(requests: list[CheckStreamRequest]) -> CheckStreamRequest:
    """The same questions in one message."""
    checks = [StreamedCheck(correlation_id=each.correlation_id, check=each.check) for each in requests]
    return CheckStreamRequest(checks=checks)


@pytest.mark.parametrize("context", CONTEXTS, ids=["item", "department", "any"])
def test_every_way_of_asking_gives_the_same_bytes(world: World, context: Context) -> None:
    """Library ≡ unary call ≡ stream, one or several to a message ≡ the record ≡ the answer to a repeated request."""
    world.load(LISTED)
    with world.open() as checker:
        expected = [checker.check(subject, context).to_json() for subject in SUBJECTS]

    async def ask() -> None:
        async with serving(world.data) as (_, client):
            requests = [question(each, context, request_id=f"r{n}") for n, each in enumerate(SUBJECTS)]
            unary = [await client.check.Check(each) for each in requests]
            assert [decision_json(each.decision) for each in unary] == expected
            again = [await client.check.Check(each) for each in requests]
            assert [(each.check_id, each.repeated, decision_json(each.decision)) for each in again] == [
                (first.check_id, True, text) for first, text in zip(unary, expected, strict=True)
            ]
            asked = [
                CheckStreamRequest(correlation_id=str(n), check=question(each, context))
                for n, each in enumerate(SUBJECTS)
            ]
            streamed = await ask_stream(client, asked)
            together = await ask_stream(client, [several(asked)])
            apart = await ask_stream(client, [several([each]) for each in asked])
            told = [(name, decision_json(each.decision)) for name, each in streamed]
            assert [(name, decision_json(each.decision)) for name, each in together] == told
            assert [(name, decision_json(each.decision)) for name, each in apart] == told
            assert [name for name, _ in streamed] == [str(number) for number in range(len(SUBJECTS))]
            assert [decision_json(each.decision) for _, each in streamed] == expected
            with CheckRecord.open(world.directory.record) as record:
                for answer in (*unary, *(each for _, each in streamed), *(each for _, each in together)):
                    kept = record.get_check(answer.check_id)
                    assert kept.body is not None
                    assert kept.body["decision"] == json.loads(decision_json(answer.decision))

    run(ask())


def test_a_check_is_recorded_with_who_asked_for_what(world: World) -> None:
    """The record holds caller, codes of department, item and region, case number and officer; the answer how fresh
    each list is.
    """
    world.load(LISTED)

    async def ask() -> CheckResponse:
        async with serving(world.data) as (_, client):
            context = Context("财政", "政府采购供应商资格审查", "清远市", case_no="2026-77")
            return await client.check.Check(question(LISTED_COMPANY, context, operator="李四"))

    answer = run(ask())
    with CheckRecord.open(world.directory.record) as record:
        body = record.get_check(answer.check_id).body
    assert body is not None
    assert (body["caller"], body["department"], body["region"]) == ("operator", "finance", "441800")
    assert (body["case_no"], body["operator"], body["item"] != "") == ("2026-77", "李四", True)
    lists = {each.list: each.last_received_on for each in answer.lists}
    assert len(lists) == 15
    assert sum(1 for day in lists.values() if day == "2026-11-24") == 4


def test_a_request_id_is_not_used_for_two_questions(world: World) -> None:
    """The same id with another question is refused as such."""
    world.load(LISTED)

    async def ask() -> None:
        async with serving(world.data) as (_, client):
            await client.check.Check(question(LISTED_COMPANY, request_id="r"))
            second = client.check.Check(question(Subject("别的有限公司"), request_id="r"))
            assert await refused(second) == (grpc.StatusCode.ALREADY_EXISTS, "REQUEST_ID_REUSED")

    run(ask())


BAD = [
    (CheckRequest(), "SUBJECT_EMPTY", "subject.name"),
    (question(Subject("甲" * 40_000)), "FIELD_TOO_LONG", "subject.name"),
    (question(LISTED_COMPANY, Context(department="没有这个部门")), "DEPARTMENT_NOT_FOUND", "context.department"),
    (question(LISTED_COMPANY, Context(region="没有这个地方")), "REGION_NOT_FOUND", "context.region"),
    (CheckRequest(context=WireContext(as_of="20260101")), "DATE_UNREADABLE", "context.as_of"),
    (question(LISTED_COMPANY, request_id="x" * 201), "FIELD_TOO_LONG", "request_id"),
]  # fmt: skip


@pytest.mark.parametrize(("request_", "reason", "field"), BAD, ids=[f"{reason}-{field}" for _, reason, field in BAD])
def test_a_bad_question_names_the_field(world: World, request_: CheckRequest, reason: str, field: str) -> None:
    """INVALID_ARGUMENT with the stable reason, the field as it stands in the request, and a sentence in Chinese."""
    world.load(LISTED)

    async def ask() -> grpc.aio.AioRpcError:
        async with serving(world.data) as (_, client):
            with pytest.raises(grpc.aio.AioRpcError) as raised:
                await client.check.Check(request_)
            return raised.value

    error = run(ask())
    violation = detail_of(error, BadRequest()).field_violations[0]
    assert (error.code(), violation.reason, violation.field) == (grpc.StatusCode.INVALID_ARGUMENT, reason, field)
    assert detail_of(error, LocalizedMessage()).locale == "zh-CN"


@pytest.mark.parametrize("together", [False, True], ids=["one to a message", "several"])
def test_one_bad_question_ends_no_stream(world: World, together: bool) -> None:
    """A question that cannot be answered carries its own status; those around it are answered."""
    world.load(LISTED)

    async def ask() -> list[tuple[str, CheckResponse | int]]:
        async with serving(world.data) as (_, client):
            good = question(LISTED_COMPANY)
            asked = [("a", good), ("b", CheckRequest()), ("c", good), ("", good)]
            requests = [CheckStreamRequest(correlation_id=name, check=each) for name, each in asked]
            return await ask_stream(client, [several(requests)] if together else requests)

    a, b, c, nameless = run(ask())
    assert (a[0], b, c[0], nameless[0]) == ("a", ("b", grpc.StatusCode.INVALID_ARGUMENT.value[0]), "c", "")
    assert isinstance(a[1], CheckResponse)
    assert isinstance(c[1], CheckResponse)
    assert (len(a[1].lists), len(c[1].lists)) == (15, 0)


def test_a_message_has_one_question_or_up_to_a_hundred(world: World) -> None:
    """More, or both fields, is an error that names the field."""
    asked = StreamedCheck(check=question(LISTED_COMPANY))

    async def ask() -> None:
        async with serving(world.data) as (_, client):
            for wrong in (
                CheckStreamRequest(checks=[asked] * 101),
                CheckStreamRequest(check=asked.check, checks=[asked]),
            ):
                call = client.check.CheckStream()
                await call.write(wrong)
                with pytest.raises(grpc.aio.AioRpcError) as raised:
                    await call.read()
                violation = detail_of(raised.value, BadRequest()).field_violations[0]
                assert (violation.reason, violation.field) == ("TOO_MANY_CHECKS", "checks")

    run(ask())


def test_large_answers_come_in_several_messages(world: World) -> None:
    """Three hundred questions, each answered by all measures: no message is larger than gRPC's clients take, and the
    last question is read when others have been answered.
    """
    world.load(LISTED)
    asked = CheckStreamRequest(checks=[StreamedCheck(check=question(LISTED_COMPANY))] * 100)

    async def ask() -> list[CheckStreamResponse]:
        async with serving(world.data) as (_, client):
            return await responses(client, [asked] * 3)

    found = run(ask())
    assert sum(len(response.answers) for response in found) == 300
    assert len(found) > 3
    assert max(response.ByteSize() for response in found) <= MOST_BYTES + 60_000
    assert all(each.check.decision.matches for response in found for each in response.answers)


def test_answers_come_together_unless_a_question_had_a_message_to_itself(world: World) -> None:
    """Of messages with ``checks`` as many are answered at once as are ready, in order; one with ``check`` has an answer
    of its own, in its place.
    """
    world.load(LISTED)
    requests = [CheckStreamRequest(correlation_id=str(n), check=question(LISTED_COMPANY)) for n in range(200)]
    asked = [each if number % 50 == 7 else several([each]) for number, each in enumerate(requests)]

    async def ask() -> list[CheckStreamResponse]:
        async with serving(world.data) as (_, client):
            return await responses(client, asked)

    found = run(ask())
    lone = [response.correlation_id for response in found if not response.answers]
    assert lone == ["7", "57", "107", "157"]
    assert [each.correlation_id for response in found for each in response.answers or (response,)] == [
        str(number) for number in range(200)
    ]
    assert len(found) < 150


def test_an_empty_ledger_is_never_clear(world: World) -> None:
    """Where nothing was ever loaded the call fails: no answer is never CLEAR."""

    async def ask() -> None:
        async with serving(world.data) as (_, client):
            answer = client.check.Check(question(LISTED_COMPANY))
            assert await refused(answer) == (grpc.StatusCode.FAILED_PRECONDITION, "LEDGER_EMPTY")

    run(ask())


def test_a_load_is_known_to_the_next_check(world: World) -> None:
    """What another process loads while the server stands is in the next answer."""
    world.load(LISTED)
    newcomer = Subject("清远市新晋建材有限公司", code(500))

    async def ask() -> tuple[int, int]:
        async with serving(world.data) as (_, client):
            before = await client.check.Check(question(newcomer))
            world.load([{"list": "失信被执行人", "name": newcomer.name, "uscc": newcomer.uscc}])
            after = await client.check.Check(question(newcomer))
            return len(before.decision.matches), len(after.decision.matches)

    assert run(ask()) == (0, 1)


def test_the_day_is_that_of_shanghai(world: World) -> None:
    """Without a day the question is about today in Asia/Shanghai, as the record's moment has it."""
    world.load(LISTED)

    async def ask() -> CheckResponse:
        async with serving(world.data) as (_, client):
            return await client.check.Check(question(LISTED_COMPANY))

    answer = run(ask())
    days = (answer.checked_at.seconds + 8 * 3600) // 86_400
    assert answer.decision.as_of == date.fromordinal(date(1970, 1, 1).toordinal() + days).isoformat()
