"""From answers to figures: recall@1, precision, recall and F1 at a threshold, false hits, times."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from itertools import zip_longest
from math import inf
from typing import NamedTuple

from jointsanction.names import normal_form
from matching.kinds import MASKS, ONE_SLIP, TWO_SLIPS
from matching.searcher import Answer, Searcher


class Variant(NamedTuple):
    """A damaged copy of the listed name ``row``, and that name's normal form."""

    kind: str
    row: int
    normal: str
    written: str


class Scored(NamedTuple):
    """An answer beside the truth; ``right`` for an unlisted name is False."""

    kind: str
    right: bool
    score: float


Figures = dict[str, float]


def ask(
    searcher: Searcher,
    variants: Sequence[Variant],
    unlisted: Sequence[str],
    listed: Sequence[str],
    *,
    seconds: float = inf,
    beside: Callable[[str], object] | None = None,
) -> tuple[list[Scored], Figures]:
    """Variants and unlisted names (kind "unlisted") in turn, answered and held against the truth, and the times.

    ``beside`` is timed on the same question right after, so that a busy machine is as busy for both (``beside_…``).

    Ends after ``seconds``: slow peers answer fewer questions of the same distribution.
    """
    found, taken, others = [], [], []
    cpu, end = time.process_time_ns(), time.monotonic() + seconds
    for variant, stranger in zip_longest(variants, unlisted):
        for written in (variant.written if variant else None, stranger):
            if written is None:
                continue
            start = time.perf_counter_ns()
            answer = searcher.best(written)
            taken.append((time.perf_counter_ns() - start) / 1000)
            if beside is not None:
                normal = normal_form(written)
                start = time.perf_counter_ns()
                beside(normal)
                others.append((time.perf_counter_ns() - start) / 1000)
            about = variant if written is not stranger else None
            right = about is not None and _is(answer, about, listed)
            found.append(Scored(about.kind if about else "unlisted", right, answer.score if answer else -1.0))
        if time.monotonic() > end:
            break
    spent = (time.process_time_ns() - cpu) / 1000 - sum(others)
    return found, _times(taken, spent) | {
        f"beside_{key}": value for key, value in _times(others, 0.0).items() if others
    }


def _is(answer: Answer | None, variant: Variant, listed: Sequence[str]) -> bool:
    return answer is not None and (answer.row == variant.row or listed[answer.row] == variant.normal)


def recall_by_kind(scored: Sequence[Scored]) -> Figures:
    """recall@1 of each kind of damage asked."""
    kinds = dict.fromkeys(one.kind for one in scored if one.kind != "unlisted")
    return {kind: _share([one.right for one in scored if one.kind == kind]) for kind in kinds}


def recall_of_groups(by_kind: Figures) -> Figures:
    """Means over the kinds of a group, each kind with the same weight."""
    groups = {"one_slip": ONE_SLIP, "two_slips_or_region": TWO_SLIPS, "mask": MASKS}
    return {
        group: statistics.fmean(by_kind[kind] for kind in kinds if kind in by_kind)
        for group, kinds in groups.items()
        if any(kind in by_kind for kind in kinds)
    }


def at_threshold(scored: Sequence[Scored], threshold: float) -> Figures:
    """Precision, recall and F1, masks left out: they are not asked to be found, and false hits.

    A hit counts where it is the right company at or above the threshold; any hit for an unlisted name is false. The
    unlisted are weighed as if there were as many as variants.
    """
    variants = [one for one in scored if one.kind not in ("unlisted", *MASKS)]
    unlisted = [one for one in scored if one.kind == "unlisted"]
    found = sum(one.right and one.score >= threshold for one in variants)
    wrong = sum(not one.right and one.score >= threshold for one in variants)
    false = _share([one.score >= threshold for one in unlisted])
    precision = found / max(1e-9, found + wrong + false * len(variants))
    recall = found / max(1, len(variants))
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    return {"threshold": threshold, "precision": precision, "recall": recall, "f1": f1, "false": false}


def best_threshold(scored: Sequence[Scored]) -> Figures:
    """The same at the threshold that gives the best F1 on these very answers: flatters whoever it is measured for."""
    scores = sorted({round(one.score, 4) for one in scored if one.score >= 0})
    step = max(1, len(scores) // 200)
    return max((at_threshold(scored, threshold) for threshold in scores[::step]), key=lambda figures: figures["f1"])


def times(work: Callable[[str], object], asked: Sequence[str], *, rounds: int = 1) -> Figures:
    """Median and 99th percentile of one call in microseconds, and CPU microseconds a call; best of ``rounds``."""
    best: Figures = {}
    for _ in range(rounds):
        taken = []
        cpu = time.process_time_ns()
        for name in asked:
            start = time.perf_counter_ns()
            work(name)
            taken.append((time.perf_counter_ns() - start) / 1000)
        figures = _times(taken, (time.process_time_ns() - cpu) / 1000)
        if not best or figures["p50_us"] < best["p50_us"]:
            best = figures
    return best


def _times(taken: list[float], cpu: float) -> Figures:
    taken.sort()
    many = max(1, len(taken))
    if not taken:
        return {}
    return {"p50_us": statistics.median(taken), "p99_us": taken[len(taken) * 99 // 100], "cpu_us": cpu / many}


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / max(1, len(flags))
