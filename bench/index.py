"""The index of a ledger of N entries: build time by phase, bytes an entry, opening, memory, rebuilding after damage.

Run: ``python bench/index.py [--entries 1000000] [--processes 2] [--folder DIR] [--no-damage]``. Invented companies, in
a temporary folder. The ledger is written straight into its tables, which is not measured. Each opening is measured in a
process of its own, started after the build, with the files in the page cache. What ten times the entries cost a search
of names is measured beside an index of a tenth of them, the same questions in turn.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from invented_ledger import invented_code, invented_name, write_ledger
from load_and_screen import machine

from jointsanction.checker import Checker, DataDirectory, create
from jointsanction.ledger import Ledger
from jointsanction.match import EntryIndex, bring_up_to_date
from jointsanction.model import Subject

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
QUESTIONS = 2_000
MIB = 1 << 20


def main() -> None:
    """Print the table; with ``--second`` be the process that opens and answers."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="where the temporary folder is made")
    parser.add_argument("--no-damage", action="store_true", help="do not damage the index and build it again")
    parser.add_argument("--second", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--beside", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.second is not None:
        if given.beside is not None:
            told = by_size(given.beside, given.second, given.entries)
        else:
            told = opened(given.second, given.entries)
        print(json.dumps(told))
        return
    print(f"{machine()}, {given.entries:,} entries, {given.processes} processes")
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        directory = written(Path(folder) / "data", given.entries)
        build(directory.ledger, directory.index, given.processes)
        sizes(directory.ledger, directory.index, given.entries)
        second(directory.root, given.entries)
        tenth = written(Path(folder) / "tenth", given.entries // 10)
        with Ledger.open(tenth.ledger) as ledger:
            bring_up_to_date(ledger, tenth.index, processes=given.processes)
        second(directory.root, given.entries // 10, "--beside", str(tenth.root))
        if not given.no_damage:
            damage(directory.root, directory.index)


def written(root: Path, entries: int) -> DataDirectory:
    """A data directory with so many invented companies."""
    directory = create(root, now=NOW)
    directory.ledger.unlink()
    started = time.perf_counter()
    write_ledger(directory.ledger, entries)
    print(f"{'ledger written (not measured)':40} {time.perf_counter() - started:8.1f} s, {entries:,} entries")
    return directory


def build(ledger_path: Path, index: Path, processes: int) -> None:
    """Build and print each phase."""
    phases: list[tuple[str, float]] = []
    began_cpu = cpu_seconds()
    with Ledger.open(ledger_path) as ledger:
        bring_up_to_date(
            ledger, index, processes=processes, on_phase=lambda name: phases.append((name, time.perf_counter()))
        )
    for (name, began), (_, ended) in pairwise(phases):
        print(f"{'build: ' + name:40} {ended - began:8.1f} s")
    spent = cpu_seconds() - began_cpu
    print(f"{'build':40} {phases[-1][1] - phases[0][1]:8.1f} s, {spent:.1f} s of processor time")
    own, children = (
        resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"{'peak memory: this process, largest other':40} {own:8.0f} MiB {children:8.0f} MiB")


def cpu_seconds() -> float:
    """Processor time of this process and of those it has waited for."""
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def sizes(ledger_path: Path, index: Path, entries: int) -> None:
    """Bytes an entry of every file, and of the names themselves."""
    with Ledger.open(ledger_path) as ledger:
        texts = sum(2 * len(entry.name) for entry in ledger.entry_texts(after=0, upto=ledger.change_no()))
    print(f"{'names themselves (two bytes a character)':40} {texts / entries:8.1f} bytes an entry")
    total = 0
    for path in sorted(path for path in index.rglob("*") if path.is_file()):
        size = path.stat().st_size
        total += size
        if size > entries // 10:
            print(f"{path.name:40} {size / entries:8.1f} bytes an entry")
    print(f"{'all beyond the names themselves':40} {(total - texts) / entries:8.1f} bytes an entry")


def second(data: Path, entries: int, *more: str) -> None:
    """Open in another process and print what it tells."""
    command = [sys.executable, __file__, "--second", str(data), "--entries", str(entries), *more]
    told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()[-1])
    for name, value in told.items():
        print(f"{name:40} {value}")


def opened(data: Path, entries: int) -> dict[str, str]:
    """What the second process sees: times to open, and its memory before and after it has answered."""
    gc.collect()
    before = memory()
    started = time.perf_counter()
    checker = Checker.open(data, read_only=True)
    opening = time.perf_counter() - started
    with Ledger.open(data / "ledger.sqlite3", read_only=True) as ledger:
        started = time.perf_counter()
        EntryIndex(ledger, data / "index", may_build=False).close()
        alone = time.perf_counter() - started
    started = time.perf_counter()
    first = checker.check(Subject("清远市某某建材有限公司"))
    first_check = time.perf_counter() - started
    open_memory = memory()
    hits = 0
    for number in range(QUESTIONS):
        entry = number * 7919 % entries + 1
        name, code = invented_name(entry), invented_code(entry)
        question = Subject(name, code) if number % 2 else Subject(name)
        hits += bool(checker.check(question).matches)
    after = memory()
    checker.close()
    return {
        "opening (rules, ledger, index)": f"{opening:8.3f} s",
        "opening the index alone, again": f"{alone:8.3f} s",
        "first check": f"{first_check:8.3f} s, {len(first.matches)} matches",
        "memory before opening": before,
        "memory opened": open_memory,
        f"memory after {QUESTIONS:,} checks": after,
        "found of these": f"{hits} of {QUESTIONS}",
    }


def by_size(tenth: Path, whole: Path, listed: int) -> dict[str, str]:
    """The same names, written wrong, asked of a tenth of the list and of all of it, in turn: noise falls on both.

    ``listed`` companies are on both lists. The first quarter of the questions warms up.
    """
    taken: tuple[list[float], list[float]] = ([], [])
    with Checker.open(tenth, read_only=True) as few, Checker.open(whole, read_only=True) as many:
        for number in range(QUESTIONS):
            subject = Subject(written_wrong(invented_name(number * 7919 % listed + 1)))
            for checker, times in zip((few, many), taken, strict=True):
                started = time.perf_counter()
                checker.check(subject)
                times.append((time.perf_counter() - started) * 1000)
    (few_p50, few_p99), (many_p50, many_p99) = (
        (ordered[len(ordered) // 2], ordered[len(ordered) * 99 // 100])
        for ordered in (sorted(times[QUESTIONS // 4 :]) for times in taken)
    )
    return {
        "name search, a tenth of the entries": f"p50 {few_p50:6.2f} ms, p99 {few_p99:6.2f} ms",
        "name search, all entries": f"p50 {many_p50:6.2f} ms, p99 {many_p99:6.2f} ms",
        "ten times the entries": f"p50 x {many_p50 / few_p50:.2f}, p99 x {many_p99 / few_p99:.2f}",
    }


def written_wrong(name: str) -> str:
    """One character in the middle is another."""
    middle = len(name) // 2 - 1
    return name[:middle] + ("鑫" if name[middle] != "鑫" else "森") + name[middle + 1 :]


def memory() -> str:
    """Resident memory: of the process alone, and pages of files, which processes share."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    sizes = {key: int(value.split()[0]) / 1024 for key, value in (line.split(":", 1) for line in lines) if "Rss" in key}
    return f"{sizes['RssAnon']:8.1f} MiB own, {sizes['RssFile']:8.1f} MiB shared files"


def damage(data: Path, index: Path) -> None:
    """Cut a file and open: the index is built anew by itself, and the answers are right."""
    path = next(index.rglob("exact.seg"))
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)
    started = time.perf_counter()
    with Checker.open(data) as checker:
        took = time.perf_counter() - started
        found = sum(bool(checker.check(Subject(invented_name(number))).matches) for number in range(1, 201))
    print(f"{'opening after damage, index built anew':40} {took:8.1f} s, {found} of 200 found")
    started = time.perf_counter()
    shutil.rmtree(index)
    print(f"{'index deleted':40} {time.perf_counter() - started:8.3f} s")


if __name__ == "__main__":
    main()
