"""The calibration curve: rising, reversible, never certain; and the pools it is trained from."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from matching.isotonic import knots, log_odds, pools, probability

from jointsanction.match.names.calibration import Calibration

CURVE = Calibration(((1e-4, 0.01), (0.005, 0.4), (0.5, 0.92), (0.99, 0.999)))
SCORES = st.floats(1e-9, 1 - 1e-9)


@given(SCORES, SCORES)
def test_the_curve_keeps_the_order(one: float, other: float) -> None:
    """A higher raw score never gets a lower calibrated one, and no score is 0 or 1."""
    low, high = sorted((one, other))
    assert 0.0 < CURVE(low) <= CURVE(high) < 1.0


@given(st.floats(1e-6, 1 - 1e-6))
def test_the_curve_can_be_taken_back(raw: float) -> None:
    """The raw score follows from the calibrated one: training anew does not need the curve switched off."""
    assert abs(log_odds(CURVE.inverse(CURVE(raw))) - log_odds(raw)) < 1e-6


def test_the_curve_goes_through_its_knots() -> None:
    """At a knot the score is the one that was measured."""
    assert abs(CURVE(0.005) - 0.4) < 1e-9
    assert abs(CURVE(0.5) - 0.92) < 1e-9


def test_pools_say_what_share_was_the_same() -> None:
    """Scores of 0.2 that were right in 9 of 10 cases are a pool of 0.9, smoothed by half an answer on either side."""
    answers = [(0.01, False, 1.0)] * 10 + [(0.2, True, 1.0)] * 9 + [(0.2, False, 1.0)]
    found = pools(answers, least=10)
    assert [round(pool.share, 3) for pool in found] == [round(0.5 / 11, 3), round(9.5 / 11, 3)]


@given(st.lists(st.tuples(SCORES, st.booleans(), st.just(1.0)), min_size=20, max_size=200))
def test_pools_and_knots_rise(answers: list[tuple[float, bool, float]]) -> None:
    """Whatever the answers, a higher pool has a higher share, and the line through the knots rises strictly."""
    found = pools(answers, least=5)
    assert all(low.share < high.share for low, high in pairwise(found))
    line = knots(found, most=6, steepness=0.05)
    assert len(line) <= 6
    assert all(a[0] < b[0] and a[1] < b[1] for a, b in pairwise(line))
    assert all(0 < probability(value) < 1 for _, value in line)
