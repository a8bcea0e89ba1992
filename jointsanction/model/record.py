"""What a feed yields, row by row: a source record, a rejected row, or a declined natural person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jointsanction.model.end import UNKNOWN_END, End


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRecord:
    """One validated row of a list (来源记录), ready for the ledger.

    ``list`` is a catalogue code. Identifiers are canonical (damaged ones compacted, as written). ``details`` are
    the columns that are not canonical, in file order. Nothing in here holds a resident identity number in clear.
    ``warnings`` are stable codes such as CODE_DAMAGED, CODE_ROUNDED, RESIDENT_ID_MASKED.
    """

    row: int
    list: str
    name: str
    record_id: str = ""
    source: str = ""
    former_names: tuple[str, ...] = ()
    uscc: str = ""
    org_code: str = ""
    reg_no: str = ""
    tax_no: str = ""
    legal_representative: str = ""
    authority: str = ""
    doc_no: str = ""
    reason: str = ""
    listed_on: date | None = None
    end: End = UNKNOWN_END
    removed_on: date | None = None
    removed_reason: str = ""
    region: str = ""
    details: tuple[tuple[str, str], ...] = ()
    corrects: int = 0
    """Number of the quarantined row this one corrects (隔离编号 column of an exported file), 0 for none."""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A row for quarantine: place, stable reason, message, and its cells (identity numbers already masked)."""

    row: int
    column: int = 0
    field: str = ""
    reason: str
    message: str
    list: str = ""
    cells: tuple[tuple[str, str], ...] = ()
    corrects: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclinedPerson:
    """A row about a natural person: only a keyed hash and the count stay."""

    row: int
    list: str
    person_hash: str
    corrects: int = 0


FeedItem = SourceRecord | RejectedRow | DeclinedPerson
