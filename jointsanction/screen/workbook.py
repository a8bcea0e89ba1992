"""Results as an Excel workbook: a sheet of rows with filters and colours by outcome, and a summary sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import IO, TYPE_CHECKING, Any

import xlsxwriter

from jointsanction.errors import FeedError
from jointsanction.explain.words import OUTCOME
from jointsanction.feed import Row
from jointsanction.model import Outcome
from jointsanction.screen.formulas import is_formula
from jointsanction.screen.layout import InputColumns
from jointsanction.screen.output import OutputFile, close_workbook
from jointsanction.screen.results import COLUMNS, NO_DECISION, RowResult

if TYPE_CHECKING:
    from jointsanction.screen.screening import ScreenReport

_ROWS_A_SHEET = 1_000_000
_MOST_COLUMNS = 16_384
_LONGEST_CELL = 32_767
# Half characters, which only JSON escapes can carry: no spreadsheet can hold them.
_HALF = re.compile("[\ud800-\udfff]")
# Fill colours by outcome, light enough for black text (contrast above 4.5:1, WCAG 2.1, 1.4.3).
_FILL = {
    "RESTRICT": "#F4B6B6",
    "SCRUTINIZE": "#F9D5A7",
    "VERIFY": "#FFF2A8",
    "NOTICE": "#D9E2F3",
    "FACILITATE": "#CFEBCF",
    NO_DECISION: "#D0CECE",
}
_WIDTHS = (12, 14, 12, 40, 40, 60, 40, 40, 60, 18, 18)
"""Characters a result column is wide, in the order of COLUMNS."""


class WorkbookWriter:
    """Streams rows to disk (constant memory); a million rows to a sheet."""

    wants_json = False

    def __init__(self, file: IO[bytes], columns: InputColumns) -> None:
        self._columns = columns
        self._header = (*columns.headings, *COLUMNS)
        self._width = len(columns.headings)
        if len(self._header) > _MOST_COLUMNS:
            message = f"加上结果共 {len(self._header)} 列，Excel 最多 {_MOST_COLUMNS} 列；请改用 .csv 或 .jsonl"
            raise FeedError(message, reason="FILE_FORMAT")
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(OutputFile(file), options)
        self._bold = self._book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1})
        self._fills = {name: self._book.add_format({"bg_color": colour}) for name, colour in _FILL.items()}
        self._quoted = self._book.add_format({"quote_prefix": True})
        self._sheets = 0
        self._row = 0
        self._sheet: Any = None
        self._next_sheet()

    def _next_sheet(self) -> None:
        self._finish_sheet()
        self._sheets += 1
        self._sheet = self._book.add_worksheet("结果" if self._sheets == 1 else f"结果{self._sheets}")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(0, self._width - 1, 24)
        for place, width in enumerate(_WIDTHS, start=self._width):
            self._sheet.set_column(place, place, width)
        self._write(self._header, dict.fromkeys(range(len(self._header)), self._bold), 0)
        self._row = 1

    def _finish_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._header) - 1)

    def _write(self, cells: Sequence[str], shapes: dict[int, Any], row: int) -> None:
        """Texts only, so that nothing is run or rounded; a text like a formula is also marked as one."""
        for place, cell in enumerate(cells):
            if cell:
                shape = shapes.get(place) or (self._quoted if is_formula(cell) else None)
                self._sheet.write_string(row, place, _HALF.sub("\ufffd", cell[:_LONGEST_CELL]), shape)

    def write(self, row: Row, result: RowResult) -> None:
        """One row; the outcome cells carry the colour."""
        if self._row > _ROWS_A_SHEET:
            self._next_sheet()
        fill = self._fills.get(result.outcome)
        self._write((*self._columns.cells(row), *result.cells), {self._width: fill, self._width + 1: fill}, self._row)
        self._row += 1

    def finish(self, report: ScreenReport) -> None:
        """The summary sheet: counts by outcome and list, bad rows, versions and what holds for all rows."""
        self._finish_sheet()
        sheet = self._book.add_worksheet("汇总")
        sheet.set_column(0, 0, 36)
        wrapped = self._book.add_format({"text_wrap": True, "align": "left", "valign": "top"})
        number = self._book.add_format({"num_format": "#,##0", "align": "left"})
        sheet.set_column(1, 1, 80)
        for place, (name, value) in enumerate(_summary(report)):
            sheet.write_string(place, 0, name, self._fills.get(_FILL_OF.get(name, ""), self._bold))
            if isinstance(value, int):
                sheet.write_number(place, 1, value, number)
            else:
                sheet.write_string(place, 1, value, wrapped)
        close_workbook(self._book)


_FILL_OF = {f"结论：{OUTCOME[each]}": each.name for each in Outcome} | {"未能查询的行": NO_DECISION}


def _summary(report: ScreenReport) -> list[tuple[str, str | int]]:
    lines: list[tuple[str, str | int]] = [("查询日期", report.as_of), ("场景", report.asked), ("行数", report.rows)]
    lines.extend((f"结论：{OUTCOME[each]}", report.outcomes[each.name]) for each in reversed(Outcome))
    lines.append(("未能查询的行", report.bad_rows))
    lines.extend((f"　原因：{reason}", count) for reason, count in report.reasons.most_common())
    lines.extend((f"命中名单：{name}", count) for name, count in report.lists.most_common())
    lines.extend((("名单版本", report.list_version), ("规则版本", report.rule_version)))
    lines.extend(("提示", notice) for notice in report.notices)
    return lines
