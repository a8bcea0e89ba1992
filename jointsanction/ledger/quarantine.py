"""Rows that could not be taken, kept until somebody corrects them.

A row is known again by its list and its cells (one without cells by its place and fault), so that loading a file
again does not fill the quarantine. It is open until a row that says it corrects it is taken (corrected), or is itself
held in its place (replaced).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import Connection, bindparam, insert, select, update

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.lookups import chunks
from jointsanction.ledger.reading import compiled
from jointsanction.ledger.side_tables import quarantine
from jointsanction.model import RejectedRow


class QuarantineState(StrEnum):
    """Whether somebody still has to look at a row."""

    OPEN = "open"
    CORRECTED = "corrected"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarantinedRow:
    """A held row. ``no`` is what a corrected row refers to; ``closed_by`` the load that corrected or replaced it."""

    no: int
    load_id: int
    list: str
    file: str
    row: int
    column: int
    field: str
    reason: str
    message: str
    cells: tuple[tuple[str, str], ...]
    state: QuarantineState
    closed_by: int | None


_c = quarantine.c
_COLUMNS = (
    _c.no, _c.load_id, _c.list, _c.file, _c.row, _c.column, _c.field, _c.reason, _c.message, _c.cells, _c.state,
    _c.closed_by,
)  # fmt: skip
_READ = compiled(select(*_COLUMNS).where(_c.state == bindparam("state")).order_by(_c.no))


def hold(connection: Connection, rows: Sequence[RejectedRow], *, load_id: int, file_name: str) -> None:
    """Hold the rows that are not held already; a row they were meant to correct is replaced."""
    written = {_digest(row, file_name): row for row in reversed(rows)}
    held = {
        digest: number
        for chunk in chunks(written)
        for digest, number in connection.execute(select(_c.digest, _c.no).where(_c.digest.in_(chunk)))
    }
    fresh = [(digest, row) for digest, row in reversed(written.items()) if digest not in held]
    if fresh:
        connection.execute(insert(quarantine), [_row(digest, row, load_id, file_name) for digest, row in fresh])
    replaced = [row.corrects for digest, row in written.items() if row.corrects and held.get(digest) != row.corrects]
    close(connection, replaced, QuarantineState.REPLACED, load_id=load_id)


def close(connection: Connection, numbers: Sequence[int], state: QuarantineState, *, load_id: int) -> None:
    """Close the open rows among ``numbers``; a number that is none, or closed already, is passed over."""
    for chunk in chunks(numbers):
        # Only an earlier load's row can be meant: a number made up in the file must not hit a row of this one.
        is_open = _c.no.in_(chunk) & (_c.state == QuarantineState.OPEN.value) & (_c.load_id < load_id)
        connection.execute(update(quarantine).where(is_open).values(state=state.value, closed_by=load_id))


def read_quarantined(connections: Connections, state: str) -> Iterator[QuarantinedRow]:
    """The rows in one state, oldest first."""
    with connections.snapshot() as cursor:
        for *head, cells, now, closed_by in cursor.execute(_READ, (QuarantineState(state).value,)):
            names = ("no", "load_id", "list", "file", "row", "column", "field", "reason", "message")
            yield QuarantinedRow(
                **dict(zip(names, head, strict=True)),
                cells=tuple((name, text) for name, text in json.loads(cells)),
                state=QuarantineState(now),
                closed_by=closed_by,
            )


def storable(text: str) -> str:
    """The text with what no database holds (half characters) shown as question marks."""
    return text.encode("utf-8", "replace").decode()


def _digest(row: RejectedRow, file_name: str) -> bytes:
    known_by: tuple[object, ...] = (row.list, row.cells)
    if not row.cells:
        known_by = (row.list, file_name, row.row, row.reason, row.message)
    return sha256(json.dumps(known_by).encode()).digest()


def _row(digest: bytes, row: RejectedRow, load_id: int, file_name: str) -> dict[str, object]:
    return {
        "load_id": load_id,
        "digest": digest,
        "list": row.list,
        "file": file_name,
        "row": row.row,
        "column": row.column,
        "field": row.field,
        "reason": row.reason,
        "message": storable(row.message),
        "cells": json.dumps([(storable(name), storable(text)) for name, text in row.cells], ensure_ascii=False),
        "state": QuarantineState.OPEN.value,
    }
