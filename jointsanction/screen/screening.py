"""Screen one file on all cores, in bounded memory, in input order.

The reading process reads rows and hands chunks of subjects to worker processes, each with a checker of its own on the
same index and pinned to the same list and rule version; it keeps the input cells, so that only results travel back.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from jointsanction.checker import Checker, DataDirectory, list_notices
from jointsanction.feed import Row, open_table, read_subjects, recognise_columns
from jointsanction.model import Context, Outcome, RejectedRow, Subject
from jointsanction.screen.results import NO_DECISION, RowResult, counts_as
from jointsanction.screen.worker import Job, check_rows, start, work
from jointsanction.screen.writers import open_writer

CHUNK = 1_000
"""Rows that travel to a worker at once."""

_Question = tuple[Row, Subject | RejectedRow]
Progress = Callable[[int, int, int], None]


@dataclass(slots=True)
class ScreenReport:
    """The summary of a screening; ``notices`` hold for every row alike."""

    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    list_version: str = ""
    rule_version: str = ""
    as_of: str = ""
    encoding_note: str = ""
    notices: tuple[str, ...] = ()

    @property
    def bad_rows(self) -> int:
        """Rows about which nothing could be decided."""
        return self.outcomes[NO_DECISION]

    def strongest(self) -> Outcome:
        """The strongest outcome of any row; a row without an answer counts as VERIFY."""
        return max((counts_as(outcome) for outcome in self.outcomes), default=Outcome.CLEAR)

    def take(self, result: RowResult) -> None:
        """Count one row."""
        self.rows += 1
        self.outcomes[result.outcome] += 1
        self.lists.update(result.lists)
        if result.outcome == NO_DECISION:
            self.reasons[result.cells[8].partition("：")[0]] += 1


def screen_file(
    data: Path,
    source: Path,
    target: Path,
    context: Context,
    *,
    workers: int = 0,
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> ScreenReport:
    """Screen ``source`` into ``target`` (.csv, .xlsx or .jsonl by its ending).

    ``workers`` 0 takes every core; a file of one chunk is screened in this process. Raises FeedError when the file
    cannot be read as a whole, QuestionError when the context names what the catalogue does not know.
    """
    with (
        Checker.open(data) as checker,
        open_table(source, encoding=encoding, sheet=sheet) as reader,
        open_writer(target, reader.header) as writer,
    ):
        settled = checker.settle(context)
        report = ScreenReport(
            list_version=checker.list_version,
            rule_version=checker.rules.version,
            as_of=str(settled.as_of),
            encoding_note=reader.encoding_note,
            notices=list_notices(checker.freshness(), checker.today()),
        )
        questions = read_subjects(reader, recognise_columns(reader.header))
        chunks = iter(lambda: list(islice(questions, CHUNK)), [])
        versions = checker.change_no, checker.rules.version, checker.engine_version
        job = Job(DataDirectory(data).root, *versions, settled, writer.wants_json)
        for chunk, results in _screened(chunks, checker, job, workers or os.cpu_count() or 1):
            for (row, _), result in zip(chunk, results, strict=True):
                writer.write(row, result)
                report.take(result)
            if progress is not None:
                progress(report.rows, reader.position(), reader.size_hint)
        writer.finish(report)
    return report


def _screened(
    chunks: Iterator[list[_Question]], checker: Checker, job: Job, workers: int
) -> Iterator[tuple[list[_Question], list[RowResult]]]:
    """Each chunk with its results, in order, at most two chunks a worker in flight."""
    first = next(chunks, None)
    second = next(chunks, None)
    if first is None:
        return
    if second is None or workers == 1:
        for chunk in (first, second, *chunks) if second is not None else (first,):
            if chunk is not None:
                yield chunk, check_rows(checker, job, _asked(chunk))
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn, initializer=start, initargs=(job,)) as pool:
        flying: deque[tuple[list[_Question], Future[list[RowResult]]]] = deque()
        for chunk in _chained(first, second, chunks):
            flying.append((chunk, pool.submit(work, _asked(chunk))))
            if len(flying) > 2 * workers:
                done, future = flying.popleft()
                yield done, future.result()
        while flying:
            done, future = flying.popleft()
            yield done, future.result()


def _chained(
    first: list[_Question], second: list[_Question], rest: Iterator[list[_Question]]
) -> Iterator[list[_Question]]:
    yield first
    yield second
    yield from rest


def _asked(chunk: list[_Question]) -> list[tuple[int, Subject | RejectedRow]]:
    return [(row.number, question) for row, question in chunk]
