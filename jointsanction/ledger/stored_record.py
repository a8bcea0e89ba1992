"""Source records (来源记录) as the ledger keeps them, every version."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.content import record_of
from jointsanction.ledger.reading import compiled
from jointsanction.ledger.schema import load, source_record
from jointsanction.model import SourceRecord


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One version of a source record: what it said, when and in which file it came.

    ``digest`` is the SHA-256 of its content in hexadecimal; ``superseded_by`` the change number that took its place,
    None for the current version. ``record`` comes without warnings and without ``corrects``.
    """

    record: SourceRecord
    entry_id: str
    digest: str
    received_at: datetime
    load_id: int
    file_name: str
    change_no: int
    superseded_by: int | None


_c = source_record.c
_READ = compiled(
    select(
        _c.digest, _c.received_at, _c.load_id, load.c.file_name, _c.change_no, _c.superseded_by,
        _c.list, _c.source, _c.record_id, _c.row, _c.fields, _c.details,
    )
    .join(load, load.c.load_id == _c.load_id)
    .where(_c.entry_no == bindparam("number"))
    .order_by(_c.first_no, _c.source_no)
)  # fmt: skip


def read_source_records(connections: Connections, number: int) -> tuple[StoredRecord, ...]:
    """Every version of every source record that stood in an entry, by first receipt, each one's oldest first."""
    with connections.snapshot() as cursor:
        return tuple(
            StoredRecord(
                record_of(tuple(rest)),
                f"E{number}",
                digest.hex(),
                datetime.fromisoformat(received_at),
                load_id,
                file_name,
                change_no,
                superseded_by,
            )
            for digest, received_at, load_id, file_name, change_no, superseded_by, *rest in cursor.execute(
                _READ, (number,)
            )
        )
