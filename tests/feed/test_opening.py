"""Opening a file: the content decides what it is, and a file that cannot be read says why."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import xlsxwriter

from jointsanction.errors import FeedError
from jointsanction.feed import open_table


def _reason(path: Path) -> str:
    with pytest.raises(FeedError) as caught, open_table(path) as reader:
        list(reader)
    assert caught.value.place.file == path.name
    return caught.value.reason


def _workbook(path: Path, rows: int = 200) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["企业名称", "统一社会信用代码"])
        for row in range(1, rows):
            sheet.write_row(row, 0, [f"清远市溪石{row}贸易有限公司", ""])
    return path


def test_a_missing_or_empty_file_and_a_folder(tmp_path: Path) -> None:
    """Each has its own stable reason."""
    (tmp_path / "empty.csv").touch()
    assert _reason(tmp_path / "none.csv") == "FILE_MISSING"
    assert _reason(tmp_path / "empty.csv") == "FILE_EMPTY"
    folder = tmp_path / "folder.csv"
    folder.mkdir()
    assert _reason(folder) == "FILE_UNREADABLE"


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.4 ...", b"PAR1\x00", b"<html><table>", b"<?xml version='1.0'?>", b'[{"name": "x"}]', b"Rar!\x1a\x07"],
)
def test_foreign_content_is_named(tmp_path: Path, content: bytes) -> None:
    """A file of a kind that is not read says what it is, whatever its name is."""
    path = tmp_path / "list.xls"
    path.write_bytes(content)
    assert _reason(path) == "FILE_FORMAT"


def test_a_csv_that_is_a_workbook_is_read_and_said(tmp_path: Path) -> None:
    """The content decides: list.csv that holds a workbook is read as one."""
    path = _workbook(tmp_path / "list.xlsx").rename(tmp_path / "list.csv")
    with open_table(path) as reader:
        assert reader.format == "xlsx"
        assert "按内容读取" in reader.encoding_note
        assert sum(1 for _ in reader) == 199


def test_a_workbook_that_is_text_is_read_and_said(tmp_path: Path) -> None:
    """A text table named .xls is read as text."""
    path = tmp_path / "list.xls"
    path.write_text("企业名称\t地区\n清远市溪石贸易有限公司\t清城\n", encoding="gb18030")
    with open_table(path) as reader:
        assert reader.format == "csv"
        assert "按内容读取" in reader.encoding_note
        assert [row.cells for row in reader] == [("清远市溪石贸易有限公司", "清城")]


@pytest.mark.parametrize("kept", [0.2, 0.6, 0.99])
def test_a_cut_gzip_file_is_truncated(tmp_path: Path, kept: float) -> None:
    """A packed file that breaks off is called incomplete, wherever it does."""
    data = gzip.compress("".join(["名称,地区\n", *(f"企业{number * 7919},清远\n" for number in range(5000))]).encode())
    path = tmp_path / "list.csv.gz"
    path.write_bytes(data[: int(len(data) * kept)])
    assert _reason(path) == "FILE_TRUNCATED"


def test_a_damaged_gzip_file_is_unreadable(tmp_path: Path) -> None:
    """A packed file whose check sum fails is not read."""
    data = bytearray(gzip.compress("名称,地区\n企业,清远\n".encode()))
    data[-6] ^= 0xFF
    path = tmp_path / "list.csv.gz"
    path.write_bytes(bytes(data))
    assert _reason(path) == "FILE_UNREADABLE"


def test_a_cut_workbook_is_truncated(tmp_path: Path) -> None:
    """A workbook that breaks off is called incomplete."""
    path = _workbook(tmp_path / "list.xlsx")
    path.write_bytes(path.read_bytes()[:-500])
    assert _reason(path) == "FILE_TRUNCATED"


def test_a_zip_that_is_no_workbook(tmp_path: Path) -> None:
    """A zip file of something else is no workbook."""
    import zipfile

    path = tmp_path / "list.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("list.csv", "名称\n")
    assert _reason(path) in ("FILE_FORMAT", "FILE_UNREADABLE")


def test_a_packed_workbook_and_json_lines(tmp_path: Path) -> None:
    """Everything can be packed with gzip."""
    book = _workbook(tmp_path / "list.xlsx")
    packed = tmp_path / "list.xlsx.gz"
    packed.write_bytes(gzip.compress(book.read_bytes()))
    lines = tmp_path / "list.jsonl.gz"
    lines.write_bytes(gzip.compress('{"name": "清远市溪石贸易有限公司"}\n'.encode()))
    with open_table(packed) as reader:
        assert (reader.format, sum(1 for _ in reader)) == ("xlsx", 199)
    with open_table(lines) as reader:
        assert (reader.format, [row.cells for row in reader]) == ("jsonl", [("清远市溪石贸易有限公司",)])


def test_position_ends_at_the_size(tmp_path: Path) -> None:
    """The progress bar ends full."""
    for path in (_workbook(tmp_path / "list.xlsx"), tmp_path / "list.csv"):
        if path.suffix == ".csv":
            path.write_text("名称,地区\n" + "企业,清远\n" * 1000, encoding="utf-8")
        with open_table(path) as reader:
            list(reader)
            assert reader.position() == reader.size_hint == path.stat().st_size
