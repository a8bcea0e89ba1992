"""Where the header is: title rows (附件1：…名单) may stand above it."""

from __future__ import annotations

from collections.abc import Sequence

from jointsanction.feed.columns import field_of, tells_subject

ROWS_LOOKED_AT = 10
"""Titles, units and dates above a header take fewer rows than this."""


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Place (from 0) of the header in the first rows of a table, -1 where none is recognised.

    A header names the subject (a name or an identifier column) and at least one column more, unless it has only one.
    """
    for place, cells in enumerate(rows[:ROWS_LOOKED_AT]):
        fields = [field_of(cell) for cell in cells if cell.strip()]
        known = sum(1 for field in fields if field)
        if any(tells_subject(field) for field in fields) and (known > 1 or known == len(fields)):
            return place
    return -1


def recognised(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How well rows read as a table: recognised columns of the header, then its columns in all."""
    place = find_header(rows)
    if place < 0:
        return 0, max((len(cells) for cells in rows[:1]), default=0)
    return sum(1 for cell in rows[place] if field_of(cell)), len(rows[place])
