"""What can be seen of a server: metrics, logs, and refusals."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import urllib.request
from collections.abc import Iterator

import grpc
import pytest
import structlog
from command import run as command
from invented import code
from questions import LISTED
from serving import run
from sidecar import free_port, refused, serving
from world import World

from jointsanction.v1.case_service_pb2 import GetCheckRequest, ListChecksRequest
from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.list_service_pb2 import EntryRecord, PushEntriesRequest
from jointsanction.v1.question_pb2 import Context, Subject
from jointsanction.v1.statistics_service_pb2 import GetStatisticsRequest
from jointsanction_server.logs import log_as_json

NAME = "清远市翠砚贸易有限公司"
TENDER = Context(department="财政", item="政府采购供应商资格审查", region="清远市")


@pytest.fixture
def logs() -> Iterator[None]:
    """The logging of the process as it was before."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = before
    root.setLevel(level)


def test_metrics_tell_what_happened(world: World) -> None:
    """Calls by method and code, latency, outcomes, list ages, versions, queue, pushes."""
    world.load(LISTED)
    port = free_port()

    def read() -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics") as response:
            return response.read().decode()

    async def talk() -> str:
        async with serving(world.data, metrics=f"127.0.0.1:{port}") as (_, client):
            await client.check.Check(CheckRequest(subject=Subject(name=NAME, uscc=code(1)), context=TENDER))
            await refused(client.check.Check(CheckRequest()))
            call = client.lists.PushEntries()
            await call.write(PushEntriesRequest(record=EntryRecord(list="失信被执行人", name="清远市新有限公司")))
            await call.done_writing()
            assert [each async for each in call]
            return await asyncio.to_thread(read)

    text = run(talk())
    for line in (
        'grpc_server_handled_total{code="OK",method="CheckService/Check"} 1.0',
        'grpc_server_handled_total{code="INVALID_ARGUMENT",method="CheckService/Check"} 1.0',
        'grpc_server_handling_seconds_count{method="CheckService/Check"} 2.0',
        'jointsanction_check_outcomes_total{outcome="RESTRICT"} 1.0',
        'jointsanction_pushed_records_total{fate="accepted"} 1.0',
        "jointsanction_rules_degraded 0.0",
        "jointsanction_record_queue 0.0",
    ):
        assert line in text.splitlines(), line
    assert re.search(r'^jointsanction_list_age_days\{list="[a-z-]+"\} [0-9.]+$', text, re.MULTILINE)
    assert re.search(r"^jointsanction_index_change_no [1-9]", text, re.MULTILINE)
    assert NAME not in text


@pytest.mark.usefixtures("logs")
def test_logs_are_json_and_hold_nothing_that_was_asked(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object a line; neither names nor codes nor numbers of persons are in it, whatever goes wrong."""
    world.load(LISTED)
    log_as_json("debug")
    person = "11010519491231002X"

    async def talk() -> None:
        async with serving(world.data, log_level="debug") as (_, client):
            await client.check.Check(CheckRequest(subject=Subject(name=NAME, uscc=person), context=TENDER))
            ids = ("7f3a-1", person, NAME.encode().hex() * 9)
            contexts = (Context(department=NAME), Context(as_of=NAME), Context(region=person))
            for number, context in zip(ids, contexts, strict=True):
                asked = CheckRequest(subject=Subject(name=NAME), context=context)
                await refused(client.check.Check(asked, metadata=(("x-request-id", number),)))

    run(talk())
    lines = capsys.readouterr().err.splitlines()
    failed = [event for line in lines if (event := json.loads(line))["event"] == "call_failed"]
    assert [event.get("request_id", "")[:6] for event in failed] == ["7f3a-1", "110105", ""]
    assert sum(1 for line in lines if json.loads(line)["event"] == "call") >= 4
    for secret in (NAME, person, "翠砚"):
        assert not any(secret in line for line in lines)


def test_what_a_caller_may_is_looked_at_on_every_call(world: World) -> None:
    """A county's caller asks for its own region and department, sees its own checks, and nothing else; refusals are
    counted and recorded.
    """
    world.load(LISTED)
    options = ("--right", "check", "--region", "441802", "--department", "财政")
    added = command("caller", "add", "county", *options, data=world.data)
    key = re.search(r"jsk_\S+", added.out)
    assert key, added
    everything = command("caller", "add", "city", "--right", "check", "--right", "statistics", data=world.data)
    city_key = re.search(r"jsk_\S+", everything.out)
    assert city_key

    async def talk() -> None:
        async with serving(world.data) as (server, client):
            county = (("authorization", f"Bearer {key[0]}"),)
            city = (("authorization", f"Bearer {city_key[0]}"),)

            def asked(region: str, department: str = "财政", **context: str) -> CheckRequest:
                where = Context(region=region, department=department, **context)
                return CheckRequest(subject=Subject(uscc=code(1)), context=where)

            check = client.check.Check
            own = await check(asked("441802"), metadata=county)
            other = await check(asked("441800"), metadata=city)
            denied = grpc.StatusCode.PERMISSION_DENIED
            assert await refused(check(asked("441802"))) == (grpc.StatusCode.UNAUTHENTICATED, "UNAUTHENTICATED")
            assert await refused(check(asked("441800"), metadata=county)) == (denied, "REGION_NOT_ALLOWED")
            assert await refused(check(asked("441802", "税务"), metadata=county)) == (denied, "DEPARTMENT_NOT_ALLOWED")
            assert await refused(check(asked("441802", as_of="2026-01-01"), metadata=county)) == (
                denied,
                "PERMISSION_DENIED",
            )
            seen = await client.cases.ListChecks(ListChecksRequest(), metadata=county)
            assert [each.check_id for each in seen.checks] == [own.check_id]
            hidden = client.cases.GetCheck(GetCheckRequest(check_id=other.check_id), metadata=county)
            assert await refused(hidden) == (grpc.StatusCode.NOT_FOUND, "CHECK_NOT_FOUND")
            figures = client.statistics.GetStatistics(GetStatisticsRequest(), metadata=county)
            assert await refused(figures) == (denied, "PERMISSION_DENIED")
            push = client.lists.PushEntries(metadata=county)
            assert await refused(push.read()) == (denied, "PERMISSION_DENIED")
            assert dict(server._figures.denials) == {
                "UNAUTHENTICATED": 1,
                "REGION_NOT_ALLOWED": 1,
                "DEPARTMENT_NOT_ALLOWED": 1,
                "PERMISSION_DENIED": 3,
            }

    run(talk())
