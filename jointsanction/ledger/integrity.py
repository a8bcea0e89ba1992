"""Is the ledger whole: the file itself, its references, and what must hold across versions (``data/integrity.sql``)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files

from jointsanction.errors import LedgerError
from jointsanction.ledger.connection import Connections

_SHOWN = 5


def integrity_problems(connections: Connections) -> tuple[str, ...]:
    """What is wrong, in Chinese, one line each; nothing when the ledger is whole.

    Reads the whole file. A file too damaged to be examined is one problem, not an error.
    """
    try:
        with connections.snapshot() as cursor:
            return tuple(_of_file(cursor)) or (*_of_references(cursor), *_of_history(cursor))
    except LedgerError as error:
        if error.reason != "LEDGER_DAMAGED":
            raise
        return (error.message,)


def _of_file(cursor: sqlite3.Cursor) -> Iterator[str]:
    for (text,) in cursor.execute("PRAGMA integrity_check(5)").fetchall():
        if text != "ok":
            yield f"文件损坏：{text}"


def _of_references(cursor: sqlite3.Cursor) -> Iterator[str]:
    for table, row, parent, _ in cursor.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN):
        yield f"引用缺失：{table} 第 {row} 行引用的 {parent} 不存在"


def _of_history(cursor: sqlite3.Cursor) -> Iterator[str]:
    for rule, statement in _rules():
        if broken := cursor.execute(statement).fetchmany(_SHOWN):
            yield f"{rule}：{'、'.join(str(what) for (what,) in broken)}"


def _rules() -> Iterator[tuple[str, str]]:
    """The rules and the statement of each: a comment line, then the statement."""
    written = files("jointsanction.ledger").joinpath("data", "integrity.sql").read_text(encoding="utf-8")
    for part in written.split("\n-- ")[1:]:
        rule, statement = part.split("\n", 1)
        yield rule, statement
