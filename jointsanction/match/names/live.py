"""The part of the name index that holds what changed since the segment was built: the same keys over a dictionary."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys
from jointsanction.match.names.common_keys import CommonKeys
from jointsanction.match.names.letter_bits import WITHOUT_REGION, bits_of
from jointsanction.match.names.listed import ListedName, packed, read_listed, unpacked
from jointsanction.match.names.question import Question
from jointsanction.match.names.rows import MOST_HEADS
from jointsanction.match.names.stem import heads_of

_MANY = 16
"""Rows of a key from which on looking at all at once takes less time than one by one."""


class LiveNames:
    """Names added since; which of them a newer version hides, the caller knows. ``common``: of the base."""

    def __init__(self, common: CommonKeys) -> None:
        self._common = common
        self._rows: dict[int, int | array[int]] = {}
        self._texts: list[str] = []
        self._absent = array("Q")
        self._row_ids: list[int] = []

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, row_id: int, normal: str) -> None:
        """Put one name in."""
        name, _ = read_listed(normal)
        text = packed(name)
        self._texts.append(text)
        self._absent.append(~(bits_of(text) | (0 if name.regions else WITHOUT_REGION)) & _ALL)
        self._row_ids.append(row_id)
        self._enter(len(self._texts) - 1, name)

    def put_over(self, common: CommonKeys) -> None:
        """Go over to another base, in which other keys are common."""
        self._common = common
        self._rows.clear()
        for row, text in enumerate(self._texts):
            self._enter(row, unpacked(text))

    def _enter(self, row: int, name: ListedName) -> None:
        """Put a row under its keys."""
        stored = keys.key_text(name.body)
        if not stored:
            return
        heads = [*map(keys.head_of, heads_of(name.regions)[:MOST_HEADS])]
        values = np.array([*map(ord, stored), heads[0]], np.uint64)
        found = keys.key_part(keys.listed_keys(len(stored)) @ values)
        shared = self._common.has(found)
        if shared.any():
            plain = found[: _plain_of(len(stored))]
            within = keys.refined(plain[shared[: len(plain)], None], np.array(heads, np.uint64)).ravel()
            found = np.concatenate([found[~shared], within[~self._common.has(within)]])
        rows = self._rows
        for key in set(found.tolist()):
            before = rows.get(key)
            if before is None:
                rows[key] = row
            elif isinstance(before, int):
                rows[key] = array("I", (before, row))
            else:
                before.append(row)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        known, absent = self._rows, self._absent
        first: list[int] = []
        others: list[int] = []
        for at, key in enumerate(keys.key_part(asked.keys).tolist()):
            found = known.get(key)
            if found is None:
                continue
            into, whole = first if at < asked.firm else others, at == 0
            if isinstance(found, int):
                if asked.fits(absent[found], whole=whole):
                    into.append(found)
            elif len(found) < _MANY:
                into.extend(row for row in found if asked.fits(absent[row], whole=whole))
            else:
                rows = np.array(found)
                into.extend(rows[asked.fits_each(_taken(absent, rows), whole=whole)].tolist())
        return first, others

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as a segment stores them."""
        return [self._texts[row] for row in rows]

    def row_id(self, row: int) -> int:
        """The row id that was given with the name of a row."""
        return self._row_ids[row]


_ALL = (1 << 64) - 1


@cache
def _plain_of(size: int) -> int:
    """How many of the first keys of a stem hold without its region."""
    return len(keys.plain(np.zeros(size, np.uint64)))


def _taken(numbers: array[int], rows: npt.NDArray[np.uint32]) -> keys.Keys:
    """Some of the numbers. Nothing is left that looks into the array: it could not grow then."""
    found: keys.Keys = np.frombuffer(numbers, np.uint64)[rows]
    return found
