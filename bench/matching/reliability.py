"""Of the pairs with a score in a bin, how many were the same company."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

EDGES = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0)


class Judged(NamedTuple):
    """A candidate's score, and whether it was the company meant."""

    score: float
    same: bool


def reliability(judged: Iterable[Judged], edges: Sequence[float] = EDGES) -> list[dict[str, Any]]:
    """Bins with their mean score, share of the same company, and count."""
    bins: list[list[Judged]] = [[] for _ in edges[1:]]
    for one in judged:
        place = next((place for place, edge in enumerate(edges[1:]) if one.score < edge), len(edges) - 2)
        bins[place].append(one)
    return [
        {
            "from": low,
            "to": high,
            "count": len(found),
            "score": sum(one.score for one in found) / len(found),
            "same": sum(one.same for one in found) / len(found),
        }
        for low, high, found in zip(edges, edges[1:], bins, strict=False)
        if found
    ]


def expected_error(bins: Sequence[dict[str, Any]]) -> float:
    """Expected calibration error: mean distance of score and share, weighed by count."""
    every = sum(one["count"] for one in bins)
    return sum(abs(one["score"] - one["same"]) * one["count"] for one in bins) / max(1, every)


def print_reliability(bins: Sequence[dict[str, Any]]) -> None:
    """One line a bin."""
    for one in bins:
        edges = f"{one['from']:5.2f}–{one['to']:<5.2f}"
        print(f"  {edges} score {one['score']:.3f}  same {one['same']:.3f}  of {one['count']:6,}")
    print(f"  expected calibration error {expected_error(bins):.4f}", flush=True)
