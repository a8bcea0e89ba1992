"""Builds a segment of the name index from (row id, normal form) pairs.

Names are taken a chunk at a time, on other processes where asked, and become arrays at once, so that memory while
building is 8 bytes a key (about 18 keys a name) and as much again while sorting, plus the names.
"""

from __future__ import annotations

import os
import threading
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys, table
from jointsanction.match.names.language import Counted, model_text
from jointsanction.match.names.letter_bits import absent_bits
from jointsanction.match.names.listed import PARTS, packed, read_listed
from jointsanction.match.names.segment_file import write_arrays
from jointsanction.match.names.stem import heads_of

COMMON_FROM = 16
"""A key without region that more names have is asked for together with the region. 16: a probe brings so many rows at
most, each of which costs a comparison."""
REFINED_MOST = 32
"""A key with region that more names have tells nothing apart, and is left out."""
MOST_HEADS = 3
CHUNK = 50_000

_Array = npt.NDArray[np.generic]
_Names = tuple[tuple[int, str], ...]


class _Chunk(NamedTuple):
    """What one chunk of names comes to; rows count from its first name."""

    row_ids: list[int]
    blob: bytes
    lengths: npt.NDArray[np.uint8]
    absent: keys.Keys
    heads: keys.Keys
    plain: keys.Keys
    paired: keys.Keys
    model_texts: list[str]


def read_chunk(names: _Names) -> _Chunk:
    """Read names and make their keys, many of one length at a time."""
    texts: list[str] = []
    model_texts: list[str] = []
    by_size: dict[int, list[tuple[int, bytes]]] = defaultdict(list)
    heads = np.zeros((len(names), MOST_HEADS), np.uint64)
    for row, (_, normal) in enumerate(names):
        name, stem = read_listed(normal)
        texts.append(packed(name))
        regions = heads_of(stem.regions)
        for column, region in enumerate(regions[:MOST_HEADS]):
            heads[row, column] = keys.head_of(region)
        text = keys.key_text(stem.body)
        by_size[len(text)].append((row, text.encode("utf-32-le", "surrogatepass")))
        model_texts.append(model_text(regions[0], name.stem))
    plain, paired = [np.zeros(0, np.uint64)], [np.zeros(0, np.uint64)]
    by_size.pop(0, None)  # a name that is only a region
    for size, found in by_size.items():
        rows = np.array([row for row, _ in found], np.uint64)
        codes = np.frombuffer(b"".join(text for _, text in found), np.uint32).reshape(-1, size).astype(np.uint64)
        plain.append(_with_rows(keys.plain(codes), rows))
        if size < keys.LONG_STEM:
            pairs = keys.pairs(codes, asked=False)
            paired.append(_with_rows(keys.refined(pairs, heads[rows.astype(np.intp), :1]), rows))
    encoded = [text.encode("utf-16-le", "surrogatepass") for text in texts]
    blob, lengths = b"".join(encoded), np.array([len(text) // 2 for text in encoded], np.uint8)
    return _Chunk(
        [row_id for row_id, _ in names],
        blob,
        lengths,
        absent_bits(texts, [text[0] == PARTS for text in texts]),
        heads,
        np.concatenate(plain),
        np.concatenate(paired),
        model_texts,
    )


def _with_rows(values: keys.Keys, rows: keys.Keys) -> keys.Keys:
    return table.packed(values, rows[:, None]).ravel()


def build_segment(
    path: Path, names: Iterable[tuple[int, str]], *, stamp: str, workers: int = 0, with_model: bool = True
) -> int:
    """Write the index of ``names`` to ``path`` in one go; ``stamp`` (ledger, change number …) comes back on opening.

    ``workers``: so many processes beside this one read the names. ``with_model``: count what is common in these names;
    above a base nobody asks, and it takes half as long as the rest of a small segment. Returns the number of names.
    """
    row_ids: list[npt.NDArray[np.int64]] = []
    blobs: list[npt.NDArray[np.uint8]] = []
    lengths: list[npt.NDArray[np.uint8]] = []
    absent: list[keys.Keys] = []
    heads: list[keys.Keys] = []
    plain: list[keys.Keys] = []
    paired: list[keys.Keys] = []
    counted = Counted() if with_model else None
    rows = 0
    for chunk in _chunks(_parts(iter(names)), workers):
        first = np.uint64(rows)
        rows += len(chunk.row_ids)
        row_ids.append(np.array(chunk.row_ids, np.int64))
        blobs.append(np.frombuffer(chunk.blob, np.uint8))
        lengths.append(chunk.lengths)
        absent.append(chunk.absent)
        heads.append(chunk.heads)
        plain.append(chunk.plain + first)
        paired.append(chunk.paired + first)
        if counted is not None:
            counted.add(chunk.model_texts)
    arrays: dict[str, _Array] = {} if counted is None else dict(counted.arrays())
    numbers = np.concatenate(row_ids) if rows else np.zeros(0, np.int64)
    arrays["row_ids"] = numbers.astype(np.uint32) if not rows or int(numbers.max()) < 1 << 32 else numbers
    ends = np.zeros(rows + 1, np.uint32)
    np.cumsum(np.concatenate(lengths) if rows else np.zeros(0, np.uint8), out=ends[1:])
    arrays["ends"] = ends
    arrays["names"] = np.concatenate(blobs) if rows else np.zeros(0, np.uint8)
    blobs.clear()
    arrays["absent"] = np.concatenate(absent) if rows else np.zeros(0, np.uint64)
    arrays.update(_table(plain, paired, np.concatenate(heads) if rows else np.zeros((0, MOST_HEADS), np.uint64)))
    write_arrays(path, arrays, stamp=stamp)
    return rows


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


def _chunks(parts: Iterator[_Names], workers: int) -> Iterator[_Chunk]:
    """The chunks in order; with workers, a few more are under way than are waited for."""
    if not workers:
        yield from map(read_chunk, parts)
        return
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=end_with_parent) as pool:
        waiting: deque[Future[_Chunk]] = deque()
        for part in parts:
            waiting.append(pool.submit(read_chunk, part))
            while len(waiting) > workers + 1:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _table(plain: list[keys.Keys], paired: list[keys.Keys], heads: keys.Keys) -> dict[str, _Array]:
    """One table of all keys: those without region, those of them that are common with the region, and the pairs."""
    without = np.sort(np.concatenate(plain) if plain else np.zeros(0, np.uint64))
    plain.clear()
    common = table.common(without, COMMON_FROM)
    refined = [_refined(without[common], heads[:, column]) for column in range(MOST_HEADS)]
    without = _distinct(without[~common])
    within = np.concatenate([*refined, *paired])
    paired.clear()
    within.sort()
    within = _distinct(within)
    within = within[~table.common(within, REFINED_MOST)]
    pairs = np.concatenate([without, within])
    del without, within
    pairs.sort()
    return dict(table.arrays_of(pairs, len(heads)))


def _refined(pairs: keys.Keys, heads: keys.Keys) -> keys.Keys:
    """Pairs under their keys together with a region; none for rows that do not have one there."""
    rows = pairs & table.ROW_MASK
    of_row = heads[rows.astype(np.intp)]
    there = of_row > 0
    return table.packed(keys.refined(pairs[there], of_row[there]), rows[there])


def _distinct(pairs: keys.Keys) -> keys.Keys:
    """Sorted pairs, each once."""
    return pairs[np.concatenate(([True], pairs[1:] != pairs[:-1]))] if len(pairs) else pairs
