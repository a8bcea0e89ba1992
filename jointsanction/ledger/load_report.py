"""What a load came to: every row that was read ends in exactly one of six ways."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """How a row ended, other than in quarantine."""

    ACCEPTED = "accepted"
    JOINED = "joined"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadReport:
    """Counts of rows. ``read`` is the sum of the six ends.

    ``accepted``: new entry. ``joined``: new source record of an entry that was there. ``unchanged``: known, the same.
    ``superseded``: known, with other content. ``declined``: a natural person. ``quarantined``: by reason.
    ``warnings``: source records by warning code. ``lists``: rows by list code. ``change_no``: the load's own number.
    """

    load_id: int
    change_no: int
    received_at: datetime
    file_name: str
    encoding: str
    read: int = 0
    accepted: int = 0
    joined: int = 0
    unchanged: int = 0
    superseded: int = 0
    declined: int = 0
    quarantined: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)

    @property
    def quarantined_total(self) -> int:
        """Rows that went to quarantine, whatever the reason."""
        return sum(self.quarantined.values())


_HEAD = ("load_id", "change_no", "received_at", "file_name", "encoding")


@dataclass(slots=True)
class Tally:
    """Counts while a load goes on."""

    read: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    quarantined: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    lists: Counter[str] = field(default_factory=Counter)

    def report(
        self, *, load_id: int, change_no: int, received_at: datetime, file_name: str, encoding: str
    ) -> LoadReport:
        """The report of what has been counted."""
        return LoadReport(
            load_id=load_id,
            change_no=change_no,
            received_at=received_at,
            file_name=file_name,
            encoding=encoding,
            read=self.read,
            quarantined=dict(sorted(self.quarantined.items())),
            warnings=dict(sorted(self.warnings.items())),
            lists=dict(sorted(self.lists.items())),
            **{fate.value: self.fates[fate] for fate in Fate},
        )


def counts_text(report: LoadReport) -> str:
    """The counts of a report as JSON, for the ledger."""
    return json.dumps({name: value for name, value in asdict(report).items() if name not in _HEAD}, ensure_ascii=False)


def report_of(row: tuple[int, int, str, str, str, str]) -> LoadReport:
    """The report of a stored load: its head in the order of the fields, then its counts."""
    load_id, change_no, received_at, file_name, encoding, counts = row
    known = {each.name for each in fields(LoadReport)}
    return LoadReport(
        load_id=load_id,
        change_no=change_no,
        received_at=datetime.fromisoformat(received_at),
        file_name=file_name,
        encoding=encoding,
        **{name: value for name, value in json.loads(counts).items() if name in known},
    )
