"""The ledger against a naive model of it, on files made by chance."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger.ledger_samples import LATER, NOW, code, company, record

from jointsanction.ledger import Ledger, load
from jointsanction.model import (
    NO_END,
    UNKNOWN_END,
    DeclinedPerson,
    End,
    FeedItem,
    RejectedRow,
    SourceRecord,
)

TEXTS = ("name", "uscc", "legal_representative", "doc_no", "reason", "removed_reason", "region")
FATES = ("accepted", "joined", "unchanged", "superseded")


@dataclass
class NaiveEntry:
    """An entry of the model: its key, and the identities of its records in the order of their first receipt."""

    key: object
    records: list[object] = field(default_factory=list)
    moved_to: int = 0


@dataclass
class Naive:
    """Everything in dictionaries, everything worked out anew each time."""

    current: dict[object, SourceRecord] = field(default_factory=dict)
    entries: list[NaiveEntry] = field(default_factory=list)
    order: list[object] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)

    def take(self, item: SourceRecord) -> str:
        """Take a record and say how it ended."""
        content = tuple(getattr(item, name) for name in item.__slots__ if name not in ("row", "corrects", "warnings"))
        identity = (item.list, item.source, item.record_id) if item.record_id else content
        known = self.current.get(identity)
        if known is not None and content == tuple(
            getattr(known, name) for name in item.__slots__ if name not in ("row", "corrects", "warnings")
        ):
            return "unchanged"
        self.current[identity] = item
        key = (item.list, item.uscc or item.name, item.doc_no, item.listed_on)
        there = next((entry for entry in self.entries if entry.key == key), None)
        if known is None:
            self.order.append(identity)
            if there is None:
                self.entries.append(NaiveEntry(key, [identity]))
                return "accepted"
            there.records.append(identity)
            return "joined"
        old = next(entry for entry in self.entries if identity in entry.records)
        if there is old:
            return "superseded"
        if there is None and len(old.records) == 1:
            old.key = key
            return "superseded"
        old.records.remove(identity)
        if there is None:
            there = NaiveEntry(key)
            self.entries.append(there)
        there.records.append(identity)
        if not old.records:
            old.key, old.moved_to = None, self.entries.index(there) + 1
        return "superseded"

    def told(self, number: int) -> dict[str, object]:
        """What entry ``number`` says."""
        entry = self.entries[number - 1]
        records = [self.current[each] for each in sorted(entry.records, key=self.order.index)]
        said: dict[str, object] = {
            name: next((text for each in reversed(records) if (text := getattr(each, name))), "") for name in TEXTS
        }
        ends = [each.end for each in records if each.end != UNKNOWN_END]
        removals = [each.removed_on for each in records if each.removed_on]
        said["end"] = ends[-1] if ends else UNKNOWN_END
        said["removed_on"] = min(removals) if removals else None
        said["authorities"] = tuple(dict.fromkeys(each.authority for each in records if each.authority))
        names = {each.name for each in records} | {old for each in records for old in each.former_names}
        said["former_names"] = names - {said["name"]}
        return said


@st.composite
def _records(draw: st.DrawFn) -> SourceRecord:
    number = draw(st.integers(1, 3))
    return record(
        number,
        list=draw(st.sampled_from(["D01", "D02"])),
        name=company(draw(st.sampled_from([number, number, 7]))),
        uscc=draw(st.sampled_from([code(number), ""])),
        record_id=draw(st.sampled_from(["", "1", "2", "3"])),
        authority=draw(st.sampled_from(["", "甲局", "乙局"])),
        doc_no=draw(st.sampled_from(["", "1号"])),
        reason=draw(st.sampled_from(["", "一", "二"])),
        listed_on=draw(st.sampled_from([None, date(2025, 6, 1)])),
        end=draw(st.sampled_from([UNKNOWN_END, NO_END, End.date(date(2028, 1, 1))])),
        removed_on=draw(st.sampled_from([None, None, date(2026, 1, 1), date(2026, 2, 1)])),
        former_names=draw(st.sampled_from([(), (company(8),)])),
    )


ITEMS = st.one_of(
    _records(),
    _records(),
    _records(),
    st.builds(DeclinedPerson, row=st.just(2), list=st.just("D01"), person_hash=st.sampled_from("ab")),
    st.builds(
        RejectedRow,
        row=st.just(2),
        reason=st.sampled_from(["BROKEN", "DATE"]),
        message=st.just("坏"),
        cells=st.sampled_from([(("a", "1"),), (("a", "2"),)]),
    ),
)


@pytest.fixture(scope="module")
def empty() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        Ledger.create(Path(folder) / "empty.sqlite3", now=NOW).close()
        yield Path(folder) / "empty.sqlite3"


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(files=st.lists(st.lists(ITEMS, max_size=12), max_size=4), batch=st.integers(1, 6))
def test_the_ledger_is_its_naive_model(empty: Path, files: list[list[FeedItem]], batch: int) -> None:
    """Whatever is loaded, in batches of whatever size: the ends of the rows, the entries and their history agree."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "BATCH_ROWS", batch)
        path = Path(shutil.copy(empty, folder))
        model = Naive()
        with Ledger.open(path) as ledger:
            for items in files:
                report = ledger.load(items, file_name="a", now=NOW)
                taken = Counter(model.take(item) for item in items if isinstance(item, SourceRecord))
                assert {fate: getattr(report, fate) for fate in FATES} == {fate: taken[fate] for fate in FATES}
                ended = sum(getattr(report, fate) for fate in FATES) + report.declined + report.quarantined_total
                assert report.read == len(items) == ended
                _agree(ledger, model)
            before = list(ledger.current_entries())
            if files:
                again = ledger.load(list(model.current.values()), file_name="again", now=LATER)
                assert again.unchanged == again.read
            assert list(ledger.current_entries()) == before
            assert ledger.integrity_problems() == ()


def _agree(ledger: Ledger, model: Naive) -> None:
    entries = list(ledger.current_entries())
    assert [entry.entry_id for entry in entries] == [f"E{number + 1}" for number in range(len(model.entries))]
    for number, (entry, naive) in enumerate(zip(entries, model.entries, strict=True), start=1):
        history = ledger.history(entry.entry_id)
        assert history[-1] == entry
        assert all(older.change_no < newer.change_no for older, newer in pairwise(history))
        standing = [each for each in ledger.source_records(entry.entry_id) if each.superseded_by is None]
        assert len(standing) == len(naive.records)
        if naive.moved_to:
            assert entry.removed_reason == f"来源记录已改归 E{naive.moved_to}"
            assert entry.removed_on == (entry.listed_on or entry.first_received_on)
            continue
        said = {name: getattr(entry, name) for name in (*TEXTS, "end", "removed_on", "authorities", "former_names")}
        said["former_names"] = set(entry.former_names)
        assert said == model.told(number)
