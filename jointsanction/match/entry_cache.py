"""Entries read from the ledger and kept, as many as fit: a hit needs no database."""

from __future__ import annotations

from jointsanction.match.reading import EntryReading

KEPT = 50_000
"""Entries kept: about 2 KB each."""


class EntryCache:
    """Readings by entry number; the one that was put in first goes first."""

    __slots__ = ("_kept", "_readings", "get")

    def __init__(self, kept: int = KEPT) -> None:
        self._readings: dict[int, EntryReading] = {}
        self._kept = kept
        self.get = self._readings.get

    def put(self, number: int, reading: EntryReading) -> None:
        """Keep a reading."""
        readings = self._readings
        if len(readings) >= self._kept:
            del readings[next(iter(readings))]
        readings[number] = reading

    def forget(self, number: int) -> None:
        """An entry has changed: its next reading is a new one."""
        self._readings.pop(number, None)

    def clear(self) -> None:
        """Entries have changed, and it is not known which."""
        self._readings.clear()
