"""The one counter of a ledger: every change takes the next number, inside the transaction that makes it."""

from __future__ import annotations

from sqlalchemy import Connection, func, select, update

from jointsanction.ledger.schema import entry, meta, source_record
from jointsanction.ledger.states import Numbers


def take_numbers(connection: Connection) -> Numbers:
    """The last numbers given out; the counter stays locked until the transaction ends."""
    change_no = connection.execute(select(meta.c.change_no).with_for_update()).scalar_one()
    entry_no = connection.execute(select(func.max(entry.c.entry_no))).scalar_one()
    source_no = connection.execute(select(func.max(source_record.c.source_no))).scalar_one()
    return Numbers(change_no, entry_no or 0, source_no or 0)


def keep_numbers(connection: Connection, numbers: Numbers) -> None:
    """Set the counter to the last change number given out."""
    connection.execute(update(meta).values(change_no=numbers.change_no))
