"""Source records into entries, row by row in the order of the file; what results is collected, not written.

A record that is not known joins the entry of its key or begins one. A record that is known with other content takes
the place of its older version. If that moves it to another key: an entry it carried alone keeps its number and takes
the new key, unless an entry stands under that key already; in every other case the record leaves the one and joins,
or begins, the other. An entry that its last record has left is closed as of its first day, so it never counted, and
says where the record went.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from jointsanction.ledger.changes import Changes, source_row, version_row
from jointsanction.ledger.folding import Visible, fold, join_record
from jointsanction.ledger.load_report import Fate
from jointsanction.ledger.name_hash import name_hash
from jointsanction.ledger.states import EntryState, LoadStamp, Numbers, Prepared, SourceState


@dataclass(slots=True)
class Merge:
    """One batch: ``sources`` by identity, ``entries`` by number and ``by_key`` are as the ledger has them."""

    stamp: LoadStamp
    numbers: Numbers
    sources: dict[bytes, SourceState]
    entries: dict[int, EntryState]
    by_key: dict[bytes, EntryState]
    changes: Changes = field(default_factory=Changes)

    def take(self, item: Prepared) -> Fate:
        """Take one record and say how it ended."""
        known = self.sources.get(item.content.identity)
        if known is not None and known.digest == item.content.digest:
            return Fate.UNCHANGED
        before = self.numbers.change_no
        self.numbers.source_no += 1
        if known is None:
            first_no, first_day = self.numbers.source_no, self.stamp.received_on
            fate, entry = self._receive(item)
        else:
            first_no, first_day = known.first_no, known.first_received_on
            fate, entry = Fate.SUPERSEDED, self._replace(known, item)
        change_no = self.numbers.change_no if self.numbers.change_no > before else self.stamp.change_no
        if known is not None:
            if known.pending is not None:
                known.pending["superseded_by"] = change_no
            else:
                self.changes.sources_superseded.append((known.source_no, change_no))
        self._write_source(item, entry.entry_no, first_no, first_day, change_no)
        if item.uscc:
            for name in item.names:
                self.changes.name_uses.setdefault((name_hash(name), item.uscc), change_no)
        return fate

    def _receive(self, item: Prepared) -> tuple[Fate, EntryState]:
        entry = self.by_key.get(item.key)
        if entry is None:
            entry = self._begin(item, self.stamp.received_on)
            entry.records = {self.numbers.source_no: item.seen}
            self._version(entry, item.seen)
            return Fate.ACCEPTED, entry
        if entry.records is not None:
            entry.records[self.numbers.source_no] = item.seen
        self._version(entry, join_record(entry.visible, item.seen))
        return Fate.JOINED, entry

    def _replace(self, known: SourceState, item: Prepared) -> EntryState:
        old = self.entries[known.entry_no]
        target = self.by_key.get(item.key)
        held = _records(old)
        if target is None and len(held) == 1 and old.list == item.record.list:
            if old.key is not None:
                del self.by_key[old.key]
            old.key, self.by_key[item.key] = item.key, old
            self.changes.rekeyed[old.entry_no] = old
            target = old
        if target is old:
            held[known.first_no] = item.seen
            self._refold(old)
            return old
        if target is None:
            target = self._begin(item, known.first_received_on)
            target.records = {}
        del held[known.first_no]
        if held:
            self._refold(old)
        else:
            self._empty(old, target)
        _records(target)[known.first_no] = item.seen
        self._refold(target)
        return target

    def _begin(self, item: Prepared, first_day: str) -> EntryState:
        self.numbers.entry_no += 1
        entry = EntryState(self.numbers.entry_no, item.record.list, item.key, first_day)
        self.entries[entry.entry_no] = self.by_key[item.key] = entry
        self.changes.entries.append(entry)
        return entry

    def _empty(self, entry: EntryState, target: EntryState) -> None:
        if entry.key is not None:
            del self.by_key[entry.key]
        entry.key = None
        self.changes.rekeyed[entry.entry_no] = entry
        first_day = entry.visible.listed_on or entry.first_received_on
        reason = f"来源记录已改归 E{target.entry_no}"
        self._version(entry, entry.visible._replace(removed_on=first_day, removed_reason=reason))

    def _refold(self, entry: EntryState) -> None:
        records = _records(entry)
        self._version(entry, fold([records[first_no] for first_no in sorted(records)]))

    def _version(self, entry: EntryState, seen: Visible) -> None:
        """Write a new version, if it says anything new."""
        if entry.version and seen == entry.visible:
            return
        self.numbers.change_no += 1
        number = self.numbers.change_no
        if entry.pending is not None:
            entry.pending["superseded_by"] = number
        elif entry.version:
            self.changes.versions_superseded.append((entry.change_no, number))
        entry.visible, entry.change_no = seen, number
        entry.version += 1
        row = version_row(entry, self.stamp)
        entry.pending = row
        self.changes.versions.append(row)

    def _write_source(self, item: Prepared, entry_no: int, first_no: int, first_day: str, change_no: int) -> None:
        source_no, content = self.numbers.source_no, item.content
        state = SourceState(source_no, first_no, content.digest, entry_no, first_day)
        state.pending = source_row(item, state, self.stamp, change_no)
        self.changes.sources.append(state.pending)
        self.sources[content.identity] = state


def _records(entry: EntryState) -> dict[int, Visible]:
    if entry.records is None:
        raise AssertionError(f"source records of E{entry.entry_no} were not read")
    return entry.records
