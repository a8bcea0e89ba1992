"""Pushed records, written together: whatever has come in is one transaction of the ledger, and each is told its end.

The clerk reads and writes them; a thread waits for it, and the event loop for nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import islice

from jointsanction.checker import Rules
from jointsanction.model import RejectedRow
from jointsanction_server.clerk import Clerk
from jointsanction_server.clerk_messages import PushEnd, PushGroup, PushMessage

GROUP = 128
"""Records after which no more messages are put into a transaction. Every process that serves takes a group up between
two calls, 12 µs a record, so this bounds how long a call is held up by pushes."""

LONE_SECONDS = 0.01
"""How long the first record waits for others: one that is alone is written after that."""

GROUP_SECONDS = 0.05
"""How long a record waits where others have come: a group costs 2 ms and an fsync that the record of checks waits for
too, so a thousand records a second are 20 groups."""

_Waiting = tuple[PushMessage, "asyncio.Future[list[PushEnd]]"]


class Pusher:
    """One for each process. ``rules`` gives the rules in force, ``counts`` are the ends of records by their name."""

    def __init__(
        self, clerk: Clerk, rules: Callable[[], Rules], now: Callable[[], datetime], counts: Counter[str]
    ) -> None:
        self._clerk = clerk
        self._rules = rules
        self._now = now
        self._waiting: deque[_Waiting] = deque()
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="jointsanction-push")
        self._counts = counts

    def push(self, message: PushMessage) -> asyncio.Future[list[PushEnd]]:
        """Take records; the future is done when they are on disk, and carries a LedgerError where they cannot be."""
        ends: asyncio.Future[list[PushEnd]] = asyncio.get_running_loop().create_future()
        self._waiting.append((message, ends))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_all())
        return ends

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                if self._records() < GROUP:
                    await asyncio.sleep(LONE_SECONDS)
                if 1 < self._records() < GROUP:
                    await asyncio.sleep(GROUP_SECONDS - LONE_SECONDS)
                if group := self._next_group():
                    await self._write(group)
        finally:
            self._writing = None

    def _records(self) -> int:
        return sum(len(message.records) for message, _ in self._waiting)

    def _next_group(self) -> list[_Waiting]:
        """Messages with GROUP records, or a few more: those of one message stay together."""
        group: list[_Waiting] = []
        records = 0
        while self._waiting and records < GROUP:
            message, ends = self._waiting.popleft()
            # Whose call has ended meanwhile is left out: nobody would learn how the records ended.
            if not ends.done():
                group.append((message, ends))
                records += len(message.records)
        return group

    async def _write(self, group: list[_Waiting]) -> None:
        to_write = PushGroup(tuple(message for message, _ in group), self._rules().version, self._now())
        try:
            ends = await asyncio.get_running_loop().run_in_executor(self._thread, self._clerk.push, to_write)
        except Exception as error:  # noqa: BLE001 -- handed to every caller
            for _, waiting in group:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        self._counts.update("quarantined" if isinstance(end.end, RejectedRow) else str(end.end) for end in ends)
        rest = iter(ends)
        for message, waiting in group:
            own = list(islice(rest, len(message.records)))
            if not waiting.done():
                waiting.set_result(own)

    async def close(self) -> None:
        """Write what waits, then stop."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()
