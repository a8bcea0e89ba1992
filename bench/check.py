"""One exact check in process, whole decision object included, beside one indexed SQLite look-up in the same run.

Run: ``python bench/check.py [--entries 200000]``. Invented companies, a temporary folder. Baseline: ``SELECT`` of one
row by an indexed code through the sqlite3 module, with no reading of codes and names, no rules and no decision.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from load_and_screen import company, machine, plain_load, write_list

from jointsanction.checker import Checker, create
from jointsanction.model import Context, Subject
from jointsanction.operate import load_file

NOW = datetime.now(UTC)
ROUNDS = 20_000


def microseconds(work: Callable[[Subject], object], subjects: Sequence[Subject]) -> tuple[float, float]:
    """Median and 99th percentile of one call."""
    for subject in subjects[:1000]:
        work(subject)
    times = []
    clock = time.perf_counter_ns
    for subject in subjects:
        start = clock()
        work(subject)
        times.append(clock() - start)
    times.sort()
    return statistics.median(times) / 1000, times[len(times) * 99 // 100] / 1000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=200_000)
    entries = parser.parse_args().entries
    print(f"{machine()}, {entries:,} entries")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        listed = root / "list.csv"
        write_list(listed, entries)
        directory = create(root / "data", now=NOW)
        load_file(directory, listed, now=NOW, list_name="拖欠农民工工资失信联合惩戒对象")
        plain_load(listed, root / "plain.db")
        database = sqlite3.connect(root / "plain.db")
        hits = [Subject(*company(number * 7919 % entries)) for number in range(ROUNDS)]
        misses = [Subject(*company(entries + number)) for number in range(ROUNDS)]
        as_of = date(2026, 6, 1)
        with Checker.open(directory.root) as checker:

            def ask(context: Context) -> Callable[[Subject], object]:
                return lambda subject: checker.check(subject, context)

            nowhere = Context(department="烟草", item="烟草专卖零售许可证核发", region="清远市", as_of=as_of)
            everywhere = Context(region="清远市", as_of=as_of)
            none = len(checker.check(hits[0], nowhere).measures)
            many = len(checker.check(hits[0], everywhere).measures)
            base, _ = microseconds(
                lambda subject: database.execute("SELECT * FROM entry WHERE uscc = ?", (subject.uscc,)).fetchone(), hits
            )
            print(f"{'baseline: one indexed SELECT':44} p50 {base:7.1f} µs")
            for what, subjects, context in (
                ("nothing found", misses, nowhere),
                (f"hit with {none} measures, entry seen first", hits, nowhere),
                (f"hit with {none} measures, entry seen before", hits, nowhere),
                (f"hit with {many} measures", hits, everywhere),
            ):
                p50, p99 = microseconds(ask(context), subjects)
                print(f"{what:44} p50 {p50:7.1f} µs  p99 {p99:7.1f} µs  {p50 / base:5.1f} x baseline")


if __name__ == "__main__":
    main()
