"""A server that stands still for a while, as one on a busy machine does: what came in meanwhile is answered."""

from __future__ import annotations

import asyncio
import signal
from collections import Counter

import grpc
import grpc.aio
from faulty import SUBJECT, TENDER
from served import server
from world import World

from jointsanction.client.question import Question, check_request

CALLS, CHANNELS = 3_000, 4


def test_calls_that_wait_for_a_server_that_stands_still_are_answered(listed: World) -> None:
    """Three thousand calls that are sent meanwhile are all answered once it goes on.

    gRPC's own limit for calls that nobody has taken up is a thousand: with it some seven hundred of them ended with
    CANCELLED here. How many may be answered at the same time is another matter, and another limit.
    """
    request = check_request(Question(SUBJECT, TENDER)).SerializeToString()

    async def ask(address: str, stop: signal.Signals, go_on: signal.Signals) -> Counter[str]:
        channels = [
            grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1), ("number", number)])
            for number in range(CHANNELS)
        ]
        methods = [channel.unary_unary("/jointsanction.v1.CheckService/Check") for channel in channels]
        await asyncio.gather(*(method(request) for method in methods))
        running.process.send_signal(stop)
        calls = [asyncio.ensure_future(_outcome(methods[n % CHANNELS](request, timeout=60))) for n in range(CALLS)]
        await asyncio.sleep(1.0)
        running.process.send_signal(go_on)
        found = Counter(await asyncio.gather(*calls))
        await asyncio.gather(*(channel.close() for channel in channels))
        return found

    with server(listed.data, "--max-calls", str(CALLS)) as running:
        assert asyncio.run(ask(running.address, signal.SIGSTOP, signal.SIGCONT)) == {"OK": CALLS}


async def _outcome(call: grpc.aio.UnaryUnaryCall) -> str:
    return (await call.code()).name
