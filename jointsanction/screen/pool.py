"""Chunks of questions on several processes: results in order, bounded memory, no leftovers when it is broken off."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import chain

from jointsanction.checker import Checker
from jointsanction.errors import JointsanctionError
from jointsanction.feed import Row
from jointsanction.model import RejectedRow, Subject
from jointsanction.screen.results import RowResult
from jointsanction.screen.worker import Asked, Job, check_rows, start, work

Question = tuple[Row, Subject | RejectedRow]
Chunk = list[Question]
_Flying = deque[tuple[Chunk, "Future[list[RowResult] | JointsanctionError]"]]

_CHUNKS_A_WORKER = 2
"""Chunks in flight for each worker: one being worked on, one waiting."""


def available_cores() -> int:
    """Processors that this process may use, which in a container is fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def screened(
    chunks: Iterator[Chunk], checker: Checker, job: Job, workers: int
) -> Iterator[tuple[Chunk, list[RowResult]]]:
    """Each chunk with its results, in order. One worker, or one chunk: in this process.

    Raises JointsanctionError WORKER_LOST when the system ends a worker.
    """
    first = next(chunks, None)
    second = next(chunks, None) if workers > 1 else None
    if second is None:
        for chunk in chain([first] if first else [], chunks):
            yield chunk, check_rows(checker, job, _asked(chunk))
        return
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=start, initargs=(job,))
    try:
        flying: _Flying = deque()
        for chunk in chain([first or [], second], chunks):
            flying.append((chunk, _submit(pool, chunk)))
            if len(flying) > _CHUNKS_A_WORKER * workers:
                yield _landed(flying)
        while flying:
            yield _landed(flying)
    except BrokenProcessPool as error:
        message = "一个工作进程被系统终止（常因内存不足）；请用 --workers 减少进程数后重新运行"
        raise JointsanctionError(message, reason="WORKER_LOST") from error
    finally:
        pool.shutdown(cancel_futures=True)


def _submit(pool: ProcessPoolExecutor, chunk: Chunk) -> Future[list[RowResult] | JointsanctionError]:
    """Hand a chunk over. A worker may be born here: Ctrl-C is blocked, so that it goes to the first process alone."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        return pool.submit(work, _asked(chunk))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _landed(flying: _Flying) -> tuple[Chunk, list[RowResult]]:
    chunk, future = flying.popleft()
    results = future.result()
    if isinstance(results, JointsanctionError):
        raise results
    return chunk, results


def _asked(chunk: Chunk) -> list[Asked]:
    return [(row.number, question) for row, question in chunk]
