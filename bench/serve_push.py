"""Pushes records of invented companies at a steady rate: ``python bench/serve_push.py ADDRESS FIRST-NUMBER``.

A process of its own beside the one that asks, as the province's feed is: otherwise what a push costs its sender would
count as time that a check takes. It pushes until its standard input is closed, and prints how many were acknowledged
as durable.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import grpc.aio
import serve_load as load
from load_and_screen import company

from jointsanction.v1.list_service_pb2 import EntryRecord, PushEntriesRequest
from jointsanction.v1.list_service_pb2_grpc import ListServiceStub

PUSHED_A_SECOND = 1_000
MOST, TICK = 100, 0.05
"""Records in a message at most, and seconds between two looks at what is due: a feed of so many sends them together."""


@dataclass(slots=True)
class Pushed:
    """How many records were acknowledged, once the pushing is over."""

    acknowledged: int = 0


@contextmanager
def pushing(address: str, first: int) -> Iterator[Pushed]:
    """Push records of companies from number ``first`` on for as long as the block runs."""
    found = Pushed()
    command = (sys.executable, __file__, address, str(first))
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield found
        finally:
            told, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"pushing ended with {process.returncode}")
    found.acknowledged = int(told)


def pushed_record(number: int) -> EntryRecord:
    """The listing of an invented company."""
    name, uscc = company(number)
    return EntryRecord(
        list=load.LISTED_ON, source="soak", record_id=str(number), name=name, uscc=uscc, doc_no=f"（2026）{number}号",
        listed_on="2026-03-01", expires_on="2028-03-01",
    )  # fmt: skip


async def push(address: str, first: int, until: asyncio.Event) -> int:
    """Push down one stream until then; how many were acknowledged as durable.

    Where the server has renewed the connection, what was not acknowledged is sent again down a new stream.
    """
    start = time.perf_counter()

    async def records(sent: int) -> AsyncIterator[PushEntriesRequest]:
        while not until.is_set():
            due = int((time.perf_counter() - start) * PUSHED_A_SECOND)
            while sent < due:
                numbers = range(first + sent, first + min(sent + MOST, due))
                yield PushEntriesRequest(records=map(pushed_record, numbers))
                sent += len(numbers)
            await asyncio.sleep(TICK)

    acknowledged = 0
    async with grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        while True:
            try:
                async for answer in ListServiceStub(channel).PushEntries(records(acknowledged)):
                    acknowledged += sum(each.change_no > 0 for each in answer.acknowledgements)
            except grpc.aio.AioRpcError as error:
                if error.code() is not grpc.StatusCode.UNAVAILABLE or "max connection age" not in str(error.details()):
                    raise
            else:
                return acknowledged


async def main(address: str, first: int) -> None:
    """Push until standard input is closed."""
    over = asyncio.Event()
    asyncio.get_running_loop().add_reader(sys.stdin.fileno(), over.set)
    print(await push(address, first, over))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
