"""How far a process that serves goes at once when it finds itself behind its ledger.

A few changes, as pushes bring them, are taken up between two calls. More of them come from a long load: the first time
their layer is waited for, which costs no call anything. What has been pushed while that was built is then taken up in
slices: waiting for one more layer each time, a server that is pushed to without a pause would never be up to date.
"""

from __future__ import annotations

from jointsanction.match.foreground_build import LOADED_LIMIT

SERVING_LIMIT = LOADED_LIMIT
"""Changes that are read at once, about 12 µs each. A load of more of them builds a layer before it is done; what is
pushed comes in far smaller groups."""

SLICE = 250
"""Changes in a slice: 3 ms."""


class CatchingUp:
    """For one index; ``longest`` is the distance from which a layer is waited for once more."""

    __slots__ = ("_awaited", "_longest")

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._awaited = 0

    def goal(self, known: int, now: int, *, may_wait: bool) -> int:
        """The change number to go to from ``known``; ``known`` itself while a layer is waited for.

        Without ``may_wait`` no layer can be built.
        """
        behind = now - known
        if behind <= SERVING_LIMIT:
            self._awaited = 0
            return now
        if may_wait:
            if not self._awaited or (known >= self._awaited and behind > self._longest):
                self._awaited = now
            if known < self._awaited:
                return known
        return known + SLICE
