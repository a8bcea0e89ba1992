"""The curve from raw to calibrated score: straight lines between knots on log odds, strictly rising, never 0 or 1."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from math import exp, log
from pathlib import Path

_EDGE = 1e-12


class Calibration:
    """``knots``: (raw, calibrated), both rising. Beyond the ends the curve goes on with the last slope, at most 1."""

    __slots__ = ("_from", "_slopes", "_to")

    def __init__(self, knots: Sequence[tuple[float, float]]) -> None:
        self._from = [_log_odds(raw) for raw, _ in knots]
        self._to = [_log_odds(calibrated) for _, calibrated in knots]
        pairs = range(len(knots) - 1)
        between = [(self._to[i + 1] - self._to[i]) / (self._from[i + 1] - self._from[i]) for i in pairs]
        self._slopes = [min(1.0, between[0]), *between, min(1.0, between[-1])]

    def __call__(self, raw: float) -> float:
        """The share of pairs with this raw score that were the same company."""
        return _mapped(_log_odds(raw), self._from, self._to, self._slopes)

    def inverse(self, calibrated: float) -> float:
        """The raw score that gives a calibrated one."""
        return _mapped(_log_odds(calibrated), self._to, self._from, [1 / slope for slope in self._slopes])


def _mapped(odds: float, source: Sequence[float], target: Sequence[float], slopes: Sequence[float]) -> float:
    place = bisect_right(source, odds)
    start = max(0, place - 1)
    return 1 / (1 + exp(-(target[start] + slopes[place] * (odds - source[start]))))


def _log_odds(probability: float) -> float:
    inside = min(max(probability, _EDGE), 1 - _EDGE)
    return log(inside / (1 - inside))


def read_calibration(path: Path) -> Calibration:
    """The curve of a file: columns raw and calibrated, comments with ``#``."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        return Calibration([(float(row["raw"]), float(row["calibrated"])) for row in rows])


@cache
def shipped_calibration() -> Calibration:
    """The curve that the scores of an answer are given on."""
    return read_calibration(Path(__file__).parent / "data" / "calibration.csv")


IDENTITY = Calibration(((0.1, 0.1), (0.9, 0.9)))
