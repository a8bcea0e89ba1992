"""Checks while entries are pushed: latency, memory, layers.

Run: ``python bench/live_index.py [--entries 200000] [--seconds 120] [--rate 1000] [--checks 200]``. Invented companies,
a temporary folder. One process checks at a steady rate, first with nothing else going on, then while another process
pushes ``--rate`` new entries a second in loads of a tenth of that. A check that finds something new takes it up first,
which is in its time.
"""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from multiprocessing.synchronize import Event
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from index import memory
from invented_ledger import LIST, invented_code, invented_name, write_ledger
from load_and_screen import machine

from jointsanction.checker import Checker, create
from jointsanction.ledger import Ledger
from jointsanction.match import bring_up_to_date
from jointsanction.match.manifest import read_manifest
from jointsanction.model import Context, SourceRecord, Subject

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
CONTEXT = Context(as_of=date(2026, 11, 24))
LOADS_A_SECOND = 10


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--quiet", type=int, default=30, help="seconds without pushes before")
    parser.add_argument("--rate", type=int, default=1_000, help="entries pushed a second")
    parser.add_argument("--checks", type=int, default=200, help="checks a second")
    given = parser.parse_args()
    print(f"{machine()}, {given.entries:,} entries, {given.rate:,} pushed and {given.checks:,} checked a second")
    with tempfile.TemporaryDirectory() as folder:
        directory = create(Path(folder) / "data", now=NOW)
        directory.ledger.unlink()
        write_ledger(directory.ledger, given.entries)
        with Ledger.open(directory.ledger) as ledger:
            bring_up_to_date(ledger, directory.index)
        spawn = multiprocessing.get_context("spawn")
        stop = spawn.Event()
        pushing = spawn.Process(target=push, args=(directory.ledger, given.entries, given.rate, stop))
        with Checker.open(directory.root) as checker:
            quiet = checked(checker, directory.index, given.quiet, given.checks, given.entries)
            pushing.start()
            try:
                busy = checked(checker, directory.index, given.seconds, given.checks, given.entries)
            finally:
                stop.set()
                pushing.join()
            print(f"{'pushed':30} {checker.change_no - given.entries:,} changes")
        print(f"{'p99 while pushed over quiet':30} {busy / quiet:8.1f} x")


def checked(checker: Checker, index: Path, seconds: int, rate: int, entries: int) -> float:
    """Check at a steady rate and print what it took; the 99th percentile in ms."""
    times: list[float] = []
    started = told = time.perf_counter()
    for turn in range(seconds * rate):
        wait = started + turn / rate - time.perf_counter()
        if wait > 0:
            time.sleep(wait)
        number = turn * 7919 % (2 * entries) + 1
        code = invented_code(number) if turn % 2 else ""
        begin = time.perf_counter()
        checker.check(Subject(invented_name(number), code), CONTEXT)
        times.append(time.perf_counter() - begin)
        if begin - told > max(10, seconds / 10):
            told = begin
            manifest = read_manifest(index)
            layers = " ".join(f"{layer.entries:,}" for layer in manifest.layers) if manifest else ""
            print(f"{begin - started:6.0f} s  {memory()}  layers {layers}", flush=True)
    times.sort()
    p50, p99 = times[len(times) // 2] * 1000, times[len(times) * 99 // 100] * 1000
    print(f"{'checks':30} p50 {p50:7.2f} ms  p99 {p99:7.2f} ms  longest {times[-1] * 1000:7.1f} ms", flush=True)
    return p99


def push(path: Path, entries: int, rate: int, stop: Event) -> None:
    """Load new entries, and one in ten anew, at a steady rate until told to stop."""
    started, number = time.perf_counter(), entries * 2
    with Ledger.open(path) as ledger:
        turn = 0
        while not stop.is_set():
            size = rate // LOADS_A_SECOND
            records = [
                record(number - 1_000 * (place % 10 == 0), turn)
                for place, number in enumerate(range(number, number + size))
            ]
            ledger.load(records, file_name="push", now=NOW)
            number += size
            turn += 1
            stop.wait(max(0.0, started + turn / LOADS_A_SECOND - time.perf_counter()))


def record(number: int, turn: int) -> SourceRecord:
    """What a source says of company ``number``."""
    return SourceRecord(
        row=number,
        list=LIST,
        source="bench",
        record_id=str(number),
        name=invented_name(number),
        uscc=invented_code(number),
        authority="清远市某局",
        doc_no=f"（2026）{number}号",
        reason=f"拖欠工资 {turn}",
        listed_on=date(2026, 1, 5),
    )


if __name__ == "__main__":
    main()
