"""A rising curve through yes-and-no answers: pool adjacent violators, then few knots on log odds.

Ayer et al. 1955, as used to calibrate scores by Zadrozny and Elkan 2002. Pools of too few answers are merged, and each
pool's share is smoothed, so that no end of the curve says 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log
from typing import NamedTuple

Knot = tuple[float, float]
"""Log odds of the raw score, log odds of the share that was the same company."""
EDGE = 1e-12


class Pool(NamedTuple):
    """Neighbouring scores taken together: mean log odds, weight of the answers, weight of the yes."""

    at: float
    weight: float
    same: float

    @property
    def share(self) -> float:
        """Smoothed by half an answer on either side."""
        return (self.same + 0.5) / (self.weight + 1.0)


def log_odds(probability: float) -> float:
    """Natural log odds, cut off at EDGE on both sides."""
    inside = min(max(probability, EDGE), 1 - EDGE)
    return log(inside / (1 - inside))


def probability(odds: float) -> float:
    """The probability of log odds."""
    return 1 / (1 + exp(-odds)) if odds > -700 else 0.0


def pools(answers: Sequence[tuple[float, bool, float]], *, least: float) -> list[Pool]:
    """Answers (score, same, weight) as rising pools of ``least`` weight or more."""
    groups: list[Pool] = []
    for score, same, weight in sorted(answers):
        one = Pool(log_odds(score), weight, weight * same)
        if groups and groups[-1].weight < least:
            groups[-1] = _merged(groups[-1], one)
        else:
            groups.append(one)
    if len(groups) > 1 and groups[-1].weight < least:
        groups[-2:] = [_merged(groups[-2], groups[-1])]
    found: list[Pool] = []
    for group in groups:
        rising = group
        while found and found[-1].share >= rising.share:
            rising = _merged(found.pop(), rising)
        found.append(rising)
    return found


def knots(rising: Sequence[Pool], *, most: int, steepness: float) -> list[Knot]:
    """At most ``most`` knots of a line through the pools; every stretch rises by ``steepness`` or more."""
    points = [(pool.at, log_odds(pool.share), pool.weight) for pool in rising]
    while len(points) > most:
        costs = [_cost(points, place) for place in range(1, len(points) - 1)]
        del points[1 + costs.index(min(costs))]
    line: list[Knot] = []
    for at, value, _ in points:
        if line and at - line[-1][0] < 1e-6:
            continue
        floor = line[-1][1] + steepness * (at - line[-1][0]) if line else value
        line.append((at, max(value, floor)))
    return line


def _cost(points: Sequence[tuple[float, float, float]], place: int) -> float:
    """What leaving a point out would bend, weighed by its answers."""
    (left, low, _), (at, value, weight), (right, high, _) = points[place - 1 : place + 2]
    line = low + (high - low) * (at - left) / max(1e-9, right - left)
    return abs(value - line) * weight**0.5


def _merged(one: Pool, other: Pool) -> Pool:
    weight = one.weight + other.weight
    at = (one.at * one.weight + other.at * other.weight) / weight if weight else 0.0
    return Pool(at, weight, one.same + other.same)
