"""A stream may last for minutes: whoever opened it is asked for again when callers were edited, and now and then."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from jointsanction.callers import Caller
from jointsanction_server.auth.guard import Guard

ASK_AGAIN_SECONDS = 10.0
"""A key that has run out at midnight is found out by the clock, not by an edit."""


class LongCall:
    """One stream; ``recognise`` says who makes it, and raises AuthError where nobody may any more."""

    __slots__ = ("_ask_again_at", "_edition", "_guard", "_recognise")

    def __init__(self, guard: Guard, recognise: Callable[[], Caller]) -> None:
        self._guard = guard
        self._recognise = recognise
        self._edition = guard.edition
        self._ask_again_at = monotonic() + ASK_AGAIN_SECONDS

    def still(self, caller: Caller) -> Caller:
        """The caller as it stands now, for the next message; costs nothing while nothing has changed."""
        if self._edition is self._guard.edition and monotonic() < self._ask_again_at:
            return caller
        self._edition, self._ask_again_at = self._guard.edition, monotonic() + ASK_AGAIN_SECONDS
        return self._recognise()
