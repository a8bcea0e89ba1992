"""The names above the base as one part of a search: generations and live chunks, what is superseded left out.

A row stands for (entry number, part, row of the part), so that what a search finds does not depend on how the same
changes are spread over generations and chunks: ties go by entry number, and within an entry by the order of its names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from jointsanction.match.names import NamePart
from jointsanction.match.names.question import Question

_ROW_BITS = 32
_PART_BITS = 8
_ENTRY_SHIFT = _ROW_BITS + _PART_BITS
_ROW = (1 << _ROW_BITS) - 1
_PART = (1 << _PART_BITS) - 1


class NamesPart(NamedTuple):
    """A part, and how to tell that a row of it is superseded: (entry number, row) → whether."""

    names: NamePart
    superseded: Callable[[int, int], bool]


class LayeredNames:
    """Answers a search as one part would; ``parts`` in any order."""

    def __init__(self, parts: Sequence[NamesPart]) -> None:
        self._parts = list(parts)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        found: tuple[list[int], list[int]] = ([], [])
        for place, part in enumerate(self._parts):
            row_id, superseded, here = part.names.row_id, part.superseded, place << _ROW_BITS
            for rows, full in zip(part.names.rows(asked), found, strict=True):
                for row in rows:
                    number = row_id(row)
                    if not superseded(number, row):
                        full.append(number << _ENTRY_SHIFT | here | row)
        return found

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as they are stored."""
        parts = self._parts
        return [parts[row >> _ROW_BITS & _PART].names.texts((row & _ROW,))[0] for row in rows]

    def row_id(self, row: int) -> int:
        """The entry number of a row."""
        return row >> _ENTRY_SHIFT
