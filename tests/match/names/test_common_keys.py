"""Keys of the base that many names share, among the keys of rows above it."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.match.names import CommonKeys
from jointsanction.match.names.common_keys import with_regions
from jointsanction.match.names.keys import ROW_BITS, Keys

_KEYS = st.lists(st.integers(0, 30), max_size=25, unique=True).map(sorted)
_PAIRS = st.lists(st.tuples(st.integers(0, 32), st.integers(0, 4)), max_size=60).map(sorted)


def as_keys(numbers: list[int]) -> Keys:
    """Numbers in the bits of a key."""
    return np.array(numbers, np.uint64) << ROW_BITS


@given(coded=_KEYS, uncoded=_KEYS, pairs=_PAIRS)
def test_a_key_is_common_where_either_kind_of_names_has_it_often(
    coded: list[int], uncoded: list[int], pairs: list[tuple[int, int]]
) -> None:
    common = CommonKeys([as_keys(coded), as_keys(uncoded)])
    rows = np.array([row for _, row in pairs], np.uint64)
    packed = as_keys([key for key, _ in pairs]) | rows
    expected = [key in coded or key in uncoded for key, _ in pairs]
    assert common.of(packed).tolist() == expected


def test_a_key_goes_together_with_each_region_of_its_row() -> None:
    heads = as_keys([[5, 7, 0], [6, 0, 0]])  # type: ignore[list-item]  # a row of regions for each row
    pairs = as_keys([100, 200]) | np.array([0, 1], np.uint64)
    assert with_regions(pairs, heads).tolist() == [
        *(as_keys([105, 206]) | np.array([0, 1], np.uint64)).tolist(),
        *as_keys([107]).tolist(),
    ]
