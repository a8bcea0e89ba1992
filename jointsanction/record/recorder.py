"""The recorder: one thread that commits whatever has queued up in one transaction (group commit).

A flush waits for the disk. While it does, the calls that come in queue up, and the next transaction takes all of them:
under load each flush serves many calls, and a single call never waits for others to arrive.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from jointsanction.errors import Place, RecordError
from jointsanction.record.answers import MeasureAnswer, answer_measure
from jointsanction.record.chain import Seal
from jointsanction.record.check import CheckToRecord, PreparedCheck, prepare_check
from jointsanction.record.check_writer import CheckWriter
from jointsanction.record.database import BUSY_SECONDS
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.shortening import Shortening
from jointsanction.record.stored import StoredCheck
from jointsanction.record.terms import AnswerTerms
from jointsanction.record.transaction import Transaction
from jointsanction.record.writer import RecordWriter
from jointsanction.record.writing import Recorded, write_check

_T = TypeVar("_T")
_Job = tuple[Callable[[Transaction], Any], "Future[Any]"]

QUEUE_LIMIT = 4_096
"""Calls that may wait; beyond it a call is refused at once (RECORD_BUSY), so that memory stays bounded."""

BATCH_LIMIT = 512
"""Calls in one transaction at most: it bounds how long the write lock is held, and what one fault can fail."""


class Recorder:
    """Writes the record of one process, over a hash chain of its own. Threads share it; a fork opens a new one."""

    def __init__(self, writer: RecordWriter, seal: Seal, terms: AnswerTerms, limit: int) -> None:
        """Use ``open``."""
        self.path = writer.path
        self._writer = writer
        self._seal = seal
        self._shortening = Shortening()
        self.terms = terms
        self._limit = limit
        self._waiting: deque[_Job] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="jointsanction-recorder", daemon=True)
        self._thread.start()

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        seal: Seal,
        terms: AnswerTerms = AnswerTerms(),  # noqa: B008 -- frozen
        queue_limit: int = QUEUE_LIMIT,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open the record at ``path``, made where there is none; ``seal`` is the data directory's keyed hash.

        Raises RecordError: RECORD_LOCKED, RECORD_FULL, RECORD_SCHEMA, RECORD_DAMAGED.
        """
        return cls(RecordWriter.open(path, seal=seal, busy_seconds=busy_seconds), seal, terms, queue_limit)

    def prepare(self, check: CheckToRecord) -> PreparedCheck:
        """A check in the form it is stored in."""
        return prepare_check(check, self._seal, self.terms, self._shortening)

    def check_writer(self, *, busy_seconds: float) -> CheckWriter:
        """A writer of its own for a caller that does its own waiting, such as an event loop."""
        return CheckWriter.open(self.path, seal=self._seal, busy_seconds=busy_seconds)

    def fold(self) -> Future[None]:
        """Take the journal over into the tables; the future is done when that is on disk."""
        return self._queue(lambda _: None)

    def submit(self, check: CheckToRecord) -> Future[Recorded]:
        """Write a check down; the future is done when it is on disk, and carries a RecordError where it cannot be.

        Raises RecordError at once: RECORD_BUSY where too many calls wait, RECORD_CLOSED.
        """
        prepared = self.prepare(check)
        return self._queue(lambda transaction: write_check(transaction, prepared))

    def record(self, check: CheckToRecord) -> Recorded:
        """The same, waiting for it."""
        return self.submit(check).result()

    def submit_work(self, work: Callable[[Transaction], _T]) -> Future[_T]:
        """Do ``work`` in the next transaction. A RecordError that it raises undoes and fails it alone; anything else
        fails every call of that transaction.
        """
        return self._queue(lambda transaction: transaction.apart(work))

    def _queue(self, work: Callable[[Transaction], _T]) -> Future[_T]:
        future: Future[_T] = Future()
        with self._changed:
            place = Place(file=str(self.path))
            if self._closing:
                raise RecordError("查询记录已经关闭", reason="RECORD_CLOSED", place=place)
            if len(self._waiting) >= self._limit:
                raise RecordError("等待留痕的查询过多，请稍后重试", reason="RECORD_BUSY", place=place)
            self._waiting.append((work, future))
            if len(self._waiting) == 1:
                self._changed.notify()
        return future

    def work(self, work: Callable[[Transaction], _T]) -> _T:
        """The same, waiting for it."""
        return self.submit_work(work).result()

    def report_measure(
        self, answer: MeasureAnswer, *, caller: str, now: datetime, reach: Reach = EVERYTHING
    ) -> StoredCheck:
        """Write down what was done about a measure and give the check as it then stands; see ``answer_measure``."""
        return self.work(lambda transaction: answer_measure(transaction, answer, caller=caller, now=now, reach=reach))

    @property
    def waiting(self) -> int:
        """How many calls wait for the next transaction."""
        return len(self._waiting)

    def close(self) -> None:
        """Write what waits, then stop."""
        with self._changed:
            self._closing = True
            self._changed.notify()
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self) -> None:
        while taken := self._take():
            # A caller that has gone away is not written down: nobody was answered.
            batch = [job for job in taken if job[1].set_running_or_notify_cancel()]
            if batch:
                self._commit(batch)
        self._writer.close()

    def _take(self) -> list[_Job]:
        """What waits, once something does; nothing when the recorder is closed and all is written."""
        with self._changed:
            while not self._waiting and not self._closing:
                self._changed.wait()
            return [self._waiting.popleft() for _ in range(min(len(self._waiting), BATCH_LIMIT))]

    def _commit(self, batch: list[_Job]) -> None:
        try:
            done = self._writer.write([work for work, _ in batch])
            self._writer.sync()
        except Exception as error:  # noqa: BLE001 -- handed to every caller: the thread must outlive any job
            for _, future in batch:
                future.set_exception(error)
            return
        for (_, future), (result, refused) in zip(batch, done, strict=True):
            if refused is None:
                future.set_result(result)
            else:
                future.set_exception(refused)
