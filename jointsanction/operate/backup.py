"""Back a data directory up into one file, and bring it back: all but the index, which is made anew.

The archive holds the key of the identity-number hashes, so it is written 0600 and belongs where the data directory
itself may be. Both directions end with a complete result or with none.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from jointsanction.checker import DataDirectory
from jointsanction.errors import DataDirectoryError
from jointsanction.ledger import Ledger
from jointsanction.operate.archive import unpack_archive, write_archive
from jointsanction.record import take_over_journal

_FOLDERS = ("catalog", "memoranda")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What an archive holds: number of files, its size in bytes, the ledger's change number."""

    files: int
    size: int
    change_no: int


def backup(directory: DataDirectory, target: Path, *, now: datetime) -> BackupReport:
    """Write an archive of the directory as it stands, also while others read and write it.

    Raises DataDirectoryError: DATA_DIRECTORY_TAKEN when ``target`` exists, DATA_DIRECTORY_MISSING (no key),
    DATA_DIRECTORY_NOT_WRITABLE; LedgerError when the ledger cannot be read.
    """
    directory.require()
    directory.hasher()  # an archive without the key could not be put to use
    if target.exists():
        raise DataDirectoryError(f"{target} 已存在，未覆盖；请换一个文件名", reason="DATA_DIRECTORY_TAKEN")
    try:
        with tempfile.TemporaryDirectory(prefix=".jointsanction-backup-", dir=target.parent) as folder:
            copy, written = Path(folder) / directory.ledger.name, Path(folder) / "archive"
            with Ledger.open(directory.ledger, read_only=True) as ledger:
                ledger.backup_to(copy)
            with Ledger.open(copy, read_only=True) as ledger:
                change_no = ledger.change_no()
            with os.fdopen(os.open(written, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file:
                manifest = write_archive(file, _parts(directory, copy), change_no=change_no, now=now)
                file.flush()
                os.fsync(file.fileno())
            _put(written, target)
    except OSError as error:
        message = f"备份不能写入 {target}：{error.strerror or error}"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_NOT_WRITABLE") from error
    return BackupReport(len(manifest.digests), target.stat().st_size, change_no)


def restore(source: Path, root: Path) -> BackupReport:
    """Bring an archive back into ``root``, a new or empty directory; everything is checked before anything lands.

    Raises DataDirectoryError: BACKUP_DAMAGED, DATA_DIRECTORY_TAKEN, DATA_DIRECTORY_NOT_WRITABLE.
    """
    directory = DataDirectory(root)
    if not source.is_file():
        raise DataDirectoryError(f"没有备份文件 {source}", reason="BACKUP_DAMAGED")
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o750)
        _require_empty(directory)
        with tempfile.TemporaryDirectory(prefix=".jointsanction-restore-", dir=root) as folder:
            staged = Path(folder)
            manifest = unpack_archive(source, staged)
            for path in staged.glob("*.sqlite3"):
                path.chmod(0o640)
            (staged / directory.secret.name).chmod(0o600)
            if (callers := staged / directory.callers.name).exists():
                callers.chmod(0o640)
            # The ledger lands last: until then the directory is no data directory.
            for path in sorted(staged.iterdir(), key=lambda path: path.name == directory.ledger.name):
                path.replace(root / path.name)
    except OSError as error:
        message = f"不能读取 {source} 或写入 {root}：{error.strerror or error}"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_NOT_WRITABLE") from error
    return BackupReport(len(manifest.digests), source.stat().st_size, manifest.change_no)


def _require_empty(directory: DataDirectory) -> None:
    own = (directory.ledger, directory.record, directory.secret, directory.callers, directory.index)
    taken = [path.name for path in (*own, *(directory.root / name for name in _FOLDERS)) if path.exists()]
    if taken:
        message = f"{directory.root} 中已有 {'、'.join(taken)}，未作改动；请恢复到空目录或新目录"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_TAKEN")


def _put(written: Path, target: Path) -> None:
    """Give the archive its name, unless somebody else has taken the name meanwhile."""
    try:
        os.link(written, target)
    except FileExistsError:
        raise DataDirectoryError(f"{target} 已存在，未覆盖", reason="DATA_DIRECTORY_TAKEN") from None
    except OSError:  # a file system without links, such as a share or a memory stick
        written.replace(target)


def _parts(directory: DataDirectory, ledger_copy: Path) -> Iterator[tuple[str, Path]]:
    yield directory.ledger.name, ledger_copy
    if directory.record.is_file():
        take_over_journal(directory.record)
        yield directory.record.name, _copy_of(directory.record, ledger_copy.with_name(directory.record.name))
    yield directory.secret.name, directory.secret
    if directory.callers.is_file():
        yield directory.callers.name, directory.callers
    for folder in _FOLDERS:
        for path in sorted((directory.root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(directory.root).as_posix(), path


def _copy_of(database: Path, copy: Path) -> Path:
    """A copy of a database as of one moment, while it is in use."""
    source = f"file:{quote(str(database))}?mode=ro"
    try:
        with closing(sqlite3.connect(source, uri=True)) as reading, closing(sqlite3.connect(copy)) as writing:
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.Error as error:
        raise DataDirectoryError(f"不能读取 {database}：{error}；请运行 doctor", reason="BACKUP_DAMAGED") from error
    return copy
