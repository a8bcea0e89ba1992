"""How often a caller may call: a bucket of ``burst`` calls that fills at ``rate`` calls a second.

Each server process keeps its own buckets, so with N workers a caller with many connections gets up to N times its rate.
"""

from __future__ import annotations

from collections.abc import Callable

from jointsanction.callers import Caller
from jointsanction.errors import AuthError


class RateLimits:
    """The buckets of one process. Callers are few and come from a file, so the buckets are few as well."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._buckets: dict[str, tuple[float, float]] = {}  # caller → calls left, and when that was

    def spend(self, caller: Caller) -> None:
        """Take one call; raises AuthError RATE_EXCEEDED, with the seconds after which there is one again."""
        if caller.rate is None:
            return
        left, now = self._left(caller, caller.rate)
        if left < 1:
            raise AuthError(
                f"调用方 {caller.name} 超过每秒 {caller.rate:g} 次",
                reason="RATE_EXCEEDED",
                caller=caller.name,
                key_id=caller.key_id,
                retry_seconds=(1 - left) / caller.rate,
            )
        self._buckets[caller.name] = left - 1, now

    def take(self, caller: Caller, calls: int) -> float:
        """Take ``calls`` on credit; seconds until the debt is paid, 0.0 where there is none."""
        if caller.rate is None:
            return 0.0
        left, now = self._left(caller, caller.rate)
        self._buckets[caller.name] = left - calls, now
        return max(0.0, (calls - left) / caller.rate)

    def _left(self, caller: Caller, rate: float) -> tuple[float, float]:
        now = self._monotonic()
        left, before = self._buckets.get(caller.name, (float(caller.burst), now))
        return min(float(caller.burst), left + (now - before) * rate), now
