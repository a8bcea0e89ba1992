"""Where memorandum files come from: the eight that ship, or a deployment's own directory."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from jointsanction.catalog import content_of

FOLDER = "memoranda"
SUFFIXES = (".yaml", ".yml")


def shipped_files() -> dict[str, bytes]:
    """The shipped memoranda: ``memoranda/M01.yaml`` and so on, in order of name."""
    data = resources.files("jointsanction.memoranda") / "data"
    return {
        f"{FOLDER}/{entry.name}": entry.read_bytes()
        for entry in sorted(data.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(SUFFIXES)
    }


def read_files(directory: Path) -> dict[str, bytes]:
    """The memoranda of a data directory, ``directory/memoranda/*.yaml``, under the same kind of names.

    A directory without that folder has none; ``lint`` says so. What has such a name and cannot be read (a directory,
    a broken link) is ``Unreadable``: lint says FILE_UNREADABLE, so that no memorandum vanishes in silence.
    """
    return {
        f"{FOLDER}/{path.name}": content_of(path)
        for path in sorted((directory / FOLDER).glob("*"))
        if path.suffix in SUFFIXES
    }


def is_memorandum(file: str) -> bool:
    """Whether a file of a mixed set (catalogue and memoranda together) is a memorandum."""
    return file.startswith(f"{FOLDER}/") and file.endswith(SUFFIXES)


def schema_files() -> dict[str, bytes]:
    """The JSON Schema that line 1 of each shipped file points editors to; it belongs beside them."""
    schema = resources.files("jointsanction.memoranda") / "data" / "schema" / "memorandum.json"
    return {f"{FOLDER}/schema/memorandum.json": schema.read_bytes()}
