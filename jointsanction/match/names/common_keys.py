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
"""Where a key without region is there more often in a base, it is asked for together with the region. 16: a probe of a
base brings so many rows at most, each of which costs a comparison."""
REFINED_MOST = 32
"""Where a key with region is there more often in a base, it tells nothing apart and is left out."""


class CommonKeys:
    """Some of the keys, each of them made as ``keys.key_part`` leaves them."""

    __slots__ = ("_sorted",)

    def __init__(self, parts: Iterable[Keys] = ()) -> None:
        """Of all ``parts`` together, each sorted."""
        self._sorted = tuple(part for part in parts if len(part))

    def of(self, pairs: Keys) -> npt.NDArray[np.bool_]:
        """Which of sorted pairs of key and row have one of them; the fewer are looked for among the others."""
        found = np.zeros(len(pairs), np.bool_)
        edges = np.zeros(len(pairs) + 1, np.int8)
        for part in self._sorted:
            if len(pairs) < len(part):
                values = key_part(pairs)
                found |= part.take(part.searchsorted(values), mode="clip") == values
                continue
            begins = pairs.searchsorted(part)
            there = key_part(pairs.take(begins, mode="clip")) == part
            edges[begins[there]] += 1
            edges[pairs.searchsorted(part[there] | ROW_MASK, "right")] -= 1
        found |= np.add.accumulate(edges[:-1], dtype=np.int8) > 0
        return found


def kept_above(plain: Keys, paired: Keys, heads: Keys, common: CommonKeys) -> Keys:
    """Which pairs of key and row lead to rows above a base in which some keys are ``common``, each once.

    ``plain``, ``paired``: all that the rows have, without region and with one; ``heads``: see ``with_regions``. The
    first is sorted in its place.
    """
    plain.sort()
    plain = distinct(plain)
    shared = common.of(plain)
    within = np.concatenate([with_regions(plain[shared], heads), paired])
    within.sort()
    within = distinct(within)
    return np.concatenate([plain[~shared], within[~common.of(within)]])


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


def distinct(pairs: Keys) -> Keys:
    """Sorted pairs, each once."""
    return pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
