"""Builds a segment of the name index from (row id, normal form) pairs.

Names are taken a chunk at a time, on other processes where asked, and become arrays at once, so that memory while
building is 8 bytes a key (about 18 keys a name) and as much again while sorting, plus the names.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys, table
from jointsanction.match.names.common_keys import (
    COMMON_FROM,
    REFINED_MOST,
    CommonKeys,
    distinct,
    kept_above,
    with_regions,
)
from jointsanction.match.names.kept_rows import write_kept_rows
from jointsanction.match.names.language import Counted
from jointsanction.match.names.rows import MOST_HEADS, NameRows, read_rows
from jointsanction.match.names.segment_file import write_arrays

CHUNK = 50_000

_Array = npt.NDArray[np.generic]
_SomeArray = TypeVar("_SomeArray", bound=_Array)
_Names = tuple[tuple[int, str], ...]
_Read = tuple[NameRows, list[str]]


def build_segment(
    path: Path,
    names: Iterable[tuple[int, str]],
    *,
    stamp: str,
    workers: int = 0,
    common: CommonKeys | None = None,
    before: Iterable[NameRows] = (),
    keep: Path | None = None,
) -> int:
    """Write the index of ``names`` to ``path`` in one go; ``stamp`` (ledger, change number …) comes back on opening.

    ``workers``: so many processes beside this one read the names. ``common``: of the base that this segment lies above;
    without it this is a base, and counts what is common in its own names, for the model as well. ``before``: rows of
    other segments that stand before them, for a segment above a base. ``keep``: where to write what this one's rows can
    be taken into another by. Returns the number of names.
    """
    counted = Counted() if common is None else None
    gathered = _Gathered()
    for rows in before:
        gathered.add(rows)
    for rows, model_texts in _chunks(_parts(iter(names)), workers):
        gathered.add(rows)
        if counted is not None:
            counted.add(model_texts)
    heads = _together(gathered.heads, np.zeros((0, MOST_HEADS), np.uint64))
    if keep is not None:
        write_kept_rows(keep, heads, *map(_keys_together, (gathered.plain, gathered.paired)), stamp=stamp)
    arrays: dict[str, _Array] = {} if counted is None else dict(counted.arrays())
    arrays.update(gathered.arrays())
    arrays.update(_table(gathered.plain, gathered.paired, heads, common))
    write_arrays(path, arrays, stamp=stamp)
    return gathered.count


class _Gathered:
    """Rows of several parts, numbered on."""

    def __init__(self) -> None:
        self.count = 0
        self.heads: list[keys.Keys] = []
        self.plain: list[keys.Keys] = []
        self.paired: list[keys.Keys] = []
        self._row_ids: list[npt.NDArray[np.int64]] = []
        self._texts: list[npt.NDArray[np.uint8]] = []
        self._lengths: list[npt.NDArray[np.uint8]] = []
        self._absent: list[keys.Keys] = []

    def add(self, rows: NameRows) -> None:
        first = np.uint64(self.count)
        self.count += len(rows.row_ids)
        self.heads.append(rows.heads)
        self.plain.append(rows.plain + first)
        self.paired.append(rows.paired + first)
        self._row_ids.append(rows.row_ids)
        self._texts.append(rows.texts)
        self._lengths.append(rows.lengths)
        self._absent.append(rows.absent)

    def arrays(self) -> dict[str, _Array]:
        """What a segment says of each row; to be asked once."""
        numbers = _together(self._row_ids, np.zeros(0, np.int64))
        ends = np.zeros(self.count + 1, np.uint32)
        np.cumsum(_together(self._lengths, np.zeros(0, np.uint8)), out=ends[1:])
        texts = _together(self._texts, np.zeros(0, np.uint8))
        self._texts.clear()
        is_narrow = not self.count or int(numbers.max()) < 1 << 32
        return {
            "row_ids": numbers.astype(np.uint32) if is_narrow else numbers,
            "ends": ends,
            "names": texts,
            "absent": _keys_together(self._absent),
        }


def _together(arrays: Sequence[_SomeArray], none: _SomeArray) -> _SomeArray:
    return np.concatenate(arrays) if arrays else none  # type: ignore[return-value]  # numpy says: of any shape


def _keys_together(arrays: Sequence[keys.Keys]) -> keys.Keys:
    return _together(arrays, np.zeros(0, np.uint64))


def end_with_parent() -> None:
    """Start of a process that works for this one: one that is killed can tell its processes nothing, so each watches
    for its end.
    """

    def watch() -> None:
        parent = parent_process()
        if parent is not None:
            wait([parent.sentinel])
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _parts(names: Iterator[tuple[int, str]]) -> Iterator[_Names]:
    while part := tuple(islice(names, CHUNK)):
        yield part


def _chunks(parts: Iterator[_Names], workers: int) -> Iterator[_Read]:
    """The chunks in order; with workers, a few more are under way than are waited for."""
    if not workers:
        yield from map(read_rows, parts)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=end_with_parent) as pool:
        waiting: deque[Future[_Read]] = deque()
        for part in parts:
            waiting.append(pool.submit(read_rows, part))
            while len(waiting) > workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _table(
    plain: list[keys.Keys], paired: list[keys.Keys], heads: keys.Keys, common: CommonKeys | None
) -> dict[str, _Array]:
    """One table of all keys: those without region, those of them that are common with the region, and the pairs; and
    which are common, where that is told by these rows themselves.
    """
    of_base: list[keys.Keys] = []
    if common is not None:
        every, with_region = _keys_together(plain), _keys_together(paired)
        plain.clear()
        paired.clear()
        pairs = kept_above(every, with_region, heads, common)
    else:
        without = np.sort(_keys_together(plain))
        plain.clear()
        shared = table.common(without, COMMON_FROM)
        of_base.append(_each_key(without[shared]))
        within = np.concatenate([with_regions(without[shared], heads), *paired])
        paired.clear()
        without = distinct(without[~shared])
        within.sort()
        within = distinct(within)
        shared = table.common(within, REFINED_MOST)
        of_base.append(_each_key(within[shared]))
        within = within[~shared]
        pairs = np.concatenate([without, within])
        del without, within
    pairs.sort()
    return {**table.arrays_of(pairs, len(heads)), "common": np.sort(_keys_together(of_base))}


def _each_key(pairs: keys.Keys) -> keys.Keys:
    """The keys of sorted pairs."""
    return distinct(keys.key_part(pairs))
