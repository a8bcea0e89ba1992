"""Pushed records, written together: whatever has come in is one transaction of the ledger, and each is told its end.

Reading and writing happen in a thread of their own; the event loop waits for nothing.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from jointsanction.checker import KeyedHash, Rules
from jointsanction.feed.pushed import PushedRecord, read_pushed
from jointsanction.ledger import Fate, Ledger
from jointsanction.model import RejectedRow, SourceRecord

GROUP = 64
"""Records in one transaction at most. Every process that serves takes a group up between two calls, 80 µs a record, so
this bounds how long a call is held up by pushes; a transaction itself costs some 5 ms."""

GROUP_SECONDS = 0.02
"""How long the first record waits for others. A group costs an fsync, and every process takes its change up; with a
thousand records a second that is 50 groups rather than 300."""


@dataclass(frozen=True, slots=True)
class PushEnd:
    """How a record ended (a rejected row: in quarantine), and the change number that it became durable with."""

    end: Fate | RejectedRow
    change_no: int
    warnings: tuple[str, ...] = ()


_Waiting = tuple[PushedRecord, str, "asyncio.Future[PushEnd]"]


class Pusher:
    """One for each process. ``rules`` gives the rules in force, ``counts`` are the ends of records by their name."""

    def __init__(
        self,
        ledger: Ledger,
        rules: Callable[[], Rules],
        keyed_hash: KeyedHash,
        now: Callable[[], datetime],
        counts: Counter[str],
    ) -> None:
        self._ledger = ledger
        self._rules = rules
        self._keyed_hash = keyed_hash
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
                    await asyncio.sleep(GROUP_SECONDS)
                group, self._waiting = self._waiting[:GROUP], self._waiting[GROUP:]
                # Whose call has ended meanwhile is left out: nobody would learn how the record ended.
                group = [each for each in group if not each[2].done()]
                if group:
                    await self._write(group)
        finally:
            self._writing = None

    async def _write(self, group: list[_Waiting]) -> None:
        try:
            ends = await asyncio.get_running_loop().run_in_executor(self._thread, self._commit, group)
        except Exception as error:  # noqa: BLE001 -- handed to every caller
            for _, _, waiting in group:
                if not waiting.done():
                    waiting.set_exception(error)
            return
        for (_, _, waiting), end in zip(group, ends, strict=True):
            self._counts["quarantined" if isinstance(end.end, RejectedRow) else str(end.end)] += 1
            if not waiting.done():
                waiting.set_result(end)

    def _commit(self, group: list[_Waiting]) -> list[PushEnd]:
        records = (record for record, _, _ in group)
        items = list(read_pushed(records, catalog=self._rules().catalog, keyed_hash=self._keyed_hash))
        origin = "push:" + ",".join(sorted({caller for _, caller, _ in group}))
        pushed = self._ledger.push(items, origin=origin[:200], now=self._now())
        return [
            PushEnd(end, pushed.change_no, item.warnings if isinstance(item, SourceRecord) else ())
            for item, end in zip(items, pushed.ends, strict=True)
        ]

    async def close(self) -> None:
        """Write what waits, then stop."""
        if self._writing is not None:
            await self._writing
        self._thread.shutdown()
