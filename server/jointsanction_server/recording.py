"""The record beside an event loop: every check is on disk before it is answered.

The loop itself commits what has come together, and while the disk is quick it waits for the flush as well: handing it
to a thread costs more than such a flush takes, above all because the two then fight over the interpreter's lock. After
a flush that was slow a thread waits for the disk, until it is quick again, and the loop goes on meanwhile; what comes
in during a flush is the next commit.
A lone check is committed at once; how long a commit waits for others is decided in ``gathering``.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from typing import TypeVar

from jointsanction.errors import Place, RecordError
from jointsanction.record import CheckToRecord, Recorded, Recorder
from jointsanction.record.database import BUSY_SECONDS
from jointsanction.record.recorder import BATCH_LIMIT, QUEUE_LIMIT
from jointsanction.record.transaction import Transaction
from jointsanction.record.writer import Done, RecordWriter, Work
from jointsanction.record.writing import write_check
from jointsanction_server.gathering import Gathering, Step

T = TypeVar("T")

QUICK_SECONDS = 0.002
"""A flush up to this long is waited for by the loop: an SSD takes 0.1 to 0.2 ms, a hard disk 5 to 15 ms."""

MOMENT = 0.001
"""Seconds for which more checks are waited for at a time; the finest that the loop's timers know."""

RETRY_SECONDS = 0.001
"""Until the next attempt where another process holds the file; it holds it for a tenth of a millisecond at a time."""

NOT_KEPT = frozenset(("RECORD_BUSY", "RECORD_CLOSED", "RECORD_DAMAGED", "RECORD_FULL", "RECORD_LOCKED"))
"""Reasons for which a check could not be written down; any other refuses the check itself."""

_Waiting = tuple[Work, "asyncio.Future[Recorded | None]"]
_Batch = tuple[list[_Waiting], list[Done]]
_STOP: _Batch = ([], [])
"""Put behind the last batch, when nothing is in flush any more."""


class AsyncRecorder:
    """Writes checks of one event loop. With ``best_effort`` a check that cannot be written down is answered all the
    same: ``on_lost`` is told why, and ``record`` gives None.
    """

    def __init__(self, recorder: Recorder, *, best_effort: bool, on_lost: Callable[[RecordError], None]) -> None:
        self._recorder = recorder
        self._best_effort = best_effort
        self._on_lost = on_lost
        self._writer: RecordWriter = recorder.writer(busy_seconds=0)
        self._waiting: deque[_Waiting] = deque()
        self._timer: asyncio.Handle | None = None
        self._gathering = Gathering()
        self._in_moment = False
        self._locked_since: float | None = None
        self._closed = False
        self._to_flush: SimpleQueue[_Batch] = SimpleQueue()
        self._in_flush = False
        self._disk_is_quick = True
        self._idle = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread = threading.Thread(target=self._flush_all, name="jointsanction-flush", daemon=True)

    @property
    def waiting(self) -> int:
        """Checks that are not yet committed."""
        return len(self._waiting)

    async def record(self, check: CheckToRecord) -> Recorded | None:
        """Write a check down; returns when it is on disk. None: best effort, and not written.

        Raises RecordError: REQUEST_ID_REUSED, and unless best effort one of NOT_KEPT.
        """
        return await self.begin(check)

    def begin(self, check: CheckToRecord) -> asyncio.Future[Recorded | None]:
        """The same without waiting: the future is done, or fails, when ``record`` would return or raise."""
        loop = self._loop or self._start()
        future: asyncio.Future[Recorded | None] = loop.create_future()
        prepared = self._recorder.prepare(check)
        if self._closed or len(self._waiting) >= QUEUE_LIMIT:
            self._fail(future, self._refusal())
            return future
        self._waiting.append((lambda transaction: write_check(transaction, prepared), future))
        if self._timer is None:
            if not self._in_flush:
                self._gathering.begin(time.monotonic())
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
        if self._loop is not None:
            while self._waiting or self._in_flush:
                self._idle.clear()
                await self._idle.wait()
            self._to_flush.put(_STOP)
            await asyncio.to_thread(self._thread.join)
        await asyncio.to_thread(self._writer.close)
        await asyncio.to_thread(self._recorder.close)

    def _refusal(self) -> RecordError:
        place = Place(file=str(self._recorder.path))
        if self._closed:
            return RecordError("查询记录已经关闭", reason="RECORD_CLOSED", place=place)
        return RecordError("等待留痕的查询过多，请稍后重试", reason="RECORD_BUSY", place=place)

    def _start(self) -> asyncio.AbstractEventLoop:
        self._loop = asyncio.get_running_loop()
        self._thread.start()
        return self._loop

    def _commit_or_wait(self) -> None:
        """Commit, or look again a little later where more may be about to come."""
        self._in_moment = False
        step = self._gathering.look(len(self._waiting), time.monotonic())
        if step is Step.TURN:
            self._timer = self._running().call_soon(self._commit_or_wait)
        elif step is Step.MOMENT:
            self._in_moment = True
            self._timer = self._running().call_later(MOMENT, self._commit_or_wait)
        else:
            self._commit()

    def _commit(self) -> None:
        self._timer = None
        # A caller that has gone away is not written down: nobody was answered.
        taken = [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH_LIMIT))]
        batch = [waiting for waiting in taken if not waiting[1].done()]
        if batch:
            try:
                done = self._writer.write([work for work, _ in batch])
            except RecordError as error:
                if error.reason == "RECORD_LOCKED" and self._may_wait():
                    self._waiting.extendleft(reversed(batch))
                    self._timer = self._running().call_later(RETRY_SECONDS, self._commit)
                    return
                self._fail_all(batch, error)
            except Exception as error:  # noqa: BLE001 -- handed to every caller: the loop must outlive any of them
                self._fail_all(batch, error)
            else:
                self._gathering.committed(len(batch), time.monotonic())
                self._locked_since = None
                self._flush((batch, done))
                return
        self._locked_since = None
        self._go_on()

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

    def _flush(self, batch: _Batch) -> None:
        if self._disk_is_quick:
            self._settle(batch, *self._sync())
        else:
            self._in_flush = True
            self._to_flush.put(batch)

    def _sync(self) -> tuple[RecordError | None, float]:
        """Flush; why that was not possible, and the seconds it took."""
        start = time.monotonic()
        try:
            self._writer.sync()
        except RecordError as error:
            return error, 0.0
        return None, time.monotonic() - start

    def _flush_all(self) -> None:
        """The thread: one flush for each commit, and one call of the loop for all that it made safe."""
        while (batch := self._to_flush.get()) is not _STOP:
            self._running().call_soon_threadsafe(self._settle, batch, *self._sync())

    def _settle(self, batch: _Batch, error: RecordError | None, seconds: float) -> None:
        """Tell everybody that waited for a flush."""
        self._in_flush = False
        self._disk_is_quick = seconds <= QUICK_SECONDS
        waited, done = batch
        if error is not None:
            self._fail_all(waited, error)
        else:
            for (_, future), (result, refused) in zip(waited, done, strict=True):
                if future.done():
                    continue
                if refused is None:
                    future.set_result(result)
                else:
                    future.set_exception(refused)
        self._go_on()

    def _fail_all(self, batch: list[_Waiting], error: Exception) -> None:
        for _, future in batch:
            if not future.done():
                self._fail(future, error)

    def _fail(self, future: asyncio.Future[Recorded | None], error: Exception) -> None:
        if self._best_effort and isinstance(error, RecordError) and error.reason in NOT_KEPT:
            self._on_lost(error)
            future.set_result(None)
        else:
            future.set_exception(error)
