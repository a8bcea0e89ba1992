"""The store of record: entries and source records in every version, quarantine, receipts and rule sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from jointsanction.ledger import integrity, quarantine, reading, receipts, rule_sets
from jointsanction.ledger.connection import BUSY_SECONDS, Connections
from jointsanction.ledger.faults import DRIVER_ERRORS, as_ledger_error
from jointsanction.ledger.file import check_file, copy_file, create_file, migrate, revision_of
from jointsanction.ledger.load import load_items
from jointsanction.ledger.load_report import LoadReport
from jointsanction.ledger.paging import read_page
from jointsanction.ledger.push import Pushed, push_items
from jointsanction.ledger.reviews import (
    Review,
    ReviewsInForce,
    read_reviews,
    read_reviews_change_no,
    revoke_review,
    write_review,
)
from jointsanction.ledger.stored_record import StoredRecord, read_source_records
from jointsanction.model import Entry, FeedItem


class Ledger:
    """One ledger, open. Threads may share it: each reads over a connection of its own, writers wait for each other.

    Every method can raise LedgerError: LEDGER_LOCKED, LEDGER_FULL, LEDGER_DAMAGED. ``upto`` asks for the state as of
    a change number of the past; without it the latest committed state is read.
    """

    def __init__(self, connections: Connections) -> None:
        """Use ``create`` or ``open``."""
        self._connections = connections
        self._reviews = ReviewsInForce(connections)
        with connections.snapshot() as cursor:
            row = cursor.execute("SELECT ledger_id FROM meta").fetchone()
        self.ledger_id: str = row[0] if row else ""

    @classmethod
    def create(cls, path: Path, *, now: datetime) -> Self:
        """Make an empty ledger at ``path`` and open it; DataDirectoryError where something is there already."""
        create_file(path, now=now)
        return cls.open(path)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        read_only: bool = False,
        allow_older: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> Self:
        """Open a ledger; ``allow_older`` one that is to be upgraded.

        Raises LedgerError: LEDGER_MISSING, LEDGER_SCHEMA (made by an older or newer release), LEDGER_DAMAGED.
        """
        connections = Connections(path, read_only=read_only, busy_seconds=busy_seconds)
        try:
            check_file(connections, allow_older=allow_older)
            return cls(connections)
        except BaseException:
            connections.close()
            raise

    def revision(self) -> str:
        """The revision of its tables."""
        return revision_of(self._connections)

    def upgrade(self) -> None:
        """Bring the tables to this release's revision: all steps or none."""
        migrate(self._connections)

    def close(self) -> None:
        """Close every connection."""
        self._connections.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def path(self) -> Path:
        """The file, for another process to open."""
        return self._connections.path

    def change_no(self) -> int:
        """The last change number: grows with every new entry version, load and adoption of rules."""
        try:
            return int(self._connections.cursor().execute("SELECT change_no FROM meta").fetchone()[0])
        except DRIVER_ERRORS as error:
            raise as_ledger_error(error, self._connections.path) from error

    def change_mark(self) -> int:
        """Another number after every write, by whatever process; while it is the same, nothing was written meanwhile.

        0: not known, ask for the change number. Reading it costs next to nothing.
        """
        return self._connections.mark.read()

    def entries_change_no(self, *, upto: int | None = None) -> int:
        """The last change number that any entry took (0 for none): what the entries look like depends on it alone."""
        return reading.read_entries_change_no(self._connections, upto)

    def lists_with_entries(self, *, upto: int | None = None) -> frozenset[str]:
        """Codes of the lists that had an entry at or before ``upto``; reads every version, for looks into the past."""
        return reading.read_lists(self._connections, upto)

    def load(
        self,
        items: Iterable[FeedItem],
        *,
        file_name: str,
        encoding: str = "",
        now: datetime,
        on_row: Callable[[int], None] | None = None,
    ) -> LoadReport:
        """Load one file in one transaction: when this returns it is durable, when it raises nothing was applied.

        ``on_row`` is called after each row with the number of rows read. What ``items`` raises passes through.
        """
        return load_items(self._connections, items, file_name=file_name, encoding=encoding, now=now, on_row=on_row)

    def push(self, items: Sequence[FeedItem], *, origin: str, now: datetime) -> Pushed:
        """Take a few records in one transaction and say how each ended; durable when this returns."""
        return push_items(self._connections, items, origin=origin, now=now)

    def entry_page(self, list_code: str, *, after: int = 0, size: int) -> tuple[Entry, ...]:
        """At most ``size`` entries of a list ("" for all) with numbers above ``after``, in the order they came."""
        return read_page(self._connections, list_code, after, size)

    def current_entries(self, *, after: int = 0, upto: int | None = None) -> Iterator[Entry]:
        """Stream the current version of every entry whose current version is newer than ``after``, by entry number."""
        return reading.stream_entries(self._connections, after, upto)

    def entry_texts(self, *, after: int, upto: int, until: int | None = None) -> Iterator[reading.EntryTexts]:
        """What entries can be found by: of each version current at ``upto``, if its change number is above ``after``.

        ``until`` ends the range of change numbers sooner, to read it in parts. In the order of change numbers; to be
        read to its end before the same thread writes.
        """
        return reading.stream_texts(self._connections, after, upto if until is None else min(until, upto), upto)

    def former_texts(self, *, upto: int) -> Iterator[reading.EntryTexts]:
        """The same of each version that was current at ``upto`` and no longer is; reads every version."""
        return reading.stream_former_texts(self._connections, upto)

    def newest_entry_no(self, *, upto: int) -> int:
        """The number of the entry that was begun last up to ``upto``; 0 where there was none. Numbers only grow."""
        return reading.read_newest_entry(self._connections, upto)

    def entry(self, entry_id: str, *, upto: int | None = None) -> Entry | None:
        """One entry; None where there is none of that id."""
        number = reading.entry_no(entry_id)
        return None if number is None else self.entries((number,), upto=upto).get(number)

    def entries(self, entry_nos: Sequence[int], *, upto: int | None = None) -> dict[int, Entry]:
        """Entries by number; numbers that there are none of are left out."""
        return reading.read_entries(self._connections, entry_nos, upto)

    def history(self, entry_id: str) -> tuple[Entry, ...]:
        """Every version of an entry, oldest first; nothing for an unknown id."""
        number = reading.entry_no(entry_id)
        return () if number is None else reading.read_history(self._connections, number)

    def source_records(self, entry_id: str) -> tuple[StoredRecord, ...]:
        """Every version of every source record that stood in an entry, by first receipt."""
        number = reading.entry_no(entry_id)
        return () if number is None else read_source_records(self._connections, number)

    def usccs_of_name(self, normal: str, *, upto: int | None = None) -> tuple[str, ...]:
        """Every valid USCC that ever stood under a normal form, as name or former name, in the order they came."""
        return receipts.read_usccs(self._connections, normal, upto)

    def list_receipts(self) -> dict[str, receipts.ListReceipt]:
        """The last receipt of each list that was ever received, by list code."""
        return receipts.read_receipts(self._connections)

    def entry_count(self) -> int:
        """How many entries there have ever been."""
        with self._connections.snapshot() as cursor:
            return int(cursor.execute("SELECT COALESCE(MAX(entry_no), 0) FROM entry").fetchone()[0])

    def quarantined(self, *, state: str = quarantine.QuarantineState.OPEN) -> Iterator[quarantine.QuarantinedRow]:
        """Quarantined rows in one state (open, corrected, replaced), oldest first."""
        return quarantine.read_quarantined(self._connections, state)

    def loads(self) -> tuple[LoadReport, ...]:
        """The report of every load, oldest first."""
        return receipts.read_loads(self._connections)

    def store_rule_set(self, version: str, files: Mapping[str, bytes], *, now: datetime) -> bool:
        """Adopt a rule set; False when its files were known already (an earlier one then comes into force again)."""
        return rule_sets.adopt(self._connections, version, files, now=now)

    def rule_set(self, version: str) -> dict[str, bytes] | None:
        """Files of a rule set by path; None for an unknown version."""
        return rule_sets.read_rule_set(self._connections, version)

    def latest_rule_set(self) -> tuple[str, dict[str, bytes]] | None:
        """Version and files of the rule set adopted last."""
        version = rule_sets.read_latest(self._connections)
        files = None if version is None else self.rule_set(version)
        return None if version is None or files is None else (version, files)

    def rule_sets(self) -> tuple[rule_sets.RuleAdoption, ...]:
        """Every adoption of a rule set, oldest first."""
        return rule_sets.read_adoptions(self._connections)

    def review(self, given: Review, *, now: datetime) -> int:
        """Write a review down in the place of the pair's earlier one; its change number. Durable when this returns."""
        return write_review(self._connections, given, now=now)

    def revoke_review(self, standing: Review, *, by: str, reason: str, now: datetime) -> int:
        """Write down that a review no longer holds; the change number of that."""
        return revoke_review(self._connections, standing, by=by, reason=reason, now=now)

    def reviews(self, *, upto: int | None = None) -> tuple[Review, ...]:
        """Every review that stands, oldest first; also those that have expired or whose entry has changed since."""
        return read_reviews(self._connections, upto)

    def reviews_for(self, uscc: str, *, upto: int) -> tuple[Review, ...]:
        """Reviews that bind a USCC as of a change number, out of memory; () for most."""
        return self._reviews.of(uscc, upto)

    def reviews_change_no(self, *, upto: int | None = None) -> int:
        """The last change number that a review or its revocation took (0 for none)."""
        return read_reviews_change_no(self._connections, upto)

    def backup_to(self, path: Path) -> None:
        """Copy the ledger as of one moment, while it is in use; DataDirectoryError where ``path`` is taken."""
        copy_file(self._connections, path)

    def integrity_problems(self) -> tuple[str, ...]:
        """What is wrong with the ledger, in Chinese, one line each; reads the whole file."""
        return integrity.integrity_problems(self._connections)
