"""Excel workbooks (xlsx, xlsm, xls): every cell as the text that a list would have in CSV.

Excel keeps fifteen digits of a number: an 18-digit code that was typed as a number is already another one when the
file is saved. Such cells are named in ``Row.rounded``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, WorksheetNotFound

from jointsanction.errors import FeedError
from jointsanction.feed.compression import ByteSource
from jointsanction.feed.header import ROWS_LOOKED_AT, find_header
from jointsanction.feed.table import Row, TableReader
from jointsanction.feed.tables.workbook import open_workbook, readable

_DIGITS_KEPT = 1e15

_Value = int | float | str | bool | date | datetime | time | timedelta


class ExcelTable(TableReader):
    """One sheet of a workbook, open."""

    def __init__(self, source: ByteSource, *, format: str, sheet: str | None, note: str) -> None:
        self.name = source.path.name
        self.format = format
        self.encoding = ""
        self.size_hint = source.size
        self._source = source
        self._workbook: CalamineWorkbook = open_workbook(source, format)
        with readable(source):
            self._sheet, self._filled, self.header_row = self._choose(sheet)
        self._read = 0
        self.header = self._header()
        said = f"Excel 文件，工作表“{self._sheet.name}”，表头在第 {self.header_row} 行"
        self.encoding_note = f"{note}；{said}" if note else said

    def position(self) -> int:
        """Bytes of the file read so far."""
        return self.size_hint * self._read // max(1, (self._sheet.end or (0, 0))[0] + 1)

    def close(self) -> None:
        """Close the file."""
        self._workbook.close()

    def _choose(self, wanted: str | None) -> tuple[CalamineSheet, dict[tuple[int, int], tuple[int, int]], int]:
        """The sheet asked for, or the first with a recognised header, or else the first that holds anything."""
        names = self._workbook.sheet_names
        if wanted is not None and wanted not in names:
            message = f"没有工作表“{wanted}”；文件中有：{'、'.join(names)}"
            raise FeedError(message, reason="FILE_FORMAT", place=self._source.place())
        first: tuple[CalamineSheet, int] | None = None
        for name in [wanted] if wanted is not None else names:
            try:
                sheet = self._workbook.get_sheet_by_name(name)
            except WorksheetNotFound:
                continue  # a chart or macro sheet: no cells
            head = [tuple(map(_plain, row)) for row in islice(sheet.iter_rows(), ROWS_LOOKED_AT)]
            place = find_header(head)
            if place >= 0:
                return sheet, _merged(sheet, place), place + 1
            if first is None and any(any(row) for row in head):
                first = sheet, next(at for at, row in enumerate(head) if any(row)) + 1
        if first is None:
            raise FeedError("工作簿中没有内容", reason="FILE_EMPTY", place=self._source.place())
        return first[0], {}, first[1]

    # calamine yields rows from the first of the sheet, but columns from the first that holds anything.
    def _header(self) -> tuple[str, ...]:
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            if number == self.header_row:
                return tuple(_plain(value).strip() for value in values)
        raise FeedError("没有表头", reason="HEADER_MISSING", place=self._source.place(self.header_row))

    def __iter__(self) -> Iterator[Row]:
        header, filled, left = self.header, self._filled, (self._sheet.start or (0, 0))[1]
        kept: dict[tuple[int, int], str] = {}
        anchors = frozenset(filled.values())
        nothing: frozenset[int] = frozenset()
        for number, values in enumerate(self._sheet.iter_rows(), 1):
            self._read += 1
            if number <= self.header_row:
                continue
            cells = [value if type(value) is str else _plain(value) for value in values]
            if filled:
                for column in range(len(cells)):
                    here = (number - 1, left + column)
                    if here in anchors:
                        kept[here] = cells[column]
                    elif here in filled:
                        cells[column] = kept.get(filled[here], "")
            if not any(cells) or not "".join(cells).strip():
                continue
            row = tuple(cells)
            if row == header:
                continue
            floats = [at for at, value in enumerate(values) if type(value) is float and abs(value) >= _DIGITS_KEPT]
            yield Row(number, row, "", "", frozenset(floats) if floats else nothing)


def _merged(sheet: CalamineSheet, header_row: int) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells below the header that a merge over several rows hides, each with the cell that shows its value."""
    hidden: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
        if top > header_row and bottom > top:
            hidden.update(((row, left), (top, left)) for row in range(top + 1, bottom + 1))
    return hidden


def _number(value: float) -> str:
    return str(int(value)) if value == value // 1 and abs(value) != float("inf") else repr(value)


def _moment(value: datetime) -> str:
    midnight = not (value.hour or value.minute or value.second)
    return value.date().isoformat() if midnight else value.isoformat(sep=" ", timespec="seconds")


_TEXT: dict[type, Callable[..., str]] = {
    str: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
}


def _plain(value: _Value) -> str:
    return _TEXT[type(value)](value)
