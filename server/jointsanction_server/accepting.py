"""Takes many waiting calls over from gRPC at a time.

``grpc.aio`` asks its core for one call, waits until a thread of its own has woken the loop, turns the loop some times,
and only then asks for the next. On busy processors each of these rounds waits for its turn, and calls stand before the
door of a server that has little to do: beside pushes and builds of the index the slowest hundredth of 1,474 checks a
second took 163 to 235 ms; with this 33 to 52. A call costs the server a quarter less when many come at once (November
2026, 2 cores). Here the core is asked for ``AT_A_TIME`` calls at once, and gRPC's own loop takes all that have come in
one go.

This is the one place that knows how gRPC is made inside: two methods of its server, of which one is as old as
``grpc.aio``, are overridden. A release that has neither behaves as it does by itself; a test says so.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Generator, Iterable
from typing import Any, cast

import grpc
import grpc.aio
from grpc._cython import cygrpc  # type: ignore[attr-defined]  # not in its stubs

AT_A_TIME = 32
"""Calls that the core may hand over before the loop has looked."""

_LAST_ORDERS = 0.1
"""Seconds for which an ending server waits until the calls that it has asked for in advance have come: where many come
they do so in a fraction of it, and where few come hardly any comes too late. So long it still takes calls up."""


class _Here:
    """A call that has come already, in place of a future: who waits for it goes on at once, not when the loop turns."""

    __slots__ = ("_call",)

    def __init__(self, call: object) -> None:
        self._call = call

    def add_done_callback(self, callback: Callable[[_Here], object], *, context: object = None) -> None:
        del context
        callback(self)

    def remove_done_callback(self, callback: object) -> int:
        del callback
        return 0

    def done(self) -> bool:
        return True

    def cancelled(self) -> bool:
        return False

    def cancel(self, msg: object = None) -> bool:
        del msg
        return False

    def exception(self) -> None:
        return None

    def result(self) -> object:
        return self._call

    def __await__(self) -> Generator[None, None, object]:
        yield from ()
        return self._call


class ManyAtATime(cygrpc.AioServer):  # type: ignore[misc]  # compiled, without types
    """gRPC's own server, but for how it comes by the next call."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self._arrived: deque[object] = deque()
        self._wanted: asyncio.Future[object] | None = None
        self._takers: set[asyncio.Task[None]] = set()
        self._ending = self._is_over = False
        self._failed: Exception | None = None

    async def _request_call(self) -> object:
        """How earlier releases come by it."""
        return await self._next()

    def _make_request_call_future(self, method: bytes | None) -> object:
        """How later ones do, beside one future for each method that is registered by its name."""
        return self._next() if method is None else super()._make_request_call_future(method)

    async def shutdown(self, grace: float | None) -> None:
        """End. What has been asked for in advance is waited for: once it ends, gRPC's loop takes one call at most, and
        what comes then all the same is let go of.
        """
        self._ending = True
        loop = asyncio.get_running_loop()
        until = loop.time() + _LAST_ORDERS
        while self._arrived or (len(self._takers) > 1 and loop.time() < until):
            await asyncio.sleep(0)
        self._is_over = True
        await super().shutdown(grace)

    def _next(self) -> asyncio.Future[object] | _Here:
        if self._arrived:
            return _Here(self._arrived.popleft())
        wanted = asyncio.get_running_loop().create_future()
        if self._is_over:
            return wanted  # gRPC's loop asks for the next call before it sees that it is to end
        self._wanted = wanted
        if self._failed is not None:
            wanted.set_exception(self._failed)
        elif not self._takers:
            self._takers = {asyncio.create_task(self._take()) for _ in range(1 if self._ending else AT_A_TIME)}
        return wanted

    @property
    def _waiting(self) -> asyncio.Future[object] | None:
        """What gRPC's loop waits for, if it does."""
        return self._wanted if self._wanted is not None and not self._wanted.done() else None

    async def _take(self) -> None:
        """Ask the core for one call after the other; when the server ends, only for one that gRPC's loop waits for."""
        ask = super()._request_call
        try:
            while not self._ending or (len(self._takers) == 1 and self._waiting is not None):
                self._hand_over(await ask())
        except Exception as error:  # noqa: BLE001 -- gRPC's loop is told: it asked
            self._failed = error
            if (waiting := self._waiting) is not None:
                waiting.set_exception(error)
        finally:
            # At once, not when the task is done: the others look at how many there are.
            self._takers.discard(cast("asyncio.Task[None]", asyncio.current_task()))

    def _hand_over(self, call: object) -> None:
        if (waiting := self._waiting) is not None:
            waiting.set_result(call)
        elif not self._is_over:
            self._arrived.append(call)
        # Else nobody takes it up any more. With its last reference gRPC ends it as CANCELLED, which callers repeat;
        # kept, it would stand unanswered until its deadline, and the server with it.


def aio_server(options: Iterable[tuple[str, Any]], *, maximum_concurrent_rpcs: int | None = None) -> grpc.aio.Server:
    """A server as ``grpc.aio.server`` makes it, which takes many calls at a time."""
    own = cygrpc.AioServer
    cygrpc.AioServer = ManyAtATime
    try:
        return grpc.aio.server(options=list(options), maximum_concurrent_rpcs=maximum_concurrent_rpcs)
    finally:
        cygrpc.AioServer = own
