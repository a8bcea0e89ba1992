"""How an input row stands in the output: every input column kept, under a heading of its own."""

from __future__ import annotations

from collections.abc import Sequence

from jointsanction.feed import Row, TableReader

EXTRA = "其他内容"
"""Heading of what came under keys that the first lines of a JSON Lines file do not have."""


class InputColumns:
    """The input columns of one file: ``headings`` (each one different) and the cells of a row under them."""

    def __init__(self, reader: TableReader) -> None:
        self._width = len(reader.header)
        self._has_extra = reader.format == "jsonl"
        self.headings = headings((*reader.header, EXTRA) if self._has_extra else reader.header)

    def cells(self, row: Row) -> tuple[str, ...]:
        """Exactly one cell a heading: short rows padded, the surplus of long ones joined into the last cell."""
        cells, width = row.cells, self._width
        if len(cells) < width:
            cells += ("",) * (width - len(cells))
        elif len(cells) > width:
            cells = (*cells[: width - 1], " | ".join(cells[width - 1 :]))
        return (*cells, "；".join(f"{key}：{text}" for key, text in row.extra)) if self._has_extra else cells

    def named(self, row: Row) -> dict[str, str]:
        """The row as an object: cells by heading, surplus cells by their number, extra values by their key."""
        width = self._width
        named = dict(zip(self.headings[:width], row.cells, strict=False))
        named |= {f"第{place}列": text for place, text in enumerate(row.cells[width:], start=width + 1)}
        return named | {key: text for key, text in row.extra if key not in named}


def headings(header: Sequence[str]) -> tuple[str, ...]:
    """Headings that can be told apart: an empty one is named by its place, a second one of a name is numbered.

    >>> headings(("名称", "", "备注", "备注"))
    ('名称', '第2列', '备注', '备注(2)')
    """
    told: dict[str, None] = {}
    for place, written in enumerate(header, start=1):
        plain = written.strip() or f"第{place}列"
        name, times = plain, 1
        while name in told:
            times += 1
            name = f"{plain}({times})"
        told[name] = None
    return tuple(told)
