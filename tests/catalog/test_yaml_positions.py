"""YAML with positions: values stay text, every place is known, what is dangerous is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from jointsanction.catalog.schema_faults import pydantic_findings
from jointsanction.catalog.yaml_positions import MAX_DEPTH, parse

TEXT = """# a comment
title: 甲
no: 010
on: off
none: null
quoted: "null"
rows:
  - {name: 乙, tags: [a, b]}
  - name: 丙
"""


def test_scalars_stay_text() -> None:
    """010, off and a quoted null are what they look like; an unquoted null is None."""
    content, _, findings = parse(TEXT.encode(), "f.yaml")
    assert findings == ()
    assert content == {
        "title": "甲",
        "no": "010",
        "on": "off",
        "none": None,
        "quoted": "null",
        "rows": [{"name": "乙", "tags": ["a", "b"]}, {"name": "丙"}],
    }


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ((), "f.yaml:2:1"),
        (("title",), "f.yaml:2:8 [title]"),
        (("rows", 0, "tags", 1), "f.yaml:8:25 [rows[0].tags[1]]"),
        (("rows", 1, "name"), "f.yaml:9:11 [rows[1].name]"),
        (("rows", 1, "gone"), "f.yaml:9:5 [rows[1].gone]"),
        (("nowhere", 7), "f.yaml:2:1 [nowhere[7]]"),
    ],
)
def test_places(path: tuple[str | int, ...], expected: str) -> None:
    """Line and column from 1; what is not there stands where its surroundings begin."""
    _, positions, _ = parse(TEXT.encode(), "f.yaml")
    assert str(positions.place(path)) == expected


@pytest.mark.parametrize(
    ("text", "code", "row"),
    [
        ("a: 1\na: 2\n", "KEY_TWICE", 2),
        ("a: &x 1\nb: *x\n", "YAML_ANCHOR", 1),
        ("a: !own 1\n", "YAML_TAG", 1),
        ("a: !!binary QQ==\n", "YAML_TAG", 1),
        ("a: 1\nb: !!python/object:os.system {}\n", "YAML_TAG", 2),
        ("a: 1\n<<: {b: 2}\n", "YAML_KEY", 2),
        ("[a]: 1\n", "YAML_KEY", 1),
        ("a: 1\n---\nb: 2\n", "YAML_SYNTAX", 2),
        ("a: [1\n", "YAML_SYNTAX", 2),
        ("a: 1\n b: 2\n", "YAML_SYNTAX", 2),
        ("", "YAML_EMPTY", 1),
        ("# only a comment\n", "YAML_EMPTY", 1),
        ("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), "YAML_TOO_DEEP", 1),
        ("[" * 100_000, "YAML_TOO_DEEP", 1),
    ],
)
def test_refused(text: str, code: str, row: int) -> None:
    """Duplicate keys, anchors, tags, merge keys, a second document, bad syntax, bottomless nesting."""
    _, _, findings = parse(text.encode(), "f.yaml")
    assert findings[0].code == code
    assert findings[0].place.row == row
    assert findings[0].advice


def test_encoding_fault_has_its_place() -> None:
    """A byte that is not UTF-8 is shown with line and column."""
    _, _, findings = parse("甲: 1\n乙: ".encode() + "丙".encode("gb18030"), "f.yaml")
    assert (findings[0].code, findings[0].place.row, findings[0].place.column) == ("YAML_ENCODING", 2, 4)


@given(st.binary(max_size=200) | st.text(alphabet="ab:-[]{}&*!|>\"'# \n,?%@`", max_size=60).map(str.encode))
def test_any_bytes_give_an_answer(content: bytes) -> None:
    """Content or findings, never an exception."""
    value, _, findings = parse(content, "f.yaml")
    assert value is not None or findings or content


class Row(BaseModel):
    """A row."""

    model_config = ConfigDict(extra="forbid")
    name: str
    size: int | None = None


class File(BaseModel):
    """A file of rows."""

    model_config = ConfigDict(extra="forbid")
    rows: list[Row]
    by_code: dict[str, Row] = {}


def test_unknown_key_names_the_nearest_known_one() -> None:
    """In a list and in a mapping alike; the place is that of the key."""
    text = "rows:\n  - {name: 甲, siez: 1}\nby_code:\n  x:\n    nmae: 乙\n"
    content, positions, _ = parse(text.encode(), "f.yaml")
    with pytest.raises(ValidationError) as caught:
        File.model_validate(content)
    findings = pydantic_findings(caught.value, positions, "f.yaml", File)
    assert [(each.place.row, each.place.column, each.code, each.advice) for each in findings] == [
        (2, 15, "KEY_UNKNOWN", "是不是“size”？"),
        (5, 5, "KEY_MISSING", "请补上“name: …”"),
        (5, 5, "KEY_UNKNOWN", "是不是“name”？"),
    ]


def test_findings_without_the_model_still_advise() -> None:
    """The model is optional: without it the advice is to delete the key."""
    content, positions, _ = parse(b"rows: []\nrow: 1\n", "f.yaml")
    with pytest.raises(ValidationError) as caught:
        File.model_validate(content)
    (finding,) = pydantic_findings(caught.value, positions, "f.yaml")
    assert (finding.code, finding.advice) == ("KEY_UNKNOWN", "请删除")
