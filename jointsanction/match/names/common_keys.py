"""Keys that tell little apart because many names of the base have them, and what becomes of them in what lies above it.

Which keys these are is settled by the base alone, as is what its model holds for common: counted in each layer anew,
the same changes would bring other candidates where they are spread otherwise over generations and live part.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from jointsanction.match.names.keys import Keys, key_part, refined
from jointsanction.match.names.table import ROW_MASK, packed

COMMON_FROM = 16
"""A key without region that more names have is asked for together with the region. 16: a probe brings so many rows at
most, each of which costs a comparison."""
REFINED_MOST = 32
"""A key with region that more names have tells nothing apart, and is left out."""


class CommonKeys:
    """Some of the keys, each of them made as ``keys.key_part`` leaves them."""

    __slots__ = ("_sorted",)

    def __init__(self, parts: Iterable[Keys] = ()) -> None:
        """Of all ``parts`` together, each sorted."""
        self._sorted = tuple(part for part in parts if len(part))

    def has(self, values: Keys) -> npt.NDArray[np.bool_]:
        """Which of a few keys are among them."""
        found = np.zeros(len(values), np.bool_)
        for part in self._sorted:
            found |= part.take(part.searchsorted(values), mode="clip") == values
        return found

    def of(self, pairs: Keys) -> npt.NDArray[np.bool_]:
        """Which of many sorted pairs of key and row have one of them: each is looked for there, not the other way."""
        edges = np.zeros(len(pairs) + 1, np.int8)
        for part in self._sorted:
            begins = pairs.searchsorted(part)
            there = key_part(pairs.take(begins, mode="clip")) == part if len(pairs) else begins > 0
            edges[begins[there]] += 1
            edges[pairs.searchsorted(part[there] | ROW_MASK, "right")] -= 1
        return np.add.accumulate(edges[:-1], dtype=np.int8).astype(np.bool_)


def with_regions(pairs: Keys, heads: Keys) -> Keys:
    """Keys with their rows as pairs under the key together with each region of the row; ``heads``: of every row, 0
    where it has no more.
    """
    rows = pairs & ROW_MASK
    found = [pairs[:0]]
    for column in heads.T:
        of_row = column[rows.astype(np.intp)]
        there = of_row > 0
        found.append(packed(refined(pairs[there], of_row[there]), rows[there]))
    return np.concatenate(found)
