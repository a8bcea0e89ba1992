"""Where the results of a screening go: CSV, Excel or JSON Lines, chosen by the ending of the file name."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TextIO

from jointsanction.errors import FeedError, Place
from jointsanction.feed import Row
from jointsanction.screen.formulas import neutralise
from jointsanction.screen.results import COLUMNS, RowResult, fitted
from jointsanction.screen.workbook import WorkbookWriter

if TYPE_CHECKING:
    from jointsanction.screen.screening import ScreenReport


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

    def __init__(self, file: TextIO, header: Sequence[str]) -> None:
        self._width = len(header)
        self._writer = csv.writer(file)
        self._writer.writerow([neutralise(cell) for cell in (*header, *COLUMNS)])

    def write(self, row: Row, result: RowResult) -> None:
        """Input cells, padded or kept beyond the header as they came, then the result cells."""
        self._writer.writerow([neutralise(cell) for cell in (*fitted(row.cells, self._width), *result.cells)])

    def finish(self, report: ScreenReport) -> None:
        """Nothing follows the last row."""


class JsonLinesWriter:
    """One JSON object a line: row, the decision (or the error), and the input row."""

    wants_json = True

    def __init__(self, file: TextIO, header: Sequence[str]) -> None:
        self._file = file
        self._header = tuple(header)

    def write(self, row: Row, result: RowResult) -> None:
        """The worker's JSON with the input row appended, without parsing it again."""
        names = (*self._header, *(f"第{place}列" for place in range(len(self._header) + 1, len(row.cells) + 1)))
        given = json.dumps(dict(zip(names, row.cells, strict=False)), ensure_ascii=False)
        self._file.write(f'{result.json[:-1]}, "input": {given}}}\n')

    def finish(self, report: ScreenReport) -> None:
        """Nothing follows the last row."""


@contextmanager
def open_writer(target: Path, header: Sequence[str]) -> Iterator[ResultWriter]:
    """A writer for ``target``, which appears under its name only when it is complete.

    Raises FeedError FILE_FORMAT for another ending than .csv, .xlsx, .jsonl, FILE_UNREADABLE when it cannot be written.
    """
    ending = target.suffix.lower()
    if ending not in {".csv", ".xlsx", ".jsonl"}:
        message = f"不能写入“{ending or target.name}”格式；请用 .csv、.xlsx 或 .jsonl"
        raise FeedError(message, reason="FILE_FORMAT", place=Place(file=target.name))
    beside = target.with_name(f".{target.name}.{os.getpid()}{ending}")
    try:
        if ending == ".xlsx":
            with WorkbookWriter(beside, header) as workbook:
                yield workbook
        elif ending == ".csv":
            with beside.open("w", encoding="utf-8-sig", newline="", errors="surrogatepass") as file:
                yield CsvWriter(file, header)
        else:
            with beside.open("w", encoding="utf-8", newline="\n", errors="surrogatepass") as file:
                yield JsonLinesWriter(file, header)
        beside.replace(target)
    except OSError as error:
        message = f"不能写入 {target}：{error.strerror or error}"
        raise FeedError(message, reason="FILE_UNREADABLE", place=Place(file=target.name)) from error
    finally:
        beside.unlink(missing_ok=True)
