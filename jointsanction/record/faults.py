"""Faults of the record's database as RecordErrors, each naming the file and what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jointsanction.errors import Place, RecordError

_FULL = "RECORD_FULL", "磁盘已满或写入失败，本次查询没有留痕；请腾出空间或检查磁盘"
_LOCKED = "RECORD_LOCKED", "查询记录库被占用或不能写入；请检查其他程序以及文件和目录的权限"
_FAULTS = (
    ("SQLITE_FULL", *_FULL),
    ("SQLITE_IOERR_WRITE", *_FULL),
    ("SQLITE_IOERR_FSYNC", *_FULL),
    ("SQLITE_IOERR_TRUNCATE", *_FULL),
    ("SQLITE_IOERR_SHMSIZE", *_FULL),
    ("SQLITE_BUSY", *_LOCKED),
    ("SQLITE_LOCKED", *_LOCKED),
    ("SQLITE_READONLY", *_LOCKED),
    ("SQLITE_PERM", *_LOCKED),
    ("SQLITE_CANTOPEN", *_LOCKED),
)
_OTHER = "RECORD_DAMAGED", "查询记录库已损坏或不是查询记录库；请用 doctor 检查，必要时从备份恢复"


def as_record_error(error: sqlite3.Error, path: Path) -> RecordError:
    """The RecordError (RECORD_FULL, RECORD_LOCKED or RECORD_DAMAGED) that a driver's error comes to."""
    name = getattr(error, "sqlite_errorname", "") or ""
    reason, message = next(((reason, text) for prefix, reason, text in _FAULTS if name.startswith(prefix)), _OTHER)
    return RecordError(f"{message}（{name or error}）", reason=reason, place=Place(file=str(path)))


def os_error_as_record_error(error: OSError, path: Path) -> RecordError:
    """The RecordError (RECORD_FULL) that a write or a flush of the system comes to."""
    message = f"查询记录没有写到磁盘上（{error.strerror}）；请检查磁盘，然后重新启动本程序"
    return RecordError(message, reason="RECORD_FULL", place=Place(file=str(path)))


@contextmanager
def record_faults(path: Path) -> Iterator[None]:
    """Let no driver error out: raise the RecordError that it comes to."""
    try:
        yield
    except sqlite3.Error as error:
        raise as_record_error(error, path) from error
