"""Denials (拒绝): each is counted, and recorded in the chain without letting a flood of them fill the disk.

The first of its kind is recorded at once, those alike that follow within a minute are counted, and their number is
recorded when the minute is over. Kinds beyond a bound are counted together.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from jointsanction.errors import AuthError, RecordError
from jointsanction.record import Denial, Recorder, write_denial
from jointsanction_server.auth.address import peer_host
from jointsanction_server.auth.guard import AuthContext, presented

_LOG = logging.getLogger(__name__)

QUIET_SECONDS = 60.0
"""For how long denials alike are counted rather than recorded one by one."""

MOST_KINDS = 256
"""Kinds within that time; whoever tries more, from many addresses, gets one record for all the rest."""

CountDenial = Callable[[str, str], None]
"""Told of every denial: its reason, and the caller's name or ""."""

_NOBODY: AuthContext = {}


class Denials:
    """Threads share it. ``count`` feeds a metric; ``recorder`` None where checks go unrecorded as well."""

    def __init__(
        self,
        recorder: Recorder | None,
        count: CountDenial,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._recorder = recorder
        self._count = count
        self._now = now
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._kinds: dict[Denial, int] = {}  # kind → how many since its record
        self._since = monotonic()

    def note(self, error: AuthError, *, method: str, peer: str, auth_context: AuthContext = _NOBODY) -> None:
        """A call was refused. Never raises and never waits: the answer to the call does not depend on it."""
        self._count(error.reason, error.caller)
        denial = Denial(
            reason=error.reason,
            method=method,
            peer=peer_host(peer),
            caller=error.caller,
            key_id=error.key_id,
            presented=() if error.caller else presented(auth_context),
        )
        with self._lock:
            over = self._over()
            if denial not in self._kinds and len(self._kinds) >= MOST_KINDS:
                denial = Denial(reason="MANY", method="", peer="")
            fresh = denial not in self._kinds
            self._kinds[denial] = 0 if fresh else self._kinds[denial] + 1
        self._write(over)
        if fresh:
            self._write({denial: 1})

    def flush(self) -> None:
        """Record what has been counted since; to be called when the server ends."""
        with self._lock:
            counted, self._kinds = self._kinds, {}
            self._since = self._monotonic()
        self._write(counted)

    def _over(self) -> Mapping[Denial, int]:
        """What was counted, once the time for counting is over."""
        if self._monotonic() - self._since < QUIET_SECONDS:
            return {}
        counted, self._kinds = self._kinds, {}
        self._since = self._monotonic()
        return counted

    def _write(self, counted: Mapping[Denial, int]) -> None:
        for denial, times in counted.items():
            if times and self._recorder is not None:
                self._append(self._recorder, replace(denial, times=times))

    def _append(self, recorder: Recorder, denial: Denial) -> None:
        now = self._now()
        try:
            recorder.submit_work(lambda transaction: write_denial(transaction, denial, now=now))
        except RecordError as error:
            _LOG.warning("a denial was not recorded: %s", error.reason)
