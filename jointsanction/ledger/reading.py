"""Entries out of the ledger. Reads go through the driver's cursor: a check has no time for more."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, func, literal_column, or_, select
from sqlalchemy.dialects import sqlite

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.days import day_of
from jointsanction.ledger.faults import DRIVER_ERRORS, as_ledger_error
from jointsanction.ledger.folding import Visible
from jointsanction.ledger.schema import entry_version
from jointsanction.ledger.side_tables import list_receipt
from jointsanction.model import End, Entry

VISIBLE_COLUMNS = Visible._fields
MAX_CHANGE = 2**62
"""Stands for "up to now"."""

_FETCH = 1_000
_ENTRY_ID = re.compile(r"E([1-9][0-9]{0,17})")
_v = entry_version.c
_COLUMNS = (_v.entry_no, _v.change_no, _v.list, _v.first_received_on, *(_v[name] for name in VISIBLE_COLUMNS))
CURRENT_COLUMNS = _COLUMNS
"""The columns that ``entry_of`` reads."""
_end = lru_cache(4096)(End.parse)
_day = lru_cache(4096)(day_of)


def compiled(statement: Select[Any]) -> str:
    """A statement as text for the driver; parameters are positional, in order of appearance."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="qmark")))


def _upto() -> ColumnElement[bool]:
    """The version that was current at a change number: given twice, as the number."""
    upto: ColumnElement[int] = bindparam("upto")
    return (_v.change_no <= upto) & or_(_v.superseded_by.is_(None), _v.superseded_by > upto)


_ONE = compiled(select(*_COLUMNS).where(_v.entry_no == bindparam("number"), _upto()))
_LAST = compiled(select(func.max(_v.change_no)).where(_v.change_no <= bindparam("upto")))
_RECEIVED = compiled(select(list_receipt.c.list))
# The first row answers; LIMIT would bring parameters of its own.
_LISTED = compiled(select(_v.list).where(_v.list == bindparam("list"), _v.change_no <= bindparam("upto")))
_HISTORY = compiled(select(*_COLUMNS).where(_v.entry_no == bindparam("number")).order_by(_v.version))
_ALL = compiled(select(*_COLUMNS).where(_upto()).order_by(_v.entry_no, _v.version))
# The sum keeps the order from being taken from an index: few entries change, and the scan would read them all.
_SINCE = compiled(
    select(*_COLUMNS).where(_v.change_no > bindparam("after"), _upto()).order_by(_v.entry_no + literal_column("0"))
)


# By change number, which is the table's own key: a range of it is read from one end to the other.
_TEXTS = compiled(
    select(_v.entry_no, _v.change_no, _v.name, _v.former_names, _v.uscc, _v.org_code, _v.reg_no, _v.tax_no)
    .where(_v.change_no > bindparam("after"), _v.change_no <= bindparam("until"))
    .where(or_(_v.superseded_by.is_(None), _v.superseded_by > bindparam("upto")))
    .order_by(_v.change_no)
)

_FORMER_TEXTS = compiled(
    select(_v.entry_no, _v.change_no, _v.name, _v.former_names, _v.uscc, _v.org_code, _v.reg_no, _v.tax_no)
    .where(_v.change_no <= bindparam("upto"), _v.superseded_by > bindparam("upto"))
    .order_by(_v.change_no)
)
_NEWEST = compiled(
    select(_v.entry_no)
    .where(_v.version == literal_column("1"), _v.change_no <= bindparam("upto"))
    .order_by(_v.change_no.desc())
)


class EntryTexts(NamedTuple):
    """What an entry can be found by, as its version has it: names and identifiers, nothing else."""

    number: int
    change_no: int
    name: str
    former_names: tuple[str, ...]
    uscc: str
    org_code: str
    reg_no: str
    tax_no: str


def names_of_text(text: str) -> tuple[str, ...]:
    """A stored tuple of names."""
    return tuple(json.loads(text)) if text else ()


def visible_of(texts: Sequence[str]) -> Visible:
    """What a stored version says, from its VISIBLE_COLUMNS."""
    seen = Visible(*texts)  # type: ignore[arg-type]  # the two tuples are still text here
    return seen._replace(
        former_names=names_of_text(seen.former_names),  # type: ignore[arg-type]
        authorities=names_of_text(seen.authorities),  # type: ignore[arg-type]
    )


def entry_of(row: Sequence[Any]) -> Entry:
    """An entry, from a row of the columns that this module selects."""
    (
        number, change_no, list_code, first_day, name, _normal, former, uscc, org_code, reg_no, tax_no, representative,
        authorities, doc_no, reason, listed_on, end, removed_on, removed_reason, region,
    ) = row  # fmt: skip
    return Entry(
        entry_id=f"E{number}",
        change_no=change_no,
        list=list_code,
        name=name,
        former_names=names_of_text(former),
        uscc=uscc,
        org_code=org_code,
        reg_no=reg_no,
        tax_no=tax_no,
        legal_representative=representative,
        authorities=names_of_text(authorities),
        doc_no=doc_no,
        reason=reason,
        listed_on=_day(listed_on),
        end=_end(end),
        removed_on=_day(removed_on),
        removed_reason=removed_reason,
        region=region,
        first_received_on=date.fromisoformat(first_day),
    )


def entry_no(entry_id: str) -> int | None:
    """The number in an entry id such as ``E17``; None for what is none."""
    found = _ENTRY_ID.fullmatch(entry_id)
    return int(found[1]) if found else None


def read_entries(connections: Connections, numbers: Sequence[int], upto: int | None) -> dict[int, Entry]:
    """The version current at ``upto`` of each entry; those that were not there then are left out."""
    limit = MAX_CHANGE if upto is None else upto
    found: dict[int, Entry] = {}
    cursor = connections.cursor()
    try:
        for number in numbers:
            if (row := cursor.execute(_ONE, (number, limit, limit)).fetchone()) is not None:
                found[number] = entry_of(row)
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return found


def read_entries_change_no(connections: Connections, upto: int | None) -> int:
    """The highest change number of an entry version up to ``upto``; 0 where there is none."""
    try:
        row = connections.cursor().execute(_LAST, (MAX_CHANGE if upto is None else upto,)).fetchone()
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return int(row[0] or 0)


def read_lists(connections: Connections, upto: int | None) -> frozenset[str]:
    """Codes of the lists that had an entry at or before ``upto``."""
    limit = MAX_CHANGE if upto is None else upto
    cursor = connections.cursor()
    try:
        received = [code for (code,) in cursor.execute(_RECEIVED)]
        # One by one, each up to its first entry: a grouping would read them all.
        return frozenset(code for code in received if cursor.execute(_LISTED, (code, limit)).fetchone())
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error


def read_history(connections: Connections, number: int) -> tuple[Entry, ...]:
    """Every version of an entry, oldest first."""
    cursor = connections.cursor()
    try:
        return tuple(entry_of(row) for row in cursor.execute(_HISTORY, (number,)))
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error


def stream_entries(connections: Connections, after: int, upto: int | None) -> Iterator[Entry]:
    """Entries by number whose version current at ``upto`` is newer than ``after``; one consistent state throughout."""
    limit = MAX_CHANGE if upto is None else upto
    statement, values = (_SINCE, (after, limit, limit)) if after > 0 else (_ALL, (limit, limit))
    with connections.snapshot() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(_FETCH):
            yield from map(entry_of, rows)


def stream_texts(connections: Connections, after: int, until: int, upto: int) -> Iterator[EntryTexts]:
    """What entries can be found by: of the versions current at ``upto`` those in ``after`` < change no. <= ``until``.

    In the order of change numbers. Later writes change nothing of the result, so parts of a range may be read by
    several processes.
    """
    return _texts(connections, _TEXTS, (after, until, upto))


def stream_former_texts(connections: Connections, upto: int) -> Iterator[EntryTexts]:
    """The versions current at ``upto`` that have been superseded since; reads every version."""
    return _texts(connections, _FORMER_TEXTS, (upto, upto))


def read_newest_entry(connections: Connections, upto: int) -> int:
    """The number of the entry that was begun last up to ``upto``; 0 where there was none."""
    try:
        row = connections.cursor().execute(_NEWEST, (upto,)).fetchone()
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return int(row[0]) if row else 0


def _texts(connections: Connections, statement: str, values: tuple[int, ...]) -> Iterator[EntryTexts]:
    cursor = connections.cursor()
    try:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(_FETCH):
            for number, change_no, name, former, *codes in rows:
                yield EntryTexts(number, change_no, name, names_of_text(former), *codes)
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    finally:
        cursor.close()
