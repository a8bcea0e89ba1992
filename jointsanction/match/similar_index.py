"""Resembling names over a ledger: one search among the entries that carry a valid code, one among those that do not.

A subject with a valid code can resemble only an entry without one: two valid codes are two enterprises whatever their
names. So such a question, the most frequent one, is spared the larger part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from jointsanction.match.names import LiveNames, NameCandidate, NameIndexDamagedError, NameSearch, NameSegment
from jointsanction.match.names import build_segment as build_names
from jointsanction.match.reading import EntryReading, SubjectReading

MOST = 10
"""Resembling entries weighed for one question."""

CODED, UNCODED = "names-coded.seg", "names-uncoded.seg"
# A registered name has three characters at least; what is longer than this is no name, whatever else it is.
_SHORTEST, _LONGEST = 3, 200


class SimilarIndex:
    """Segments of the settled names and live parts above them; ``changed`` tells entries that a newer version hides."""

    def __init__(self, folder: Path, stamp: str, changed: dict[int, set[int]]) -> None:
        self._coded = _Part(folder / CODED, stamp, changed)
        self._uncoded = _Part(folder / UNCODED, stamp, changed)

    @property
    def complete(self) -> bool:
        """Whether both segments are there and belong to the stamp."""
        return self._coded.segment is not None and self._uncoded.segment is not None

    def take(self, number: int, entry: EntryReading, *, again: bool) -> None:
        """Take up a newer version of an entry; ``again`` where an earlier one was taken before."""
        if again:
            self._coded.live.drop(number)
            self._uncoded.live.drop(number)
        part = self._coded if entry.uscc_valid else self._uncoded
        for name in entry.names:
            if is_searchable(name):
                part.live.add(number, name)

    def search(self, subject: SubjectReading) -> list[NameCandidate]:
        """Entries whose name may be the subject's, written wrong: best first, each once."""
        if not is_searchable(subject.name) or subject.name not in subject.names:
            return []
        found = self._uncoded.search(subject.name)
        if not subject.uscc_valid:
            found = found + self._coded.search(subject.name)
            found.sort(key=lambda candidate: (-candidate.score, candidate.row_id))
        return found[:MOST]

    def close(self) -> None:
        """Release the mappings."""
        for part in (self._coded, self._uncoded):
            if part.segment is not None:
                part.segment.close()


class _Part:
    __slots__ = ("_search", "live", "segment")

    def __init__(self, path: Path, stamp: str, changed: dict[int, set[int]]) -> None:
        self.segment = _opened(path, stamp)
        self.live = LiveNames()
        self._search = NameSearch(self.segment, self.live, changed.__contains__)

    def search(self, normal: str) -> list[NameCandidate]:
        if not len(self.live) and (self.segment is None or not len(self.segment)):
            return []
        return self._search.search(normal, MOST)


def is_searchable(normal: str) -> bool:
    """Whether a normal form is long enough to resemble something, and short enough to be a name."""
    return _SHORTEST <= len(normal) <= _LONGEST


def build_similar(folder: Path, entries: Iterable[tuple[int, EntryReading]], stamp: str) -> None:
    """Write both segments in one pass over the entries."""
    uncoded: list[tuple[int, str]] = []

    def coded() -> Iterator[tuple[int, str]]:
        for number, entry in entries:
            rows = ((number, name) for name in entry.names if is_searchable(name))
            if entry.uscc_valid:
                yield from rows
            else:
                uncoded.extend(rows)

    build_names(folder / CODED, coded(), stamp=stamp)
    build_names(folder / UNCODED, uncoded, stamp=stamp)


def _opened(path: Path, stamp: str) -> NameSegment | None:
    try:
        segment = NameSegment(path)
    except (FileNotFoundError, NameIndexDamagedError):
        # Either way it is made anew from the ledger, which is the record; doctor reports a damaged one.
        return None
    if segment.stamp == stamp:
        return segment
    segment.close()
    return None
