"""Pushed records, written together: whatever has come in is one transaction of the ledger, and each is told its end.

The clerk reads and writes them; a thread waits for it, and the event loop for nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from jointsanction.checker import Rules
from jointsanction.feed.pushed import PushedRecord
from jointsanction.model import RejectedRow
from jointsanction_server.clerk import Clerk
from jointsanction_server.clerk_work import PushEnd, PushGroup

GROUP = 128
"""Records in one transaction at most. Every process that serves takes a group up between two calls, 40 µs a record, so
this bounds how long a call is held up by pushes."""

LONE_SECONDS = 0.01
"""How long the first record waits for others: one that is alone is written after that."""

GROUP_SECONDS = 0.05
"""How long a record waits where others have come: a group costs 2 ms and an fsync that the record of checks waits for
too, so a thousand records a second are 20 groups."""

_Waiting = tuple[PushedRecord, str, "asyncio.Future[PushEnd]"]


class Pusher:
    """One for each process. ``rules`` gives the rules in force, ``counts`` are the ends of records by their name."""

    def __init__(
        self, clerk: Clerk, rules: Callable[[], Rules], now: Callable[[], datetime], counts: Counter[str]
    ) -> None:
        self._clerk = clerk
        self._rules = rules
        self._now = now
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jointsanction-push")
        self._counts = counts

    def push(self, record: PushedRecord, caller: str) -> asyncio.Future[PushEnd]:
        """Take a record; the future is done when it is on disk, and carries a LedgerError where it cannot be."""
        end: asyncio.Future[PushEnd] = asyncio.get_running_loop().create_future()
        self._waiting.append((record, caller, end))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return end

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                if len(self._waiting) < GROUP:
                    await asyncio.sleep(LONE_SECONDS)
                if 1 < len(self._waiting) < GROUP:
                    await asyncio.sleep(GROUP_SECONDS - LONE_SECONDS)
                group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
                # Whose call has ended meanwhile is left out: nobody would learn how the record ended.
                group = [each for each in group if not each[2].done()]
                if group:
                    await self._write(group)
        finally:
            self._writing = None

    async def _write(self, group: list[_Waiting]) -> None:
        records = tuple(record for record, _, _ in group)
        callers = frozenset(caller for _, caller, _ in group)
        to_write = PushGroup(records, callers, self._rules().version, self._now())
        try:
            ends = await asyncio.get_running_loop().run_in_executor(self._thread, self._clerk.push, to_write)
        except Exception as error:  # noqa: BLE001 -- handed to every caller
            for _, _, waiting in group:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, _, waiting), end in zip(group, ends, strict=True):
            self._counts["quarantined" if isinstance(end.end, RejectedRow) else str(end.end)] += 1
            if not waiting.done():
                waiting.set_result(end)

    async def close(self) -> None:
        """Write what waits, then stop."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()
