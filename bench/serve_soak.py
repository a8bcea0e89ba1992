"""The soak: at 70 % of the peak, with 1,000 records a second pushed and the rules rewritten every ten seconds.

The peak is what callers who ask as fast as they are answered reach while all of that goes on, index builds included:
a peak of a few seconds is no load that two cores can bear for ten minutes. It is measured for three minutes: within
one nothing is built yet, and a shared machine is a quarter quicker in one minute than in another. Therefore it is quiet
before and after, and each line says how quick the machine was meanwhile.
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import serve_load as load
import sidecar_process
from h2_calls import DEADLINE_SECONDS, Connection
from machine_speed import MachineSpeed
from serve_push import PUSHED_A_SECOND, pushing

from jointsanction.checker import DataDirectory
from jointsanction.ledger import Ledger

SHARE = 0.7
RULES_SECONDS = 10.0
WARM_UP_SECONDS, IN_FLIGHT = 3.0, 64
PEAK_SECONDS, QUIET_SECONDS = 180.0, 60.0
BUILT_SECONDS = 120.0
"""How long a build is waited for before it is to be quiet."""
PUSHES_BEFORE_PEAK = 6.0
"""Seconds of pushes before the peak is measured: until a server has started all that it starts for them."""


async def soak(directory: DataDirectory, entries: int, seconds: float) -> None:
    """Print failed calls, times and memory."""
    asked = load.questions(entries, 20_000)
    mixed = [request for pair in zip(asked["miss"], asked["hit"], strict=True) for request in pair]
    with sidecar_process.sidecar(directory.root) as server:
        over = [await Connection.open(server.address, load.CHECK) for _ in range(load.CHANNELS)]
        await peak(over, mixed, WARM_UP_SECONDS, MachineSpeed())
        async with disturbed(server.address, directory) as pushed:
            await asyncio.sleep(PUSHES_BEFORE_PEAK)
            speed = MachineSpeed()
            found = await peak(over, mixed, PEAK_SECONDS, speed)
        rate = SHARE * found
        print(f"peak with pushes {found:.0f}/s, {pushed}; from now on {rate:.0f}/s; {speed}", flush=True)
        await until_built(directory)
        quiet = [await quietly(over, mixed, rate)]
        memory = [server.memory()]
        loud = load.Calls()
        async with disturbed(server.address, directory) as pushed:
            for _ in range(10):
                speed = MachineSpeed()
                part = await paced(over, mixed, rate, seconds / 10, speed)
                loud.seconds += part.seconds
                loud.failed += part.failed
                memory.append(server.memory())
                print(f"  {part}, {memory[-1]:.0f} MiB; {speed}", flush=True)
        await until_built(directory)
        quiet.append(await quietly(over, mixed, rate))
        for connection in over:
            connection.close()
    print(
        f"{len(loud.seconds):,} calls, {len(loud.failed)} failed {sorted(set(loud.failed))}, {pushed}\n"
        f"p99 {loud.at(0.99):.2f} ms: {loud.at(0.99) / quiet[0].at(0.99):.1f} x quiet before,"
        f" {loud.at(0.99) / quiet[1].at(0.99):.1f} x quiet after;"
        f" memory {memory[0]:.0f} MiB, after a tenth {memory[1]:.0f}, at the end {memory[-1]:.0f}"
    )


async def until_built(directory: DataDirectory) -> None:
    """Wait until no build of the index has been under way for some seconds, and the last rule file is taken up."""
    seen, end = time.perf_counter(), time.perf_counter() + BUILT_SECONDS
    while (now := time.perf_counter()) < seen + RULES_SECONDS / 2:
        if now > end:
            print("the index is still being built", flush=True)
            return
        await asyncio.sleep(0.1)
        if list(directory.index.glob(".building*")):
            seen = time.perf_counter()


async def quietly(over: list[Connection], requests: list[bytes], rate: float) -> load.Calls:
    """The same calls with nothing beside them."""
    speed = MachineSpeed()
    calls = await paced(over, requests, rate, QUIET_SECONDS, speed)
    print(f"quiet: {calls}, {len(calls.failed)} failed; {speed}", flush=True)
    return calls


class Disturbed:
    """What went on beside the calls."""

    def __init__(self) -> None:
        self.pushed = self.rewritten = 0
        self.seconds = 0.0

    def __str__(self) -> str:
        return (
            f"{self.pushed:,} records pushed and durable ({self.pushed / self.seconds:.0f} of {PUSHED_A_SECOND}/s),"
            f" rules rewritten {self.rewritten} times"
        )


@asynccontextmanager
async def disturbed(address: str, directory: DataDirectory) -> AsyncIterator[Disturbed]:
    """Records are pushed and rules rewritten for as long as the block runs."""
    found, start = Disturbed(), time.perf_counter()
    rules = asyncio.create_task(rewrite_rules(directory.root, found))
    try:
        with pushing(address, fresh_number(directory)) as pushed:
            yield found
            found.seconds = time.perf_counter() - start
    finally:
        rules.cancel()
        await asyncio.gather(rules, return_exceptions=True)
    found.pushed = pushed.acknowledged


async def peak(over: list[Connection], requests: list[bytes], seconds: float, speed: MachineSpeed) -> float:
    """Calls a second that are answered at most; ``speed`` looks every thousand of them."""
    end = time.perf_counter() + seconds
    source, calls, over_all = itertools.cycle(requests), load.Calls(), asyncio.Event()
    open_calls = 0

    def ask(connection: Connection) -> None:
        nonlocal open_calls
        now = time.perf_counter()
        if now < end:
            open_calls += 1
            connection.call(next(source), now, lambda took, why: answered(connection, took, why))
        elif not open_calls:
            over_all.set()

    def answered(connection: Connection, took: float, why: str) -> None:
        nonlocal open_calls
        open_calls -= 1
        calls.took(took, why)
        if len(calls.seconds) % 1_000 == 0:
            speed.look()
        ask(connection)

    for connection in itertools.islice(itertools.cycle(over), IN_FLIGHT):
        ask(connection)
    await asyncio.wait_for(over_all.wait(), seconds + DEADLINE_SECONDS)
    if calls.failed:
        raise SystemExit(f"{len(calls.failed)} calls failed before there was a load: {sorted(set(calls.failed))}")
    return len(calls.seconds) / seconds


async def paced(
    over: list[Connection], requests: list[bytes], rate: float, seconds: float, speed: MachineSpeed
) -> load.Calls:
    """Calls at a steady rate, whatever becomes of them; each is timed from when it was due. ``speed`` looks once a
    second.
    """
    calls = load.Calls()
    connections, source = itertools.cycle(over), itertools.cycle(requests)
    start, made, looks = time.perf_counter(), 0, max(1, round(rate))
    while (due := start + made / rate) < start + seconds:
        if (pause := due - time.perf_counter()) > 0:
            await asyncio.sleep(pause)
        next(connections).call(next(source), due, calls.took)
        made += 1
        if made % looks == 0:
            speed.look()
    end = time.perf_counter() + DEADLINE_SECONDS
    while sum(connection.open_calls for connection in over) and time.perf_counter() < end:
        await asyncio.sleep(0.01)
    return calls


def fresh_number(directory: DataDirectory) -> int:
    """Numbers of invented companies that no run has pushed before and that nobody asks about begin here.

    A company that is listed already would only join its entry, and cost a fraction of a new one.
    """
    with Ledger.open(directory.ledger) as ledger:
        return 50_000_000 + ledger.entry_count()


async def rewrite_rules(root: Path, found: Disturbed) -> None:
    """Write a rule file anew every ten seconds, each time another, until this is cancelled."""
    path = min((root / "memoranda").glob("*.yaml"))
    content = path.read_bytes()
    try:
        while True:
            await asyncio.sleep(RULES_SECONDS)
            found.rewritten += 1
            path.write_bytes(content + b"# " + str(found.rewritten).encode() + b"\n")
    finally:
        path.write_bytes(content)
