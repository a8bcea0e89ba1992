"""Run a coroutine with an event loop of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

_T = TypeVar("_T")


def run(work: Coroutine[object, object, _T], seconds: float = 60.0) -> _T:
    """Run it to its end; a test that hangs fails."""

    async def bounded() -> _T:
        return await asyncio.wait_for(work, seconds)

    return asyncio.run(bounded())
