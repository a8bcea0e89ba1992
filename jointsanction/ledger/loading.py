"""One load in progress: batches of rows are merged, held or declined, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from jointsanction.ledger.content import Content, content_of
from jointsanction.ledger.counter import keep_numbers, take_numbers
from jointsanction.ledger.days import moment_text, shanghai_day
from jointsanction.ledger.load_report import Fate, LoadReport, Tally, counts_text
from jointsanction.ledger.lookups import find_entries, find_sources, read_records, read_states
from jointsanction.ledger.merging import Merge
from jointsanction.ledger.quarantine import QuarantineState, close, hold
from jointsanction.ledger.schema import load
from jointsanction.ledger.side_tables import declined, list_receipt
from jointsanction.ledger.states import LoadStamp, Prepared, SourceState, prepare
from jointsanction.ledger.writing import insert_new, write_changes
from jointsanction.model import DeclinedPerson, FeedItem, RejectedRow, SourceRecord


class Loading:
    """One load in progress, inside its transaction."""

    def __init__(self, connection: Connection, *, file_name: str, encoding: str, now: datetime) -> None:
        self._connection = connection
        self._numbers = take_numbers(connection)
        self._numbers.change_no += 1
        change_no, moment = self._numbers.change_no, moment_text(now)
        head = insert(load).values(change_no=change_no, file_name=file_name, encoding=encoding, received_at=moment)
        load_id = connection.execute(head.returning(load.c.load_id)).scalar_one()
        self._stamp = LoadStamp(load_id, change_no, moment, shanghai_day(now).isoformat())
        self._file_name, self._encoding, self._now = file_name, encoding, now
        self._received: set[str] = set()
        self._entries: Counter[str] = Counter()
        self.tally = Tally()

    def take(self, items: Sequence[FeedItem]) -> list[Fate | RejectedRow]:
        """Take one batch; how each item ended, in their order (a rejected row stands for its quarantine)."""
        records: list[tuple[SourceRecord, Content]] = []
        rejected: list[RejectedRow] = []
        persons: list[DeclinedPerson] = []
        ends: list[Fate | RejectedRow | None] = []
        for item in items:
            end: Fate | RejectedRow | None = None
            if item.list:
                self.tally.lists[item.list] += 1
            if isinstance(item, SourceRecord):
                try:
                    records.append((item, content_of(item)))
                except UnicodeEncodeError:
                    rejected.append(end := _unreadable(item))
            elif isinstance(item, RejectedRow):
                rejected.append(end := item)
            else:
                persons.append(item)
                end = Fate.DECLINED
            ends.append(end)
        self.tally.read += len(items)
        merged = iter(self._merge(records))
        self._decline(persons)
        self.tally.quarantined.update(row.reason for row in rejected)
        hold(self._connection, rejected, load_id=self._stamp.load_id, file_name=self._file_name)
        corrected = [record.corrects for record, _ in records] + [person.corrects for person in persons]
        close(self._connection, list(filter(None, corrected)), QuarantineState.CORRECTED, load_id=self._stamp.load_id)
        return [next(merged) if end is None else end for end in ends]

    def _merge(self, records: Sequence[tuple[SourceRecord, Content]]) -> list[Fate]:
        self._received.update(record.list for record, _ in records)
        self.tally.warnings.update(code for record, _ in records for code in set(record.warnings))
        sources = find_sources(self._connection, (content.identity for _, content in records))
        moving = _moving(sources, records)
        to_merge = {
            place: prepare(record, content)
            for place, (record, content) in enumerate(records)
            if content.identity not in sources or content.identity in moving
        }
        merge = self._prepared_merge(sources, moving, list(to_merge.values()))
        fates = [Fate.UNCHANGED] * len(records)
        for place, item in to_merge.items():
            fates[place] = merge.take(item)
        self.tally.fates.update(fates)
        write_changes(self._connection, merge.changes)
        self._entries.update(merge.changes.entries_by_list())
        return fates

    def _prepared_merge(self, sources: dict[bytes, SourceState], moving: set[bytes], items: list[Prepared]) -> Merge:
        by_key = find_entries(self._connection, (item.key for item in items))
        held_by = {sources[identity].entry_no for identity in moving if identity in sources}
        states = read_states(self._connection, held_by.union(by_key.values()))
        # Only a record that changes asks what the other records of its entries say.
        held_by.update(by_key[item.key] for item in items if item.content.identity in moving and item.key in by_key)
        read_records(self._connection, [states[number] for number in sorted(held_by)])
        entries = {state.key: state for state in states.values() if state.key is not None}
        return Merge(self._stamp, self._numbers, sources, states, entries)

    def _decline(self, persons: Sequence[DeclinedPerson]) -> None:
        self._received.update(person.list for person in persons)
        self.tally.fates[Fate.DECLINED] += len(persons)
        known_by = {(person.list, person.person_hash) for person in persons}
        load_id = self._stamp.load_id
        rows = [{"list": code, "person_hash": digest, "load_id": load_id} for code, digest in sorted(known_by)]
        insert_new(self._connection, declined, rows)

    def finish(self) -> LoadReport:
        """Write what the load as a whole leaves behind."""
        stamp = self._stamp
        self._write_receipts()
        report = self.tally.report(
            load_id=stamp.load_id,
            change_no=stamp.change_no,
            received_at=self._now,
            file_name=self._file_name,
            encoding=self._encoding,
        )
        own = load.c.load_id == stamp.load_id
        self._connection.execute(update(load).where(own).values(counts=counts_text(report)))
        keep_numbers(self._connection, self._numbers)
        return report

    def _write_receipts(self) -> None:
        """The lists that were received, and how many entries each holds now; a record never changes its list."""
        stamp = self._stamp
        held = {code: entries for code, entries in self._connection.execute(_HELD)}  # noqa: C416 -- rows
        receipt = {"received_at": stamp.received_at, "load_id": stamp.load_id, "change_no": stamp.change_no}
        for code in sorted(self._received):
            entries = held.get(code, 0) + self._entries[code]
            self._connection.execute(delete(list_receipt).where(list_receipt.c.list == code))
            self._connection.execute(insert(list_receipt).values(list=code, **receipt, entries=entries))


_HELD = select(list_receipt.c.list, list_receipt.c.entries)


def _moving(sources: dict[bytes, SourceState], records: Sequence[tuple[SourceRecord, Content]]) -> set[bytes]:
    """Identities that come with other content than the ledger has, or with several contents in this batch."""
    digests: dict[bytes, set[bytes]] = {}
    for _, content in records:
        digests.setdefault(content.identity, set()).add(content.digest)
    return {
        identity
        for identity, found in digests.items()
        if len(found) > 1 or (identity in sources and sources[identity].digest not in found)
    }


def _unreadable(record: SourceRecord) -> RejectedRow:
    named = (("name", record.name), ("uscc", record.uscc), ("doc_no", record.doc_no), ("reason", record.reason))
    return RejectedRow(
        row=record.row,
        reason="TEXT_UNREADABLE",
        message="文字中有残缺的字符，无法保存；请检查该行的编码",
        list=record.list,
        cells=(*((name, text) for name, text in named if text), *record.details),
        corrects=record.corrects,
    )
