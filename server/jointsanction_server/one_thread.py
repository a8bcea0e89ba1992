"""Work that blocks, away from the event loop: each kind one after the other in a thread of its own.

One kind never holds another up: while reviews wait for a ledger that is held, or figures are counted over years, a
check can still be read. A call that has ended meanwhile is not worked on any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

_P = ParamSpec("_P")
_T = TypeVar("_T")


class OneThread:
    """A queue and the thread that works it off."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(1, thread_name_prefix=f"jointsanction-{name}")

    async def do(self, work: Callable[_P, _T], *args: _P.args, **kwargs: _P.kwargs) -> _T:
        """Do ``work`` when its turn comes; what it raises is raised."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, partial(work, *args, **kwargs))

    async def close(self) -> None:
        """Do what has begun, and nothing more."""
        await asyncio.to_thread(self._executor.shutdown, cancel_futures=True)
