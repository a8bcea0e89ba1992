"""The event loop of a server: uvloop where it is installed, else asyncio's own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Coroutine


def run_loop(work: Coroutine[object, object, None]) -> None:
    """Run ``work`` to its end on a new loop."""
    if sys.platform == "win32":
        asyncio.run(work)
        return
    import uvloop  # not on Windows

    uvloop.run(work)
