"""Checks written down: what of them, by whom, once for each request."""

from __future__ import annotations

import json
import sqlite3
import threading
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import code
from msgspec.structs import replace
from record.case import AT, NAME, TENDER, Case

from jointsanction.errors import RecordError
from jointsanction.model import Context, Subject
from jointsanction.record import AnswerTerms, CheckRecord
from jointsanction.record.check import prepare_check
from jointsanction.record.derived import check_rows
from jointsanction.record.passage import whole_body
from jointsanction.record.shortening import Shortening

PERSON = "441802199003070216"
"""An invented person's number with a fitting check character."""


def test_a_check_is_kept_whole(case: Case) -> None:
    """Who asked, for which case, about whom, the whole decision with its versions, and when."""
    check = case.answered(operator="李某", item="QY-CZ-001")
    with case.recorder() as recorder:
        done = recorder.record(check)
    with case.read() as record:
        kept = record.get_check(done.check_id)
    assert (kept.at, kept.caller, kept.region, kept.department, kept.outcome) == (
        AT,
        "county-a",
        "441800",
        "finance",
        "RESTRICT",
    )
    assert kept.body is not None
    assert kept.body["decision"] == check.decision.to_dict()
    assert (kept.body["operator"], kept.body["case_no"], kept.body["item"]) == ("李某", "2026-1", "QY-CZ-001")
    assert kept.body["asked"]["department"] == "财政"
    assert case.broken() == ""


def test_numbers_of_persons_are_kept_as_keyed_hash_and_mask(case: Case) -> None:
    """Wherever a resident number was typed, no byte of the files holds it; the same number gives the same hash."""
    context = replace(TENDER, case_no=f"申请人{PERSON}", item=f"事项 {PERSON}")
    ids = []
    with case.recorder() as recorder:
        for asked in (Subject(NAME, PERSON), Subject(f"{NAME} {PERSON}"), Subject(NAME, reg_no=PERSON)):
            ids.append(
                recorder.record(case.answered(asked, context, request_id=str(len(ids)), operator=PERSON)).check_id
            )
    with case.read() as record:
        bodies = [record.get_check(each).body or {} for each in ids]
    hashes = [person["hash"] for body in bodies for person in body["persons"]]
    assert len(hashes) == 3
    assert hashes[0] == hashes[2] != hashes[1]
    for path in case.world.data.glob("record.sqlite3*"):
        content = path.read_bytes()
        assert PERSON.encode() not in content
        assert PERSON[6:14].encode() not in content


def test_a_repeated_request_gets_the_first_answer(case: Case) -> None:
    """The same caller, id and question get the first decision, whatever has been loaded since; nothing is added."""
    check = case.answered(request_id="r1")
    with case.recorder() as recorder:
        first = recorder.record(check)
        case.world.load(
            [{"uscc": code(1), "name": NAME, "removed_on": "2026-11-01", "record_id": "x"}],
            list_name="政府采购严重违法失信",
        )
        again = recorder.record(case.answered(request_id="r1"))
        other = recorder.record(case.answered(request_id="r1", caller="county-b"))
    assert not first.repeated
    assert again.repeated
    assert (again.check_id, again.first) == (first.check_id, check.decision.to_dict())
    assert not other.repeated


@pytest.mark.parametrize(
    "other",
    [Subject(NAME), Subject(NAME, code(2)), Subject(NAME, code(1), former_names=("清远市旧名贸易有限公司",))],
)
def test_the_same_id_with_another_question_is_an_error(case: Case, other: Subject) -> None:
    """Another body under a used id is refused, also inside one transaction, and leaves nothing behind."""
    with case.recorder() as recorder:
        futures = [
            recorder.submit(case.answered(request_id="r1")),
            recorder.submit(case.answered(other, request_id="r1")),
        ]
        futures[0].result()
        with pytest.raises(RecordError) as refused:
            futures[1].result()
        with pytest.raises(RecordError) as later:
            recorder.record(case.answered(context=replace(TENDER, as_of=date(2026, 11, 23)), request_id="r1"))
    assert (refused.value.reason, later.value.reason) == ("REQUEST_ID_REUSED", "REQUEST_ID_REUSED")
    with case.read() as record:
        assert len(record.list_checks().checks) == 1


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(requests=st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["r1", "r2", ""])), min_size=1, max_size=12))
def test_every_request_is_written_once(case: Case, requests: list[tuple[str, str]]) -> None:
    """However requests repeat and interleave, each (caller, id) has one check; those without an id have one each."""
    check = case.answered()
    case.path.unlink(missing_ok=True)
    with case.recorder() as recorder:
        futures = [recorder.submit(replace(check, caller=caller, request_id=key)) for caller, key in requests]
        ids = [future.result().check_id for future in futures]
    named: dict[tuple[str, str], set[str]] = {}
    for request, check_id in zip(requests, ids, strict=True):
        if request[1]:
            named.setdefault(request, set()).add(check_id)
    assert all(len(each) == 1 for each in named.values())
    with case.read() as record:
        assert len(record.list_checks().checks) == len(set(ids))
    assert len(set(ids)) == len(named) + sum(not key for _, key in requests)
    assert case.broken() == ""


def test_half_a_character_can_be_written_down(case: Case) -> None:
    """A lone surrogate in a free field of the context does not stop the record."""
    with case.recorder() as recorder:
        done = recorder.record(case.answered(operator="李\udcff"))
    with case.read() as record:
        assert (record.get_check(done.check_id).body or {})["operator"] == "李\udcff"
    assert case.broken() == ""


def test_many_threads_share_a_recorder(case: Case) -> None:
    """Every call gets an id of its own, and the chain is whole."""
    check, ids = case.answered(), set[str]()
    with case.recorder() as recorder:
        threads = [
            threading.Thread(target=lambda: ids.update(recorder.record(check).check_id for _ in range(25)))
            for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(ids) == 200
    assert case.broken() == ""


def test_a_full_queue_refuses_at_once(case: Case) -> None:
    """While another program holds the file, calls queue up to the limit, then RECORD_BUSY; the rest RECORD_LOCKED."""
    check = case.answered()
    with case.recorder(queue_limit=4, busy_seconds=0.5) as recorder:
        recorder.record(check)
        holder = sqlite3.connect(case.path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        futures, refused = [], []
        for _ in range(12):
            try:
                futures.append(recorder.submit(check))
            except RecordError as error:
                refused.append(error.reason)
        reasons = {future.exception().reason for future in futures}
        holder.execute("ROLLBACK")
        holder.close()
        assert set(refused) == {"RECORD_BUSY"}
        assert reasons == {"RECORD_LOCKED"}
        assert recorder.record(check).check_id
    assert case.broken() == ""


def test_a_closed_recorder_says_so_and_has_written_what_waited(case: Case) -> None:
    """Closing loses nothing that was taken on."""
    recorder = case.recorder()
    futures = [recorder.submit(case.answered()) for _ in range(3)]
    recorder.close()
    assert all(future.done() and future.result().check_id for future in futures)
    with pytest.raises(RecordError) as refused:
        recorder.submit(case.answered())
    assert refused.value.reason == "RECORD_CLOSED"


def test_a_faulty_work_does_not_stop_the_recorder(case: Case) -> None:
    """What a work raises goes to whoever waits for it; the next call is served."""
    with case.recorder() as recorder:
        with pytest.raises(ZeroDivisionError):
            recorder.work(lambda transaction: 1 // 0)
        assert recorder.record(case.answered()).check_id
    assert case.broken() == ""


def test_a_file_that_is_no_record_is_refused(case: Case) -> None:
    """A foreign or newer file is an answer with a reason, for writing and for reading, and stays as it is."""
    case.path.write_bytes(b"something else " * 500)
    for opening in (case.recorder, case.read):
        with pytest.raises(RecordError) as refused:
            opening()
        assert refused.value.reason == "RECORD_DAMAGED"
    case.path.unlink()
    with pytest.raises(RecordError) as refused:
        case.read()
    assert refused.value.reason == "RECORD_MISSING"
    case.recorder().close()
    case.sql("PRAGMA user_version=99")
    for opening in (case.recorder, lambda: CheckRecord.open(case.path)):
        with pytest.raises(RecordError) as refused:
            opening()
        assert refused.value.reason == "RECORD_SCHEMA"


def test_a_check_for_reading_wants_no_answer(case: Case) -> None:
    """A check of another day, or without a department, decided nothing: it is never open."""
    with case.recorder() as recorder:
        past = recorder.record(case.answered(context=replace(TENDER, as_of=date(2026, 11, 20))))
        anyone = recorder.record(case.answered(context=Context(region="清远市")))
        today = recorder.record(case.answered())
    with case.read() as record:
        assert [record.get_check(each.check_id).is_open for each in (past, anyone, today)] == [False, False, True]


@pytest.mark.parametrize("subject", [Subject(NAME, code(1)), Subject(NAME), Subject("清远市石溪商行", code(2))])
def test_the_rows_that_are_written_follow_from_the_text(case: Case, subject: Subject) -> None:
    """For finding and counting: made beside the text, and the same as what verifying makes of it."""
    for context in (TENDER, Context(region="清远市")):
        check = case.answered(subject, context)
        prepared = prepare_check(check, case.seal, AnswerTerms(), Shortening())
        body = whole_body(prepared.body, dict(prepared.passages).get)
        assert prepared.rows.numbered(7) == check_rows(7, body)
        assert body["decision"] == check.decision.to_dict()
        assert json.dumps(body["decision"]) == json.dumps(check.decision.to_dict())
