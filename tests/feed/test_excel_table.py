"""Workbooks: every cell as text, the header below titles, merged cells, several sheets, rounded numbers."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from invented import code

from jointsanction.errors import FeedError
from jointsanction.feed import open_table

HEADER = ["序号", "企业名称", "统一社会信用代码", "列入日期", "备注"]


def test_cells_become_text(tmp_path: Path) -> None:
    """Days ISO, whole numbers without .0, booleans as shown, numbers beyond 15 digits marked as rounded."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, [1, "溪石公司", 914418000000000123])
        sheet.write_datetime(1, 3, datetime.fromisoformat("2020-01-05"), day)
        sheet.write_boolean(1, 4, True)
        sheet.write_row(2, 0, [2.5, "云岭公司", 441800000000017])
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_datetime(2, 3, datetime.fromisoformat("2020-01-05 08:30"), moment)
    with open_table(path) as reader:
        first, second = reader
    assert (first.number, first.cells[0], first.cells[3:]) == (2, "1", ("2020-01-05", "TRUE"))
    assert first.rounded == {2}
    assert second.cells[:4] == ("2.5", "云岭公司", "441800000000017", "2020-01-05 08:30:00")
    assert not second.rounded


def test_titles_merged_cells_and_row_numbers(tmp_path: Path) -> None:
    """Title rows are skipped, a merge over rows gives its value to each, rows keep the spreadsheet's numbers."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(1, 1, 1, 5, "附件1：2020年度名单")
        sheet.write_row(3, 1, HEADER)
        sheet.write_row(4, 1, [1, "溪石公司", code(1)])
        sheet.write_row(5, 1, [2, "云岭公司", code(2)])
        sheet.merge_range(4, 5, 5, 5, "同一批")
        sheet.write_row(8, 1, [3, "北岸公司", code(3)])
    with open_table(path) as reader:
        rows = list(reader)
        assert list(reader.header) == HEADER
    assert [(row.number, row.cells[1], row.cells[4]) for row in rows] == [
        (5, "溪石公司", "同一批"),
        (6, "云岭公司", "同一批"),
        (9, "北岸公司", ""),
    ]


def test_the_sheet_with_a_header_or_the_one_asked_for(tmp_path: Path) -> None:
    """The first sheet with a recognised header is read; another on request; an unknown one is an error."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("说明").write(0, 0, "填表说明")
        for name in ("名单", "其他"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["企业名称", "地区"])
            sheet.write_row(1, 0, [f"{name}公司", ""])
    for wanted, found in ((None, "名单公司"), ("其他", "其他公司")):
        with open_table(path, sheet=wanted) as reader:
            assert [row.cells[0] for row in reader] == [found]
    with pytest.raises(FeedError, match="说明、名单、其他"):
        open_table(path, sheet="没有")


def test_old_workbooks(tmp_path: Path) -> None:
    """Excel 97-2003 files give the same rows."""
    path = tmp_path / "a.xls"
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名单")
    for column, heading in enumerate(HEADER):
        sheet.write(0, column, heading)
    for column, value in enumerate([1, "溪石公司", code(1), date(2020, 1, 5)]):
        sheet.write(
            1, column, value, xlwt.easyxf(num_format_str="yyyy-mm-dd") if column == 3 else xlwt.Style.default_style
        )
    book.save(str(path))
    with open_table(path) as reader:
        assert reader.format == "xls"
        assert [row.cells for row in reader] == [("1", "溪石公司", code(1), "2020-01-05", "")]


def test_an_empty_workbook(tmp_path: Path) -> None:
    """A workbook without cells is empty, not broken."""
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet()
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert caught.value.reason == "FILE_EMPTY"


@pytest.mark.parametrize("start", [b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_garbage_with_the_mark_of_a_workbook(tmp_path: Path, start: bytes) -> None:
    """Bytes that only begin like a workbook are an error, no traceback."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(start + b"garbage" * 400 + (b"PK\x05\x06" + bytes(18) if start.startswith(b"PK") else b""))
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert caught.value.reason in ("FILE_FORMAT", "FILE_UNREADABLE")


def test_a_damaged_old_workbook_on_which_the_reader_panics(tmp_path: Path) -> None:
    """Whatever bytes of an old workbook are wrong, it is read or refused with a reason."""
    path = tmp_path / "a.xls"
    book = xlwt.Workbook()
    sheet = book.add_sheet("a")
    for row in range(40):
        sheet.write(row, 0, "企业名称" if row == 0 else f"清远市溪石{row}贸易有限公司")
    book.save(str(path))
    sound = path.read_bytes()
    reasons: set[str] = set()
    for place in range(512, 1_600, 4):
        path.write_bytes(sound[:place] + b"\xff" + sound[place + 1 :])
        try:
            with open_table(path) as reader:
                list(reader)
        except FeedError as error:
            reasons.add(error.reason)
    assert reasons >= {"FILE_FORMAT", "FILE_UNREADABLE"}
    assert reasons <= {"FILE_FORMAT", "FILE_UNREADABLE", "FILE_EMPTY"}
