"""The part of the name index that holds what changed since the segment was built: the same keys over a dictionary."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from jointsanction.match.names import keys
from jointsanction.match.names.letter_bits import WITHOUT_REGION, bits_of
from jointsanction.match.names.listed import packed, read_listed
from jointsanction.match.names.question import Question
from jointsanction.match.names.stem import heads_of

_MOST = 64
"""Rows that one key brings at most, the newest."""


class LiveNames:
    """Names added since; which of them a newer version hides, the caller knows."""

    def __init__(self) -> None:
        self._rows: dict[int, list[int]] = {}
        self._texts: list[str] = []
        self._absent: list[int] = []
        self._row_ids: list[int] = []

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, row_id: int, normal: str) -> None:
        """Put one name in."""
        name, stem = read_listed(normal)
        row = len(self._texts)
        text = packed(name)
        self._texts.append(text)
        self._absent.append(~(bits_of(text) | (0 if name.regions else WITHOUT_REGION)))
        self._row_ids.append(row_id)
        stored = keys.key_text(stem.body)
        if not stored:
            return
        values = np.array([*map(ord, stored), keys.head_of(heads_of(stem.regions)[0])], np.uint64)
        for key in set(keys.key_part(keys.listed_keys(len(stored)) @ values).tolist()):
            self._rows.setdefault(key, []).append(row)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        known, absent = self._rows, self._absent
        first: list[int] = []
        others: list[int] = []
        for at, key in enumerate(keys.key_part(asked.keys).tolist()):
            if key in known:
                found = [row for row in known[key][-_MOST:] if asked.fits(absent[row], whole=at == 0)]
                (first if at < asked.firm else others).extend(found)
        return first, others

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as a segment stores them."""
        return [self._texts[row] for row in rows]

    def row_id(self, row: int) -> int:
        """The row id that was given with the name of a row."""
        return self._row_ids[row]
