"""How many names a second two processes can screen: real names without codes against a list, search alone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from jointsanction import names
from jointsanction.match.names import NameSearch, NameSegment, build_segment
from matching.lists import Recombined, read_enterprises
from matching.machine import machine, today

PROCESSES = 2
_CHUNK = 2_000


class _Worker:
    """What one process holds between chunks."""

    search: NameSearch


def run(enterprises: Path, folder: Path, *, listed: int, asked: int) -> dict[str, Any]:
    """Half of the file's names may be listed, all of them are asked; more are recombined from their parts."""
    every = read_enterprises(enterprises, seed=7)
    half = min(listed, len(every) // 2)
    recombined = Recombined([one.normal for one in every], seed=13)
    segment = folder / "names.seg"
    start = time.perf_counter()
    names_listed = chain((one.normal for one in every[:half]), recombined.names(listed - half))
    build_segment(segment, enumerate(names_listed), stamp="bench")
    built = time.perf_counter() - start
    written = [one.written for one in every]
    more = Recombined([one.normal for one in every], seed=29).names(max(0, asked - len(written)))
    questions = chain(reversed(written), more)
    chunks = _chunks(islice(questions, asked))
    start = time.perf_counter()
    with get_context("spawn").Pool(PROCESSES, _open, (str(segment),)) as pool:
        hits = sum(pool.imap_unordered(_screen, chunks))
    seconds = time.perf_counter() - start
    print(f"{machine()}, {today()}; {listed:,} listed, {asked:,} asked, {PROCESSES} processes: built in {built:.0f} s")
    print(f"{seconds:.1f} s with starting the processes, {asked / seconds:,.0f} names/s; {hits:,} with a candidate")
    return {"listed": listed, "asked": asked, "seconds": seconds, "a_second": asked / seconds, "hits": hits}


def _chunks(questions: Iterator[str]) -> Iterator[list[str]]:
    while chunk := list(islice(questions, _CHUNK)):
        yield chunk


def _open(segment: str) -> None:
    _Worker.search = NameSearch(NameSegment(Path(segment)))


def _screen(chunk: list[str]) -> int:
    search = _Worker.search
    return sum(map(bool, search.search_each([names.normal_form(written) for written in chunk])))
