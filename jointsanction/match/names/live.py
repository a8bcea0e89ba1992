"""The part of the name index that holds what changed since the segment was built: the same keys over a dictionary."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys
from jointsanction.match.names.common_keys import CommonKeys, kept_above
from jointsanction.match.names.letter_bits import absent_bits
from jointsanction.match.names.listed import ListedName, packed, read_listed, unpacked
from jointsanction.match.names.question import Question
from jointsanction.match.names.rows import keys_of
from jointsanction.match.names.table import ROW_MASK

_KEY_SHIFT = np.uint64(32)
"""The upper half of a key is what a table tells keys apart by: chance is to bring the same rows here as there."""
AT_ONCE = 4_096
"""Names that are put in together at most; each takes some 2 KB meanwhile."""
_MANY = 16
"""Rows of a key from which on looking at all at once takes less time than one by one."""


class LiveNames:
    """Names added since; which of them a newer version hides, the caller knows. ``common``: of the base."""

    def __init__(self, common: CommonKeys) -> None:
        self._common = common
        self._rows: dict[int, int | array[int]] = {}
        self._texts: list[str] = []
        self._absent = array("Q")
        self._row_ids = array("Q")

    def __len__(self) -> int:
        return len(self._texts)

    def add(self, names: Sequence[tuple[int, str]]) -> None:
        """Put names in: (row id, normal form) each. Many at once take a fraction of the time."""
        for begin in range(0, len(names), AT_ONCE):
            self._add(names[begin : begin + AT_ONCE])

    def _add(self, names: Sequence[tuple[int, str]]) -> None:
        first = len(self._texts)
        listed = [read_listed(normal)[0] for _, normal in names]
        texts = list(map(packed, listed))
        self._texts += texts
        self._row_ids.extend(row_id for row_id, _ in names)
        self._absent.frombytes(absent_bits(texts, [not name.regions for name in listed]).tobytes())
        self._enter(listed, first)

    def put_over(self, common: CommonKeys) -> None:
        """Go over to another base, in which other keys are common."""
        self._common = common
        self._rows.clear()
        for first in range(0, len(self._texts), AT_ONCE):
            self._enter(list(map(unpacked, self._texts[first : first + AT_ONCE])), first)

    def _enter(self, listed: Sequence[ListedName], first: int) -> None:
        """Put rows under their keys; ``first``: the row of the first of the names."""
        heads, plain, paired = keys_of(listed)
        pairs = kept_above(plain, paired, heads, self._common)
        known = self._rows
        rows = ((pairs & ROW_MASK).astype(np.int64) + first).tolist()
        for key, row in zip((pairs >> _KEY_SHIFT).tolist(), rows, strict=True):
            before = known.get(key)
            if before is None:
                known[key] = row
            elif isinstance(before, int):
                known[key] = array("I", (before, row))
            else:
                before.append(row)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        known, absent = self._rows, self._absent
        first: list[int] = []
        others: list[int] = []
        for at, key in enumerate((asked.keys >> _KEY_SHIFT).tolist()):
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

    def row_ids(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The same for many rows."""
        return _taken(self._row_ids, rows).astype(np.int64)


def _taken(numbers: array[int], rows: npt.NDArray[np.integer]) -> keys.Keys:
    """Some of the numbers. Nothing is left that looks into the array: it could not grow then."""
    found: keys.Keys = np.frombuffer(numbers, np.uint64)[rows]
    return found
