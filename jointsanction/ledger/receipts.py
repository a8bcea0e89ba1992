"""When each list was last received, which names stand for which codes, and the loads there have been."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, select

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.days import shanghai_day
from jointsanction.ledger.faults import DRIVER_ERRORS, as_ledger_error
from jointsanction.ledger.load_report import LoadReport, report_of
from jointsanction.ledger.name_hash import name_hash
from jointsanction.ledger.reading import MAX_CHANGE, compiled
from jointsanction.ledger.schema import load, name_use
from jointsanction.ledger.side_tables import list_receipt


@dataclass(frozen=True, slots=True)
class ListReceipt:
    """A list's last receipt: day (Asia/Shanghai), entries it holds now, change number of the load."""

    last_received_on: date
    entries: int
    change_no: int


_r = list_receipt.c
_RECEIPTS = compiled(select(_r.list, _r.received_at, _r.entries, _r.change_no))
_LOADS = compiled(
    select(
        load.c.load_id, load.c.change_no, load.c.received_at, load.c.file_name, load.c.encoding, load.c.counts
    ).order_by(load.c.load_id)
)
_USCCS = compiled(
    select(name_use.c.uscc)
    .where(name_use.c.name_hash == bindparam("name"), name_use.c.first_change_no <= bindparam("upto"))
    .order_by(name_use.c.first_change_no, name_use.c.uscc)
)


def read_receipts(connections: Connections) -> dict[str, ListReceipt]:
    """Lists that were ever received, by code."""
    try:
        receipts = connections.cursor().execute(_RECEIPTS).fetchall()
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return {
        code: ListReceipt(shanghai_day(datetime.fromisoformat(moment)), entries, change_no)
        for code, moment, entries, change_no in receipts
    }


def read_loads(connections: Connections) -> tuple[LoadReport, ...]:
    """Every load, oldest first."""
    with connections.snapshot() as cursor:
        return tuple(report_of(row) for row in cursor.execute(_LOADS))


def read_usccs(connections: Connections, normal: str, upto: int | None) -> tuple[str, ...]:
    """Every valid USCC that stood under a normal form up to a change number, in the order they came."""
    try:
        values = (name_hash(normal), MAX_CHANGE if upto is None else upto)
        return tuple(uscc for (uscc,) in connections.cursor().execute(_USCCS, values))
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
