"""The live part of the index: what changed since the segment was built, in plain dictionaries."""

from __future__ import annotations

from collections.abc import Iterable

from jointsanction.match.keys import entry_keys
from jointsanction.match.reading import EntryReading


class LivePart:
    """Entries changed since the segment; each hides its older self in the segment. Only grows."""

    __slots__ = ("_numbers", "changed")

    def __init__(self) -> None:
        self._numbers: dict[int, list[int]] = {}
        self.changed: dict[int, set[int]] = {}

    def take(self, entries: Iterable[tuple[int, EntryReading]]) -> None:
        """Take up newer versions of entries; an entry taken before loses its former keys."""
        for number, reading in entries:
            for key in self.changed.get(number, ()):
                self._numbers[key].remove(number)
            keys = entry_keys(reading)
            self.changed[number] = keys
            for key in keys:
                self._numbers.setdefault(key, []).append(number)

    def find(self, key: int) -> list[int]:
        """Entry numbers whose newest version stands under ``key``."""
        return self._numbers.get(key, [])

    def __len__(self) -> int:
        return len(self.changed)
