"""The record beside an event loop: every check is on disk before it is answered.

The loop itself writes what has come together into the journal; how it waits for the disk is in ``flushing``, and what
comes in during a flush is the next commit.
A lone check is written and, where the disk is quick, answered at once, without a turn of the loop; how long a commit
waits for others is decided in ``gathering``. Now and then somebody else takes the journal over into the tables.
What is written down is decided only when its group is written, and its answers are made while the disk is at work, all
of the group in one go: each step finds code and data in the processor's caches then, and takes half of the time that it
takes between the reading of one message and the next. An answer is handed out when its check is on disk, never before.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable
from typing import Any, TypeVar

from jointsanction.errors import Place, RecordError
from jointsanction.record import CheckToRecord, Recorded, Recorder
from jointsanction.record.check import PreparedCheck
from jointsanction.record.check_writer import CheckWriter
from jointsanction.record.database import BUSY_SECONDS
from jointsanction.record.recorder import BATCH_LIMIT, QUEUE_LIMIT
from jointsanction.record.transaction import Transaction
from jointsanction.record.writer import Done
from jointsanction_server.flushing import Flushing
from jointsanction_server.folding_timer import FoldingTimer
from jointsanction_server.gathering import Gathering, Step
from jointsanction_server.question import Answered, Decided, Question

T = TypeVar("T")

DECIDE_SECONDS = 0.005
"""How long the loop decides questions at a stretch; those that are left are the next group. Most take 0.02 ms each, a
name that resembles many takes some ms."""

MOMENT = 0.002
"""Seconds for which more checks of a stream are waited for at a time, while the loop reads them."""

REST = 0.0015
"""Seconds for which the loop rests at a time where calls come close together. Otherwise each call wakes it four times,
and finds code and data gone from the processor's caches: 1,474 checks a second cost 460 µs each, rested 427, and 2,000
a second 426 and 358 (November 2026, 2 cores). With 0.001 half of that is saved; with 0.003 four callers who ask as fast
as they are answered wait for twice as long."""

RETRY_SECONDS = 0.001
"""Until the next attempt where another process holds the file; it holds it for a tenth of a millisecond at a time."""

NOT_KEPT = frozenset(("RECORD_BUSY", "RECORD_CLOSED", "RECORD_DAMAGED", "RECORD_FULL", "RECORD_LOCKED"))
"""Reasons for which a check could not be written down; any other refuses the check itself."""

_Waiting = tuple[Question[Any], "asyncio.Future[Any]"]
_Ready = tuple[Question[Any], "asyncio.Future[Any]", PreparedCheck]
_Batch = list[Answered[Any]]


class AsyncRecorder:
    """Writes checks of one event loop. With ``best_effort`` a check that cannot be written down is answered all the
    same: ``on_lost`` is told why, and ``record`` gives None.
    """

    def __init__(
        self,
        recorder: Recorder,
        *,
        best_effort: bool,
        on_lost: Callable[[RecordError], None],
        fold: Callable[[], None] | None = None,
    ) -> None:
        """``fold`` takes the journal over into the tables, in any thread; without it the recorder's own thread does."""
        self._recorder = recorder
        self._best_effort = best_effort
        self._on_lost = on_lost
        self._writer: CheckWriter = recorder.check_writer(busy_seconds=0)
        self._waiting: deque[_Waiting] = deque()
        self._ready: list[_Ready] = []
        self._timer: asyncio.Handle | None = None
        self._gathering = Gathering()
        self._in_moment = self._streamed = False
        self._locked_since: float | None = None
        self._closed = False
        self._folding = FoldingTimer(fold or (lambda: recorder.fold().result()))
        self._flushing: Flushing[_Batch] = Flushing(self._writer.sync, self._settle)
        self._idle = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def waiting(self) -> int:
        """Checks that are not yet committed."""
        return len(self._waiting) + len(self._ready)

    async def record(self, check: CheckToRecord) -> Recorded | None:
        """Write a check down; returns when it is on disk. None: best effort, and not written.

        Raises RecordError: REQUEST_ID_REUSED, and unless best effort one of NOT_KEPT.
        """
        return await self.begin(Decided(check))

    def begin(self, question: Question[T]) -> asyncio.Future[T]:
        """Decide a question and write it down; the future has its answer once it is on disk, or what was raised."""
        loop = self._loop = self._loop or asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        if self._closed or len(self._waiting) >= QUEUE_LIMIT:
            self._refuse(question, future)
            return future
        self._waiting.append((question, future))
        self._streamed = self._streamed or question.streamed
        if self._timer is None:
            if not self._flushing.in_thread:
                now = time.monotonic()
                if self._flushing.disk_is_quick and self._gathering.alone(now):
                    self._commit()
                else:
                    self._gathering.begin(now)
                    self._timer = loop.call_soon(self._commit_or_wait)
        elif self._in_moment and self._gathering.enough(len(self._waiting)):
            self._timer.cancel()
            self._in_moment = False
            self._timer = loop.call_soon(self._commit_or_wait)
        return future

    async def work(self, fn: Callable[[Transaction], T]) -> T:
        """Do ``fn`` in a transaction of its own, in a thread; returns when it is on disk. See ``Recorder.work``."""
        return await asyncio.wrap_future(self._recorder.submit_work(fn))

    async def close(self) -> None:
        """Write what waits, then stop; the recorder is closed too."""
        self._closed = True
        while self.waiting or self._flushing.in_thread:
            self._idle.clear()
            await self._idle.wait()
        await self._flushing.close()
        await self._folding.close()
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._recorder.close)

    def _refuse(self, question: Question[T], future: asyncio.Future[T]) -> None:
        """Nothing more is taken; best effort decides and answers all the same."""
        try:
            if self._best_effort:
                question.decide()
        except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
            future.set_exception(error)
        else:
            self._fail(question, future, self._refusal())

    def _refusal(self) -> RecordError:
        place = Place(file=str(self._recorder.path))
        if self._closed:
            return RecordError("查询记录已经关闭", reason="RECORD_CLOSED", place=place)
        return RecordError("等待留痕的查询过多，请稍后重试", reason="RECORD_BUSY", place=place)

    def _commit_or_wait(self) -> None:
        """Commit, or look again a little later where more may be about to come."""
        self._in_moment = False
        step = self._gathering.look(len(self._waiting), time.monotonic(), streamed=self._streamed)
        if step is Step.TURN:
            self._timer = self._running().call_soon(self._commit_or_wait)
        elif step is Step.REST:
            time.sleep(REST)
            self._timer = self._running().call_soon(self._commit_or_wait)
        elif step is Step.MOMENT:
            self._in_moment = True
            self._timer = self._running().call_later(MOMENT, self._commit_or_wait)
        else:
            self._commit()

    def _commit(self) -> None:
        self._timer = None
        self._streamed = False
        self._decide()
        batch = self._ready
        if batch:
            try:
                done = self._write([prepared for _, _, prepared in batch])
            except RecordError as error:
                if error.reason == "RECORD_LOCKED" and self._may_wait():
                    self._timer = self._running().call_later(RETRY_SECONDS, self._commit)
                    return
                self._fail_all([each[:2] for each in batch], error)
            except Exception as error:  # noqa: BLE001 -- handed to every caller: the loop must outlive any of them
                self._fail_all([each[:2] for each in batch], error)
            else:
                self._locked_since, self._ready = None, []
                self._writer.begin_sync()
                self._flushing.flush(
                    [Answered(question, future, each) for (question, future, _), each in zip(batch, done, strict=True)]
                )
                return
        self._locked_since, self._ready = None, []
        self._go_on()

    def _write(self, checks: list[PreparedCheck]) -> list[Done]:
        if isinstance(self._folding.failure, RecordError):
            raise self._folding.failure
        return self._writer.write(checks)

    def _decide(self) -> None:
        """Make ready what waits. A caller that has gone away is not written down: nobody was answered."""
        ready = self._ready = [each for each in self._ready if not each[1].done()]
        until = time.monotonic() + DECIDE_SECONDS
        while self._waiting and len(ready) < BATCH_LIMIT and time.monotonic() < until:
            question, future = self._waiting.popleft()
            if future.done():
                continue
            try:
                prepared = self._recorder.prepare(question.decide())
            except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
                future.set_exception(error)
            else:
                ready.append((question, future, prepared))

    def _go_on(self) -> None:
        """A commit has come to its end."""
        if self._waiting:
            self._timer = self._running().call_soon(self._commit)
        else:
            self._idle.set()

    def _may_wait(self) -> bool:
        now = time.monotonic()
        self._locked_since = self._locked_since or now
        return now - self._locked_since < BUSY_SECONDS

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            raise AssertionError("nothing was queued yet")
        return self._loop

    def _settle(self, batch: _Batch, error: RecordError | None) -> None:
        """Tell everybody that waited for a flush."""
        self._gathering.committed(len(batch), time.monotonic())
        self._folding.written()
        if error is not None:
            self._fail_all([(each.question, each.future) for each in batch], error)
        else:
            for each in batch:
                each.hand_out()
        self._go_on()

    def _fail_all(self, batch: list[_Waiting], error: Exception) -> None:
        for question, future in batch:
            if not future.done():
                self._fail(question, future, error)

    def _fail(self, question: Question[T], future: asyncio.Future[T], error: Exception) -> None:
        if self._best_effort and isinstance(error, RecordError) and error.reason in NOT_KEPT:
            self._on_lost(error)
            Answered(question, future, (None, None)).hand_out()
        else:
            future.set_exception(error)
