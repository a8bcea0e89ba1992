"""A build that leaves room for others: it works for some milliseconds, then rests for five times as long.

To run only where nobody else wants to is not enough on a machine whose processors are nearly all in use: the build is
always on the one that whoever wakes up would find idle. On two cores, with 1,900 checks and 1,000 pushed records a
second, the slowest hundredth of the checks took 230 ms beside builds that ran on, and 42 ms beside builds that rest
(November 2026).

``python pace.py MODULE …`` runs a module at this pace. To be run as a file: what a build imports takes as long as a
small layer, and it rests then too.
"""

from __future__ import annotations

import runpy
import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Self

WORK_SECONDS = 0.005
"""Processor time between two rests; a long step of numpy is not interrupted, and followed by a longer rest."""

REST = 5.0
"""Seconds of rest for one of work: 1,000 changed entries a second take 0.1 s of a processor, so a sixth is enough."""

LONGEST_REST = 0.5

SPARE = 0.6
"""Share of the machine's processors that nobody but the build uses, from which on it need not rest."""

LOOK_SECONDS = 0.2

_TICKS_A_SECOND = 100
_STAT = Path("/proc/stat")
_IDLE, _IOWAIT, _BEFORE_GUEST = 3, 4, 8


class Pace:
    """As long as the block runs this process rests now and then; for its main thread, one at a time."""

    def __init__(self) -> None:
        self._worked = time.process_time()
        self._busy = _Busy()

    def __enter__(self) -> Self:
        signal.signal(signal.SIGPROF, self._rest)
        signal.setitimer(signal.ITIMER_PROF, WORK_SECONDS, WORK_SECONDS)
        return self

    def __exit__(self, *_: object) -> None:
        rest_no_more()
        # A signal that is still on its way must not meet the default, which ends the process.
        signal.signal(signal.SIGPROF, signal.SIG_IGN)

    def _rest(self, _number: int, _frame: FrameType | None) -> None:
        if self._busy.is_machine_busy():
            # In this order: another signal may come between the two and move on what was first.
            begun, now = self._worked, time.process_time()
            time.sleep(min((now - begun) * REST, LONGEST_REST))
        self._worked = time.process_time()


def rest_no_more() -> None:
    """Go on without rests from now on, whoever has begun with them."""
    signal.setitimer(signal.ITIMER_PROF, 0)


class _Busy:
    """What the machine's processors have been doing beside this process; looked at a few times a second."""

    def __init__(self) -> None:
        self._ticks, self._worked, self._looked = _ticks(), time.process_time(), time.monotonic()
        self._is_busy = True

    def is_machine_busy(self) -> bool:
        """Whether others use so much of it that a build is in their way; taken for granted where that is not told."""
        now = time.monotonic()
        if now - self._looked >= LOOK_SECONDS:
            ticks, worked = _ticks(), time.process_time()
            idle, every = ticks[0] - self._ticks[0], ticks[1] - self._ticks[1]
            own = (worked - self._worked) * _TICKS_A_SECOND
            self._is_busy = not every or (idle + own) / every < SPARE
            self._ticks, self._worked, self._looked = ticks, worked, now
        return self._is_busy


def _ticks() -> tuple[int, int]:
    """Ticks that the machine's processors have been idle, and all together; zeros where that is not told."""
    try:
        fields = [int(each) for each in _STAT.read_text(encoding="ascii").split("\n", 1)[0].split()[1:]]
    except OSError:  # not Linux
        return 0, 0
    return fields[_IDLE] + fields[_IOWAIT], sum(fields[:_BEFORE_GUEST])


if __name__ == "__main__":
    del sys.argv[0]
    with Pace():
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
