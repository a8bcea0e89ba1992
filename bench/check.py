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
FEW_MEASURES = "政府采购严重违法失信"
"""A list whose memorandum has some twenty measures for the enterprise, over all departments."""


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
        write_list(listed, ROUNDS, first=2 * entries)
        load_file(directory, listed, now=NOW, list_name=FEW_MEASURES)
        database = sqlite3.connect(root / "plain.db")
        hits = [Subject(*company(number * 7919 % entries)) for number in range(ROUNDS)]
        misses = [Subject(*company(entries + number)) for number in range(ROUNDS)]
        few = [Subject(*company(2 * entries + number)) for number in range(ROUNDS)]
        as_of = date(2026, 6, 1)
        with Checker.open(directory.root) as checker:

            def ask(context: Context) -> Callable[[Subject], object]:
                return lambda subject: checker.check(subject, context)

            everywhere = Context(region="清远市", as_of=as_of)
            nowhere = next(
                context
                for each in checker.rules.catalog.departments.values()
                if not checker.check(few[0], context := Context(each.name, region="清远市", as_of=as_of)).measures
            )
            some, many = (len(checker.check(subjects[0], everywhere).measures) for subjects in (few, hits))
            base, _ = microseconds(
                lambda subject: database.execute("SELECT * FROM entry WHERE uscc = ?", (subject.uscc,)).fetchone(), hits
            )
            print(f"{'baseline: one indexed SELECT':44} p50 {base:7.1f} µs")
            for what, subjects, context, wanted in (
                ("nothing found", misses, nowhere, 15),
                ("hit with 0 measures, entry seen first", few, nowhere, None),
                ("hit with 0 measures", few, nowhere, 30),
                (f"hit with {some} measures", few, everywhere, 80),
                (f"hit with {many} measures, entry seen first", hits, everywhere, None),
            ):
                p50, p99 = microseconds(ask(context), subjects)
                told = f"  (wanted: {wanted} µs)" if wanted else ""
                print(f"{what:44} p50 {p50:7.1f} µs  p99 {p99:7.1f} µs  {p50 / base:5.1f} x baseline{told}")


if __name__ == "__main__":
    main()
