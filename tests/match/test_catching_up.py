"""A process that serves never falls behind for good, and never reads much at once."""

from __future__ import annotations

import pytest

from jointsanction.match.catching_up import SERVING_LIMIT, SLICE, CatchingUp

LONGEST = 10_000


def test_what_pushes_bring_is_taken_up_at_once() -> None:
    """Up to the limit every change is known to the next check."""
    assert CatchingUp(LONGEST).goal(7, 7 + SERVING_LIMIT, may_wait=True) == 7 + SERVING_LIMIT


def test_the_layer_of_a_long_load_is_waited_for() -> None:
    """Nothing is read while it is built; once it has come, what little is left is read at once."""
    catching_up = CatchingUp(LONGEST)
    assert catching_up.goal(0, 5_000, may_wait=True) == 0
    assert catching_up.goal(0, 5_010, may_wait=True) == 0
    assert catching_up.goal(5_000, 5_020, may_wait=True) == 5_020


@pytest.mark.parametrize("pushed", [0, 50, 200])
def test_a_server_that_is_pushed_to_without_a_pause_is_up_to_date_in_the_end(pushed: int) -> None:
    """What came while one layer was built is read in slices: no second layer is waited for."""
    catching_up, now, known = CatchingUp(LONGEST), 5_000, 0
    assert catching_up.goal(known, now, may_wait=True) == known
    known, now = 5_000, 8_000
    for _ in range(100):
        now += pushed
        goal = catching_up.goal(known, now, may_wait=True)
        assert known < goal <= known + max(SLICE, SERVING_LIMIT)
        known = goal
        if known == now:
            return
    raise AssertionError("never up to date")


def test_where_no_layer_can_be_built_a_load_is_read_in_slices() -> None:
    """A full disk keeps nobody from what was loaded."""
    assert CatchingUp(LONGEST).goal(0, 5_000, may_wait=False) == SLICE


def test_after_one_long_load_the_layer_of_the_next_is_waited_for() -> None:
    """A second load that is far ahead of what was awaited is again waited for rather than read."""
    catching_up = CatchingUp(LONGEST)
    assert catching_up.goal(0, 5_000, may_wait=True) == 0
    assert catching_up.goal(5_000, 5_001 + LONGEST, may_wait=True) == 5_000
