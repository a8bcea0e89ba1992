"""A server takes the calls that wait before its door in one go, and ends as gRPC's own does."""

from __future__ import annotations

import asyncio
import time
import weakref
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import grpc
import grpc.aio
import pytest

from jointsanction_server.accepting import AT_A_TIME, aio_server

WAITING, CALLERS = 20, 64
ENDED = {"OK", "UNAVAILABLE", "CANCELLED"}
"""What becomes of calls when a gRPC server ends: done, told to come again, or not taken up any more."""


class Turns:
    """Counts the turns of the loop, and in which of them each call is taken up."""

    def __init__(self) -> None:
        self.count = 0
        self.of_calls: list[int] = []

    async def run(self) -> None:
        while True:
            self.count += 1
            await asyncio.sleep(0)

    async def answer(self, request: bytes, _context: object) -> bytes:
        self.of_calls.append(self.count)
        return request


@asynccontextmanager
async def listening(server: grpc.aio.Server, behaviour: object) -> AsyncIterator[str]:
    handlers = {"Call": grpc.unary_unary_rpc_method_handler(behaviour)}
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("Test", handlers),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)


async def turns_to_take_up(server: grpc.aio.Server) -> int:
    """Turns from the first to the last of the calls that came while the loop was held up."""
    turns = Turns()
    async with listening(server, turns.answer) as address, grpc.aio.insecure_channel(address) as channel:
        call = channel.unary_unary("/Test/Call")
        await call(b"")  # connected
        turns.of_calls.clear()
        counting = asyncio.create_task(turns.run())
        calls = [asyncio.ensure_future(call(b"")) for _ in range(WAITING)]
        await asyncio.sleep(0.01)
        time.sleep(0.1)  # the loop is held up, and calls come to stand before the door
        await asyncio.gather(*calls)
        counting.cancel()
    return turns.of_calls[-1] - turns.of_calls[0]


def test_what_waits_is_taken_up_in_one_go() -> None:
    """The server of gRPC itself turns the loop several times for each call. Of three runs each: others work beside."""

    async def measure() -> tuple[int, int]:
        return await turns_to_take_up(aio_server(())), await turns_to_take_up(grpc.aio.server())

    assert WAITING <= AT_A_TIME
    found = [asyncio.run(measure()) for _ in range(3)]
    ours, plain = map(min, zip(*found, strict=True))
    assert ours < plain / 2, found


@pytest.mark.parametrize("pause", [0.0, 0.02], ids=["under load", "with little to do"])
def test_a_server_that_ends_leaves_no_call_hanging(pause: float) -> None:
    """Whatever was asked for in advance is answered, and what comes later is told so; nobody waits for the grace."""
    found, took = asyncio.run(end_under_calls(pause))
    assert found["OK"] > CALLERS
    assert set(found) <= ENDED, found
    assert took < 3, took


async def end_under_calls(pause: float) -> tuple[Counter[str], float]:
    """What became of the calls, and how long the end took."""
    found: Counter[str] = Counter()
    ended = asyncio.Event()

    async def answer(request: bytes, _context: object) -> bytes:
        await asyncio.sleep(0.002)
        return request

    async def caller(channel: grpc.aio.Channel) -> None:
        call = channel.unary_unary("/Test/Call")
        while not ended.is_set():
            try:
                await call(b"", timeout=10)
            except grpc.aio.AioRpcError as error:
                found[error.code().name] += 1
                return
            found["OK"] += 1
            await asyncio.sleep(pause)

    server = aio_server(())
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(listening(server, answer))
        options = [("grpc.use_local_subchannel_pool", 1)]
        channels = [
            await stack.enter_async_context(grpc.aio.insecure_channel(address, options=options)) for _ in range(4)
        ]
        callers = [asyncio.create_task(caller(channels[number % 4])) for number in range(CALLERS)]
        await asyncio.sleep(0.3)
        begin = time.monotonic()
        await server.stop(5)
        took = time.monotonic() - begin
        ended.set()
        await asyncio.gather(*callers)
    return found, took


class Call:
    """Stands for a call that the core hands over."""


def test_a_call_that_comes_too_late_is_let_go_of() -> None:
    """The core may hand over calls that came just before the end when nobody takes them up any more: kept, they would
    stand until their deadlines, as seven did in one takeover. Let go of, gRPC ends them at once.
    """

    async def hand_over_late() -> list[object]:
        server = aio_server(())
        async with listening(server, lambda request, _context: request):
            await server.stop(None)
            inner: Any = server._server  # type: ignore[attr-defined]  # what ``aio_server`` put in
            asked: asyncio.Future[object] = inner._next()
            left = []
            for _ in range(3):
                call = Call()
                left.append(weakref.ref(call))
                inner._hand_over(call)
                del call
            assert not asked.done()
            return [each() for each in left]

    assert asyncio.run(hand_over_late()) == [None, None, None]
