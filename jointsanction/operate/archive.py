"""The archive of a backup: a gzipped tar of known files, with a manifest of SHA-256 digests as its last member.

An archive comes from outside and is believed only as far as it is checked: regular files under known names alone, each
once, each in the manifest with its digest, nothing else.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import shutil
import tarfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from jointsanction.errors import DataDirectoryError

_MANIFEST = "manifest.json"
_FORMAT = "jointsanction-backup-1"
_LONGEST_MANIFEST = 16 * 1024 * 1024
_KNOWN = re.compile(r"ledger\.sqlite3|record\.sqlite3|secret\.key|callers\.yaml|(?:catalog|memoranda)(?:/[^/\\\x00]+)+")
_NEEDED = ("ledger.sqlite3", "secret.key")
_DAMAGE = (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error, ValueError, KeyError, TypeError, AttributeError)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself: the ledger's change number, and a digest for each file."""

    change_no: int
    digests: dict[str, str]


def write_archive(file: IO[bytes], parts: Iterable[tuple[str, Path]], *, change_no: int, now: datetime) -> Manifest:
    """Write the parts and their manifest; OSError passes through."""
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        digests = {name: _add(archive, name, path) for name, path in parts}
        manifest = {"format": _FORMAT, "made_at": now.isoformat(), "change_no": change_no, "sha256": digests}
        content = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
        entry = tarfile.TarInfo(_MANIFEST)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))
    return Manifest(change_no, digests)


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add one file and return its digest; a file that changes meanwhile no longer fits it, which restoring tells."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    archive.add(path, arcname=name, recursive=False)
    return digest


def unpack_archive(source: Path, folder: Path) -> Manifest:
    """Unpack into the empty ``folder`` and check everything; raises DataDirectoryError BACKUP_DAMAGED."""
    try:
        with tarfile.open(source, mode="r:gz") as archive:
            digests: dict[str, str] = {}
            manifest: dict[str, object] | None = None
            for member in archive:
                if member.name == _MANIFEST and member.isreg() and member.size <= _LONGEST_MANIFEST:
                    manifest = json.loads(_content(archive, member).read())
                else:
                    digests[member.name] = _unpack(archive, member, folder, digests)
        return _checked(source, manifest, digests)
    except _DAMAGE as error:
        raise _damaged(f"备份文件 {source} 已损坏或不完整") from error


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path, digests: dict[str, str]) -> str:
    name = member.name
    if not member.isreg() or not _KNOWN.fullmatch(name) or ".." in name.split("/") or name in digests:
        raise _damaged(f"备份中有不应有的内容，未作恢复：{name}")
    place = folder / name
    place.parent.mkdir(parents=True, exist_ok=True)
    with _content(archive, member) as content, place.open("xb") as file:
        shutil.copyfileobj(content, file)
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _content(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise tarfile.ReadError(member.name)
    return content


def _checked(source: Path, manifest: dict[str, object] | None, digests: dict[str, str]) -> Manifest:
    if manifest is None:
        raise _damaged(f"备份文件 {source} 不完整，或不是本软件的备份")
    if manifest["format"] != _FORMAT:
        raise _damaged(f"备份文件 {source} 是另一种格式（{manifest['format']}），本版本不能恢复")
    told = manifest["sha256"]
    if not isinstance(told, dict):
        raise TypeError(told)
    for name in dict.fromkeys((*_NEEDED, *told, *digests)):
        if told.get(name) != digests.get(name) or name not in digests:
            raise _damaged(f"备份文件 {source} 中的 {name} 缺失或已损坏")
    return Manifest(int(str(manifest["change_no"])), digests)


def _damaged(message: str) -> DataDirectoryError:
    return DataDirectoryError(message, reason="BACKUP_DAMAGED")
