"""ListService over a socket: pushes are durable and idempotent, entries and the catalogue come page by page."""

from __future__ import annotations

import asyncio
import re

import grpc
from command import run as command
from invented import code, damaged
from questions import LISTED
from serving import run
from sidecar import Client, refused, serving
from world import World

from jointsanction.ledger import Ledger
from jointsanction.v1 import list_service_pb2 as wire
from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.question_pb2 import Subject

COMPANY = "清远市新晋建材有限公司"


def record(**fields: object) -> wire.EntryRecord:
    given = {"list": "失信被执行人", "name": COMPANY, "uscc": code(500), "listed_on": "2026-01-05", **fields}
    return wire.EntryRecord(**given)


async def push(client: Client, *records: wire.EntryRecord) -> list[wire.PushEntriesResponse]:
    call = client.lists.PushEntries()
    for number, each in enumerate(records):
        await call.write(wire.PushEntriesRequest(correlation_id=str(number), record=each))
    await call.done_writing()
    return [each async for each in call]


def test_each_record_is_told_how_it_ended(world: World) -> None:
    """Accepted, joined, unchanged, superseded, quarantined with its reason, declined: in the order of the records."""
    world.load(LISTED)

    async def talk() -> list[wire.PushEntriesResponse]:
        async with serving(world.data) as (_, client):
            first = await push(client, record(record_id="1"))
            second = await push(
                client,
                record(record_id="1"),
                record(record_id="1", reason="拒不履行"),
                record(record_id="9", source="另一来源"),
                record(listed_on="何时"),
                record(list="没有这个名单"),
                record(name="张三", uscc="", subject_kind="自然人"),
                record(name=COMPANY + "二", uscc=damaged(code(501))),
            )
            return [*first, *second]

    ends = run(talk())
    fates = [wire.Fate.Name(each.fate).removeprefix("FATE_") for each in ends]
    assert fates == [
        "ACCEPTED", "UNCHANGED", "SUPERSEDED", "JOINED", "QUARANTINED", "QUARANTINED", "DECLINED", "ACCEPTED",
    ]  # fmt: skip
    assert [(each.reason, each.field) for each in ends[4:6]] == [
        ("DATE_UNREADABLE", "listed_on"),
        ("UNKNOWN_LIST", "list"),
    ]
    assert list(ends[7].warnings) == ["CODE_DAMAGED"]
    assert [each.correlation_id for each in ends] == ["0", *map(str, range(7))]
    with Ledger.open(world.directory.ledger) as ledger:
        assert ledger.change_no() >= ends[-1].change_no
        assert [row.reason for row in ledger.quarantined()] == ["DATE_UNREADABLE", "UNKNOWN_LIST"]


def test_records_of_one_message_are_told_apart(world: World) -> None:
    """Several records in a message end as they would one by one, in their order; one bad one spoils none."""
    world.load(LISTED)
    several = [
        record(record_id="1"),
        record(listed_on="何时"),
        record(name="张三", uscc="", subject_kind="自然人"),
        record(name=COMPANY + "二", uscc=damaged(code(501))),
    ]

    async def talk() -> tuple[wire.PushEntriesResponse, list[wire.PushEntriesResponse]]:
        async with serving(world.data) as (_, client):
            call = client.lists.PushEntries()
            await call.write(wire.PushEntriesRequest(correlation_id="all", records=several))
            await call.done_writing()
            (answer,) = [each async for each in call]
            return answer, await push(client, *several)

    answer, again = run(talk())
    told = answer.acknowledgements
    assert answer.correlation_id == "all"
    assert [(each.reason, each.field) for each in told] == [(each.reason, each.field) for each in again]
    assert [wire.Fate.Name(each.fate) for each in told] == [
        "FATE_ACCEPTED", "FATE_QUARANTINED", "FATE_DECLINED", "FATE_ACCEPTED",
    ]  # fmt: skip
    assert list(told[3].warnings) == ["CODE_DAMAGED"]
    assert [each.fate for each in (again[0], again[3])] == [wire.FATE_UNCHANGED] * 2
    assert len({each.change_no for each in told}) == 1


def test_a_message_of_too_many_records_or_none_is_refused(world: World) -> None:
    """The reason says what is wrong; what came before in the stream is acknowledged all the same."""
    world.load(LISTED)

    async def refusal(client: Client, message: wire.PushEntriesRequest) -> tuple[int, object]:
        call = client.lists.PushEntries()
        await call.write(wire.PushEntriesRequest(record=record(record_id="1")))
        await call.write(message)
        await call.done_writing()
        got = [await call.read()]
        return len(got), await refused(call.read())

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            wrong = (grpc.StatusCode.INVALID_ARGUMENT, "TOO_MANY_RECORDS")
            many = wire.PushEntriesRequest(records=[record()] * 101)
            assert await refusal(client, many) == (1, wrong)
            both = wire.PushEntriesRequest(record=record(), records=[record()])
            assert await refusal(client, both) == (1, wrong)
            none = (grpc.StatusCode.INVALID_ARGUMENT, "FIELD_MISSING")
            assert await refusal(client, wire.PushEntriesRequest()) == (1, none)

    run(talk())


def test_a_push_is_known_to_the_next_check(world: World) -> None:
    """Once a record is acknowledged, the next answer knows it."""
    world.load(LISTED)

    async def talk() -> int:
        async with serving(world.data) as (_, client):
            await push(client, record())
            answer = await client.check.Check(CheckRequest(subject=Subject(uscc=code(500))))
            return len(answer.decision.matches)

    assert run(talk()) == 1


def test_records_that_come_together_become_durable_together(world: World) -> None:
    """A hundred records of ten streams take far fewer transactions than records, and none is lost."""
    world.load(LISTED)
    before = len(loads(world))

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            await asyncio.gather(
                *(
                    push(
                        client,
                        *(record(uscc=code(600 + 10 * s + n), name=f"清远市第{s}{n}建材有限公司") for n in range(10)),
                    )
                    for s in range(10)
                )
            )
            page = await client.lists.ListEntries(wire.ListEntriesRequest(list="失信被执行人", page_size=1000))
            assert len({each.uscc for each in page.entries} & {code(600 + n) for n in range(100)}) == 100

    run(talk())
    assert 1 <= len(loads(world)) - before <= 20


def loads(world: World) -> tuple[object, ...]:
    with Ledger.open(world.directory.ledger) as ledger:
        return ledger.loads()


def test_an_entry_comes_with_its_history_and_sources(world: World) -> None:
    """GetEntry gives every version and the source records that stand in it now; an unknown id is NOT_FOUND."""
    world.load(LISTED)

    async def talk() -> wire.GetEntryResponse:
        async with serving(world.data) as (_, client):
            await push(client, record(record_id="1"))
            await push(client, record(record_id="1", reason="拒不履行"))
            answer = await client.check.Check(CheckRequest(subject=Subject(uscc=code(500))))
            entry_id = answer.decision.matches[0].entry.entry_id
            missing = client.lists.GetEntry(wire.GetEntryRequest(entry_id="E999"))
            assert await refused(missing) == (grpc.StatusCode.NOT_FOUND, "ENTRY_NOT_FOUND")
            return await client.lists.GetEntry(wire.GetEntryRequest(entry_id=entry_id))

    found = run(talk())
    assert [each.reason for each in found.history] == ["", "拒不履行"]
    assert found.entry == found.history[-1]
    assert [(each.record_id, each.reason) for each in found.source_records] == [("1", "拒不履行")]


def test_entries_come_page_by_page(world: World) -> None:
    """Pages follow each other without gap or repetition, of one list or of all; a wrong token is told."""
    world.load(LISTED)

    async def pages(client: Client, **asked: object) -> list[str]:
        found, token = [], ""
        while True:
            page = await client.lists.ListEntries(wire.ListEntriesRequest(page_size=2, page_token=token, **asked))
            assert len(page.entries) <= 2
            found.extend(each.entry_id for each in page.entries)
            token = page.next_page_token
            if not token:
                return found

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            assert await pages(client) == ["E1", "E2", "E3", "E4", "E5"]
            assert await pages(client, list="纳税信用A级纳税人") == ["E2", "E5"]
            wrong = client.lists.ListEntries(wire.ListEntriesRequest(page_token="x"))
            assert await refused(wrong) == (grpc.StatusCode.INVALID_ARGUMENT, "PAGE_TOKEN_UNREADABLE")

    run(talk())


def test_the_catalogue_comes_by_kind(world: World) -> None:
    """Lists with their freshness, departments, bodies, items: each kind alone, page by page."""
    world.load(LISTED)

    async def talk() -> None:
        async with serving(world.data) as (_, client):
            lists = await client.lists.ListCatalog(wire.ListCatalogRequest())
            assert (len(lists.lists), len(lists.departments), lists.next_page_token) == (15, 0, "")
            assert sum(each.entries for each in lists.lists) == 5
            kinds = (wire.CATALOG_KIND_DEPARTMENT, wire.CATALOG_KIND_BODY, wire.CATALOG_KIND_ITEM)
            for kind, field in zip(kinds, ("departments", "bodies", "items"), strict=True):
                codes, token = [], ""
                while True:
                    asked = wire.ListCatalogRequest(kind=kind, page_size=7, page_token=token)
                    page = await client.lists.ListCatalog(asked)
                    codes.extend(each.code for each in getattr(page, field))
                    token = page.next_page_token
                    if not token:
                        break
                with world.open() as checker:
                    assert codes == sorted(getattr(checker.rules.catalog, field))

    run(talk())


def test_nobody_replaces_what_another_has_pushed(world: World) -> None:
    """Record numbers of two callers never meet, whatever source they name; each replaces its own."""
    world.load(LISTED)
    keys = []
    for name in ("city", "county"):
        added = command("caller", "add", name, "--right", "push", "--right", "check", data=world.data)
        found = re.search(r"jsk_\S+", added.out)
        assert found
        keys.append((("authorization", f"Bearer {found[0]}"),))
    city, county = keys

    async def talk() -> list[str]:
        async with serving(world.data) as (_, client):
            pushed = [
                (city, record(record_id="1", source="省平台")),
                (county, record(record_id="1", source="省平台", reason="冒名")),
                (city, record(record_id="1", source="省平台", reason="更正")),
            ]
            fates = []
            for metadata, each in pushed:
                call = client.lists.PushEntries(metadata=metadata)
                await call.write(wire.PushEntriesRequest(record=each))
                await call.done_writing()
                fates.extend([wire.Fate.Name(end.fate) async for end in call])
            return fates

    assert run(talk()) == ["FATE_ACCEPTED", "FATE_JOINED", "FATE_SUPERSEDED"]
