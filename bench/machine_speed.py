"""How quick a shared machine is while something is measured on it: a piece of work that is always the same, and what
the host took away. Where the piece takes longer, so does all else, whoever is the cause.
"""

from __future__ import annotations

import statistics
import time
from pathlib import Path

PIECE = 3_000
"""Additions; some 0.1 ms."""
_STEAL, _BEFORE_GUEST = 7, 8


class MachineSpeed:
    """Of one stretch of time; ``look`` now and then."""

    def __init__(self) -> None:
        self._pieces: list[float] = []
        self._ticks = _ticks()
        self.look()

    def look(self) -> None:
        """Do the piece of work."""
        start, total = time.thread_time(), 0
        for number in range(PIECE):
            total += number
        self._pieces.append(time.thread_time() - start)

    def __str__(self) -> str:
        before, now = self._ticks, _ticks()
        every = sum(now) - sum(before)
        stolen = (now[_STEAL] - before[_STEAL]) / every if every else 0.0
        took = f"{statistics.median(self._pieces) * 1e6:.0f} µs, {max(self._pieces) * 1e6:.0f} at most"
        return f"a piece of work {took}, {stolen:.1%} stolen by the host"


def _ticks() -> list[int]:
    """What the processors have done so far, kind by kind."""
    return [int(each) for each in Path("/proc/stat").read_text(encoding="ascii").split("\n", 1)[0].split()[1:]][
        :_BEFORE_GUEST
    ]
