"""The client against the real server: every method, and the same answers as the library."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import pytest
from invented import code
from questions import CONTEXTS, LISTED, SUBJECTS
from served import Server, server
from world import World

from jointsanction.checker import shanghai_today
from jointsanction.client import AsyncClient, Client, ListRecord, Question, ServiceError, streams
from jointsanction.model import Context, Outcome, Subject, Verdict
from jointsanction.v1.list_service_pb2 import PushEntriesRequest

NAME = "清远市禾穗岚建材有限公司"
TENDER = Context("财政", "QY-CZ-001", "清远市", case_no="2026-1")
TAX = "重大税收违法失信主体"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Server]]:
    """One server for all tests of this file, over the lists of ``questions`` and one company more."""
    world = World(tmp_path_factory.mktemp("served"))
    world.load(LISTED)
    world.load([{"uscc": code(1), "name": NAME}, {"name": "清远市石角镇晴川饮食店"}], list_name=TAX)
    with server(world.data) as running:
        yield world, running


@pytest.fixture
def client(served: tuple[World, Server]) -> Iterator[Client]:
    with Client(served[1].address) as client:
        yield client


def library(world: World, subject: Subject, context: Context) -> str:
    """What the library says today."""
    from jointsanction.checker import Checker

    with Checker.open(world.data) as checker:
        return checker.check(subject, context).to_json()


@pytest.mark.parametrize("context", CONTEXTS, ids=["item", "department", "any"])
def test_answers_are_the_library_s(served: tuple[World, Server], client: Client, context: Context) -> None:
    """Unary and stream, the decision is the library's JSON, byte for byte."""
    world, _ = served
    questions = [Question(subject, context) for subject in SUBJECTS]
    expected = [library(world, subject, context) for subject in SUBJECTS]
    unary = [client.check(subject, context) for subject in SUBJECTS]
    streamed = list(client.check_stream(questions))
    assert [json.dumps(answer.decision, ensure_ascii=False) for answer in unary] == expected
    assert [question for question, _ in streamed] == questions
    assert [json.dumps(answer.decision, ensure_ascii=False) for _, answer in streamed] == expected
    for answer in unary:
        assert (answer.outcome.name, answer.if_confirmed.name) == (
            answer.decision["outcome"],
            answer.decision["if_confirmed"],
        )


def test_many_questions_go_several_to_a_message(client: Client) -> None:
    """A list and the same questions one by one are answered alike, in their order, however many messages that takes."""
    questions = [Question(Subject(NAME), Context(case_no=f"2026-{number}")) for number in range(130)]
    together = list(client.check_stream(questions))
    one_by_one = list(client.check_stream(iter(questions)))
    assert [question for question, _ in together] == questions == [question for question, _ in one_by_one]
    assert [answer.decision for _, answer in together] == [answer.decision for _, answer in one_by_one]
    assert len({answer.check_id for _, answer in together}) == len(questions)


def test_a_question_s_own_error_stands_in_its_place(client: Client) -> None:
    """A bad question in a stream is an error for itself; the others are answered."""
    questions = [Question(Subject(NAME)), Question(Subject()), Question(Subject(NAME), Context("没有的部门"))]
    first, second, third = (result for _, result in client.check_stream(questions))
    assert not isinstance(first, ServiceError)
    assert isinstance(second, ServiceError)
    assert isinstance(third, ServiceError)
    assert [(each.reason, each.code) for each in (second, third)] == [
        ("SUBJECT_EMPTY", "INVALID_ARGUMENT"),
        ("DEPARTMENT_NOT_FOUND", "INVALID_ARGUMENT"),
    ]


def test_errors_carry_reason_and_field(client: Client) -> None:
    """A refused call raises the service's own reason, Chinese message and field."""
    with pytest.raises(ServiceError) as refusal:
        client.check(Subject(NAME), Context("财证"))
    assert (refusal.value.reason, refusal.value.code) == ("DEPARTMENT_NOT_FOUND", "INVALID_ARGUMENT")
    assert "财政" in refusal.value.message
    assert refusal.value.place.field.endswith("department")
    with pytest.raises(ServiceError) as refusal:
        client.get_check("C999999")
    assert (refusal.value.reason, refusal.value.code) == ("CHECK_NOT_FOUND", "NOT_FOUND")


def test_a_repeated_request_gets_the_first_answer(client: Client) -> None:
    """The same request id gives the same check; without one every check is its own."""
    first = client.check(Subject(NAME, code(1)), TENDER, request_id="case-7")
    again = client.check(Subject(NAME, code(1)), TENDER, request_id="case-7")
    assert (again.check_id, again.repeated, again.decision) == (first.check_id, True, first.decision)
    assert client.check(Subject(NAME, code(1)), TENDER).check_id != first.check_id
    with pytest.raises(ServiceError) as refusal:
        client.check(Subject("别的企业有限公司"), TENDER, request_id="case-7")
    assert refusal.value.reason == "REQUEST_ID_REUSED"


def test_the_loop(client: Client) -> None:
    """Check, do what it says, report it back: the check is closed and the enterprise counted once."""
    today = shanghai_today()
    answer = client.check(Subject(NAME, code(1)), TENDER, operator="张三")
    assert answer.outcome is Outcome.RESTRICT
    stored = client.get_check(answer.check_id)
    assert (stored["operator"], stored["open"], stored["decision"]) == ("张三", True, answer.decision)
    due = [each for each in client.open_measures(page_size=1) if each["check_id"] == answer.check_id]
    assert due
    for each in due:
        ids = (each["check_id"], each["entry_id"], each["measure_id"])
        done = client.report_measure(
            *ids, department=each["department"], taken=True, on=today, doc_no="清财〔2026〕1号"
        )
    assert not done["open"]
    listed = list(client.list_checks(department="finance", case_no="2026-1", outcome=Outcome.RESTRICT, page_size=2))
    assert answer.check_id in [each["check_id"] for each in listed]
    assert answer.check_id not in [each["check_id"] for each in client.list_checks(only_open=True)]
    (figures,) = client.statistics(since=today, until=today + timedelta(days=1))
    assert figures["restricted"] == 1
    assert {each["group"] for each in client.statistics(by="list", per="month")} >= {"major-tax-violation"}


def test_a_review_and_its_revocation(client: Client) -> None:
    """A person's verdict on a name changes the next answer, and its revocation the one after."""
    subject = Subject(NAME.replace("建材", "建村"))
    asked = client.check(subject, TENDER)
    assert (asked.outcome, asked.needs_person) == (Outcome.VERIFY, True)
    entry_id = asked.decision["matches"][0]["entry"]["entry_id"]
    told = {"by": "李四", "reason": "核对营业执照"}
    found = client.review(asked.check_id, entry_id, Verdict.DIFFERENT, until=shanghai_today() + timedelta(30), **told)
    assert (found["entry_id"], found["review"]["verdict"]) == (entry_id, "DIFFERENT")
    assert client.revoke_review(asked.check_id, entry_id, **told) > found["change_no"]


def test_what_is_pushed_is_seen(client: Client) -> None:
    """Each pushed record is acknowledged; an accepted one is in the next answer, a bad one says what is wrong."""
    records = [
        ListRecord(list=TAX, record_id="p1", name="清远市望舒澜物流有限公司", uscc=code(77), listed_on="2026年1月5日"),
        ListRecord(list=TAX, record_id="p2", name="清远市望舒澜运输有限公司", listed_on="昨天", details={"备注": "甲"}),
        ListRecord(list=TAX, record_id="p3", name="张三", subject_kind="自然人", listed_on="2026-01-05"),
    ]
    ends = [(record.record_id, end.fate, end.reason) for record, end in client.push(records)]
    assert ends == [("p1", "ACCEPTED", ""), ("p2", "QUARANTINED", "DATE_UNREADABLE"), ("p3", "DECLINED", "")]
    answer = client.check(Subject(uscc=code(77)), TENDER)
    assert answer.outcome is Outcome.RESTRICT
    entry = client.get_entry(answer.decision["matches"][0]["entry"]["entry_id"])
    assert (entry["entry"]["uscc"], entry["entry"]["end"]) == (code(77), "unknown")
    assert entry["entry"]["name"] in [each["name"] for each in client.list_entries(TAX, page_size=1)]


def test_records_of_a_list_go_many_to_a_message() -> None:
    """A hundred at most, fewer where they are large; those that come one by one go one by one, and none is lost."""

    def sizes(records: Iterable[ListRecord]) -> list[int]:
        stream = streams.pushes()
        messages = [PushEntriesRequest.FromString(each.SerializeToString()) for each in stream.going_up(records)]
        return [len(each.records) for each in messages]

    small = [ListRecord(list=TAX, record_id=str(number), name=NAME) for number in range(205)]
    assert sizes(small) == [100, 100, 5]
    assert sizes(iter(small[:3])) == [1, 1, 1]
    assert sizes([]) == []
    large = [ListRecord(list=TAX, name=NAME, reason="事" * 60_000)] * 7  # 180 KB each
    assert sizes(large) == [2, 2, 2, 1]


def test_what_there_is(client: Client) -> None:
    """Catalogue and memoranda come page by page, whole."""
    assert len(list(client.catalog("list", page_size=4))) == 15
    for kind in ("department", "body", "item"):
        assert len(list(client.catalog(kind))) > 1
    listed = list(client.memoranda(page_size=3))
    assert len(listed) == 8
    one = client.memorandum(listed[0]["id"])
    assert len(one["measures"]) == one["measure_count"] > 0


def test_the_asynchronous_client_is_the_same(served: tuple[World, Server], client: Client) -> None:
    """Both clients have the same methods with the same parameters, and give the same answers."""
    own = {name: each for name, each in inspect.getmembers(Client, inspect.isfunction) if not name.startswith("_")}
    for name, method in own.items():
        other = inspect.signature(getattr(AsyncClient, name))
        assert list(other.parameters) == list(inspect.signature(method).parameters), name
    subject = Subject(NAME, code(1))

    async def main() -> None:
        async with AsyncClient(served[1].address) as other:
            answer = await other.check(subject, TENDER)
            assert answer.decision == client.check(subject, TENDER).decision
            questions = [Question(each, TENDER) for each in SUBJECTS]
            streamed = [result async for _, result in other.check_stream(questions)]
            expected = [result for _, result in client.check_stream(questions)]
            assert [each.decision for each in streamed] == [each.decision for each in expected]  # type: ignore[union-attr]

            async def going_up() -> object:
                for each in questions:
                    yield each

            assert len([one async for one in other.check_stream(going_up())]) == len(questions)  # type: ignore[arg-type]
            assert len([one async for one in other.catalog(page_size=4)]) == 15
            assert (await other.get_check(answer.check_id))["check_id"] == answer.check_id
            with pytest.raises(ServiceError) as refusal:
                await other.check(Subject())
            assert refusal.value.reason == "SUBJECT_EMPTY"
            record = ListRecord(list=TAX, name=NAME, uscc=code(1), listed_on="2026-01-05", expires_on="长期")
            assert [end.fate async for _, end in other.push([record])] == ["JOINED"]

    asyncio.run(main())


def test_as_of_travels(client: Client) -> None:
    """A day of the past is asked for as such."""
    answer = client.check(Subject(NAME, code(1)), Context("财政", as_of=date(2025, 1, 1)))
    assert (answer.outcome, answer.decision["as_of"]) == (Outcome.CLEAR, "2025-01-01")
