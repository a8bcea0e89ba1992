"""The run that compares: one list, one set of damaged and unlisted names, the library and its peers."""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from itertools import chain
from math import inf
from pathlib import Path
from typing import Any

from jointsanction import names
from jointsanction.match.names import SCORE_VERSION
from matching import measures, report
from matching.damage import Damage
from matching.kinds import KINDS
from matching.lists import Named, Packed, Recombined, read_enterprises
from matching.machine import machine, peak_mib, today
from matching.measures import Variant
from matching.misses import write_misses
from matching.other_damage import OtherDamage
from matching.ours import Ours, known_rows, second_process
from matching.searcher import Searcher

PEERS = ("fts5", "fts5-plain", "tantivy", "postgres", "rapidfuzz")
CODELESS = 0.10
"""Share of entries that carry no code where questions with valid codes are asked (one red list: 1,033 of 10,172)."""
_SAMPLE = 50_000
_TRIES = 300
_TIMED = 4_000

Figures = dict[str, Any]


def run(arguments: argparse.Namespace, folder: Path) -> Figures:
    """Everything, printed as it comes."""
    every = read_enterprises(arguments.enterprises, seed=7)
    held = min(len(KINDS) * arguments.queries, len(every) // 10)
    real, rest = every[held:][: arguments.listed], every[:held]
    listed = Packed(chain((one.normal for one in real), _beyond(every, arguments.listed - len(real))))
    variants = damaged(arguments.damage, real, listed, arguments.queries, arguments.seed)
    unlisted = rest[: len(variants)]
    print(f"{machine()}, {today()}; {len(listed):,} listed ({len(real):,} real), {len(variants):,} variants, ", end="")
    print(f"{len(unlisted):,} real unlisted names; damage generator: {arguments.damage}", flush=True)
    segment = folder / "names.seg"
    known = known_rows(listed, [variant.written for variant in variants])
    ours = Ours(segment, listed, known, as_a_check=not arguments.search_alone)
    figures: Figures = {"listed": len(listed), "real": len(real), "variants": len(variants), "unlisted": len(unlisted)}
    figures |= {"damage": arguments.damage, "seed": arguments.seed, "scorer": SCORE_VERSION, "searchers": []}
    figures["index"] = _index(ours, listed, segment, folder, variants) | {"peak_mib": peak_mib()}
    report.print_index(figures["index"])
    own = measured(ours, variants, [one.written for one in unlisted], listed)
    asked = [names.normal_form(written) for written in _mixed(variants, unlisted)][:_TIMED]
    own["search"] = measures.times(ours.search_alone, asked, rounds=3)
    own["false_with_codes"] = with_codes(real, unlisted, folder, codeless=CODELESS)
    own["false_with_codes_as_listed"] = with_codes(real, unlisted, folder, codeless=0.0)
    report.print_searcher(own)
    figures["searchers"].append(own)
    if arguments.misses:
        write_misses(arguments.misses, ours, variants, listed)
    few = _few(variants, arguments.peer_queries)
    for make in _peers(arguments.peers, folder, listed):
        strangers = [one.written for one in unlisted[: len(few)]]
        with closing(make()) as peer:
            found = measured(peer, few, strangers, listed, arguments.peer_seconds, ours.search_alone)
        check = found["check"]
        found["times_ours"] = {which: check[f"{which}_us"] / check[f"beside_{which}_us"] for which in ("p50", "p99")}
        report.print_searcher(found)
        figures["searchers"].append(found)
    ours.close()
    return figures


def damaged(which: str, real: Sequence[Named], listed: Sequence[str], queries: int, seed: int) -> list[Variant]:
    """``queries`` variants of each kind; one that reads as another listed name is nobody's variant and is left out."""
    sample = [one.normal for one in real[:_SAMPLE]]
    damage = (OtherDamage if which == "second" else Damage)(sample, seed=seed)
    rng = random.Random(seed + 2)
    found: list[Variant] = []
    for kind in KINDS:
        tries = count = 0
        while count < queries and tries < queries * _TRIES:
            tries += 1
            row = rng.randrange(len(real))
            written = damage.apply(kind, real[row].normal)
            if written:
                found.append(Variant(kind, row, real[row].normal, written))
                count += 1
    taken = known_rows(listed, [variant.written for variant in found])
    return [one for one in found if listed[taken.get(names.normal_form(one.written), one.row)] == one.normal]


def measured(
    searcher: Searcher,
    variants: Sequence[Variant],
    unlisted: Sequence[str],
    listed: Sequence[str],
    seconds: float = inf,
    beside: Callable[[str], object] | None = None,
) -> Figures:
    """All figures of one searcher; ``beside`` is timed on the same questions in turn."""
    scored, times = measures.ask(searcher, variants, unlisted, listed, seconds=seconds, beside=beside)
    by_kind = measures.recall_by_kind(scored)
    return {
        "label": searcher.label,
        "settings": searcher.settings,
        "queries": len(scored),
        "recall_by_kind": by_kind,
        "recall": measures.recall_of_groups(by_kind),
        "at_threshold": measures.at_threshold(scored, searcher.threshold),
        "at_best_threshold": measures.best_threshold(scored),
        "check": times,
        "build_seconds": searcher.build_seconds,
        "disk_mib": searcher.disk_bytes / (1 << 20),
    }


def with_codes(real: Sequence[Named], unlisted: Sequence[Named], folder: Path, *, codeless: float) -> Figures:
    """False hits on unlisted companies that give their valid code: only entries without one are held against them.

    ``codeless``: a share of the entries whose code is taken away, beside those that have none in the file.
    """
    rng = random.Random(11)
    bare = [one.normal for one in real if not one.coded or rng.random() < codeless]
    coded = [one for one in unlisted if one.coded]
    ours = Ours(folder / "bare.seg", bare, known_rows(bare, [one.written for one in coded]))
    hits = sum((answer := ours.best(one.written)) is not None and answer.score >= ours.threshold for one in coded)
    asked = [one.normal for one in coded][:_TIMED]
    timed = measures.times(ours.search_alone, asked, rounds=3)
    ours.close()
    return {"false": hits / max(1, len(coded)), "entries_without_code": len(bare), "asked": len(coded)} | timed


def _index(ours: Ours, listed: Packed, segment: Path, folder: Path, variants: Sequence[Variant]) -> Figures:
    beyond = (segment.stat().st_size - listed.bytes) / max(1, len(listed))
    asked = [names.normal_form(variant.written) for variant in variants[:2000]]
    found: Figures = {"build_seconds": ours.build_seconds, "open_ms": ours.open_seconds * 1000}
    found |= {"bytes_a_name_beyond": beyond, "bytes_a_name": segment.stat().st_size / max(1, len(listed))}
    return found | {"second_process": second_process(segment, [name for name in asked if name.isprintable()], folder)}


def _beyond(every: Sequence[Named], count: int) -> Iterator[str]:
    if count > 0:
        yield from Recombined([one.normal for one in every], seed=13).names(count)


def _mixed(variants: Sequence[Variant], unlisted: Sequence[Named]) -> list[str]:
    mixed = [one.written for one in variants] + [one.written for one in unlisted]
    random.Random(17).shuffle(mixed)
    return mixed


def _few(variants: Sequence[Variant], queries: int) -> list[Variant]:
    """The first of each kind, kinds in turn, so that wherever a slow peer stops all kinds have been asked alike."""
    by_kind: dict[str, list[Variant]] = {}
    for variant in variants:
        by_kind.setdefault(variant.kind, []).append(variant)
    return [found[place] for place in range(queries) for found in by_kind.values() if place < len(found)]


def _peers(wanted: str, folder: Path, listed: Sequence[str]) -> Iterator[Callable[[], Searcher]]:
    from matching import peers

    chosen = [] if wanted == "none" else wanted.split(",")
    for name in chosen:
        if name == "fts5":
            yield lambda: peers.Fts5(folder, listed, cut_form=True)
        elif name == "fts5-plain":
            yield lambda: peers.Fts5(folder, listed, cut_form=False)
        elif name == "tantivy":
            yield lambda: peers.Tantivy(folder, listed)
        elif name == "rapidfuzz":
            yield lambda: peers.BruteForce(listed)
        elif name == "postgres":
            from matching import postgres

            if postgres.programs() is None:
                print("PostgreSQL is not installed (Debian: apt-get install postgresql): left out")
            else:
                yield lambda: postgres.Trigrams(listed)
        else:
            raise SystemExit(f"unknown peer {name}; there are {', '.join(PEERS)}")
