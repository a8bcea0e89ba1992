"""Which approval items (事项) a measure touches, and whether the item asked about is one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from jointsanction.catalog import Item


class ItemMatch(Enum):
    """Column "item" of table 1 (docs/decision.md). UNKNOWN: no item given, or one the catalogue does not know."""

    YES = "yes"
    UNKNOWN = "unknown"
    NO = "no"


@dataclass(frozen=True, slots=True)
class ItemSelector:
    """The items a measure names: an item is touched when any one of the four criteria holds.

    ``types`` and ``tags`` are words of the catalogue, ``codes`` are item codes, ``name_words`` are parts of an item's
    name. ``everything`` is what ``items: all`` says; the four criteria are then empty.
    """

    everything: bool = False
    types: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    name_words: tuple[str, ...] = ()

    def touches(self, item: Item) -> bool:
        """Whether a catalogue item is one that the measure is about."""
        return (
            self.everything
            or item.code in self.codes
            or item.type in self.types
            or not self.tags.isdisjoint(item.tags)
            or any(word in item.name for word in self.name_words)
        )

    def match(self, item: Item | None, *, missing_is_yes: bool) -> ItemMatch:
        """Answer for the item of a question, None where it is not known.

        ``missing_is_yes`` holds for the reading question that names neither department nor item.
        """
        if self.everything:
            return ItemMatch.YES
        if item is None:
            return ItemMatch.YES if missing_is_yes else ItemMatch.UNKNOWN
        return ItemMatch.YES if self.touches(item) else ItemMatch.NO
