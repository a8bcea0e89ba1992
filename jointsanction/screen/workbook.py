"""Results as an Excel workbook: a sheet of rows with filters and colours by outcome, and a summary sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import xlsxwriter

from jointsanction.explain.words import OUTCOME
from jointsanction.feed import Row
from jointsanction.model import Outcome
from jointsanction.screen.formulas import is_formula
from jointsanction.screen.results import COLUMNS, NO_DECISION, RowResult, fitted

if TYPE_CHECKING:
    from jointsanction.screen.screening import ScreenReport

_ROWS_A_SHEET = 1_000_000
_LONGEST_CELL = 32_767
# Fill colours by outcome, dark enough a contrast with black text (WCAG AA).
_FILL = {
    "RESTRICT": "#F4B6B6",
    "SCRUTINIZE": "#F9D5A7",
    "VERIFY": "#FFF2A8",
    "NOTICE": "#D9E2F3",
    "FACILITATE": "#CFEBCF",
    NO_DECISION: "#D0CECE",
}


class WorkbookWriter:
    """Streams rows to disk (constant memory); a million rows to a sheet."""

    wants_json = False

    def __init__(self, path: Path, header: Sequence[str]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(str(path), options)
        self._header = (*header, *COLUMNS)
        self._width = len(header)
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
        self._sheet.set_column(0, self._width - 1, 22)
        self._sheet.set_column(self._width, len(self._header) - 1, 26)
        for place, title in enumerate(self._header):
            self._sheet.write_string(0, place, title, self._bold)
        self._row = 1

    def _finish_sheet(self) -> None:
        if self._sheet is not None:
            self._sheet.autofilter(0, 0, max(1, self._row - 1), len(self._header) - 1)

    def write(self, row: Row, result: RowResult) -> None:
        """One row; the outcome cells carry the colour, a text like a formula stays a text."""
        if self._row > _ROWS_A_SHEET:
            self._next_sheet()
        fill = self._fills.get(result.outcome)
        for place, cell in enumerate((*fitted(row.cells, self._width), *result.cells)):
            if cell:
                shape = self._quoted if is_formula(cell) else None
                if place in (self._width, self._width + 1):
                    shape = fill
                self._sheet.write_string(self._row, place, cell[:_LONGEST_CELL], shape)
        self._row += 1

    def finish(self, report: ScreenReport) -> None:
        """The summary sheet: counts by outcome and list, bad rows, versions and what holds for all rows."""
        self._finish_sheet()
        sheet = self._book.add_worksheet("汇总")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 60)
        lines: list[tuple[str, str]] = [("查询日期", report.as_of), ("行数", str(report.rows))]
        lines.extend((f"结论：{OUTCOME[each]}", str(report.outcomes[each.name])) for each in reversed(Outcome))
        lines.append(("未能查询的行", str(report.bad_rows)))
        lines.extend((f"　原因：{reason}", str(count)) for reason, count in report.reasons.most_common())
        lines.extend((f"名单：{name}", str(count)) for name, count in report.lists.most_common())
        lines.extend((("名单版本", report.list_version), ("规则版本", report.rule_version)))
        lines.extend(("提示", notice) for notice in report.notices)
        for place, (name, value) in enumerate(lines):
            sheet.write_string(place, 0, name, self._bold)
            sheet.write_string(place, 1, value, self._quoted if is_formula(value) else None)
        sheet.activate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._book.close()
