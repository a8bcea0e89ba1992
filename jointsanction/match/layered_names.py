"""The names above the base as one part of a search: generations and live chunks, what is superseded left out.

A row stands for (entry number, part, row of the part), so that what a search finds does not depend on how the same
changes are spread over generations and chunks: ties go by entry number, and within an entry by the order of its names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import COMPARED, NamePart, most_shared
from jointsanction.match.names.question import Question

_ROW_BITS = 32
_PART_BITS = 8
_ENTRY_SHIFT = _ROW_BITS + _PART_BITS
_ROW = (1 << _ROW_BITS) - 1
_PART = (1 << _PART_BITS) - 1

FEW = 256
"""Rows that are looked at one by one; more are put in order first, and then no more of them than are compared."""


class NumberedNames(NamePart, Protocol):
    """A part that tells the entry numbers of many rows at once."""

    def row_ids(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]: ...  # noqa: D102 -- said above


class NamesPart(NamedTuple):
    """A part, and how to tell that a row of it is superseded: (entry number, row) → whether."""

    names: NumberedNames
    superseded: Callable[[int, int], bool]


class LayeredNames:
    """Answers a search as one part would; ``parts`` in any order."""

    def __init__(self, parts: Sequence[NamesPart]) -> None:
        self._parts = list(parts)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        found: tuple[list[int], list[int]] = ([], [])
        for place, part in enumerate(self._parts):
            shared = part.names.rows(asked)
            of_part: Iterable[list[int]] = shared
            if sum(map(len, shared)) > FEW:
                foremost = _foremost(asked, part, *shared)
                of_part = [[row for row in rows if row in foremost] for rows in shared]
            row_id, superseded, here = part.names.row_id, part.superseded, place << _ROW_BITS
            for rows, full in zip(of_part, found, strict=True):
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


def _foremost(asked: Question, part: NamesPart, firm: list[int], others: list[int]) -> set[int]:
    """Of the rows of a part that are not superseded those that share most: of all parts no others are compared."""
    rows, weights = most_shared(asked, firm, others)
    numbers = part.names.row_ids(rows)
    order = np.lexsort((rows, numbers, -weights))
    foremost: set[int] = set()
    for row, number in zip(rows[order].tolist(), numbers[order].tolist(), strict=True):
        if not part.superseded(number, row):
            foremost.add(row)
            if len(foremost) == COMPARED:
                break
    return foremost
