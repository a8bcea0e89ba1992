"""JSON lines: objects as rows, whatever their keys and values."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jointsanction.errors import FeedError
from jointsanction.feed import Row, open_table


def _read(path: Path, text: str) -> tuple[tuple[str, ...], list[Row]]:
    path.write_text(text, encoding="utf-8")
    with open_table(path) as reader:
        return reader.header, list(reader)


def test_keys_make_the_header_and_values_become_text(tmp_path: Path) -> None:
    """Keys in the order they come; numbers as written, nested values as compact JSON, null as nothing."""
    header, rows = _read(
        tmp_path / "a.jsonl",
        '{"name": "溪石公司", "code": 914418000000000123, "tags": ["甲", {"a": 1.50}]}\n\n{"name": null, "ok": true}\n',
    )
    assert header == ("name", "code", "tags", "ok")
    assert [(row.number, row.cells) for row in rows] == [
        (1, ("溪石公司", "914418000000000123", '["甲",{"a":"1.50"}]', "")),
        (3, ("", "", "", "true")),
    ]
    assert not rows[0].rounded


def test_keys_after_the_first_thousand_lines_are_kept(tmp_path: Path) -> None:
    """A key that comes late is no column, but its value is not lost."""
    lines = [json.dumps({"name": "溪石公司"}, ensure_ascii=False)] * 1000
    _, rows = _read(tmp_path / "a.jsonl", "\n".join([*lines, '{"name": "云岭公司", "late": "x"}', ""]))
    assert rows[1000].cells == ("云岭公司",)
    assert rows[1000].extra == (("late", "x"),)


@pytest.mark.parametrize("line", ['{"name": }', '["name"]', "7", "not json", '{"name": "x"', "[" * 100_000])
def test_a_bad_line_is_a_broken_row(tmp_path: Path, line: str) -> None:
    """The lines around a bad one are read."""
    _, rows = _read(tmp_path / "a.jsonl", f'{{"name": "溪石公司"}}\n{line}\n{{"name": "云岭公司"}}\n')
    assert [(row.number, row.problem) for row in rows] == [(1, ""), (2, "BROKEN_ROW"), (3, "")]


def test_a_last_line_that_breaks_off_is_a_cut_file(tmp_path: Path) -> None:
    """No line end and no whole object at the end: the file was cut."""
    with pytest.raises(FeedError) as caught:
        _read(tmp_path / "a.jsonl", '{"name": "溪石公司"}\n{"name": "云')
    assert (caught.value.reason, caught.value.place.row) == ("FILE_TRUNCATED", 2)


def test_half_a_surrogate_cannot_reach_the_ledger(tmp_path: Path) -> None:
    """An escape that is no character becomes the replacement character."""
    _, rows = _read(tmp_path / "a.jsonl", '{"name": "溪石\\ud800公司"}\n')
    assert rows[0].cells == ("溪石\ufffd公司",)


def test_a_number_in_exponent_form_is_marked_as_rounded(tmp_path: Path) -> None:
    """9.14E+17 has lost its digits."""
    _, rows = _read(tmp_path / "a.jsonl", '{"name": "溪石公司", "code": 9.14418E+17}\n')
    assert rows[0].rounded == {1}
