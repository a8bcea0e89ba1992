"""The library's own search as a searcher: exact normal forms first, then resembling names, as a check does it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from jointsanction import names
from jointsanction.match.names import POSSIBLE, NameCandidate, NameSearch, NameSegment, build_segment
from matching.searcher import Answer

MOST = 10
"""Candidates asked for, as a check asks (jointsanction/match/similar_index.py)."""
_SHORTEST, _LONGEST = 3, 200


class Ours:
    """A segment over the listed names; ``known`` gives the row of every listed normal form that will be asked for."""

    label = "jointsanction"
    settings = "exact normal form, then NameSearch; a company and a branch never resemble each other"
    threshold = POSSIBLE

    def __init__(self, path: Path, listed: Sequence[str], known: dict[str, int], *, as_a_check: bool = True) -> None:
        start = time.perf_counter()
        build_segment(path, enumerate(listed), stamp="bench")
        self.build_seconds = time.perf_counter() - start
        start = time.perf_counter()
        self._segment = NameSegment(path)
        self.open_seconds = time.perf_counter() - start
        self._search = NameSearch(self._segment)
        self._listed = listed
        self._known = known
        self._as_a_check = as_a_check
        self.disk_bytes = path.stat().st_size

    def candidates(self, written: str, least: float) -> list[NameCandidate]:
        """Resembling listed names, those left out that a check leaves out (branch against company)."""
        normal = names.normal_form(written)
        if not _SHORTEST <= len(normal) <= _LONGEST:
            return []
        found = self._search.search(normal, MOST, least)
        if not self._as_a_check:
            return found
        branch = bool(names.parent_of(normal)) if found else False
        return [one for one in found if self._is_branch(one.row_id) == branch]

    def best(self, written: str) -> Answer | None:
        """The row of an equal normal form, else the best resembling one."""
        row = self._known.get(names.normal_form(written))
        if row is not None:
            return Answer(row, 1.0)
        found = self.candidates(written, 0.0)
        return Answer(found[0].row_id, found[0].score) if found else None

    def search_alone(self, normal: str) -> None:
        """What is timed as a name search: one call at the shipped threshold."""
        self._search.search(normal, MOST)

    def _is_branch(self, row: int) -> bool:
        return _is_branch(self._listed[row])

    def close(self) -> None:
        """Let go of the segment; its mapping ends with it."""
        del self._search, self._segment


@lru_cache(1 << 16)
def _is_branch(name: str) -> bool:
    return bool(names.parent_of(name))


def known_rows(listed: Iterable[str], asked: Iterable[str]) -> dict[str, int]:
    """Rows of those normal forms that are both asked for and listed: what the exact index answers."""
    wanted = {names.normal_form(written) for written in asked}
    return {name: row for row, name in enumerate(listed) if name in wanted}


_SECOND = """
import sys, time
from pathlib import Path
from jointsanction.match.names import NameSearch, NameSegment
start = time.perf_counter()
search = NameSearch(NameSegment(Path(sys.argv[1])))
opened = time.perf_counter() - start
for name in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines():
    search.search(name)
lines = [line.split() for line in open("/proc/self/smaps_rollup")]
sizes = {line[0].rstrip(":"): int(line[1]) for line in lines if line[-1] == "kB"}
print(opened, sizes["Rss"], sizes["Anonymous"])
"""


def second_process(segment: Path, asked: Sequence[str], folder: Path) -> dict[str, float]:
    """Opening seconds and memory in MiB of another process after it has searched for ``asked``; Linux only."""
    file = folder / "asked.txt"
    file.write_text("\n".join(asked), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _SECOND, str(segment), str(file)], capture_output=True, text=True, check=True
    )
    opened, resident, own = map(float, done.stdout.split())
    mib = 1024
    return {
        "open_ms": opened * 1000,
        "resident_mib": resident / mib,
        "own_mib": own / mib,
    }
