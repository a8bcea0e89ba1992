"""Load on a server: questions about invented companies, and calls with so many in flight."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import grpc
import grpc.aio
from load_and_screen import company, write_list

from jointsanction.checker import DataDirectory, create
from jointsanction.operate import load_file
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckStreamRequest, CheckStreamResponse, StreamedCheck
from jointsanction.v1.question_pb2 import Context, Subject

CHANNELS = 4
TOGETHER = 50
"""Questions in a message of a stream where there are several."""
LISTED_ON = "拖欠农民工工资失信联合惩戒对象"
CONTEXT = Context(department="烟草", item="烟草专卖零售许可证核发", region="清远市", case_no="2026-00012")
CHECK = "/jointsanction.v1.CheckService/Check"
CHECK_STREAM = "/jointsanction.v1.CheckService/CheckStream"


def directory_with(root: Path, entries: int) -> DataDirectory:
    """A data directory in which so many invented companies are listed; one made before is used again."""
    directory = DataDirectory(root / f"data-{entries}")
    if not directory.ledger.is_file():
        listed = root / "list.csv"
        listed.parent.mkdir(parents=True, exist_ok=True)
        write_list(listed, entries)
        create(directory.root, now=datetime.now(UTC))
        load_file(directory, listed, now=datetime.now(UTC), list_name=LISTED_ON)
        listed.unlink()
    return directory


def question(number: int, **more: str) -> CheckRequest:
    """A question about the invented company of that number."""
    name, uscc = company(number)
    return CheckRequest(subject=Subject(name=name, uscc=uscc), context=CONTEXT, **more)


def questions(entries: int, count: int) -> dict[str, list[bytes]]:
    """Questions about companies that are listed and about others, each company once, as bytes."""
    step = max(1, entries // count)
    return {
        "miss": [question(entries + number).SerializeToString() for number in range(count)],
        "hit": [question(number * step % entries).SerializeToString() for number in range(count)],
    }


def in_stream(requests: Iterable[bytes]) -> list[bytes]:
    """The same questions as messages of a stream."""
    return [
        CheckStreamRequest(correlation_id=str(number), check=CheckRequest.FromString(request)).SerializeToString()
        for number, request in enumerate(requests)
    ]


def in_stream_together(requests: Sequence[bytes], together: int = TOGETHER) -> list[bytes]:
    """The same in `checks`, several to a message, as the client sends a list of questions, or one."""
    checks = [
        StreamedCheck(correlation_id=str(number), check=CheckRequest.FromString(request))
        for number, request in enumerate(requests)
    ]
    return [
        CheckStreamRequest(checks=checks[first : first + together]).SerializeToString()
        for first in range(0, len(checks), together)
    ]


@dataclass(slots=True)
class Calls:
    """What became of calls: seconds of each that was answered, and the codes of those that failed."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def took(self, seconds: float, why: str) -> None:
        """Take note of one that has come to its end; ``why`` it failed, "" where it did not."""
        if why:
            self.failed.append(why)
        else:
            self.seconds.append(seconds)

    def __str__(self) -> str:
        return f"p50 {self.at(0.5):.2f} ms, p99 {self.at(0.99):.2f} ms"

    def at(self, share: float) -> float:
        """The time within which this share of the calls was answered, in milliseconds."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def channels(address: str, count: int = CHANNELS) -> list[grpc.aio.Channel]:
    """Connections of their own."""
    return [
        grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1), ("bench.number", number)])
        for number in range(count)
    ]


async def unary(over: Sequence[grpc.aio.Channel], method: str, requests: Iterable[bytes], in_flight: int) -> Calls:
    """Call with each request once."""
    calls, rest = Calls(), iter(requests)

    async def caller(channel: grpc.aio.Channel) -> None:
        call = channel.unary_unary(method)
        for request in rest:
            start = time.perf_counter()
            await call(request)
            calls.seconds.append(time.perf_counter() - start)

    await asyncio.gather(*(caller(channel) for channel in itertools.islice(itertools.cycle(over), in_flight)))
    return calls


def one_answer(_: bytes) -> int:
    """How many messages are answered by one where each is answered by itself."""
    return 1


def answers_in(response: bytes) -> int:
    """The same for `answers` to messages of one question each."""
    return len(CheckStreamResponse.FromString(response).answers)


async def streamed(
    over: Sequence[grpc.aio.Channel],
    method: str,
    requests: Sequence[bytes],
    streams: int,
    window: int,
    answered: Callable[[bytes], int] = one_answer,
) -> None:
    """Send the requests down so many streams, each with so many unanswered."""

    async def one(channel: grpc.aio.Channel, own: Iterator[bytes]) -> None:
        call = channel.stream_stream(method)()
        free = asyncio.Semaphore(window)

        async def send() -> None:
            for request in own:
                await free.acquire()
                await call.write(request)
            await call.done_writing()

        sending = asyncio.create_task(send())
        async for answer in call:
            for _ in range(answered(answer)):
                free.release()
        await sending

    rest = iter(requests)
    await asyncio.gather(*(one(channel, rest) for channel in itertools.islice(itertools.cycle(over), streams)))
