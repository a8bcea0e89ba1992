"""The library's own search as a searcher: exact normal forms first, then resembling names, as a check does it."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from jointsanction import names
from jointsanction.match import EntryReading, judge_similar, read_entry, read_subject
from jointsanction.match.names import POSSIBLE, Calibration, NameCandidate, NameSearch, NameSegment, build_segment
from jointsanction.match.similar_index import MOST, is_searchable
from jointsanction.model import Entry, Subject
from matching.searcher import Answer

_DAY = date(2026, 1, 1)


class Ours:
    """A segment over the listed names; ``known`` gives the row of every listed normal form that will be asked for."""

    label = "jointsanction"
    settings = "equal normal form, then NameSearch, then the ladder"
    threshold = POSSIBLE

    def __init__(
        self,
        path: Path,
        listed: Sequence[str],
        known: dict[str, int],
        *,
        as_a_check: bool = True,
        calibration: Calibration | None = None,
    ) -> None:
        start = time.perf_counter()
        build_segment(path, enumerate(listed), stamp="bench")
        self.build_seconds = time.perf_counter() - start
        start = time.perf_counter()
        self._segment = NameSegment(path)
        self.open_seconds = time.perf_counter() - start
        self._search = NameSearch(self._segment, calibration=calibration)
        self._listed = listed
        self._known = known
        self._as_a_check = as_a_check
        self.disk_bytes = path.stat().st_size

    def candidates(self, written: str, least: float) -> list[NameCandidate]:
        """Resembling listed names, but those that the ladder refuses."""
        normal = names.normal_form(written)
        if not is_searchable(normal):
            return []
        found = self._search.search(normal, MOST, least)
        if not found or not self._as_a_check:
            return found
        subject = read_subject(Subject(written))
        return [one for one in found if judge_similar(subject, _entry(self._listed[one.row_id]), one) is not None]

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

    def close(self) -> None:
        """Let go of the segment; its mapping ends with it."""
        del self._search, self._segment


@lru_cache(1 << 16)
def _entry(name: str) -> EntryReading:
    return read_entry(Entry(entry_id="E1", change_no=1, list="bench", name=name, first_received_on=_DAY))


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
