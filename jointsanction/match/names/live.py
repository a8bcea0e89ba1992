"""The part of the name index that holds what changed since the segment was built: the same probes over dictionaries."""

from __future__ import annotations

from collections.abc import Iterable

from jointsanction.match.names import keys
from jointsanction.match.names.listed import ListedName, read_listed

_MOST = 64


class _LiveTable:
    __slots__ = ("_rows",)

    def __init__(self) -> None:
        self._rows: dict[int, list[int]] = {}

    def put(self, key: int, row: int) -> None:
        self._rows.setdefault(key, []).append(row)

    def collect(self, keys: Iterable[int], found: dict[int, int]) -> list[int]:
        """Count each row under each key in ``found``, of many the newest; no key is refined here."""
        for key in keys:
            for row in self._rows.get(key, ())[-_MOST:]:
                found[row] = found.get(row, 0) + 1
        return []


class LiveNames:
    """Names added since; ``drop`` hides an entry's former names here (the caller hides them in the segment)."""

    def __init__(self) -> None:
        self.stems = _LiveTable()
        self.refined = _LiveTable()
        self.pairs = _LiveTable()
        self._names: list[ListedName] = []
        self._row_ids: list[int] = []

    def __len__(self) -> int:
        return len(self._names)

    def add(self, row_id: int, normal: str) -> None:
        """Put one name in."""
        name, stem = read_listed(normal)
        row = len(self._names)
        self._names.append(name)
        self._row_ids.append(row_id)
        for text in keys.stem_texts(stem.text) | keys.listed_windows(stem.text):
            self.stems.put(keys.key_of(text), row)
        for text in set(keys.listed_pairs(stem.region, stem.text)):
            self.pairs.put(keys.key_of(text), row)

    def drop(self, row_id: int) -> None:
        """Forget every name of an entry."""
        self._row_ids = [-1 if known == row_id else known for known in self._row_ids]

    def name(self, row: int) -> ListedName:
        """The listed name of a row."""
        return self._names[row]

    def row_id(self, row: int) -> int:
        """The row id of a row; -1 for one that was dropped."""
        return self._row_ids[row]
