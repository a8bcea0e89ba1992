"""What the sidecar costs over an empty echo on the same gRPC server; how it bears load, pushes and a killed worker.

Run: ``python bench/serve.py [--entries 1000000] [--data FOLDER]``; ``--soak SECONDS``, ``--kill`` or ``--start``
measures that instead. Linux. Invented companies; the folder is kept, so that the list is loaded once. Load comes from
this process; servers are processes of their own, and what they cost is the CPU of all their threads. Echo and check
take turns, so that what else the machine does falls on both; each figure is the median over the rounds.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import serve_kill
import serve_load as load
import serve_soak
import sidecar_process
from load_and_screen import machine

from jointsanction.checker import DataDirectory
from jointsanction.record import CheckRecord
from jointsanction_server.loop import run_loop

ROUNDS, CALLS, IN_FLIGHT, LONE = 7, 3_000, 64, 300
STREAMS, WINDOW = 8, 16


class Measured:
    """Microseconds of server CPU a call, and calls a second, round by round."""

    def __init__(self) -> None:
        self.cpu: dict[str, list[float]] = {}
        self.rate: dict[str, list[float]] = {}
        self.lone: dict[str, list[float]] = {}

    async def take(
        self, what: str, server: sidecar_process.ServerProcess, count: int, work: Callable[[], Awaitable[object]]
    ) -> None:
        """Do the work and write down what it cost the server."""
        cpu, start = server.cpu(), time.perf_counter()
        await work()
        self.cpu.setdefault(what, []).append((server.cpu() - cpu) / count * 1e6)
        self.rate.setdefault(what, []).append(count / (time.perf_counter() - start))

    def ratio(self, what: str, base: str) -> float:
        """Of each round, then the median."""
        return statistics.median(a / b for a, b in zip(self.cpu[what], self.cpu[base], strict=True))


async def costs(data: Path, entries: int) -> None:
    """Print the table of costs."""
    asked = load.questions(entries, CALLS)
    found = Measured()
    with (
        sidecar_process.echo() as echo,
        sidecar_process.echo("--as-served") as tuned,
        sidecar_process.sidecar(data) as server,
    ):
        plain, alike, ours = (load.channels(each.address) for each in (echo, tuned, server))
        for turn in range(ROUNDS + 1):
            if turn == 1:
                found = Measured()  # the first round warmed up
            for what, requests in asked.items():
                await found.take(
                    f"echo {what}", echo, CALLS, lambda r=requests: load.unary(plain, "/Echo/Unary", r, IN_FLIGHT)
                )
                await found.take(
                    f"tuned echo {what}",
                    tuned,
                    CALLS,
                    lambda r=requests: load.unary(alike, "/Echo/Unary", r, IN_FLIGHT),
                )
                await found.take(
                    f"check {what}", server, CALLS, lambda r=requests: load.unary(ours, load.CHECK, r, IN_FLIGHT)
                )
                messages = load.in_stream(requests)
                await found.take(
                    f"echo stream {what}",
                    echo,
                    CALLS,
                    lambda m=messages: load.streamed(plain, "/Echo/Stream", m, STREAMS, WINDOW),
                )
                await found.take(
                    f"tuned echo stream {what}",
                    tuned,
                    CALLS,
                    lambda m=messages: load.streamed(alike, "/Echo/Stream", m, STREAMS, WINDOW),
                )
                await found.take(
                    f"check stream {what}",
                    server,
                    CALLS,
                    lambda m=messages: load.streamed(ours, load.CHECK_STREAM, m, STREAMS, WINDOW),
                )
                single = load.in_stream_together(requests, 1)
                await found.take(
                    f"check stream as they come {what}",
                    server,
                    CALLS,
                    lambda m=single: load.streamed(ours, load.CHECK_STREAM, m, STREAMS, WINDOW, load.answers_in),
                )
                together = load.in_stream_together(requests)
                await found.take(
                    f"check stream together {what}",
                    server,
                    CALLS,
                    lambda m=together: load.streamed(ours, load.CHECK_STREAM, m, STREAMS, 2),
                )
                for name, over, method in (("echo", plain, "/Echo/Unary"), ("check", ours, load.CHECK)):
                    calls = await load.unary(over[:1], method, requests[:LONE], 1)
                    found.lone.setdefault(f"{name} {what}", []).append(calls.at(0.5))
    for what in asked:
        for kind in ("", "stream "):
            echoed, checked = f"echo {kind}{what}", f"check {kind}{what}"
            base, ours_cpu = statistics.median(found.cpu[echoed]), statistics.median(found.cpu[checked])
            print(
                f"{'CheckStream' if kind else 'Check':12} {what:5} {ours_cpu:6.0f} µs of server CPU,"
                f" echo {base:5.0f} µs: {found.ratio(checked, echoed):5.2f} x,"
                f" {statistics.median(found.rate[checked]):6.0f}/s,"
                f" echo {statistics.median(found.rate[echoed]):6.0f}/s;"
                f" {found.ratio(checked, f'tuned {echoed}'):5.2f} x an echo whose gRPC is told what serve tells it"
            )
        for form, told in (
            ("as they come", "one question to a message, answers as many as are ready"),
            ("together", f"{load.TOGETHER} questions to a message"),
        ):
            echoed, checked = f"echo stream {what}", f"check stream {form} {what}"
            print(
                f"CheckStream, {told}, {what:5} {statistics.median(found.cpu[checked]):6.0f} µs:"
                f" {found.ratio(checked, echoed):5.2f} x an echo of each question by itself"
                f" ({found.ratio(checked, f'tuned {echoed}'):.2f} x where its gRPC is told the same),"
                f" {statistics.median(found.rate[checked]):6.0f}/s"
            )
        base, ours_ms = (statistics.median(found.lone[f"{name} {what}"]) for name in ("echo", "check"))
        print(f"one at a time {what:5} p50 {ours_ms:.3f} ms, echo {base:.3f} ms: {ours_ms - base:+.3f} ms")
    record = DataDirectory(data).record
    with CheckRecord.open(record) as opened:
        checks = sum(each.checks for each in opened.statistics())
    print(f"record.sqlite3: {record.stat().st_size / checks:,.0f} bytes a check, half of them hits with one measure")


def start(data: Path) -> None:
    """Print how long a start takes."""
    for _ in range(3):
        begin = time.perf_counter()
        with sidecar_process.sidecar(data) as server:
            sidecar_process.seconds_until_serving(server.address)
            print(f"started and SERVING after {time.perf_counter() - begin:.2f} s, {server.memory():.0f} MiB")


def main() -> None:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--data", type=Path, help="folder that is kept; else a temporary one")
    parser.add_argument("--soak", type=float, metavar="SECONDS")
    parser.add_argument("--kill", action="store_true")
    parser.add_argument("--start", action="store_true")
    asked = parser.parse_args()
    print(f"{machine()}, {asked.entries:,} entries", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        directory = load.directory_with(asked.data or Path(folder), asked.entries)
        if asked.soak:
            run_loop(serve_soak.soak(directory, asked.entries, asked.soak))
        elif asked.kill:
            asyncio.run(serve_kill.kill(directory, asked.entries))
        elif asked.start:
            start(directory.root)
        else:
            asyncio.run(costs(directory.root, asked.entries))


if __name__ == "__main__":
    main()
