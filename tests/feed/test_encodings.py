"""The encoding of a text file: found over the whole file, said, and never guessed into garbage."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from jointsanction.errors import FeedError
from jointsanction.feed import open_table

TEXT = "企业名称,统一社会信用代码\n" + "".join(f"清远市溪石{number}贸易有限公司,\n" for number in range(50))


def _rows(path: Path, encoding: str | None = None) -> tuple[str, list[str]]:
    with open_table(path, encoding=encoding) as reader:
        return reader.encoding, [row.cells[0] for row in reader]


@pytest.mark.parametrize(
    ("codec", "found"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gb18030", "gb18030"), ("gbk", "gb18030"), ("utf-16", "utf-16"),
     ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)  # fmt: skip
@pytest.mark.parametrize("packed", [False, True])
def test_every_encoding_gives_the_same_rows(tmp_path: Path, codec: str, found: str, packed: bool) -> None:
    """UTF-8 with and without a mark, UTF-16, GB18030 and GBK, packed or not, give the same text."""
    path = tmp_path / ("list.csv.gz" if packed else "list.csv")
    data = TEXT.encode(codec)
    path.write_bytes(gzip.compress(data) if packed else data)
    encoding, names = _rows(path)
    assert encoding == found
    assert names[0] == "清远市溪石0贸易有限公司"
    assert len(names) == 50


def test_the_choice_is_said_in_chinese(tmp_path: Path) -> None:
    """The reader says which encoding it took and why."""
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    with open_table(path) as reader:
        assert "GB18030" in reader.encoding_note


def test_a_bad_byte_in_utf8_is_named_not_read_as_gb18030(tmp_path: Path) -> None:
    """A damaged UTF-8 file is an error with line and byte; it never becomes garbled GB18030."""
    lines = TEXT.encode().split(b"\n")
    lines[10] = lines[10][:6] + b"\xff\xff" + lines[10][6:]
    path = tmp_path / "list.csv"
    path.write_bytes(b"\n".join(lines))
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert caught.value.reason == "FILE_ENCODING"
    assert (caught.value.place.row, caught.value.place.column) == (11, 7)
    assert "--encoding" in caught.value.message


def test_a_bad_byte_far_into_a_large_file_is_counted_right(tmp_path: Path) -> None:
    """Line and byte are right across the blocks in which a file is read."""
    line = "清远市溪石贸易有限公司,\n".encode()
    path = tmp_path / "list.csv"
    path.write_bytes("企业名称,统一社会信用代码\n".encode() + line * 60_000 + "清远".encode() + b"\xfe,\n")
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert (caught.value.place.row, caught.value.place.column) == (60_002, 7)


@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_a_file_cut_inside_a_character_is_truncated(tmp_path: Path, codec: str) -> None:
    """A file that breaks off in the middle of a character is called incomplete."""
    path = tmp_path / "list.csv"
    path.write_bytes((TEXT + "清远").encode(codec)[:-1])
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert caught.value.reason == "FILE_TRUNCATED"
    assert caught.value.place.row == 52


def test_a_given_encoding_overrides(tmp_path: Path) -> None:
    """What the operator names is used, also where the text would pass as another encoding."""
    path = tmp_path / "list.csv"
    path.write_bytes("名稱,備註\n中華有限公司,無\n".encode("big5"))
    assert _rows(path, "big5")[1] == ["中華有限公司"]


@pytest.mark.parametrize("encoding", ["utf-8", "no-such-encoding", "hex"])
def test_a_wrong_given_encoding_is_an_error(tmp_path: Path, encoding: str) -> None:
    """A named encoding that does not fit, or does not exist, is an error that says so."""
    path = tmp_path / "list.csv"
    path.write_bytes(TEXT.encode("gb18030"))
    with pytest.raises(FeedError) as caught:
        open_table(path, encoding=encoding)
    assert caught.value.reason == "FILE_ENCODING"


def test_bytes_of_no_encoding_are_an_error(tmp_path: Path) -> None:
    """Bytes that no Chinese encoding has are refused, not shown as question marks."""
    path = tmp_path / "list.csv"
    path.write_bytes("名称,备注\n".encode("gb18030") + b"\xff\xff\x80\x20\xff,\n" * 20)
    with pytest.raises(FeedError) as caught:
        open_table(path)
    assert caught.value.reason == "FILE_ENCODING"
