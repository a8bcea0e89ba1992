"""Another program holds the ledger or the record."""

from __future__ import annotations

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import grpc
import pytest
from faulty import NAME, SUBJECT, TAX, TENDER, answered, ask, ask_once, wait_for
from invented import code
from record.held import database_held, record_held
from served import server
from world import World

from jointsanction.checker import shanghai_today
from jointsanction.client import Client, ListRecord, Question, ServiceError
from jointsanction.client.question import check_request
from jointsanction.model import Subject, Verdict
from jointsanction.v1.check_service_pb2 import CheckStreamRequest, StreamedCheck
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub

RECORD = ListRecord(list=TAX, name="清远市望舒澜物流有限公司", uscc=code(77), listed_on="2026-01-05")


def in_tables(record: Path) -> int:
    """Checks that have been taken over from the journal."""
    with closing(sqlite3.connect(record)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM checked").fetchone()[0])


def push(address: str) -> str:
    """Push one record and give its fate."""
    with Client(address, seconds=60) as client:
        return next(iter(client.push([RECORD])))[1].fate


def test_a_ledger_that_is_held(listed: World) -> None:
    """Checks are answered as if nothing were; a push waits, is not acknowledged before it is on disk, and then is."""
    with server(listed.data) as running, ThreadPoolExecutor(1) as pool:
        with database_held(listed.directory.ledger):
            pushed = pool.submit(push, running.address)
            started = time.monotonic()
            assert answered(running)
            assert time.monotonic() - started < 3
            time.sleep(1)
            assert not pushed.done()
            # The clerk, which takes the journal of the record over at other times, is waiting with the push.
            wait_for(lambda: in_tables(listed.directory.record) == 1)
            assert answered(running)
            wait_for(lambda: in_tables(listed.directory.record) == 2)
        assert pushed.result(20) == "ACCEPTED"


def test_reviews_that_wait_for_the_ledger_hold_nothing_up(listed: World) -> None:
    """However many reviews wait for a ledger that is held, the record can be read meanwhile."""
    with server(listed.data) as running, Client(running.address, seconds=60) as client:
        asked = client.check(Subject(NAME.replace("建材", "建村")), TENDER)
        entry_id = asked.decision["matches"][0]["entry"]["entry_id"]

        def review(number: int) -> str:
            told = {"by": f"经办人{number}", "reason": "核对", "until": shanghai_today() + timedelta(1)}
            with Client(running.address, seconds=3) as own, pytest.raises(ServiceError) as refusal:
                own.review(asked.check_id, entry_id, Verdict.DIFFERENT, **told)  # type: ignore[arg-type]
            return refusal.value.code

        with database_held(listed.directory.ledger), ThreadPoolExecutor(40) as pool:
            reviews = [pool.submit(review, number) for number in range(40)]
            time.sleep(0.5)
            started = time.monotonic()
            for _ in range(5):
                client.get_check(asked.check_id)
            assert time.monotonic() - started < 2
            assert {each.result() for each in reviews} <= {"DEADLINE_EXCEEDED", "UNAVAILABLE"}


def test_a_record_that_is_held(listed: World) -> None:
    """A check fails as one to be repeated rather than wait for ever or go unrecorded; then all is well again."""
    with server(listed.data) as running:
        with record_held(listed.directory.record):
            assert ask_once(running, seconds=20) == "UNAVAILABLE RECORD_LOCKED"
        assert answered(running)


def test_a_caller_in_a_hurry_does_not_wait_for_a_lock(listed: World) -> None:
    """A deadline ends the wait; the service goes on."""
    with server(listed.data) as running:
        with record_held(listed.directory.record):
            started = time.monotonic()
            assert ask(running, seconds=1) == "DEADLINE_EXCEEDED DEADLINE_EXCEEDED"
            assert time.monotonic() - started < 4
        assert answered(running)


def test_who_leaves_while_a_message_of_many_is_held_up_leaves_nothing(listed: World) -> None:
    """Every question of the message that was about to be answered is given up, not the first alone."""
    asked = StreamedCheck(check=check_request(Question(SUBJECT, TENDER)))
    with server(listed.data) as running:
        assert answered(running)
        with grpc.insecure_channel(running.address) as channel, record_held(listed.directory.record):
            call = CheckServiceStub(channel).CheckStream(iter([CheckStreamRequest(checks=[asked] * 50)]))
            time.sleep(0.5)
            call.cancel()
            time.sleep(0.5)
        assert answered(running)
        with Client(running.address) as client:
            assert len(list(client.list_checks())) == 2
