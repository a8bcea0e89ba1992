"""What is measured: something that takes a written name and gives its best answer with a score."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Answer(NamedTuple):
    """Row of the best candidate, its score, and how many candidates came with it."""

    row: int
    score: float


class Searcher(Protocol):
    """A way to search names, built over the listed normal forms; ``threshold`` is the one it is used with."""

    label: str
    settings: str
    threshold: float
    build_seconds: float
    disk_bytes: int

    def best(self, written: str) -> Answer | None:
        """The best candidate whatever its score."""
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


def plain(written: str) -> str:
    """What every peer is given: the usual preparation, NFKC, and brackets of one style."""
    return unicodedata.normalize("NFKC", written).translate(
        {ord("【"): "(", ord("】"): ")", ord("["): "(", ord("]"): ")"}
    )


def nearest(asked: str, rows: Sequence[tuple[int, str]]) -> Answer | None:
    """Of candidate rows the one with the best rapidfuzz ratio."""
    from rapidfuzz import fuzz

    best = max(((fuzz.ratio(asked, name), -row) for row, name in rows), default=None)
    return Answer(-best[1], best[0] / 100) if best else None
