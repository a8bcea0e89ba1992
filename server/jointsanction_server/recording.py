"""The recorder for the event loop: a check is answered once it is on disk, and the loop never waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from jointsanction.errors import RecordError
from jointsanction.record import CheckToRecord, Recorded, Recorder
from jointsanction.record.transaction import Transaction

_T = TypeVar("_T")

STORE_FAULTS = frozenset(
    ("RECORD_FULL", "RECORD_LOCKED", "RECORD_DAMAGED", "RECORD_SCHEMA", "RECORD_BUSY", "RECORD_CLOSED")
)
"""Reasons that say the record itself cannot be written, whatever is asked."""


class AsyncRecorder:
    """``best_effort`` lets a check be answered unrecorded where the record cannot be written; ``on_lost`` is told."""

    def __init__(self, recorder: Recorder, *, best_effort: bool, on_lost: Callable[[RecordError], None]) -> None:
        self._recorder = recorder
        self._best_effort = best_effort
        self._on_lost = on_lost

    @property
    def waiting(self) -> int:
        """Calls that are not written down yet."""
        return self._recorder.waiting

    async def record(self, check: CheckToRecord) -> Recorded | None:
        """Write a check down; None where it was not and need not be. Raises RecordError."""
        try:
            return await asyncio.wrap_future(self._recorder.submit(check))
        except RecordError as error:
            if not self._best_effort or error.reason not in STORE_FAULTS:
                raise
            self._on_lost(error)
            return None

    async def work(self, work: Callable[[Transaction], _T]) -> _T:
        """Do ``work`` in the next transaction; raises RecordError."""
        return await asyncio.wrap_future(self._recorder.submit_work(work))

    async def close(self) -> None:
        """Write what waits, then stop."""
        await asyncio.to_thread(self._recorder.close)
