"""Builds a segment of the name index from (row id, normal form) pairs.

Memory while building: 8 bytes a key (about 15 keys a name) and as much again while sorting, plus the names.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys, table
from jointsanction.match.names.language import count, model_text
from jointsanction.match.names.listed import packed, read_listed
from jointsanction.match.names.segment_file import write_arrays

COMMON_FROM = 32
"""A stem key that more names have is asked for with a character of the region. 32: a probe stays under 10 µs."""
REFINED_MOST = 64
"""A refined or pair key that more names have tells nothing apart, and is left out."""
_MODEL_NAMES = 400_000
_CHUNK = 1 << 20
_REGION_LETTERS = 6

_Array = npt.NDArray[np.generic]


class _Collected:
    """Keys with their rows, moved into arrays a chunk at a time."""

    def __init__(self) -> None:
        self._keys: list[int] = []
        self._counts: list[int] = []
        self._first = 0
        self._chunks: list[table.Pairs] = []

    def add(self, texts: Iterable[str]) -> None:
        before = len(self._keys)
        self._keys += map(keys.key_of, texts)
        self._counts.append(len(self._keys) - before)
        if len(self._keys) >= _CHUNK:
            self._move()

    def _move(self) -> None:
        rows = np.repeat(np.arange(self._first, self._first + len(self._counts)), self._counts)
        self._chunks.append(table.pack(np.array(self._keys, np.uint64), rows))
        self._first += len(self._counts)
        self._keys, self._counts = [], []

    def sorted(self) -> table.Pairs:
        self._move()
        pairs = np.concatenate(self._chunks)
        self._chunks.clear()
        pairs.sort()
        return pairs


def build_segment(path: Path, names: Iterable[tuple[int, str]], *, stamp: str) -> int:
    """Write the index of ``names`` to ``path`` in one go; ``stamp`` (ledger, change number …) comes back on opening.

    Returns the number of names.
    """
    stems, pairs = _Collected(), _Collected()
    row_ids: list[int] = []
    letters: list[str] = []
    blob = bytearray()
    ends = [0]
    model_texts: list[str] = []
    for row_id, normal in names:
        name, stem = read_listed(normal)
        row_ids.append(row_id)
        blob += packed(name).encode("utf-16-le", "surrogatepass")
        ends.append(len(blob) // 2)
        letters.append(keys.region_letters(stem.regions)[:_REGION_LETTERS].ljust(_REGION_LETTERS, "\0"))
        stems.add(keys.stem_texts(stem.text) | keys.listed_windows(stem.text))
        pairs.add(keys.listed_pairs(stem.region, stem.text))
        model_texts.append(model_text(stem))
    every = max(1, len(model_texts) // _MODEL_NAMES)
    single, pair, triple = count(model_texts[::every])
    del model_texts
    arrays: dict[str, _Array] = {"single": single, "pair": pair, "triple": triple}
    arrays["row_ids"] = np.array(row_ids, np.int64)
    arrays["ends"] = np.array(ends, np.uint32)
    arrays["names"] = np.frombuffer(bytes(blob), np.uint8)
    del blob, ends
    raw = "".join(letters).encode("utf-16-le", "replace")
    region = np.frombuffer(raw, np.uint16).reshape(-1, _REGION_LETTERS) if row_ids else np.zeros((0, 6), np.uint16)
    del letters
    for name_, found in _tables(stems.sorted(), pairs.sorted(), region).items():
        arrays[name_] = found
        arrays[f"{name_}_starts"] = table.bucket_starts(found)
    write_arrays(path, arrays, stamp=stamp)
    return len(row_ids)


def _tables(stems: table.Pairs, pairs: table.Pairs, letters: npt.NDArray[np.uint16]) -> dict[str, table.Pairs]:
    common, common_keys = table.common_mask(stems, COMMON_FROM)
    refined = table.refine_all(stems[common], letters)
    refined.sort()
    marks = table.pack(common_keys, np.full(len(common_keys), table.COMMON, np.uint64))
    stems = np.concatenate([stems[~common], marks])
    stems.sort()
    return {
        "stems": stems,
        "refined": refined[~table.common_mask(refined, REFINED_MOST)[0]],
        "pairs": pairs[~table.common_mask(pairs, REFINED_MOST)[0]],
    }
