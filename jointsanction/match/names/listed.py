"""A listed name as the index keeps it: its regions and its body in one short text."""

from __future__ import annotations

from typing import NamedTuple

from jointsanction.match.names.stem import Stem, read_stem, stem_of

_BETWEEN = "\x1f"
PARTS = "\x1e"
"""Stands between regions and body in what is stored."""
# The separators, and what would be taken for the byte order of a text.
_CLEAN = str.maketrans("", "", _BETWEEN + PARTS)


class ListedName(NamedTuple):
    """``whole``: regions and body together, so that a region that stood in brackets comes first."""

    regions: tuple[str, ...]
    body: str
    whole: str

    @property
    def stem(self) -> str:
        """The body without organisation forms."""
        return stem_of(self.body)


def read_listed(normal: str) -> tuple[ListedName, Stem]:
    """What is kept of a normal form, and all readings of it."""
    stem = read_stem(normal if normal.isprintable() else normal.translate(_CLEAN))
    return ListedName(stem.regions, stem.body, "".join(stem.regions) + stem.body), stem


def packed(name: ListedName) -> str:
    """The text that is stored."""
    return f"{regions_packed(name.regions)}{PARTS}{name.body}"


def regions_packed(regions: tuple[str, ...]) -> str:
    """The part of it before ``PARTS``."""
    return _BETWEEN.join(regions)


def unpacked(text: str) -> ListedName:
    """The name of a stored text."""
    regions, _, body = text.partition(PARTS)
    if _BETWEEN in regions:
        levels = tuple(regions.split(_BETWEEN))
        return ListedName(levels, body, "".join(levels) + body)
    return ListedName((regions,) if regions else (), body, regions + body)
