"""Rows for quarantine: every cell with its heading, so that the row can be corrected and loaded again."""

from __future__ import annotations

from dataclasses import dataclass

from jointsanction.feed.columns import ColumnMap
from jointsanction.feed.persons import KeyedHash, covered, is_nothing, is_resident_id
from jointsanction.feed.table import LONGEST_CELL, Row
from jointsanction.identifiers import resident_id
from jointsanction.model import RejectedRow

_NO_CELLS = frozenset(("quarantine_id", "ignored"))


@dataclass(frozen=True, slots=True)
class Rejecter:
    """Makes rejected rows of one table; without ``keyed_hash`` persons' numbers are masked only."""

    columns: ColumnMap
    keyed_hash: KeyedHash | None = None

    def reject(self, row: Row, reason: str, message: str, *, field: str = "", list: str = "") -> RejectedRow:
        """A rejected row; ``field`` says which column is at fault."""
        return RejectedRow(
            row=row.number,
            column=self.columns.index(field) + 1,
            field=field,
            reason=reason,
            message=message,
            list=list,
            cells=self.cells(row),
            corrects=0 if row.problem else corrected_number(self.columns, row),
        )

    def broken(self, row: Row, *, list: str = "") -> RejectedRow:
        """A row that the reader could not read as one."""
        return self.reject(row, row.problem, row.detail, list=list)

    def cells(self, row: Row) -> tuple[tuple[str, str], ...]:
        """Heading and text of every cell, persons' numbers covered."""
        heading, fields = self.columns.heading, self.columns.fields
        pairs = [
            (heading(place), self._cell(text, fields[place] if place < len(fields) else ""))
            for place, text in enumerate(row.cells)
            if place >= len(fields) or fields[place] not in _NO_CELLS
        ]
        return (*pairs, *((key, self._cell(text, "")) for key, text in row.extra))

    def _cell(self, text: str, field: str) -> str:
        if (field == "person_id" and not is_nothing(text)) or is_resident_id(text):
            return covered(text, self.keyed_hash) if self.keyed_hash else resident_id.mask(text)
        return resident_id.mask_all(text[:LONGEST_CELL])


def corrected_number(columns: ColumnMap, row: Row) -> int:
    """Number of the quarantined row that this one corrects, 0 for none."""
    place = columns.index("quarantine_id")
    text = row.cells[place].strip() if 0 <= place < len(row.cells) else ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
