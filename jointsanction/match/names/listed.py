"""A listed name as the index keeps it: its regions, stem and form in one short text."""

from __future__ import annotations

from typing import NamedTuple

from jointsanction.match.names.stem import Stem, read_stem
from jointsanction.names.forms import ending

_BETWEEN = "\x1f"
_PARTS = "\x1e"
_CLEAN = str.maketrans("", "", _BETWEEN + _PARTS)


class ListedName(NamedTuple):
    """``form``: the organisation form as written at the end of the name, "" if none."""

    regions: tuple[str, ...]
    stem: str
    form: str

    @property
    def full(self) -> str:
        """Regions and stem together."""
        return "".join(self.regions) + self.stem


def read_listed(normal: str) -> tuple[ListedName, Stem]:
    """What is kept of a normal form, and the stem that its keys are made from."""
    stem = read_stem(normal.translate(_CLEAN))
    return ListedName(stem.regions, stem.text, ending(normal)), stem


def packed(name: ListedName) -> str:
    """The text that is stored."""
    return f"{_BETWEEN.join(name.regions)}{_PARTS}{name.stem}{_PARTS}{name.form}"


def unpacked(text: str) -> ListedName:
    """The name of a stored text."""
    regions, stem, form = text.split(_PARTS)
    return ListedName(tuple(regions.split(_BETWEEN)) if regions else (), stem, form)
