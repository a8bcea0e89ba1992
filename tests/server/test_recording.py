"""The record beside an event loop: on disk before it is answered, whatever the disk and other writers do."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import threading
from contextlib import closing

import pytest
from record.case import Case
from record.held import database_held, record_held
from serving import run
from world import World

from jointsanction.errors import QuestionError, RecordError
from jointsanction.record import CheckToRecord, Recorded
from jointsanction_server import flushing, folding_timer, gathering, recording
from jointsanction_server.question import Decided
from jointsanction_server.recording import AsyncRecorder


@pytest.fixture
def case(world: World) -> Case:
    return Case(world)


def opened(case: Case, *, best_effort: bool = False, lost: list[str] | None = None) -> AsyncRecorder:
    told = [] if lost is None else lost
    return AsyncRecorder(case.recorder(), best_effort=best_effort, on_lost=lambda error: told.append(error.reason))


async def many(recorder: AsyncRecorder, case: Case, count: int, **fields: str) -> list[Recorded | None]:
    check = case.answered(**fields)
    return await asyncio.gather(*(recorder.record(check) for _ in range(count)))


@pytest.mark.parametrize("quick_seconds", [10.0, -1.0], ids=["quick disk", "slow disk"])
def test_every_check_is_there_when_it_is_answered(
    case: Case, monkeypatch: pytest.MonkeyPatch, quick_seconds: float
) -> None:
    """On a quick disk, which the loop waits for, and on a slow one, which a thread waits for: each check once."""
    monkeypatch.setattr(flushing, "QUICK_SECONDS", quick_seconds)

    async def talk() -> set[str]:
        recorder = opened(case)
        ids: set[str] = set()
        for count in (1, 1, 30, 200):
            for done in await many(recorder, case, count):
                assert done is not None
                ids.add(done.check_id)
            with case.read() as record:
                assert {record.get_check(each).check_id for each in ids} == ids
        await recorder.close()
        return ids

    assert len(run(talk())) == 232
    assert case.broken() == ""


def test_checks_that_come_together_share_a_commit(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred calls in flight cost a few flushes, and a lone call one of its own."""
    monkeypatch.setattr(folding_timer, "FOLD_SECONDS", 60.0)
    flushes: list[int] = []
    flush = os.fdatasync
    monkeypatch.setattr(os, "fdatasync", lambda number: (flushes.append(number), flush(number))[1])

    async def talk() -> None:
        recorder = opened(case)
        await many(recorder, case, 1)
        assert len(flushes) == 1
        # However long this machine takes from one call to the next.
        monkeypatch.setattr(gathering, "TURNAROUND", 60.0)
        await many(recorder, case, 100)
        assert len(flushes) <= 3
        await recorder.close()

    run(talk())


def test_the_loop_does_not_wait_for_a_slow_disk(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once a flush was slow the loop goes on during the next one, which ends only after the loop has turned often."""
    flush, turned = os.fdatasync, threading.Event()

    def slowly(number: int) -> None:
        turned.wait(2 * flushing.QUICK_SECONDS if not flushed else 20)
        flushed.append(number)
        flush(number)

    flushed: list[int] = []
    monkeypatch.setattr(folding_timer, "FOLD_SECONDS", 60.0)
    monkeypatch.setattr(os, "fdatasync", slowly)

    async def talk() -> None:
        recorder = opened(case)
        await many(recorder, case, 1)
        waiting = asyncio.ensure_future(many(recorder, case, 5))
        for _ in range(100):
            await asyncio.sleep(0.001)
        assert not waiting.done()
        turned.set()
        await waiting
        assert len(flushed) == 2
        await recorder.close()

    run(talk())
    assert case.broken() == ""


def test_a_held_file_is_waited_for_and_the_loop_goes_on(case: Case) -> None:
    """Calls wait while another program holds the lock, and are answered when it lets go."""

    async def talk() -> int:
        recorder = opened(case)
        with record_held(case.path):
            calls = asyncio.ensure_future(many(recorder, case, 20))
            await asyncio.sleep(0.1)
            assert not calls.done()
            assert recorder.waiting == 20
        done = await calls
        await recorder.close()
        return len({each.check_id for each in done if each is not None})

    assert run(talk()) == 20


def test_held_tables_hold_up_nobody_for_a_while(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Checks go into the journal while another program writes the tables; when that does not end they are refused,
    and all is well again afterwards: nothing that was answered is lost.
    """
    monkeypatch.setattr(recording, "BUSY_SECONDS", 0.05)
    monkeypatch.setattr(folding_timer, "FOLD_SECONDS", 0.3)
    monkeypatch.setattr(folding_timer, "FOLD_AGAIN_SECONDS", 0.1)

    async def talk() -> set[str]:
        plain = case.recorder(busy_seconds=0.1)
        recorder = AsyncRecorder(plain, best_effort=False, on_lost=lambda _: None)
        ids = {each.check_id for each in await many(recorder, case, 1) if each is not None}
        with database_held(case.path):
            ids |= {each.check_id for each in await many(recorder, case, 20) if each is not None}
            await asyncio.sleep(1)
            with pytest.raises(RecordError) as refused:
                await many(recorder, case, 1)
            assert refused.value.reason == "RECORD_LOCKED"
        await asyncio.sleep(0.5)
        ids |= {each.check_id for each in await many(recorder, case, 2) if each is not None}
        await recorder.close()
        return ids

    ids = run(talk())
    assert len(ids) == 23
    with case.read() as record:
        assert {each.check_id for each in record.list_checks().checks} == ids
    assert case.broken() == ""


def test_the_journal_is_taken_over_after_any_failure(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever went wrong in taking it over, that is tried again, and closing ends well."""
    monkeypatch.setattr(folding_timer, "FOLD_SECONDS", 0.01)
    monkeypatch.setattr(folding_timer, "FOLD_AGAIN_SECONDS", 0.01)
    tried: list[int] = []

    def fails_at_first() -> None:
        tried.append(1)
        if len(tried) < 3:
            raise OSError(11, "no process can be started")

    async def talk() -> None:
        recorder = AsyncRecorder(case.recorder(), best_effort=False, on_lost=lambda _: None, fold=fails_at_first)
        await many(recorder, case, 1)
        await asyncio.sleep(0.3)
        assert len(tried) == 3
        await recorder.close()

    run(talk())


def test_the_tables_have_everything_when_it_is_closed(case: Case) -> None:
    """The journal is taken over in the end, and now and then before."""

    async def talk() -> None:
        recorder = opened(case)
        for _ in range(3):
            await many(recorder, case, 2)
        await recorder.close()

    run(talk())
    with closing(sqlite3.connect(case.path)) as tables:
        assert tables.execute("SELECT COUNT(*) FROM checked").fetchone() == (6,)


def test_what_cannot_be_written_fails_or_is_counted(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Required: the reason. Best effort: None, and the reason is told. Another body under a used id always fails."""
    monkeypatch.setattr(recording, "BUSY_SECONDS", 0.05)
    lost: list[str] = []

    async def talk(*, best_effort: bool) -> None:
        recorder = opened(case, best_effort=best_effort, lost=lost)
        await many(recorder, case, 1, request_id="r1")
        with pytest.raises(RecordError) as refused:
            await many(recorder, case, 1, request_id="r1", operator="李某")
        assert refused.value.reason == "REQUEST_ID_REUSED"
        with record_held(case.path):
            if best_effort:
                assert await many(recorder, case, 2) == [None, None]
            else:
                with pytest.raises(RecordError) as locked:
                    await many(recorder, case, 2)
                assert locked.value.reason == "RECORD_LOCKED"
        assert None not in await many(recorder, case, 2)
        await recorder.close()
        assert (await many(recorder, case, 1) == [None]) if best_effort else True

    run(talk(best_effort=False))
    assert lost == []
    run(talk(best_effort=True))
    assert lost == ["RECORD_LOCKED", "RECORD_LOCKED", "RECORD_CLOSED"]


def test_after_a_failed_flush_nothing_more_is_written(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system forgets what it could not flush, and the next flush would succeed: so the writer says no from then."""

    def fails(_number: int) -> None:
        raise OSError(5, "Input/output error")

    async def talk() -> None:
        recorder = opened(case)
        await many(recorder, case, 1)
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", fails)
            with pytest.raises(RecordError) as refused:
                await many(recorder, case, 1)
        assert refused.value.reason == "RECORD_FULL"
        with pytest.raises(RecordError) as later:
            await many(recorder, case, 1)
        assert later.value.reason == "RECORD_FULL"
        await recorder.close()

    run(talk())


@pytest.mark.parametrize("best_effort", [False, True])
def test_an_answer_made_during_a_flush_that_fails_is_thrown_away(
    case: Case, monkeypatch: pytest.MonkeyPatch, *, best_effort: bool
) -> None:
    """Nobody is given the number of a check that is not on disk; best effort answers anew, and says that it is not."""
    events: list[str] = []
    flush, answered = os.fdatasync, threading.Event()

    def fails(number: int) -> None:
        # The disk takes longer than an answer, however busy the machine is.
        assert answered.wait(10)
        answered.clear()
        events.append("flush")
        if len(events) > 3:
            raise OSError(5, "Input/output error")
        flush(number)

    class Asked:
        streamed = False

        def decide(self) -> CheckToRecord:
            return case.answered()

        def answer(self, recorded: Recorded | None) -> str:
            events.append("answer" if recorded is not None else "anew")
            answered.set()
            return recorded.check_id if recorded is not None else "not written"

        def handed_out(self) -> None:
            events.append("out")

    async def talk() -> None:
        recorder = opened(case, best_effort=best_effort)
        assert await recorder.record(case.answered()) is not None
        with monkeypatch.context() as broken:
            broken.setattr(os, "fdatasync", fails)
            assert await recorder.begin(Asked()) != "not written"
            assert events == ["answer", "flush", "out"]
            if best_effort:
                assert await recorder.begin(Asked()) == "not written"
            else:
                with pytest.raises(RecordError):
                    await recorder.begin(Asked())
        await recorder.close()

    run(talk())
    assert events[3:] == ["answer", "flush", *(["anew", "out"] if best_effort else [])]


def test_who_has_gone_away_is_not_written_down(case: Case) -> None:
    """A call that was cancelled before its commit leaves nothing; those beside it are written."""

    async def talk() -> None:
        recorder = opened(case)
        with record_held(case.path):
            kept = asyncio.ensure_future(recorder.record(case.answered(caller="stays")))
            gone = asyncio.ensure_future(recorder.record(case.answered(caller="goes")))
            await asyncio.sleep(0.01)
            gone.cancel()
        assert await kept is not None
        await recorder.close()

    run(talk())
    with case.read() as record:
        assert [each.caller for each in record.list_checks().checks] == ["stays"]


def test_closing_writes_what_waits(case: Case) -> None:
    """Nothing that was taken is lost, and what comes later is refused."""

    async def talk() -> None:
        recorder = opened(case)
        calls = [asyncio.ensure_future(recorder.record(case.answered())) for _ in range(5)]
        await asyncio.sleep(0)
        await recorder.close()
        assert len({(await call).check_id for call in calls}) == 5
        with pytest.raises(RecordError) as refused:
            await recorder.record(case.answered())
        assert refused.value.reason == "RECORD_CLOSED"

    run(talk())
    assert case.broken() == ""


def test_one_bad_question_of_a_group_is_its_own_answer(case: Case) -> None:
    """What deciding or answering raises is told to whoever asked; the others of the group are written and answered."""

    class Asked:
        streamed = False

        def __init__(self, fails_at: str = "") -> None:
            self.fails_at = fails_at

        def decide(self) -> CheckToRecord:
            if self.fails_at == "decide":
                raise QuestionError("没有可供查询的名称或代码", reason="SUBJECT_EMPTY")
            return case.answered()

        def answer(self, recorded: Recorded | None) -> str:
            if self.fails_at == "answer":
                raise ValueError("no answer")
            return recorded.check_id if recorded is not None else ""

        def handed_out(self) -> None:
            pass

    async def talk() -> list[object]:
        recorder = opened(case)
        asked = [recorder.begin(Asked(fails_at)) for fails_at in ("", "decide", "answer", "")]
        done = await asyncio.gather(*asked, return_exceptions=True)
        await recorder.close()
        return list(done)

    first, undecided, unanswered, last = run(talk())
    assert isinstance(undecided, QuestionError)
    assert isinstance(unanswered, ValueError)
    with case.read() as record:
        # The third was written before its answer failed: nothing is answered that is not on disk, not the reverse.
        assert len(record.list_checks().checks) == 3
        assert {first, last} < {each.check_id for each in record.list_checks().checks}


def test_a_caller_that_has_gone_away_is_not_even_decided(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is worked out for a call that has ended while it waited for its group."""
    monkeypatch.setattr(gathering, "TURNAROUND", 60.0)
    decided: list[int] = []

    class Asked:
        streamed = False

        def decide(self) -> CheckToRecord:
            decided.append(1)
            return case.answered()

        def answer(self, recorded: Recorded | None) -> Recorded | None:
            return recorded

        def handed_out(self) -> None:
            pass

    async def talk() -> None:
        recorder = opened(case)
        assert await recorder.record(case.answered()) is not None
        gone, kept = recorder.begin(Asked()), recorder.begin(Asked())
        gone.cancel()
        assert await kept is not None
        await recorder.close()

    run(talk())
    assert decided == [1]


def test_a_lone_check_is_answered_without_a_turn_of_the_loop(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks when nobody has been asking has the answer, on disk, when the call returns; one that comes so soon
    after an answer that it must have waited for it looks first who else has.
    """
    monkeypatch.setattr(flushing, "QUICK_SECONDS", 60.0)

    async def talk() -> None:
        recorder = opened(case)
        monkeypatch.setattr(gathering, "TURNAROUND", 0.0)
        lone = recorder.begin(Decided(case.answered()))
        assert lone.done()
        assert (done := lone.result()) is not None
        with case.read() as record:
            assert record.get_check(done.check_id).check_id == done.check_id
        monkeypatch.setattr(gathering, "TURNAROUND", 60.0)
        held_up = recorder.begin(Decided(case.answered()))
        assert not held_up.done()
        assert await held_up is not None
        await recorder.close()

    run(talk())
