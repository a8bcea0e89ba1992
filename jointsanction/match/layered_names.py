"""The names above the base as one part of a search: generations and live chunks, what is superseded left out.

A row stands for (entry number, part, row of the part), so that what a search finds does not depend on how the same
changes are spread over generations and chunks: ties go by entry number, and within an entry by the order of its names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from jointsanction.match.names.candidates import NamePart, Probed
from jointsanction.match.names.listed import ListedName

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
        self._parts = [part.names for part in parts]
        self.stems: Probed = _Table([(part.names.stems, part) for part in parts])
        self.refined: Probed = _Table([(part.names.refined, part) for part in parts])
        self.pairs: Probed = _Table([(part.names.pairs, part) for part in parts])

    def name(self, row: int) -> ListedName:
        """The listed name of a row."""
        return self._parts[row >> _ROW_BITS & _PART].name(row & _ROW)

    def row_id(self, row: int) -> int:
        """The entry number of a row."""
        return row >> _ENTRY_SHIFT


class _Table:
    """The same table of every part."""

    __slots__ = ("_tables",)

    def __init__(self, tables: list[tuple[Probed, NamesPart]]) -> None:
        self._tables = [
            (table.collect, part.names.row_id, part.superseded, place << _ROW_BITS)
            for place, (table, part) in enumerate(tables)
        ]

    def collect(self, keys: Iterable[int], found: dict[int, int]) -> list[int]:
        """Count each row that stands under each key; returns the keys to ask for refined in some part."""
        common: list[int] = []
        for collect, row_id, superseded, place in self._tables:
            here: dict[int, int] = {}
            common += collect(keys, here)
            for row, count in here.items():
                number = row_id(row)
                if not superseded(number, row):
                    full = number << _ENTRY_SHIFT | place | row
                    found[full] = found.get(full, 0) + count
        return list(dict.fromkeys(common)) if common else common
