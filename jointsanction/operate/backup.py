"""Back a data directory up into one file, and bring it back: ledger, catalogue, memoranda and secret.

The archive is a gzipped tar with a manifest of SHA-256 digests. It holds the key of the identity-number hashes, so it
is written 0600 and belongs where the data directory itself may be.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from jointsanction.checker import DataDirectory
from jointsanction.errors import DataDirectoryError
from jointsanction.ledger import Ledger

_MANIFEST = "manifest.json"
_FORMAT = "jointsanction-backup-1"
_FOLDERS = ("catalog", "memoranda")


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What an archive holds: number of files, bytes in all, the ledger's change number."""

    files: int
    size: int
    change_no: int


def backup(directory: DataDirectory, target: Path, *, now: datetime) -> BackupReport:
    """Write an archive of the directory as it stands, also while others read and write it.

    Raises DataDirectoryError DATA_DIRECTORY_TAKEN when ``target`` exists, DATA_DIRECTORY_NOT_WRITABLE.
    """
    directory.require()
    if target.exists():
        raise DataDirectoryError(f"{target} 已存在，未覆盖", reason="DATA_DIRECTORY_TAKEN")
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with tempfile.TemporaryDirectory(dir=directory.root) as folder:
            copy = Path(folder) / directory.ledger.name
            with Ledger.open(directory.ledger, read_only=True) as ledger:
                ledger.backup_to(copy)
            with Ledger.open(copy, read_only=True) as ledger:
                change_no = ledger.change_no()
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as file, tarfile.open(fileobj=file, mode="w:gz") as archive:
                digests = {name: _add(archive, name, path) for name, path in _parts(directory, copy)}
                manifest = {"format": _FORMAT, "made_at": now.isoformat(), "change_no": change_no, "sha256": digests}
                content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
                entry = tarfile.TarInfo(_MANIFEST)
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
        with beside.open("rb") as written:
            os.fsync(written.fileno())
        beside.replace(target)
    except OSError as error:
        raise DataDirectoryError(
            f"不能写入备份 {target}：{error.strerror or error}", reason="DATA_DIRECTORY_NOT_WRITABLE"
        ) from error
    finally:
        beside.unlink(missing_ok=True)
    return BackupReport(len(digests), target.stat().st_size, change_no)


def restore(source: Path, root: Path) -> BackupReport:
    """Bring an archive back into ``root``, which must not hold a ledger; every digest is checked before anything lands.

    Raises DataDirectoryError: BACKUP_DAMAGED, DATA_DIRECTORY_TAKEN, DATA_DIRECTORY_NOT_WRITABLE.
    """
    directory = DataDirectory(root)
    if directory.ledger.exists():
        raise DataDirectoryError(f"{root} 已有名单库，未覆盖", reason="DATA_DIRECTORY_TAKEN")
    if not source.is_file():
        raise DataDirectoryError(f"没有备份文件 {source}", reason="BACKUP_DAMAGED")
    try:
        root.mkdir(parents=True, exist_ok=True, mode=0o750)
        with tempfile.TemporaryDirectory(dir=root) as folder:
            staged = Path(folder)
            manifest = _unpack(source, staged)
            names = sorted(manifest["sha256"], key=lambda name: name == directory.ledger.name)
            # The ledger lands last: until then the directory is no data directory, and restore can be run again.
            for name in names:
                place = root / name
                place.parent.mkdir(parents=True, exist_ok=True)
                (staged / name).replace(place)
        directory.secret.chmod(0o600)
    except OSError as error:
        raise DataDirectoryError(
            f"不能写入 {root}：{error.strerror or error}", reason="DATA_DIRECTORY_NOT_WRITABLE"
        ) from error
    return BackupReport(len(names), source.stat().st_size, int(manifest["change_no"]))


def _parts(directory: DataDirectory, ledger_copy: Path) -> Iterator[tuple[str, Path]]:
    yield directory.ledger.name, ledger_copy
    yield directory.secret.name, directory.secret
    for folder in _FOLDERS:
        for path in sorted((directory.root / folder).rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(directory.root).as_posix(), path


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    archive.add(path, arcname=name, recursive=False)
    return digest


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack the regular files below ``folder`` and check each against the manifest."""
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            for member in archive:
                _unpack_member(archive, member, folder)
        manifest: dict[str, Any] = json.loads((folder / _MANIFEST).read_bytes())
        if manifest["format"] != _FORMAT:
            raise DataDirectoryError(f"{source} 不是本软件的备份", reason="BACKUP_DAMAGED")
        for name, expected in manifest["sha256"].items():
            with (folder / name).open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != expected:
                    raise DataDirectoryError(f"备份中的 {name} 已损坏", reason="BACKUP_DAMAGED")
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, FileNotFoundError) as error:
        raise DataDirectoryError(f"备份文件 {source} 已损坏或不完整", reason="BACKUP_DAMAGED") from error
    return manifest


def _unpack_member(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    name = PurePosixPath(member.name)
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or name.is_absolute() or ".." in name.parts:
        raise DataDirectoryError(f"备份中有不应有的内容：{member.name}", reason="BACKUP_DAMAGED")
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with content, place.open("wb") as file:
        shutil.copyfileobj(content, file)
