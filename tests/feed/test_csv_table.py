"""Text tables: one bad row costs one row, with its number and what is wrong."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.errors import FeedError
from jointsanction.feed import Row, open_table


def _read(path: Path, text: str) -> list[Row]:
    path.write_text(text, encoding="utf-8", newline="")
    with open_table(path) as reader:
        return list(reader)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_by_the_header(tmp_path: Path, mark: str) -> None:
    """Comma, semicolon, tab and bar, whichever gives the header that is known; other marks stay in the cells."""
    others = "".join(other for other in ",;\t|" if other != mark)
    rows = _read(tmp_path / "a.txt", f"企业名称{mark}统一社会信用代码\n甲{others}公司{mark}x\n")
    assert [row.cells for row in rows] == [(f"甲{others}公司", "x")]


def test_quoted_cells_with_line_ends_quotes_and_delimiters(tmp_path: Path) -> None:
    """RFC 4180 quoting; a cell with line ends is one row, numbered as a spreadsheet does."""
    rows = _read(tmp_path / "a.csv", '名称,原因\r\n"溪石,""老""店","第一行\r\n第二行"\r\n云岭公司,x\r\n')
    assert [(row.number, row.cells) for row in rows] == [
        (2, ('溪石,"老"店', "第一行\r\n第二行")),
        (3, ("云岭公司", "x")),
    ]


def test_title_rows_empty_rows_and_repeated_headers_are_no_rows(tmp_path: Path) -> None:
    """Titles above the header and empty rows are counted but not yielded; so are headers in the middle."""
    header = "序号,企业名称,列入日期\n"
    text = f"附件1：名单,,\n\n{header}1,溪石公司,2020-01-01\n,,\n{header}2,云岭公司,2020-01-01\n"
    rows = _read(tmp_path / "a.csv", text)
    assert [(row.number, row.cells[1]) for row in rows] == [(4, "溪石公司"), (7, "云岭公司")]


def test_a_row_with_more_or_fewer_cells_is_broken(tmp_path: Path) -> None:
    """The row says how many columns it should have; empty cells at its end do no harm."""
    rows = _read(tmp_path / "a.csv", "名称,原因\n溪石公司\n溪石公司,x,y\n溪石公司,x,,\n云岭公司,x\n")
    assert [(row.number, row.problem) for row in rows] == [(2, "BROKEN_ROW"), (3, "BROKEN_ROW"), (4, ""), (5, "")]
    assert rows[0].detail == "应有 2 列，实有 1 列"
    assert rows[1].detail == "应有 2 列，实有 3 列"
    assert rows[2].cells == ("溪石公司", "x")


def test_an_unclosed_quote_costs_only_its_row(tmp_path: Path) -> None:
    """The rows behind an unclosed quote are read as rows."""
    text = '名称,原因\n"溪石公司,x\n云岭公司,y\n北岸公司,z\n'
    rows = _read(tmp_path / "a.csv", text)
    assert [(row.number, row.problem, row.cells[0]) for row in rows] == [
        (2, "BROKEN_ROW", "溪石公司,x"),
        (3, "", "云岭公司"),
        (4, "", "北岸公司"),
    ]
    assert "引号" in rows[0].detail


def test_an_unclosed_quote_in_a_large_file_costs_only_its_row(tmp_path: Path) -> None:
    """Also where the end of the file is far away."""
    text = '名称,原因\n"溪石公司,x\n' + "云岭公司,y\n" * 50_000
    rows = _read(tmp_path / "a.csv", text)
    assert [row.problem for row in rows[:2]] == ["BROKEN_ROW", ""]
    assert len(rows) == 50_001
    assert rows[-1].number == 50_002


def test_text_behind_a_closing_quote_is_broken(tmp_path: Path) -> None:
    """Quoting is read strictly."""
    rows = _read(tmp_path / "a.csv", '名称,原因\n"溪石"公司,x\n云岭公司,y\n')
    assert [row.problem for row in rows] == ["BROKEN_ROW", ""]


def test_a_file_cut_inside_quotes_is_truncated(tmp_path: Path) -> None:
    """A quote that is open where the file stops without a line end: the file was cut."""
    with pytest.raises(FeedError) as caught:
        _read(tmp_path / "a.csv", '名称,原因\n云岭公司,y\n"溪石公司","因为')
    assert (caught.value.reason, caught.value.place.row) == ("FILE_TRUNCATED", 3)


def test_a_last_row_that_stops_early_is_a_cut_file(tmp_path: Path) -> None:
    """Too few cells and no line end at the end of the file: refused as a whole, with its row."""
    with pytest.raises(FeedError) as caught:
        _read(tmp_path / "a.csv", "名称,地区,原因\n云岭公司,清城,y\n溪石公司,清")
    assert (caught.value.reason, caught.value.place.row) == ("FILE_TRUNCATED", 3)
    rows = _read(tmp_path / "b.csv", "名称,地区,原因\n云岭公司,清城,y\n溪石公司,清\n")
    assert rows[1].problem == "BROKEN_ROW"


def test_null_characters_are_read(tmp_path: Path) -> None:
    """NUL bytes are characters like others; no traceback."""
    rows = _read(tmp_path / "a.csv", "名称,原因\n溪石\0公司,x\n")
    assert [(row.problem, row.cells[0]) for row in rows] == [("", "溪石\0公司")]


@pytest.mark.parametrize("size", [40_000, 10_000_000, 20_000_000])
def test_a_huge_cell_is_named_and_the_next_row_is_read(tmp_path: Path, size: int) -> None:
    """Cells beyond what a spreadsheet holds cost their row only."""
    rows = _read(tmp_path / "a.csv", f"名称,原因\n溪石公司,{'长' * size}\n云岭公司,y\n")
    assert [(row.number, row.problem) for row in rows] == [(2, "FIELD_TOO_LONG"), (3, "")]


def test_a_header_alone_has_no_rows_and_blank_text_no_header(tmp_path: Path) -> None:
    """A table without rows is one; white space is none."""
    assert _read(tmp_path / "a.csv", "名称,原因\n") == []
    with pytest.raises(FeedError) as caught:
        _read(tmp_path / "b.csv", "\n  \n\n")
    assert caught.value.reason == "HEADER_MISSING"


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    """Ten times the rows take no more memory."""
    peaks = []
    for rows in (20_000, 200_000):
        path = tmp_path / f"{rows}.csv"
        path.write_text("名称,原因\n" + "清远市溪石贸易有限公司,某某原因\n" * rows, encoding="utf-8")
        tracemalloc.start()
        with open_table(path) as reader:
            assert sum(1 for _ in reader) == rows
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


@given(st.text(alphabet='名称,;"\n\r\0 |\tx长', max_size=120))
def test_any_text_below_a_header_gives_rows_or_a_feed_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """No text breaks the reader, and row numbers only grow."""
    path = tmp_path_factory.getbasetemp() / "any.csv"
    try:
        rows = _read(path, "企业名称,统一社会信用代码\n" + text)
    except FeedError:
        return
    numbers = [row.number for row in rows]
    assert numbers == sorted(set(numbers))
    assert all(row.problem or len(row.cells) == 2 for row in rows)
