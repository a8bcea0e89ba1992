"""Where the results of a screening go: CSV, Excel or JSON Lines, chosen by the ending of the file name."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from jointsanction.errors import FeedError, Place
from jointsanction.feed import Row
from jointsanction.screen.formulas import neutralise
from jointsanction.screen.layout import InputColumns
from jointsanction.screen.results import COLUMNS, RowResult

if TYPE_CHECKING:
    from jointsanction.screen.screening import ScreenReport

ENDINGS = (".csv", ".xlsx", ".jsonl")


class ResultWriter(Protocol):
    """Takes rows in input order; ``finish`` writes what comes after the last one."""

    wants_json: bool

    def write(self, row: Row, result: RowResult) -> None:
        """Take one row with its result."""

    def finish(self, report: ScreenReport) -> None:
        """Take the summary, once, after the last row."""


class CsvWriter:
    """CSV in UTF-8 with a byte-order mark, which spreadsheets need to read Chinese."""

    wants_json = False

    def __init__(self, file: TextIO, columns: InputColumns) -> None:
        self._columns = columns
        self._writer = csv.writer(file)
        self._writer.writerow([neutralise(cell) for cell in (*columns.headings, *COLUMNS)])

    def write(self, row: Row, result: RowResult) -> None:
        """Input cells, then result cells."""
        self._writer.writerow([neutralise(cell) for cell in (*self._columns.cells(row), *result.cells)])

    def finish(self, report: ScreenReport) -> None:
        """Nothing follows the last row."""


class JsonLinesWriter:
    """One JSON object a line: row, the decision (or the error), and the input row."""

    wants_json = True

    def __init__(self, file: TextIO, columns: InputColumns) -> None:
        self._file = file
        self._columns = columns

    def write(self, row: Row, result: RowResult) -> None:
        """The worker's JSON with the input row appended, without parsing it again."""
        given = json.dumps(self._columns.named(row), ensure_ascii=False)
        self._file.write(f'{result.json[:-1]}, "input": {given}}}\n')

    def finish(self, report: ScreenReport) -> None:
        """Nothing follows the last row."""


@contextmanager
def open_writer(target: Path, columns: InputColumns) -> Iterator[ResultWriter]:
    """A writer for ``target``, which appears under its name only when it is complete, in place of what was there.

    Raises FeedError FILE_FORMAT for another ending than .csv, .xlsx, .jsonl, FILE_UNREADABLE when it cannot be written.
    """
    ending = target.suffix.lower()
    if ending not in ENDINGS:
        message = f"不能写成“{target.suffix or target.name}”；结果文件请用 .csv、.xlsx 或 .jsonl"
        raise FeedError(message, reason="FILE_FORMAT", place=Place(file=target.name))
    if target.is_dir():
        raise FeedError("结果文件的位置上是一个目录", reason="FILE_UNREADABLE", place=Place(file=str(target)))
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _writer(beside, ending, columns) as writer:
            yield writer
        beside.replace(target)
    except OSError as error:
        message = f"结果文件不能写入：{error.strerror or error}"
        raise FeedError(message, reason="FILE_UNREADABLE", place=Place(file=str(target))) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _writer(path: Path, ending: str, columns: InputColumns) -> Iterator[ResultWriter]:
    if ending == ".xlsx":
        from jointsanction.screen.workbook import WorkbookWriter  # the Excel library takes its time to load

        with path.open("wb") as file:
            yield WorkbookWriter(file, columns)
    elif ending == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="", errors="replace") as text:
            yield CsvWriter(text, columns)
    else:
        # Half characters, which only JSON escapes can carry, leave as they came: as escapes.
        with path.open("w", encoding="utf-8", newline="\n", errors="backslashreplace") as text:
            yield JsonLinesWriter(text, columns)
