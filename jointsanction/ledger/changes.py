"""What a batch will write: rows of new versions, and which older ones they take the place of."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from jointsanction.ledger.content import encode
from jointsanction.ledger.states import EntryState, LoadStamp, Prepared, Row, SourceState


@dataclass(slots=True)
class Changes:
    """What a batch will write. Pairs are (number of the older row, change number that superseded it)."""

    entries: list[EntryState] = field(default_factory=list)
    rekeyed: dict[int, EntryState] = field(default_factory=dict)
    versions: list[Row] = field(default_factory=list)
    versions_superseded: list[tuple[int, int]] = field(default_factory=list)
    sources: list[Row] = field(default_factory=list)
    sources_superseded: list[tuple[int, int]] = field(default_factory=list)
    name_uses: dict[tuple[int, str], int] = field(default_factory=dict)

    def entries_by_list(self) -> Counter[str]:
        """How many more entries, or fewer, each list holds: begun, less those that their last record has left."""
        begun = {state.entry_no for state in self.entries}
        counts = Counter(state.list for state in self.entries if state.key is not None)
        counts.subtract(
            state.list for number, state in self.rekeyed.items() if number not in begun and state.key is None
        )
        return counts


def version_row(entry: EntryState, stamp: LoadStamp) -> Row:
    """The row of an entry's current version."""
    row: Row = entry.visible._asdict()
    row["former_names"] = _names(entry.visible.former_names)
    row["authorities"] = _names(entry.visible.authorities)
    row.update(
        change_no=entry.change_no,
        entry_no=entry.entry_no,
        version=entry.version,
        list=entry.list,
        first_received_on=entry.first_received_on,
        received_at=stamp.received_at,
        load_id=stamp.load_id,
        superseded_by=None,
    )
    return row


def source_row(item: Prepared, state: SourceState, stamp: LoadStamp, change_no: int) -> Row:
    """The row of a source record's current version."""
    record, content = item.record, item.content
    return {
        "source_no": state.source_no,
        "first_no": state.first_no,
        "identity": content.identity,
        "digest": content.digest,
        "list": record.list,
        "source": record.source,
        "record_id": record.record_id,
        "entry_no": state.entry_no,
        "change_no": change_no,
        "first_received_on": state.first_received_on,
        "received_at": stamp.received_at,
        "load_id": stamp.load_id,
        "row": record.row,
        "fields": content.fields,
        "details": content.details,
        "superseded_by": None,
    }


def _names(names: tuple[str, ...]) -> str:
    return encode(names) if names else ""
