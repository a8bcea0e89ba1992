"""The part of the ledger that one batch touches, as it stands while the batch goes on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from jointsanction.ledger.content import Content
from jointsanction.ledger.entry_key import entry_key, names_of, subject_key
from jointsanction.ledger.folding import Visible, visible
from jointsanction.model import SourceRecord

Row = dict[str, Any]
"""A row to insert, by column."""


class Prepared(NamedTuple):
    """A source record with everything that merging asks of it."""

    record: SourceRecord
    content: Content
    key: bytes
    seen: Visible
    names: tuple[str, ...]
    uscc: str


def prepare(record: SourceRecord, content: Content) -> Prepared:
    """Read the names and identifiers of a record that is new or changed."""
    normal, names = names_of(record)
    subject = subject_key(record, normal)
    return Prepared(record, content, entry_key(record, subject.key), visible(record, normal), names, subject.uscc)


@dataclass(slots=True)
class SourceState:
    """The current version of a source record; ``pending`` is its row while it is not written."""

    source_no: int
    first_no: int
    digest: bytes
    entry_no: int
    first_received_on: str
    pending: Row | None = None


@dataclass(slots=True)
class EntryState:
    """The current version of an entry.

    ``records`` holds what each current source record says by its ``first_no``; None where nobody needs it, since a
    record that is received last joins by the fold so far. ``key`` None: every source record has left.
    """

    entry_no: int
    list: str
    key: bytes | None
    first_received_on: str
    visible: Visible = field(default_factory=Visible)
    version: int = 0
    change_no: int = 0
    records: dict[int, Visible] | None = None
    pending: Row | None = None


@dataclass(slots=True)
class Numbers:
    """The last numbers given out; all three only grow."""

    change_no: int
    entry_no: int
    source_no: int


@dataclass(frozen=True, slots=True)
class LoadStamp:
    """What every row of one load carries: its id, change number, moment (ISO, UTC) and day (ISO, Shanghai)."""

    load_id: int
    change_no: int
    received_at: str
    received_on: str
