"""The index of a serving process is built by processes that its clerk starts.

Starting a process holds up the one that starts it, by tens of milliseconds while the processors are busy; every check
would wait for that.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor

from jointsanction.errors import JointsanctionError
from jointsanction_server.clerk import Clerk
from jointsanction_server.clerk_messages import BuildWanted

_LOG = logging.getLogger(__name__)

ASK_SECONDS = 0.5
"""How often the clerk is asked at most: an index asks whenever it takes something up while a build is due."""


class ClerkBuilds:
    """For the index of one process (``jointsanction.match.Builds``): returns at once, a thread waits for the clerk."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jointsanction-builds")
        self._asked: Future[None] | None = None
        self._ask_again_at = 0.0
        self._closed = False
        self.fails = False

    def start(self, upto: int, *, patience: int) -> None:
        """Have a layer built up to a change number."""
        now = time.monotonic()
        if self._closed or now < self._ask_again_at or (self._asked is not None and not self._asked.done()):
            return
        self._ask_again_at = now + ASK_SECONDS
        self._asked = self._thread.submit(self._ask, BuildWanted(upto, patience))

    def _ask(self, wanted: BuildWanted) -> None:
        try:
            self.fails = self._clerk.build(wanted)
        except (JointsanctionError, OSError) as error:
            _LOG.warning("the index cannot be brought up to date: %s", error)
            self.fails = True

    def close(self) -> None:
        """Wait for an answer that is under way; nothing more is asked for."""
        self._closed = True
        self._thread.shutdown()
