"""A case for the tests of the record: a world, questions about it, and short words for writing them down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from invented import code
from world import World

from jointsanction.model import Context, Subject
from jointsanction.record import CheckRecord, CheckToRecord, Recorder
from jointsanction.record.check_writer import CheckWriter

AT = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
NAME = "清远市禾穗岚建材有限公司"
TENDER = Context("财政", "QY-CZ-001", "清远市", case_no="2026-1")


class Case:
    """A data directory with one company on a black list, and its record."""

    def __init__(
        self, world: World, listed: dict[str, str] | None = None, list_name: str = "重大税收违法失信主体"
    ) -> None:
        self.world = world
        self.world.load([listed or {"uscc": code(1), "name": NAME}], list_name=list_name)
        self.path: Path = world.directory.record
        self.seal = world.directory.hasher()

    def recorder(self, **options: object) -> Recorder:
        return Recorder.open(self.path, seal=self.seal, **options)

    def writer(self) -> CheckWriter:
        """As an event loop has one: into the journal."""
        return CheckWriter.open(self.path, seal=self.seal, busy_seconds=5)

    def read(self) -> CheckRecord:
        return CheckRecord.open(self.path)

    def answered(
        self, subject: Subject | None = None, context: Context = TENDER, *, at: datetime = AT, **fields: str
    ) -> CheckToRecord:
        """A question with its answer, ready to be written down."""
        asked = subject or Subject(NAME, code(1))
        decision = self.world.check(asked, context)
        values = {"caller": "county-a", "department": "finance", "region": "441800", **fields}
        return CheckToRecord(subject=asked, context=context, decision=decision, at=at, **values)

    def sql(self, *statements: str, at_will: bool = True) -> None:
        """Tamper with the file; ``at_will`` takes the triggers away first, as whoever can write the file can."""
        with closing(sqlite3.connect(self.path)) as connection, connection:
            if at_will:
                connection.execute("DROP TRIGGER IF EXISTS record_stays")
                connection.execute("DROP TRIGGER IF EXISTS record_unchanged")
            for statement in statements:
                connection.execute(statement)

    def broken(self) -> str:
        """What verifying finds; "" for a whole record."""
        with self.read() as record:
            found = record.verify(self.seal).broken
        return str(found) if found else ""
