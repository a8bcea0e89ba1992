"""Has the journal taken over into the tables, a moment after the first check has come into it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

_LOG = logging.getLogger(__name__)

FOLD_SECONDS = 0.25
"""From the first check in the journal until it is taken over into the tables: so long may somebody who reads the record
have to do that first, and so often pages of tables and indexes are written anew."""

FOLD_AGAIN_SECONDS = 1.0
"""The same after a failure. Until it succeeds no check is answered: one day the journal would be full."""


class FoldingTimer:
    """For one event loop."""

    def __init__(self, fold: Callable[[], None]) -> None:
        """``fold`` takes the journal over; called in any thread."""
        self._fold = fold
        self._timer: asyncio.Handle | None = None
        self._task: asyncio.Task[None] | None = None
        self._closed = False
        self.failure: Exception | None = None
        """Why the journal could not be taken over the last time."""

    def written(self) -> None:
        """A check has come into the journal. Called by the loop."""
        self._later(FOLD_SECONDS)

    def _later(self, seconds: float) -> None:
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._begin)

    def _begin(self) -> None:
        self._task = asyncio.get_running_loop().create_task(self._take_over())

    async def _take_over(self) -> None:
        try:
            await asyncio.to_thread(self._fold)
        except Exception as error:  # noqa: BLE001 -- it is done again: the journal must not fill up for any of them
            # What has been answered is on disk, in the journal.
            _LOG.warning("the journal cannot be taken over: %s", error)
            self.failure = error
        else:
            self.failure = None
        self._timer = None
        if self.failure is not None and not self._closed:
            self._later(FOLD_AGAIN_SECONDS)

    async def close(self) -> None:
        """Take over what is there, once."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._task is not None:
            await self._task
        await self._take_over()
