"""Which layers make up the index: one small file, replaced as a whole, so that a reader sees the old or the new set.

``manifest.json`` names the folders of the layers, oldest first. The first is the base; each later one (a generation)
begins at the change number where the one before it ends. What stands in the index folder and in no manifest is a
leftover of a build and is removed by the next one.
"""

from __future__ import annotations

import json
import os
import re
import zlib
from dataclasses import asdict, dataclass
from pathlib import Path

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.match.segment import SegmentDamagedError
from jointsanction.match.segment_file import replacing

MANIFEST_NAME = "manifest.json"
_FORMAT = 1
LAYER_FOLDER = re.compile(r"[0-9]{1,19}-[0-9]{1,19}(\.[0-9]{1,6})?")
"""Names of layers' folders: the range of change numbers, and a turn where that range was built before."""


@dataclass(frozen=True, slots=True)
class LayerPlace:
    """One layer: its folder, and the versions in it: current at ``upto``, newer than change number ``after``."""

    folder: str
    after: int
    upto: int
    entries: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """The layers of one ledger, oldest first, without a gap from change number 0."""

    ledger_id: str
    engine_version: str
    layers: tuple[LayerPlace, ...]

    def belongs_to(self, ledger_id: str) -> bool:
        """Whether it was made from this ledger by this version of the engine."""
        return (self.ledger_id, self.engine_version) == (ledger_id, ENGINE_VERSION)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest; None where there is none. Raises SegmentDamagedError, and OSError where it cannot be read."""
    try:
        content = (folder / MANIFEST_NAME).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    try:
        return _parsed(content)
    except (ValueError, KeyError, TypeError) as error:
        raise SegmentDamagedError(f"索引目录文件不完整或版本不符：{MANIFEST_NAME}") from error


def sound_manifest(folder: Path) -> Manifest | None:
    """The manifest; None where there is none that can be used: then everything is in the ledger, the record."""
    try:
        return read_manifest(folder)
    except (SegmentDamagedError, OSError):
        return None


def _parsed(content: bytes) -> Manifest:
    body, _, checksum = content.rpartition(b"\n")
    if int(checksum, 16) != zlib.crc32(body):
        raise ValueError("checksum")
    read = json.loads(body)
    if read["format"] != _FORMAT:
        raise ValueError("format")
    layers = tuple(LayerPlace(**layer) for layer in read["layers"])
    ends = [0, *(layer.upto for layer in layers)]
    if [layer.after for layer in layers] != ends[:-1]:
        raise ValueError("a gap")
    if not all(LAYER_FOLDER.fullmatch(layer.folder) for layer in layers):
        raise ValueError("a folder's name")
    return Manifest(read["ledger_id"], read["engine_version"], layers)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one before, durably."""
    read = {
        "format": _FORMAT,
        "ledger_id": manifest.ledger_id,
        "engine_version": manifest.engine_version,
        "layers": [asdict(layer) for layer in manifest.layers],
    }
    body = json.dumps(read, indent=1).encode()
    with replacing(folder / MANIFEST_NAME) as descriptor:
        os.write(descriptor, b"%s\n%08x" % (body, zlib.crc32(body)))


def manifest_stamp(folder: Path) -> tuple[int, int, int]:
    """Tells one manifest from the next without reading it: inode, time and size; zeros where there is none."""
    try:
        found = (folder / MANIFEST_NAME).stat()
    except OSError:
        return (0, 0, 0)
    return found.st_ino, found.st_mtime_ns, found.st_size
