"""Quarantined rows as a file to be corrected by hand and loaded again: each row with its number, reason and place."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from jointsanction.errors import FeedError, Place
from jointsanction.feed.columns import field_of
from jointsanction.screen.formulas import neutralise

if TYPE_CHECKING:
    from jointsanction.ledger import Ledger, QuarantinedRow

NUMBER, REASON, PLACE, LIST = "隔离编号", "隔离原因", "隔离位置", "名单"
_MOST_ROWS = 1_000_000


class _Writer(Protocol):
    def row(self, cells: list[str]) -> None:
        """Take one row; the first is the header."""


def export(ledger: Ledger, target: Path) -> int:
    """Write every open row to ``target`` (.xlsx or .csv) and say how many; nothing is written when there is none.

    In a workbook every cell is a text, so that a spreadsheet cannot round a code. Raises FeedError FILE_FORMAT,
    OUTPUT_EXISTS (it may hold corrections), FILE_UNREADABLE.
    """
    ending = target.suffix.lower()
    if ending not in (".xlsx", ".csv"):
        message = f"不能写成“{target.suffix or target.name}”；请用 .xlsx 或 .csv"
        raise FeedError(message, reason="FILE_FORMAT", place=Place(file=target.name))
    if target.exists():
        message = "文件已存在，未覆盖：其中可能有已改正的行；请换一个文件名"
        raise FeedError(message, reason="OUTPUT_EXISTS", place=Place(file=str(target)))
    columns = _Columns(ledger)
    if not columns.rows:
        return 0
    if ending == ".xlsx" and columns.rows > _MOST_ROWS:
        raise FeedError(f"共 {columns.rows:,} 行，Excel 放不下；请导出为 .csv", reason="FILE_FORMAT")
    beside = target.with_name(f".{target.name}.new")
    try:
        with (_workbook if ending == ".xlsx" else _csv)(beside) as writer:
            writer.row(columns.header)
            for row in ledger.quarantined():
                writer.row(columns.cells(row))
        beside.replace(target)
    except OSError as error:
        message = f"不能写入：{error.strerror or error}"
        raise FeedError(message, reason="FILE_UNREADABLE", place=Place(file=str(target))) from error
    finally:
        beside.unlink(missing_ok=True)
    return columns.rows


class _Columns:
    """One header for rows of many files: headings that mean one field (企业名称, name) share the first one's column."""

    def __init__(self, ledger: Ledger) -> None:
        self._by_field: dict[str, str] = {}
        self.rows = 0
        names: dict[str, None] = {}
        lists = False
        for row in ledger.quarantined():
            self.rows += 1
            lists = lists or bool(row.list)
            for name, _ in row.cells:
                self._by_field.setdefault(field_of(name) or name, name)
            names.update(dict.fromkeys(self._placed(row)))
        self._list = self._by_field.get("list", LIST)
        if lists:
            names[self._list] = None
        self.header = [*names, NUMBER, REASON, PLACE]

    def cells(self, row: QuarantinedRow) -> list[str]:
        """The row under the header, with its number, why it is held, and where it stood."""
        cells = self._placed(row)
        cells[self._list] = cells.get(self._list) or row.list
        at = (row.file, f"第 {row.row} 行", f"第 {row.column} 列" if row.column else "")
        cells |= {NUMBER: str(row.no), REASON: f"{row.message}（{row.reason}）", PLACE: "，".join(filter(None, at))}
        return [cells.get(name, "") for name in self.header]

    def _placed(self, row: QuarantinedRow) -> dict[str, str]:
        own = {name for name, _ in row.cells}
        placed: dict[str, str] = {}
        for name, text in row.cells:
            shared = self._by_field.get(field_of(name) or name, name)
            # Two headings of one field in one file stay apart: which of them counts is decided on loading.
            placed[name if shared != name and shared in own else shared] = text
        return placed


@contextmanager
def _csv(path: Path) -> Iterator[_Writer]:
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)

        class Rows:
            def row(self, cells: list[str]) -> None:
                writer.writerow([neutralise(cell) for cell in cells])

        yield Rows()


@contextmanager
def _workbook(path: Path) -> Iterator[_Writer]:
    import xlsxwriter

    from jointsanction.screen.output import OutputFile, close_workbook

    with path.open("xb") as file:
        book = xlsxwriter.Workbook(OutputFile(file), {"constant_memory": True, "strings_to_formulas": False})
        sheet = book.add_worksheet("隔离区")
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True, "bg_color": "#EDEDED"})
        sheet.freeze_panes(1, 0)

        class Rows:
            at = 0

            def row(self, cells: list[str]) -> None:
                for place, cell in enumerate(cells):
                    sheet.write_string(self.at, place, cell, text if self.at else bold)
                self.at += 1
                sheet.set_column(0, len(cells) - 1, 24, text)

        yield Rows()
        close_workbook(book)
