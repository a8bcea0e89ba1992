"""What a batch needs to know of the ledger before it can be merged, read in a few statements for all its rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Connection, Select, select

from jointsanction.ledger.content import record_of
from jointsanction.ledger.entry_key import names_of
from jointsanction.ledger.folding import Visible, visible
from jointsanction.ledger.reading import VISIBLE_COLUMNS, visible_of
from jointsanction.ledger.schema import entry, entry_version, source_record
from jointsanction.ledger.states import EntryState, SourceState

CHUNK = 500
"""Values in one IN list: statements of one size are compiled once."""

_T = TypeVar("_T")


def chunks(values: Iterable[_T]) -> Iterator[list[_T]]:
    """Each value once, in lists of at most CHUNK."""
    distinct = iter(dict.fromkeys(values))
    while chunk := list(islice(distinct, CHUNK)):
        yield chunk


def _all(
    connection: Connection, statement: Select[Any], column: ColumnElement[Any], values: Iterable[object]
) -> Iterator[Any]:
    for chunk in chunks(values):
        yield from connection.execute(statement.where(column.in_(chunk)))


def find_sources(connection: Connection, identities: Iterable[bytes]) -> dict[bytes, SourceState]:
    """Current source records by identity."""
    table = source_record.c
    statement = select(
        table.identity, table.source_no, table.first_no, table.digest, table.entry_no, table.first_received_on
    ).where(table.superseded_by.is_(None))
    return {identity: SourceState(*rest) for identity, *rest in _all(connection, statement, table.identity, identities)}


def find_entries(connection: Connection, keys: Iterable[bytes]) -> dict[bytes, int]:
    """Entry numbers by entry key."""
    statement = select(entry.c.entry_key, entry.c.entry_no)
    return {key: number for key, number in _all(connection, statement, entry.c.entry_key, keys)}  # noqa: C416 -- rows


def read_states(connection: Connection, numbers: Iterable[int]) -> dict[int, EntryState]:
    """Current versions of entries by entry number, without their source records."""
    version = entry_version.c
    statement = (
        select(
            version.entry_no,
            version.list,
            entry.c.entry_key,
            version.first_received_on,
            version.version,
            version.change_no,
            *(version[name] for name in VISIBLE_COLUMNS),
        )
        .join(entry, entry.c.entry_no == version.entry_no)
        .where(version.superseded_by.is_(None))
    )
    states = {}
    for number, list_code, key, first_day, count, change_no, *texts in _all(
        connection, statement, version.entry_no, numbers
    ):
        states[number] = EntryState(number, list_code, key, first_day, visible_of(texts), count, change_no)
    return states


def read_records(connection: Connection, states: Sequence[EntryState]) -> None:
    """Give each state what its current source records say."""
    table = source_record.c
    statement = select(
        table.entry_no,
        table.first_no,
        table.list,
        table.source,
        table.record_id,
        table.row,
        table.fields,
        table.details,
    ).where(table.superseded_by.is_(None))
    held: dict[int, dict[int, Visible]] = {state.entry_no: {} for state in states}
    for number, first_no, *row in _all(connection, statement, table.entry_no, held):
        record = record_of(tuple(row))
        held[number][first_no] = visible(record, names_of(record)[0])
    for state in states:
        state.records = held[state.entry_no]
