"""Resembling names: recall, precision, false hits and time, beside peers on the same list in the same run.

Run: ``python bench/match.py --enterprises FILE.csv.gz [--listed 200000] [--queries 400] [--peer-queries 40]``. FILE has
a column ``name`` with real registered names (not part of this project); what is not listed serves as real unlisted
companies. Nothing is kept. Baselines: SQLite FTS5 trigram, 50 best by bm25, then rapidfuzz ratio; rapidfuzz ratio.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import random
import resource
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from damage import KINDS, TWO_SLIPS, Damage
from load_and_screen import machine
from rapidfuzz import fuzz, process

from jointsanction import names
from jointsanction.match.names import POSSIBLE, NameSearch, NameSegment, build_segment

Answer = tuple[int, float] | None
"""Row of the best candidate and its score."""


def read_names(path: Path, seed: int) -> list[str]:
    """Distinct normal forms in random order."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        forms = dict.fromkeys(names.normal_form(row["name"]) for row in csv.DictReader(file))
    found = [form for form in forms if len(form) > 3]
    random.Random(seed).shuffle(found)
    return found


def times_of(search: Callable[[str], Answer], asked: Sequence[str]) -> tuple[list[Answer], float, float]:
    """Answers, and the median and 99th percentile of one search in microseconds."""
    answers, times = [], []
    for name in asked:
        start = time.perf_counter_ns()
        answers.append(search(name))
        times.append((time.perf_counter_ns() - start) / 1000)
    times.sort()
    return answers, statistics.median(times), times[len(times) * 99 // 100]


def fts5(listed: Sequence[str]) -> Callable[[str], Answer]:
    """The peer: SQLite FTS5 trigram, the 50 best by bm25, then rapidfuzz ratio."""
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE n USING fts5(name, tokenize='trigram')")
    database.executemany("INSERT INTO n (rowid, name) VALUES (?, ?)", enumerate(listed, start=1))

    def search(name: str) -> Answer:
        grams = " OR ".join(f'"{name[at : at + 3]}"' for at in range(len(name) - 2) if '"' not in name)
        if not grams:
            return None
        sql = "SELECT rowid, name FROM n WHERE n MATCH ? ORDER BY rank LIMIT 50"
        best = max(((fuzz.ratio(name, other), row) for row, other in database.execute(sql, (grams,))), default=None)
        return (best[1] - 1, best[0] / 100) if best else None

    return search


def brute_force(listed: Sequence[str]) -> Callable[[str], Answer]:
    """The peer: rapidfuzz ratio against every name."""

    def search(name: str) -> Answer:
        found = process.extractOne(name, listed, scorer=fuzz.ratio)
        return (found[2], found[1] / 100) if found else None

    return search


def measure(
    name: str,
    search: Callable[[str], Answer],
    threshold: float,
    variants: Sequence[tuple[str, int, str]],
    unlisted: Sequence[str],
    listed: Sequence[str],
) -> float:
    """Print one block and return the median time over variants and unlisted names."""
    asked = [variant for _, _, variant in variants]
    answers, _, _ = times_of(search, [*asked, *unlisted])
    _, p50, p99 = times_of(search, [*asked, *unlisted])
    right = [
        answer is not None and listed[answer[0]] == listed[row]
        for (_, row, _), answer in zip(variants, answers, strict=False)
    ]
    hits = [answer is not None and answer[1] >= threshold for answer in answers]
    found = sum(a and b for a, b in zip(right, hits, strict=False))
    wrong = sum(hit and not ok for hit, ok in zip(hits, right, strict=False))
    false = sum(hits[len(asked) :]) / max(1, len(unlisted))
    precision = found / max(1e-9, found + wrong + false * len(asked))
    recall = found / len(asked)
    one = [ok for (kind, _, _), ok in zip(variants, right, strict=True) if kind not in TWO_SLIPS]
    two = [ok for (kind, _, _), ok in zip(variants, right, strict=True) if kind in TWO_SLIPS]
    f1 = 2 * precision * recall / max(1e-9, precision + recall)
    print(f"{name:28} recall@1 one slip {sum(one) / len(one):.4f}  two slips, region {sum(two) / len(two):.4f}")
    print(f"{'':28} at {threshold}: precision {precision:.4f}  recall {recall:.4f}  F1 {f1:.4f}  false {false:.4f}")
    print(f"{'':28} p50 {p50:9.1f} µs  p99 {p99:9.1f} µs")
    if len(asked) > len(KINDS) * 100:
        for kind in KINDS:
            of_kind = [ok for (its, _, _), ok in zip(variants, right, strict=True) if its == kind]
            print(f"{'':30}{kind:22} {sum(of_kind) / len(of_kind):.4f}")
    return p50


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--enterprises", type=Path, required=True)
    parser.add_argument("--listed", type=int, default=200_000)
    parser.add_argument("--queries", type=int, default=400, help="of each kind of damage")
    parser.add_argument("--peer-queries", type=int, default=10, help="of each kind of damage; peers are slow")
    arguments = parser.parse_args()
    every = read_names(arguments.enterprises, seed=7)
    size = min(arguments.listed, len(every) - 1000)
    listed, rest = every[:size], every[size:]
    known = set(listed)
    damage = Damage(listed[:50_000], seed=1)
    rng = random.Random(3)
    variants = []
    for kind in KINDS:
        for _ in range(arguments.queries):
            row = rng.randrange(size)
            variant = names.normal_form(damage.apply(kind, listed[row]))
            if variant not in known:
                variants.append((kind, row, variant))
    unlisted = rest[: len(variants)]
    print(f"{machine()}; {size:,} listed, {len(variants):,} variants, {len(unlisted):,} real unlisted names")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "names.seg"
        start = time.perf_counter()
        build_segment(path, enumerate(listed), stamp="bench")
        built = time.perf_counter() - start
        start = time.perf_counter()
        search = NameSearch(NameSegment(path))
        opened = time.perf_counter() - start
        raw = sum(len(name.encode()) for name in listed)
        extra = (path.stat().st_size - raw) / size
        print(f"built in {built:.1f} s, opened in {opened * 1000:.1f} ms, {extra:.0f} bytes a name beyond the names")

        def ours(name: str) -> Answer:
            found = search.search(name, limit=1, least=0.0)
            return (found[0].row_id, found[0].score) if found else None

        own = measure("jointsanction", ours, POSSIBLE, variants, unlisted, listed)
    few = random.Random(5).sample(variants, min(len(variants), arguments.peer_queries * len(KINDS)))
    for name, make in (("FTS5 trigram + rapidfuzz", fts5), ("rapidfuzz ratio", brute_force)):
        peer = measure(name, make(listed), 0.85, few, unlisted[: len(few)], listed)
        print(f"{'':28} p50 {peer / own:.0f} x jointsanction's")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
