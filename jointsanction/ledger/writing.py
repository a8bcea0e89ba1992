"""Write what a batch has come to; older rows give way before newer ones take their place."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, update
from sqlalchemy.dialects import postgresql, sqlite

from jointsanction.ledger.changes import Changes
from jointsanction.ledger.schema import entry, entry_version, name_use, source_record


def insert_new(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose primary key is not there yet."""
    if rows:
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(table).on_conflict_do_nothing(), rows)


def write_changes(connection: Connection, changes: Changes) -> None:
    """Write one batch."""
    _supersede(connection, entry_version, "change_no", changes.versions_superseded)
    _supersede(connection, source_record, "source_no", changes.sources_superseded)
    _write_entries(connection, changes)
    if changes.versions:
        connection.execute(insert(entry_version), changes.versions)
    if changes.sources:
        connection.execute(insert(source_record), changes.sources)
    rows = [
        {"name_hash": number, "uscc": uscc, "first_change_no": change_no}
        for (number, uscc), change_no in changes.name_uses.items()
    ]
    insert_new(connection, name_use, rows)


def _supersede(connection: Connection, table: Table, column: str, pairs: list[tuple[int, int]]) -> None:
    if pairs:
        statement = update(table).where(table.c[column] == bindparam("older")).values(superseded_by=bindparam("newer"))
        connection.execute(statement, [{"older": older, "newer": newer} for older, newer in pairs])


def _write_entries(connection: Connection, changes: Changes) -> None:
    """Keys are unique: those that moved are all given up first."""
    new = {state.entry_no for state in changes.entries}
    moved = [state for number, state in changes.rekeyed.items() if number not in new]
    statement = update(entry).where(entry.c.entry_no == bindparam("number")).values(entry_key=bindparam("key"))
    if moved:
        connection.execute(statement, [{"number": state.entry_no, "key": None} for state in moved])
    if changes.entries:
        rows = [{"entry_no": state.entry_no, "entry_key": state.key, "list": state.list} for state in changes.entries]
        connection.execute(insert(entry), rows)
    if keyed := [{"number": state.entry_no, "key": state.key} for state in moved if state.key is not None]:
        connection.execute(statement, keyed)
