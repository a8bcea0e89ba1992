"""Brings to disk what has been written, and tells when it is there.

While the disk is quick the loop waits for the flush itself: handing it to a thread costs more than such a flush takes,
above all because the two then fight over the interpreter's lock. After a flush that was slow a thread waits for the
disk, until it is quick again, and the loop goes on meanwhile.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from queue import SimpleQueue
from typing import Generic, TypeVar

from jointsanction.errors import RecordError

T = TypeVar("T")

QUICK_SECONDS = 0.002
"""A flush up to this long is waited for by the loop: an SSD takes 0.1 to 0.2 ms, a hard disk 5 to 15 ms."""


class Flushing(Generic[T]):
    """For one event loop, which has one flush under way at a time."""

    def __init__(self, sync: Callable[[], None], settled: Callable[[T, RecordError | None], None]) -> None:
        """``sync`` returns when all that was written is on disk, or raises RecordError; ``settled`` is called on the
        loop with what was to be flushed and why that was not possible.
        """
        self._sync = sync
        self._settled = settled
        self.disk_is_quick = True
        self.in_thread = False
        """Whether a thread is waiting for the disk: what is written now would not be of that flush."""
        self._wanted: SimpleQueue[tuple[asyncio.AbstractEventLoop, T] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def flush(self, written: T) -> None:
        """Flush; ``settled`` may have been called when this returns. Called by the loop."""
        if self.disk_is_quick:
            self._settle(written, *self._timed())
            return
        if self._thread is None:
            self._thread = threading.Thread(target=self._flush_all, name="jointsanction-flush", daemon=True)
            self._thread.start()
        self.in_thread = True
        self._wanted.put((asyncio.get_running_loop(), written))

    def _timed(self) -> tuple[RecordError | None, float]:
        """Flush; why that was not possible, and the seconds it took."""
        start = time.monotonic()
        try:
            self._sync()
        except RecordError as error:
            return error, 0.0
        return None, time.monotonic() - start

    def _flush_all(self) -> None:
        """The thread: one flush for each commit, and one call of the loop for all that it made safe."""
        while (wanted := self._wanted.get()) is not None:
            loop, written = wanted
            loop.call_soon_threadsafe(self._settle, written, *self._timed())

    def _settle(self, written: T, error: RecordError | None, seconds: float) -> None:
        self.in_thread = False
        self.disk_is_quick = seconds <= QUICK_SECONDS
        self._settled(written, error)

    async def close(self) -> None:
        """End the thread; nothing is under way any more."""
        if self._thread is not None:
            self._wanted.put(None)
            await asyncio.to_thread(self._thread.join)
