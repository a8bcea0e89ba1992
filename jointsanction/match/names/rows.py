"""Listed names as rows of a segment, before they are sorted into one: what each comes to, and the keys that lead to it.

Rows of one segment can be taken into another without reading their names again: each key has the number of its row in
its lowest bits, and nothing else in a row depends on the others.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys, table
from jointsanction.match.names.language import model_text
from jointsanction.match.names.letter_bits import absent_bits
from jointsanction.match.names.listed import PARTS, ListedName, packed, read_listed
from jointsanction.match.names.stem import heads_of

MOST_HEADS = 3


class NameRows(NamedTuple):
    """Rows from 0 on. ``texts`` are the stored texts in UTF-16 one after the other, ``lengths`` their halves;
    ``absent`` and ``heads`` (a row has several) belong to each row; ``plain`` and ``paired`` are keys with their row,
    in any order.
    """

    row_ids: npt.NDArray[np.int64]
    texts: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.uint8]
    absent: keys.Keys
    heads: keys.Keys
    plain: keys.Keys
    paired: keys.Keys

    def only(self, stay: npt.NDArray[np.bool_]) -> NameRows:
        """The rows that stay, numbered anew."""
        if stay.all():
            return self
        return NameRows(
            self.row_ids[stay],
            self.texts[stay.repeat(self.lengths.astype(np.intp) * 2)],
            self.lengths[stay],
            self.absent[stay],
            self.heads[stay],
            _renumbered(self.plain, stay),
            _renumbered(self.paired, stay),
        )


def _renumbered(pairs: keys.Keys, stay: npt.NDArray[np.bool_]) -> keys.Keys:
    """Keys with their rows, of the rows that stay."""
    rows = (pairs & table.ROW_MASK).astype(np.intp)
    kept = stay[rows]
    numbers = (np.cumsum(stay) - 1).astype(np.uint64)
    return table.packed(pairs[kept], numbers[rows[kept]])


def read_rows(names: Sequence[tuple[int, str]]) -> tuple[NameRows, list[str]]:
    """Rows of (row id, normal form) and, for each, what the model of common names counts of it; the keys are made of
    many names of one length at a time.
    """
    listed = [read_listed(normal)[0] for _, normal in names]
    texts = list(map(packed, listed))
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    rows_read = NameRows(
        np.array([row_id for row_id, _ in names], np.int64),
        np.frombuffer(b"".join(encoded), np.uint8),
        np.array([len(text) // 2 for text in encoded], np.uint8),
        absent_bits(texts, [text[0] == PARTS for text in texts]),
        *keys_of(listed),
    )
    return rows_read, [model_text(heads_of(name.regions)[0], name.stem) for name in listed]


def keys_of(names: Sequence[ListedName]) -> tuple[keys.Keys, keys.Keys, keys.Keys]:
    """``heads``, ``plain`` and ``paired`` of rows with these names."""
    by_size: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    heads = np.zeros((len(names), MOST_HEADS), np.uint64)
    for row, name in enumerate(names):
        for column, region in enumerate(heads_of(name.regions)[:MOST_HEADS]):
            heads[row, column] = keys.head_of(region)
        text = keys.key_text(name.body)
        by_size[len(text)].append((row, text.encode("utf-32-le", "surrogatepass")))
    plain, paired = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    by_size.pop(0, None)  # a name that is only a region
    for size, found in by_size.items():
        rows = np.array([row for row, _ in found], np.uint64)
        codes = np.frombuffer(b"".join(text for _, text in found), np.uint32).reshape(-1, size).astype(np.uint64)
        plain.append(_with_rows(keys.plain(codes), rows))
        if size < keys.LONG_STEM:
            pairs = keys.pairs(codes, asked=False)
            paired.append(_with_rows(keys.refined(pairs, heads[rows.astype(np.intp), :1]), rows))
    return heads, np.concatenate(plain), np.concatenate(paired)


def _with_rows(values: keys.Keys, rows: keys.Keys) -> keys.Keys:
    return table.packed(values, rows[:, None]).ravel()
