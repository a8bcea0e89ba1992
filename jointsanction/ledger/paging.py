"""Entries page by page, in the order they came."""

from __future__ import annotations

from sqlalchemy import bindparam, select

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.faults import DRIVER_ERRORS, as_ledger_error
from jointsanction.ledger.reading import CURRENT_COLUMNS, compiled, entry_of
from jointsanction.ledger.schema import entry_version
from jointsanction.model import Entry

_v = entry_version.c
_PAGE = (
    select(*CURRENT_COLUMNS)
    .where(_v.superseded_by.is_(None), _v.entry_no > bindparam("after"))
    .order_by(_v.entry_no)
    .limit(bindparam("size"))
    .offset(bindparam("offset"))
)
_EVERY = compiled(_PAGE)
_OF_LIST = compiled(_PAGE.where(_v.list == bindparam("list")))


def read_page(connections: Connections, list_code: str, after: int, size: int) -> tuple[Entry, ...]:
    """At most ``size`` entries in their current version, with numbers above ``after``; "" takes every list."""
    try:
        cursor = connections.cursor()
        if list_code:
            rows = cursor.execute(_OF_LIST, (after, list_code, size, 0)).fetchall()
        else:
            rows = cursor.execute(_EVERY, (after, size, 0)).fetchall()
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return tuple(map(entry_of, rows))
