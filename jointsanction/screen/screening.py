"""Screen one file on all cores, in bounded memory, in input order.

The reading process reads rows and hands chunks of subjects to worker processes, each with a checker of its own on the
same index and pinned to the same list and rule version; it keeps the input cells, so that only results travel back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from jointsanction.checker import Checker, DataDirectory, list_notices
from jointsanction.errors import FeedError, Place
from jointsanction.feed import open_table, read_subjects, recognise_columns
from jointsanction.model import Context, Outcome
from jointsanction.screen.layout import InputColumns
from jointsanction.screen.pool import available_cores, screened
from jointsanction.screen.results import NO_DECISION, RowResult, counts_as
from jointsanction.screen.worker import Job
from jointsanction.screen.writers import open_writer

CHUNK = 1_000
"""Rows that travel to a worker at once."""

Progress = Callable[[int, int, int], None]
"""Called now and then with (rows done, bytes read, bytes in all)."""


@dataclass(slots=True)
class ScreenReport:
    """The summary of a screening.

    ``outcomes`` counts rows by outcome name (ERROR where none could be decided), ``lists`` rows by the name of a list
    that has a match, ``reasons`` rows without a decision by reason; ``notices`` hold for every row alike.
    """

    as_of: str
    asked: str
    list_version: str
    rule_version: str
    encoding_note: str
    notices: tuple[str, ...]
    rows: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

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
        if result.reason:
            self.reasons[result.reason] += 1


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
    cannot be read as a whole or the result cannot be written (then nothing is left at ``target``), QuestionError when
    the context names what the catalogue does not know.
    """
    if target.exists() and source.exists() and target.samefile(source):
        message = "结果文件不能与企业名单是同一个文件；请换一个文件名"
        raise FeedError(message, reason="OUTPUT_IS_INPUT", place=Place(file=target.name))
    try:
        return _screen(data, source, target, context, workers or available_cores(), encoding, sheet, progress)
    except FeedError as error:
        # What is wrong with a header is found out where only the header is known.
        error.place = replace(error.place, file=error.place.file or source.name)
        raise


def _screen(
    data: Path,
    source: Path,
    target: Path,
    context: Context,
    workers: int,
    encoding: str | None,
    sheet: str | None,
    progress: Progress | None,
) -> ScreenReport:
    with Checker.open(data) as checker, open_table(source, encoding=encoding, sheet=sheet) as reader:
        settled = checker.settle(context)
        report = ScreenReport(
            as_of=str(settled.as_of),
            asked="　".join(part for part in (context.department, context.item, context.region) if part)
            or "（未提供）",
            list_version=checker.list_version,
            rule_version=checker.rules.version,
            encoding_note=reader.encoding_note,
            notices=list_notices(checker.freshness(), checker.today()),
        )
        questions = read_subjects(reader, recognise_columns(reader.header))
        chunks = iter(lambda: list(islice(questions, CHUNK)), [])
        versions = checker.change_no, checker.rules.version, checker.engine_version
        with open_writer(target, InputColumns(reader)) as writer:
            job = Job(DataDirectory(data).root, *versions, settled, writer.wants_json)
            for chunk, results in screened(chunks, checker, job, workers):
                for (row, _), result in zip(chunk, results, strict=True):
                    writer.write(row, result)
                    report.take(result)
                if progress is not None:
                    progress(report.rows, reader.position(), reader.size_hint)
            writer.finish(report)
    return report
