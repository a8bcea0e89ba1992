"""The soak: at 70 % of the peak, with 1,000 records a second pushed and the rules rewritten every ten seconds."""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import grpc
import grpc.aio
import serve_load as load
import sidecar_process
from load_and_screen import company

from jointsanction.checker import DataDirectory
from jointsanction.ledger import Ledger
from jointsanction.v1.list_service_pb2 import EntryRecord, PushEntriesRequest
from jointsanction.v1.list_service_pb2_grpc import ListServiceStub

SHARE = 0.7
PUSHED_A_SECOND = 1_000
RULES_SECONDS = 10.0
PEAK_CALLS, QUIET_SECONDS, IN_FLIGHT = 6_000, 20.0, 64
PUSHES_BEFORE_PEAK = 3.0
"""Seconds of pushes before the peak is measured: a server starts a process for them with the first."""

TICK = 0.005


async def soak(directory: DataDirectory, entries: int, seconds: float) -> None:
    """Print failed calls, times and memory."""
    asked = load.questions(entries, 20_000)
    mixed = [request for pair in zip(asked["miss"], asked["hit"], strict=True) for request in pair]
    numbers = fresh_numbers(directory)
    with sidecar_process.sidecar(directory.root) as server:
        over = load.channels(server.address)
        await load.unary(over, load.CHECK, mixed[:PEAK_CALLS], IN_FLIGHT)
        rate = SHARE * await peak(server.address, over, mixed, numbers)
        quiet = await paced(over, mixed, rate, QUIET_SECONDS)
        print(f"quiet: p50 {quiet.at(0.5):.2f} ms, p99 {quiet.at(0.99):.2f} ms, {len(quiet.failed)} failed", flush=True)
        memory = [server.memory()]
        loud = load.Calls()
        pushing = asyncio.create_task(push(server.address, numbers, seconds=seconds))
        rules = asyncio.create_task(rewrite_rules(directory.root, seconds))
        for _ in range(10):
            part = await paced(over, mixed, rate, seconds / 10)
            loud.seconds += part.seconds
            loud.failed += part.failed
            memory.append(server.memory())
            print(f"  p50 {part.at(0.5):.2f} ms, p99 {part.at(0.99):.2f} ms, {memory[-1]:.0f} MiB", flush=True)
        pushed, rewritten = await pushing, await rules
    print(
        f"{len(loud.seconds):,} calls, {len(loud.failed)} failed {sorted(set(loud.failed))}, {pushed:,} records pushed,"
        f" rules rewritten {rewritten} times\np99 {loud.at(0.99):.2f} ms: {loud.at(0.99) / quiet.at(0.99):.1f} x quiet;"
        f" memory {memory[0]:.0f} MiB, after a tenth {memory[1]:.0f}, at the end {memory[-1]:.0f}"
    )


async def peak(address: str, over: list[grpc.aio.Channel], requests: list[bytes], numbers: Iterator[int]) -> float:
    """Calls a second that are answered at most, while records are pushed from before the first to after the last."""
    done = asyncio.Event()
    pushing = asyncio.create_task(push(address, numbers, until=done))
    await asyncio.sleep(PUSHES_BEFORE_PEAK)
    start = time.perf_counter()
    calls = await load.unary(over, load.CHECK, requests[:PEAK_CALLS], IN_FLIGHT)
    took = time.perf_counter() - start
    done.set()
    pushed, found = await pushing, len(calls.seconds) / took
    print(f"peak with pushes {found:.0f}/s, {pushed / (took + PUSHES_BEFORE_PEAK):.0f} pushed/s", end="; ")
    print(f"from now on {SHARE * found:.0f}/s", flush=True)
    return found


async def paced(over: list[grpc.aio.Channel], requests: list[bytes], rate: float, seconds: float) -> load.Calls:
    """Calls at a steady rate, whatever becomes of them; each is timed from when it was due."""
    calls, running = load.Calls(), set[asyncio.Task[None]]()
    methods = itertools.cycle([channel.unary_unary(load.CHECK) for channel in over])
    source = itertools.cycle(requests)

    async def call(due: float) -> None:
        try:
            await next(methods)(next(source), timeout=10.0)
            calls.seconds.append(time.perf_counter() - due)
        except grpc.aio.AioRpcError as error:
            calls.failed.append(error.code().name)

    start, made = time.perf_counter(), 0
    while (now := time.perf_counter()) < start + seconds:
        while made < (now - start) * rate:
            task = asyncio.create_task(call(start + made / rate))
            running.add(task)
            task.add_done_callback(running.discard)
            made += 1
        await asyncio.sleep(TICK)
    await asyncio.gather(*running)
    return calls


def fresh_numbers(directory: DataDirectory) -> Iterator[int]:
    """Numbers of invented companies that no run has pushed before and that nobody asks about.

    A company that is listed already would only join its entry, and cost a fraction of a new one.
    """
    with Ledger.open(directory.ledger) as ledger:
        return itertools.count(50_000_000 + ledger.entry_count())


def pushed_record(number: int) -> EntryRecord:
    """The listing of an invented company."""
    name, uscc = company(number)
    return EntryRecord(
        list=load.LISTED_ON, source="soak", record_id=str(number), name=name, uscc=uscc, doc_no=f"（2026）{number}号",
        listed_on="2026-03-01", expires_on="2028-03-01",
    )  # fmt: skip


async def push(
    address: str, numbers: Iterator[int], *, seconds: float = float("inf"), until: asyncio.Event | None = None
) -> int:
    """Push records at a steady rate down one stream; how many were acknowledged as durable."""

    async def records() -> AsyncIterator[PushEntriesRequest]:
        start, sent = time.perf_counter(), 0
        while (now := time.perf_counter()) < start + seconds and not (until and until.is_set()):
            while sent < (now - start) * PUSHED_A_SECOND:
                yield PushEntriesRequest(correlation_id=str(sent), record=pushed_record(next(numbers)))
                sent += 1
            await asyncio.sleep(TICK)

    acknowledged = 0
    async with grpc.aio.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
        async for answer in ListServiceStub(channel).PushEntries(records()):
            acknowledged += answer.change_no > 0
    return acknowledged


async def rewrite_rules(root: Path, seconds: float) -> int:
    """Write a rule file anew every ten seconds, each time another; how often."""
    path = min((root / "memoranda").glob("*.yaml"))
    content, times, end = path.read_bytes(), 0, time.perf_counter() + seconds
    try:
        while time.perf_counter() + RULES_SECONDS < end:
            await asyncio.sleep(RULES_SECONDS)
            times += 1
            path.write_bytes(content + b"# " + str(times).encode() + b"\n")
    finally:
        path.write_bytes(content)
    return times
