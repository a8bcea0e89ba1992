"""Every input column stands in the output, each under a heading of its own, and nothing in it can be run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.feed import open_table
from jointsanction.screen.formulas import is_formula, neutralise
from jointsanction.screen.layout import InputColumns, headings


@given(st.lists(st.sampled_from(["", " ", "名称", "名称(2)", "备注", "第1列", "第2列"]), max_size=8))
def test_headings_are_all_different(header: list[str]) -> None:
    """However often a heading stands in the file, the output can tell the columns apart."""
    told = headings(header)
    assert len(set(told)) == len(told) == len(header)
    assert "" not in told


@pytest.mark.parametrize(
    "cell", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "＝1+1", "-2+3+cmd|x", "=-1"]
)
def test_formulas_are_neutralised(cell: str) -> None:
    """What a spreadsheet would run begins with an apostrophe afterwards."""
    assert neutralise(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "-", "--", "———", "-3", "+8613800000000", "-3.50", "清远=好", "'=1"])
def test_other_cells_stay(cell: str) -> None:
    """Signs that stand for "nothing", signed numbers and ordinary text are not touched."""
    assert neutralise(cell) == cell


@given(st.text(st.characters(codec="utf-8"), max_size=20))
def test_neutralised_text_is_no_formula(cell: str) -> None:
    """No text that comes out could be run, and neutralising twice is neutralising once."""
    assert not is_formula(neutralise(cell)) or re.fullmatch(r"[+-]?\d+(\.\d+)?", cell)
    assert neutralise(neutralise(cell)) == neutralise(cell)


def test_keys_beyond_the_first_lines_are_kept(tmp_path: Path) -> None:
    """A key that only a later line of JSON has is kept: by name in JSON, in a column of its own in tables."""
    path = tmp_path / "a.jsonl"
    lines = [f'{{"name": "甲{n}"}}' for n in range(5_000)]
    path.write_text("\n".join([*lines, '{"name": "乙", "late": "x"}']), encoding="utf-8")
    with open_table(path) as reader:
        columns = InputColumns(reader)
        *_, last = reader
    assert columns.headings == ("name", "其他内容")
    assert columns.cells(last) == ("乙", "late：x")
    assert columns.named(last) == {"name": "乙", "late": "x"}
