"""The lists that are searched: real names from a file given on the command line, recombined ones beyond it."""

from __future__ import annotations

import csv
import gzip
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from jointsanction import names
from jointsanction.identifiers import uscc

_SHORTEST = 4
_PARTS_FROM = 200_000
_BLOCK = 1 << 16


class Named(NamedTuple):
    """A name as registered, its normal form, and whether a valid code stands beside it."""

    written: str
    normal: str
    coded: bool


def read_enterprises(path: Path, *, seed: int) -> list[Named]:
    """The enterprises of a CSV file (columns ``name``, ``uscc``; .gz or not), one a normal form, in random order."""
    open_text = gzip.open if path.suffix == ".gz" else open
    found: dict[str, Named] = {}
    with open_text(path, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            normal = names.normal_form(row["name"])
            if len(normal) >= _SHORTEST and normal not in found:
                found[normal] = Named(row["name"], normal, uscc.is_valid(row.get("uscc") or ""))
    every = list(found.values())
    random.Random(seed).shuffle(every)
    return every


class Recombined:
    """Names made of the parts of others: region, core, and trade with form each from another name; repeatable."""

    def __init__(self, source: Sequence[str], *, seed: int) -> None:
        taken = [names.parts(name) for name in source[:_PARTS_FROM]]
        plain = [
            part
            for part in taken
            if part.core and part.form and not part.branch and part.normal.startswith(part.region)
        ]
        self._regions = [part.region for part in plain]
        self._cores = [part.core for part in plain]
        self._trades = [(part.industry, part.form) for part in plain]
        self._seed = seed

    def names(self, count: int) -> Iterator[str]:
        """The first ``count`` names; a few come twice, as in life companies of one name in two places do."""
        rng = np.random.default_rng(self._seed)
        size = len(self._cores)
        for start in range(0, count, _BLOCK):
            for one, two, three in rng.integers(0, size, (min(_BLOCK, count - start), 3)).tolist():
                industry, form = self._trades[three]
                yield self._regions[one] + self._cores[two] + industry + form


class Packed(Sequence[str]):
    """Very many names in little memory."""

    def __init__(self, found: Iterator[str]) -> None:
        blob, ends = bytearray(), [0]
        for name in found:
            blob += name.encode("utf-8", "surrogatepass")
            ends.append(len(blob))
        self._blob, self._ends = bytes(blob), np.array(ends, np.uint64)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, row: int) -> str:  # type: ignore[override]  # no slices
        return self._blob[int(self._ends[row]) : int(self._ends[row + 1])].decode("utf-8", "surrogatepass")

    @property
    def bytes(self) -> int:
        """Of the names themselves, UTF-8."""
        return len(self._blob)
