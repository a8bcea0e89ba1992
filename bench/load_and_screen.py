"""How long loading and screening take, beside plain baselines on the same rows in the same run.

Run: ``python bench/load_and_screen.py [--entries 200000] [--checks 100000]``. Invented companies, a temporary folder.

Baselines: for loading, the same CSV read by the csv module and inserted into one indexed SQLite table, committed once
(no history, no reading of codes and names, no joining, no quarantine); for screening, the same file read, one look-up
of the raw code and one of the raw name in a dictionary, and written again (no reading of codes and names, no rules).
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from invented import code

from jointsanction.checker import create
from jointsanction.model import Context
from jointsanction.operate import load_file
from jointsanction.screen import screen_file

PLACES = ("清远市", "英德市", "连州市", "佛冈县", "阳山县", "清远市清城区", "清远市清新区", "广东")
FIRST = "禾穗岚汐澜砚苇筠岫霁榆柘橡栎槿棠荻蓼菡萏蘅芷芸苓"
TRADES = ("建材", "商贸", "机械制造", "食品", "装饰工程", "物业管理", "电子科技", "农业发展", "运输", "化工")
FORMS = ("有限公司", "有限责任公司", "股份有限公司", "厂", "经营部")
HEADER = ("企业名称", "统一社会信用代码", "认定单位", "文书号", "列入事由", "列入日期", "有效期至")


def company(number: int) -> tuple[str, str]:
    """Name and code of the invented company number ``number``; names are distinct."""
    rng = random.Random(number)
    core = "".join(FIRST[number // len(FIRST) ** place % len(FIRST)] for place in range(4))
    return f"{rng.choice(PLACES)}{core}{rng.choice(TRADES)}{rng.choice(FORMS)}", code(number)


def write_list(path: Path, entries: int, *, first: int = 0) -> None:
    """A list file of ``entries`` companies, from number ``first`` on."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for number in range(first, first + entries):
            name, uscc = company(number)
            writer.writerow((name, uscc, "清远市某局", f"（2026）{number}号", "未履行义务", "2026-01-05", "2028-01-04"))


def write_companies(path: Path, checks: int, entries: int) -> None:
    """Companies to screen: one in ten is listed, every fifth carries no code."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("企业名称", "统一社会信用代码"))
        for number in range(checks):
            name, uscc = company(number % entries if number % 10 == 0 else entries + number)
            writer.writerow((name, "" if number % 5 == 0 else uscc))


def machine() -> str:
    """What the figures were measured on, and when."""
    cores = f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    return f"{platform.machine()}, {cores}, CPython {platform.python_version()}, {datetime.now(UTC).date()}"


def timed(work: Callable[[], object]) -> float:
    """Wall seconds of one call."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def plain_load(source: Path, target: Path) -> None:
    """The baseline of loading."""
    database = sqlite3.connect(target)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("CREATE TABLE entry (name TEXT, uscc TEXT, a TEXT, d TEXT, r TEXT, f TEXT, u TEXT)")
    database.execute("CREATE INDEX by_uscc ON entry (uscc)")
    database.execute("CREATE INDEX by_name ON entry (name)")
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        database.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    database.commit()
    database.close()


def plain_screen(listed: Path, source: Path, target: Path) -> None:
    """The baseline of screening."""
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    by_code, by_name = {row[1]: row for row in rows}, {row[0]: row for row in rows}
    with source.open(encoding="utf-8", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        for row in csv.reader(file):
            hit = by_code.get(row[1]) or by_name.get(row[0])
            writer.writerow((*row, hit[3] if hit else ""))


def report(what: str, seconds: float, baseline: float, name: str) -> None:
    """One line of the table."""
    print(f"{what:42} {seconds:7.2f} s   {seconds / baseline:6.1f} x {name} ({baseline:.2f} s)")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--checks", type=int, default=100_000)
    arguments = parser.parse_args()
    entries, checks = arguments.entries, arguments.checks
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        listed, companies, data = root / "list.csv", root / "companies.csv", root / "data"
        write_list(listed, entries)
        write_companies(companies, checks, entries)
        now = datetime.now(UTC)
        directory = create(data, now=now)
        context = Context(department="财政", region="清远市", as_of=date(2026, 6, 1))
        list_name = "失信被执行人"
        load = timed(lambda: load_file(directory, listed, now=now, list_name=list_name))
        again = timed(lambda: load_file(directory, listed, now=now, list_name=list_name))
        plain = timed(lambda: plain_load(listed, root / "plain.db"))
        report(f"load {entries:,} entries, index included", load, plain, "plain insert")
        report("load the same file again", again, plain, "plain insert")
        base = timed(lambda: plain_screen(listed, companies, root / "plain.csv"))
        for ending in ("csv", "jsonl", "xlsx"):
            target = root / f"out.{ending}"
            screen = timed(lambda target=target: screen_file(data, companies, target, context))
            report(f"screen {checks:,} companies to {ending}", screen, base, "dictionary")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{'peak memory of the first process':42} {peak:7.0f} MiB")


if __name__ == "__main__":
    main()
