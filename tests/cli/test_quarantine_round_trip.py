"""Rows that could not be taken are exported, corrected by hand, loaded again, and then closed."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from command import run
from invented import code
from world import World

from jointsanction.ledger import Ledger

HEADER = ["名单", "企业名称", "统一社会信用代码", "列入日期", "税务登记号", "备注"]
BAD = [
    ["失信被执行人", "清远市翠砚贸易有限公司", code(1), "2026-13-45", "441802000000017", "=1+1"],
    ["没有的名单", "清远市青梧贸易有限公司", code(2), "2026-01-05", "", "-"],
    ["失信被执行人", "", "", "2026-01-05", "", ""],
]


def load_bad(world: World, tmp_path: Path) -> None:
    with (tmp_path / "bad.csv").open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEADER, *BAD])
    # The same fields under other headings: one file of corrections holds both.
    (tmp_path / "bad.jsonl").write_text('{"list": "无此名单", "name": "清远市白榆文化有限公司"}\n', encoding="utf-8")
    assert run("load", tmp_path / "bad.csv", data=world.data).code == 0
    assert run("load", tmp_path / "bad.jsonl", data=world.data).code == 0


def correct(path: Path) -> None:
    """What somebody does in a spreadsheet: a date, two lists; the row about nobody is left as it is."""
    fixes = {1: ("列入日期", "2026-01-05"), 2: ("名单", "失信被执行人"), 4: ("名单", "经营异常名录")}
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        sheet = book.active
        assert sheet is not None
        columns = {str(cell.value): cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            number = int(str(sheet.cell(row, columns["隔离编号"]).value))
            if number in fixes:
                sheet.cell(row, columns[fixes[number][0]]).value = fixes[number][1]
        book.save(path)
        return
    with path.open(encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    for row in rows:
        number = int(row[header.index("隔离编号")])
        if number in fixes:
            row[header.index(fixes[number][0])] = fixes[number][1]
    with path.open("w", encoding="gb18030", newline="") as file:  # as a spreadsheet in China saves it
        csv.writer(file).writerows([header, *rows])


@pytest.mark.parametrize("ending", [".xlsx", ".csv"])
def test_corrected_rows_are_closed(world: World, tmp_path: Path, ending: str) -> None:
    """Of four held rows three are corrected and taken; the fourth stays open, once; loading again changes nothing."""
    load_bad(world, tmp_path)
    target = tmp_path / f"fix{ending}"
    exported = run("quarantine", "export", "-o", target, data=world.data)
    assert exported.code == 0
    assert "4 行" in exported.out
    correct(target)
    loaded = run("load", target, data=world.data)
    assert loaded.code == 0, loaded.err
    assert "共 1 行待改正" in run("quarantine", "list", data=world.data).out
    with Ledger.open(world.directory.ledger, read_only=True) as ledger:
        assert [row.no for row in ledger.quarantined()] == [3]
        assert len(list(ledger.quarantined(state="corrected"))) == 3
        entries = list(ledger.current_entries())
    assert {(entry.list, entry.name) for entry in entries} == {
        ("judgment-debtor", "清远市翠砚贸易有限公司"),
        ("judgment-debtor", "清远市青梧贸易有限公司"),
        ("abnormal-operation", "清远市白榆文化有限公司"),
    }
    run("load", target, data=world.data)
    with Ledger.open(world.directory.ledger, read_only=True) as ledger:
        assert [row.no for row in ledger.quarantined()] == [3]
        assert ledger.entry_count() == 3


def test_workbook_cells_are_texts(world: World, tmp_path: Path) -> None:
    """In the exported workbook a code is a text, which a spreadsheet cannot round, and nothing is a formula."""
    load_bad(world, tmp_path)
    run("quarantine", "export", "-o", tmp_path / "fix.xlsx", data=world.data)
    sheet = openpyxl.load_workbook(tmp_path / "fix.xlsx").active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"441802000000017", "=1+1"} <= {cell.value for cell in cells}
    assert {cell.number_format for cell in cells} == {"@"}


def test_export_overwrites_nothing(world: World, tmp_path: Path) -> None:
    """A file with corrections in it is not replaced by a new export."""
    load_bad(world, tmp_path)
    (tmp_path / "fix.csv").write_text("mine", encoding="utf-8")
    again = run("quarantine", "export", "-o", tmp_path / "fix.csv", data=world.data)
    assert again.code == 2
    assert "OUTPUT_EXISTS" in again.err
    assert (tmp_path / "fix.csv").read_text(encoding="utf-8") == "mine"


def test_nothing_held(world: World, tmp_path: Path) -> None:
    """With nothing held there is no file, and it is said."""
    shown = run("quarantine", "export", "-o", tmp_path / "fix.csv", data=world.data)
    assert (shown.code, shown.out) == (0, "没有待改正的行，未写文件\n")
    assert not (tmp_path / "fix.csv").exists()


def test_list_shows_place_and_reason_and_can_be_cut(world: World, tmp_path: Path) -> None:
    """Each row with file, row, column and what is wrong; a limit tells how many there are."""
    load_bad(world, tmp_path)
    shown = run("quarantine", "list", "--limit", "1", data=world.data).out
    assert "bad.csv" in shown
    assert "2026-13-45" in shown
    assert "共 4 行待改正，列出前 1 行" in shown
    assert "没有这个名单（UNKNOWN_LIST）：2 行" in shown
