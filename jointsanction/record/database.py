"""The record's SQLite file: connections, and its tables, made or brought up to date when it is opened to write.

Write-ahead log. ``synchronous=NORMAL``: SQLite flushes around checkpoints, and ``RecordWriter`` after each commit.
``user_version`` counts the scripts of ``data/`` that have been run.
"""

from __future__ import annotations

import os
import sqlite3
from importlib.resources import files
from pathlib import Path
from urllib.parse import quote

from jointsanction.errors import Place, RecordError
from jointsanction.record.faults import record_faults

SCRIPTS = ("0001_first_record.sql", "0002_journal_and_keeping.sql", "0003_passages.sql")
"""One script a revision, in order; a released one is never edited."""

BUSY_SECONDS = 5.0
"""How long a writer waits for another: a commit takes milliseconds, and behind this one a caller is waiting."""


def connect(path: Path, *, read_only: bool = False, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection in autocommit mode; never makes a file. Raises sqlite3.Error."""
    mode = "ro" if read_only else "rw"
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute("PRAGMA synchronous=NORMAL")
        if not read_only:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA journal_size_limit=67108864")
            connection.execute("PRAGMA wal_autocheckpoint=0")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def prepare(path: Path, *, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A connection to write over, the file and its tables made where they are not there yet.

    Raises RecordError: RECORD_SCHEMA for the file of a newer release, RECORD_LOCKED, RECORD_FULL, RECORD_DAMAGED.
    """
    try:
        _make(path)
    except OSError as error:
        message = f"查询记录库打不开：{error.strerror}"
        raise RecordError(message, reason="RECORD_LOCKED", place=Place(file=str(path))) from error
    with record_faults(path):
        connection = connect(path, busy_seconds=busy_seconds)
        try:
            if _revision(connection, path) < len(SCRIPTS):
                _upgrade(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def _make(path: Path) -> None:
    """Make the file where there is none. One that is there is never opened but by SQLite: closing any descriptor of a
    file takes all locks that this process has on it, and then another program that closes the record believes to be
    the last one and removes the log that is still being written.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o640))
    except FileExistsError:
        return


def open_existing(path: Path) -> sqlite3.Connection:
    """A connection to read over; raises RecordError RECORD_MISSING, RECORD_SCHEMA, RECORD_DAMAGED."""
    place = Place(file=str(path))
    if not path.is_file():
        raise RecordError("还没有查询记录", reason="RECORD_MISSING", place=place)
    with record_faults(path):
        connection = connect(path, read_only=True)
        try:
            older = _revision(connection, path) < len(SCRIPTS)
        except BaseException:
            connection.close()
            raise
    if older:
        connection.close()
        raise RecordError("查询记录库由较旧的版本建立；用本程序写入一次即升级", reason="RECORD_SCHEMA", place=place)
    return connection


def _revision(connection: sqlite3.Connection, path: Path) -> int:
    revision = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if revision > len(SCRIPTS):
        message = f"查询记录库由较新的版本建立（{revision}，本程序只认到 {len(SCRIPTS)}）；请升级本程序"
        raise RecordError(message, reason="RECORD_SCHEMA", place=Place(file=str(path)))
    return revision


def _upgrade(connection: sqlite3.Connection, path: Path) -> None:
    """Run the scripts that are missing, all or none; another process may have done so in the meantime."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        for script in SCRIPTS[_revision(connection, path) :]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(SCRIPTS)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _statements(script: str) -> list[str]:
    """The statements of a script; ``executescript`` would commit each of them."""
    text = files("jointsanction.record").joinpath("data", script).read_text(encoding="utf-8")
    statements, lines = [], []
    for line in text.splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            statements.append("\n".join(lines))
            lines = []
    return statements
