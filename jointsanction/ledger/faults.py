"""Faults of the database as errors of this library: each names the file and what to do.

https://www.sqlite.org/rescode.html lists the result codes; the extended ones begin with the name of their primary one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from jointsanction.errors import LedgerError, Place

DRIVER_ERRORS = (sqlite3.Error, SQLAlchemyError)
"""What the driver and SQLAlchemy raise; nothing of it leaves the ledger."""

_FAULTS = (
    ("SQLITE_FULL", "LEDGER_FULL", "磁盘已满，本次写入已全部撤销；请腾出空间后重做"),
    ("SQLITE_IOERR_WRITE", "LEDGER_FULL", "磁盘写入失败（空间不足或磁盘故障），本次写入已全部撤销；请检查磁盘后重做"),
    ("SQLITE_IOERR_FSYNC", "LEDGER_FULL", "磁盘写入失败（空间不足或磁盘故障），本次写入已全部撤销；请检查磁盘后重做"),
    ("SQLITE_BUSY", "LEDGER_LOCKED", "另一个程序正在写入名单库；请等它完成后重做"),
    ("SQLITE_LOCKED", "LEDGER_LOCKED", "另一个程序正在写入名单库；请等它完成后重做"),
    ("SQLITE_READONLY", "LEDGER_LOCKED", "名单库只能读，不能写；请检查文件和目录的权限，或不要以只读方式打开"),
    ("SQLITE_PERM", "LEDGER_LOCKED", "没有权限访问名单库；请检查文件和目录的权限"),
    ("SQLITE_CANTOPEN", "LEDGER_LOCKED", "名单库打不开；请检查文件和目录的权限"),
    ("SQLITE_NOTADB", "LEDGER_DAMAGED", "文件不是名单库；请从备份恢复"),
    ("SQLITE_CORRUPT", "LEDGER_DAMAGED", "名单库已损坏；请从备份恢复"),
    ("SQLITE_IOERR", "LEDGER_DAMAGED", "名单库读写出错，磁盘可能有故障；请检查磁盘，必要时从备份恢复"),
)
_OTHER = ("LEDGER_DAMAGED", "名单库的内容不合预期；请用 doctor 检查，必要时从备份恢复")


def as_ledger_error(error: Exception, path: Path) -> LedgerError:
    """The LedgerError (LEDGER_FULL, LEDGER_LOCKED or LEDGER_DAMAGED) that a driver's error comes to."""
    original = error.orig if isinstance(error, DBAPIError) else error
    name = getattr(original, "sqlite_errorname", "") or ""
    reason, message = next(((reason, text) for prefix, reason, text in _FAULTS if name.startswith(prefix)), _OTHER)
    return LedgerError(f"{message}（{name or original}）", reason=reason, place=Place(file=str(path)))


@contextmanager
def ledger_faults(path: Path) -> Iterator[None]:
    """Let no driver error out: raise the LedgerError that it comes to."""
    try:
        yield
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, path) from error
