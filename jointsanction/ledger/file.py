"""The ledger's file: made, opened, checked for its revision, upgraded, copied."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert

from jointsanction.errors import DataDirectoryError, LedgerError, Place
from jointsanction.ledger.connection import Connections
from jointsanction.ledger.days import moment_text
from jointsanction.ledger.faults import ledger_faults
from jointsanction.ledger.schema import SCHEMA_REVISION, meta

_MADE_BESIDE = ".new"


def create_file(path: Path, *, now: datetime) -> None:
    """Make an empty ledger; it appears under its name only when it is complete.

    Raises DataDirectoryError: DATA_DIRECTORY_TAKEN where there is a file already, DATA_DIRECTORY_NOT_WRITABLE.
    """
    with _appearing(path) as beside:
        connections = Connections(beside)
        try:
            migrate(connections)
            row = {"one": 1, "ledger_id": secrets.token_hex(4), "change_no": 0, "created_at": moment_text(now)}
            with connections.writing() as connection:
                connection.execute(insert(meta).values(row))
        finally:
            connections.close()


def migrate(connections: Connections) -> None:
    """Bring the tables to this release's revision, all steps or none."""
    from jointsanction.ledger.migrations import upgrade

    with connections.writing() as connection:
        upgrade(connection)


def check_file(connections: Connections, *, allow_older: bool) -> None:
    """Raise LedgerError: LEDGER_MISSING, LEDGER_DAMAGED, or LEDGER_SCHEMA for another revision."""
    path = connections.path
    place = Place(file=str(path))
    if not path.is_file():
        raise LedgerError("没有名单库；请先运行 jointsanction init", reason="LEDGER_MISSING", place=place)
    revision = revision_of(connections)
    if revision > SCHEMA_REVISION:
        message = f"名单库由较新的版本建立（{revision}，本程序只认到 {SCHEMA_REVISION}）；请升级本程序"
        raise LedgerError(message, reason="LEDGER_SCHEMA", place=place)
    if revision < SCHEMA_REVISION and not allow_older:
        message = (
            f"名单库由较旧的版本建立（{revision}，本程序为 {SCHEMA_REVISION}）；请先备份，再运行 jointsanction upgrade"
        )
        raise LedgerError(message, reason="LEDGER_SCHEMA", place=place)


def revision_of(connections: Connections) -> str:
    """The revision of the tables; raises LedgerError LEDGER_DAMAGED where they are no ledger's."""
    with connections.snapshot() as cursor:
        tables = {name for (name,) in cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        found = (
            cursor.execute("SELECT version_num FROM alembic_version").fetchone()
            if "alembic_version" in tables
            else None
        )
    if found is None or "meta" not in tables:
        place = Place(file=str(connections.path))
        raise LedgerError("文件不是名单库；请从备份恢复", reason="LEDGER_DAMAGED", place=place)
    return str(found[0])


def copy_file(connections: Connections, path: Path) -> None:
    """Copy the ledger as of one moment, while it is in use; the copy appears under its name when it is complete.

    Raises DataDirectoryError as ``create_file`` does.
    """
    with (
        _appearing(path) as beside,
        ledger_faults(connections.path),
        connections.snapshot() as cursor,
        closing(sqlite3.connect(beside)) as copy,
    ):
        cursor.connection.backup(copy)
        # A copy travels as one file.
        copy.execute("PRAGMA journal_mode=DELETE")


@contextmanager
def _appearing(path: Path) -> Iterator[Path]:
    """An empty file beside ``path``, moved to ``path`` when the block has ended well, and on disk."""
    place = Place(file=str(path))
    if path.exists():
        raise DataDirectoryError("文件已存在，未作改动", reason="DATA_DIRECTORY_TAKEN", place=place)
    beside = path.with_name(path.name + _MADE_BESIDE)
    try:
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o640)
        try:
            yield beside
            _sync(beside)
            beside.replace(path)
        finally:
            for leftover in ("", "-wal", "-shm", "-journal"):
                beside.with_name(beside.name + leftover).unlink(missing_ok=True)
        _sync(path.parent)
    except OSError as error:
        message = f"不能写入：{error.strerror}"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_NOT_WRITABLE", place=place) from error


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
