"""The catalogue's files: those that ship, and those of a data directory, by their path inside it."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from jointsanction.catalog.unreadable import content_of, is_there

FOLDER = "catalog"
LISTS = "catalog/lists.yaml"
DEPARTMENTS = "catalog/departments.yaml"
BODIES = "catalog/bodies.yaml"
ITEMS = "catalog/items.yaml"
LEGAL_BASES = "catalog/legal_bases.yaml"
SETTINGS = "catalog/settings.yaml"
REGIONS = "catalog/regions.csv"
REQUIRED = (LISTS, DEPARTMENTS, BODIES, ITEMS, LEGAL_BASES, SETTINGS)


def shipped(name: str) -> bytes:
    """One file of the package's data folder, such as ``lists.yaml``."""
    return (resources.files("jointsanction.catalog") / "data" / name).read_bytes()


def shipped_files() -> dict[str, bytes]:
    """The six catalogue files as shipped; the table of regions stays in the package."""
    return {path: shipped(Path(path).name) for path in REQUIRED}


def schema_files() -> dict[str, bytes]:
    """The JSON Schemas that line 1 of each shipped file points editors to; they belong beside them."""
    return {f"{FOLDER}/schema/{Path(path).stem}.json": shipped(f"schema/{Path(path).stem}.json") for path in REQUIRED}


def read_files(directory: Path) -> dict[str, bytes]:
    """The catalogue files in ``directory``/catalog; an absent one is left out (lint then names it).

    One that is there and cannot be read is ``Unreadable``: lint says FILE_UNREADABLE.
    """
    return {path: content_of(directory / path) for path in (*REQUIRED, REGIONS) if is_there(directory / path)}
