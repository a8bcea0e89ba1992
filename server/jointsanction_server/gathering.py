"""How long a commit waits for more checks: it and its flush take as long as half a check, so they are shared.

A lone check waits for nobody. But while lone checks follow each other closely it cannot be told whether one caller asks
one question after the other, or many are held up one behind the other: then, now and then, a check waits for company.
As long as company comes, a commit waits until a moment has passed in which nobody came, or until as many have come as
last time: so callers who wait for their answers fall into step. Where all of them made calls of their own, the loop
rests for these moments; where some came down streams, it reads on.
"""

from __future__ import annotations

from enum import Enum

from jointsanction.record.recorder import BATCH_LIMIT

LONGEST_WAIT = 0.005
"""Seconds for which a commit waits at most. Callers who are so many that it is used up would wait for longer without
it: a loop that is busy all that time answers more of them in the same time."""

CLOSE = 0.002
"""Seconds between two commits that follow each other closely."""

TURNAROUND = 0.0002
"""Seconds between an answer and the next question of whoever waited for it, at least: an echo over loopback takes
0.5 ms. A question that comes sooner was held up, and so may others be."""

TURNS = 8
"""Turns of the loop after a rest in which nobody comes before what has come is taken for all: gRPC hands a call over in
a few of them."""

LOOK_EVERY = 4
"""Of so many lone questions one looks round before it is committed, so that many callers are not taken for one."""

LONE_BEFORE_TRIAL = 8
"""Lone checks in close succession after which one waits for company."""

LONE_AFTER_TRIAL = 256
"""The same after waits in vain: a caller that is alone waits for ``VAIN`` moments in so many of its checks."""

VAIN = 3
"""Waits in vain, one after the other, after which nobody is waited for. On a busy processor one may be chance."""

FIRST_EXPECTED = 16
"""How many are expected where it is not known yet how many come together."""

GROUPS_TO_GROW = 8
"""Groups after which one waits for more than have come together before."""


class Step(Enum):
    """What to do next with the checks that have come together."""

    COMMIT = "commit"
    TURN = "turn"
    """Look again when the loop has turned once."""
    REST = "rest"
    """Let the loop rest for a moment, then look again: what comes meanwhile is taken up in one go."""
    MOMENT = "moment"
    """Look again in a moment, or as soon as ``enough`` have come; the loop goes on meanwhile."""


class Gathering:
    """Decides for one record; ``now`` is in seconds of a clock that is never set."""

    __slots__ = (
        "_alone",
        "_expected",
        "_in_one_go",
        "_last_at",
        "_paused",
        "_rested",
        "_seen",
        "_shared",
        "_steady",
        "_turns",
        "_until",
        "_vain",
    )

    def __init__(self) -> None:
        self._shared = False
        self._alone = LONE_BEFORE_TRIAL
        self._vain = 0
        self._expected = FIRST_EXPECTED
        self._steady = 0
        self._last_at = self._until = 0.0
        self._seen = self._turns = self._in_one_go = 0
        self._paused = self._rested = False

    def begin(self, now: float) -> None:
        """The first check of a group has come in."""
        self._seen, self._turns, self._paused, self._rested = 0, 0, False, False
        self._until = now + LONGEST_WAIT

    def alone(self, now: float) -> bool:
        """Whether a question that comes in now can be taken for the only one: it need not even wait for the others that
        the loop has ready, and is answered in one go.
        """
        if self._shared or now - self._last_at < TURNAROUND:
            return False
        self._in_one_go = (self._in_one_go + 1) % LOOK_EVERY
        return self._in_one_go != 0

    def look(self, waiting: int, now: float, *, streamed: bool = False) -> Step:
        """So many checks are waiting; ``streamed``: some of them came down a stream, on which the next is read only
        while the loop turns.
        """
        if not self._shared or waiting >= BATCH_LIMIT or now >= self._until:
            return Step.COMMIT
        if waiting > self._seen:
            self._seen, self._turns, self._paused = waiting, 0, False
            return Step.TURN
        if not streamed and self._rested and self._turns < TURNS:
            self._turns += 1
            return Step.TURN
        if self._paused or waiting >= self._expected:
            return Step.COMMIT
        self._paused, self._turns, self._rested = True, 0, True
        return Step.MOMENT if streamed else Step.REST

    def enough(self, waiting: int) -> bool:
        """Whether a moment need not be waited for to its end."""
        return waiting >= self._expected

    def committed(self, count: int, now: float) -> None:
        """So many checks have been committed together, and are answered now."""
        if count > 1:
            self._shared, self._vain = True, 0
            self._expect(count)
        elif self._shared:
            self._vain += 1
            if self._vain == VAIN:
                self._shared, self._alone = False, LONE_AFTER_TRIAL
        elif now - self._last_at < CLOSE:
            self._alone -= 1
            if self._alone <= 0:
                self._shared, self._vain, self._expected, self._steady = True, 0, FIRST_EXPECTED, 0
        self._last_at = now

    def _expect(self, count: int) -> None:
        """How many to wait for next time: fewer where fewer came, though one moment in which nobody came may be chance;
        now and then more than came, to see whether there are more.
        """
        if count < self._expected:
            self._expected, self._steady = max(count, self._expected * 3 // 4), GROUPS_TO_GROW
        elif self._steady:
            self._expected, self._steady = count, self._steady - 1
        else:
            self._expected = min(count * 3 // 2 + 1, BATCH_LIMIT)
