"""The index of a ledger: segments for what has settled, live parts for what has changed since.

One exact segment (identifiers and normal forms) and two of resembling names are built together, as of one change
number. That number is part of the engine version: the resemblance score learns from the names of the segment what is
common in this list, so the same question may score otherwise after a new build.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.ledger import Ledger
from jointsanction.match.keys import entry_keys, question_keys
from jointsanction.match.live import LivePart
from jointsanction.match.names import NameCandidate
from jointsanction.match.reading import EntryReading, SubjectReading, read_entry
from jointsanction.match.segment import Segment, SegmentBuilder, SegmentDamagedError
from jointsanction.match.similar_index import SimilarIndex, build_similar

SEGMENT_NAME = "exact.seg"
# Opening reads every change since the segment was built, about 30 µs each: beyond this many a new segment pays.
LIVE_LIMIT = 20_000
_CACHED_ENTRIES = 50_000


class EntryIndex:
    """Answers a subject with the entries that may be about it, as of the change number taken up last.

    ``folder`` holds the segments; without ``may_build`` one that is missing, damaged or far behind is not made anew,
    and the changes since, or the whole ledger, are kept in memory. ``upto`` pins the index to a change number of the
    past.
    """

    def __init__(self, ledger: Ledger, folder: Path, *, may_build: bool = True, upto: int | None = None) -> None:
        self._ledger = ledger
        self._upto = upto
        self._live = LivePart()
        self._segment = _open_segment(ledger, folder, may_build=may_build, upto=upto)
        self.built_at = self._segment.info.change_no if self._segment else 0
        self._similar = SimilarIndex(folder, _stamp(ledger, self.built_at), self._live.changed)
        if self._segment is not None and not self._similar.complete:
            self._rebuild(folder, may_build=may_build)
        self.change_no = self.built_at
        self._cached: Callable[[int, int], EntryReading] = lru_cache(_CACHED_ENTRIES)(self._read)
        self._versions: dict[int, int] = {}
        self.refresh()

    def _rebuild(self, folder: Path, *, may_build: bool) -> None:
        """The names' segments are missing or damaged: build all anew, or do without any."""
        self.close()
        self._segment = None
        if may_build and self._upto is None:
            build_segments(self._ledger, folder)
            self._segment = Segment(folder / SEGMENT_NAME)
        self.built_at = self._segment.info.change_no if self._segment else 0
        self._similar = SimilarIndex(folder, _stamp(self._ledger, self.built_at), self._live.changed)

    def refresh(self) -> None:
        """Take up every change of the ledger up to its present change number."""
        now = self._ledger.change_no() if self._upto is None else self._upto
        if now == self.change_no:
            return
        for entry in self._ledger.current_entries(after=self.change_no, upto=now):
            number = number_of(entry.entry_id)
            reading = read_entry(entry)
            self._similar.take(number, reading, again=number in self._live.changed)
            self._live.take([(number, reading)])
            self._versions[number] = entry.change_no
        self.change_no = now

    def resembling(self, subject: SubjectReading) -> list[tuple[NameCandidate, EntryReading]]:
        """Entries whose name may be the subject's, written wrong: best first."""
        found = self._similar.search(subject)
        return [(one, self._cached(one.row_id, self._versions.get(one.row_id, 0))) for one in found]

    def candidates(self, subject: SubjectReading) -> list[EntryReading]:
        """Entries that share a key with the subject, each once, oldest first; whether they match is the ladder's."""
        found: set[int] = set()
        segment, live = self._segment, self._live
        changed = live.changed
        for key in question_keys(subject):
            if segment is not None:
                found.update(number for number in segment.find(key) if number not in changed)
            if changed:
                found.update(live.find(key))
        if not found:
            return []
        return [self._cached(number, self._versions.get(number, 0)) for number in sorted(found)]

    def entry(self, number: int) -> EntryReading:
        """One entry by its number, as of the change number taken up last."""
        return self._cached(number, self._versions.get(number, 0))

    def _read(self, number: int, version: int) -> EntryReading:
        """Fetch and read one entry; ``version`` only keys the cache, so that a changed entry is read anew."""
        del version
        return read_entry(self._ledger.entries([number], upto=self.change_no)[number])

    @property
    def changed(self) -> int:
        """How many entries the live part holds."""
        return len(self._live)

    def close(self) -> None:
        """Release the mappings."""
        self._similar.close()
        if self._segment is not None:
            self._segment.close()


def number_of(entry_id: str) -> int:
    """The ledger's number of an entry id such as ``E17``."""
    return int(entry_id[1:])


def build_segments(ledger: Ledger, folder: Path) -> None:
    """Build the segments of the ledger as it stands and put them in the place of the old ones.

    The exact one comes last: it names the change number, and the others are trusted only if they carry the same.
    """
    change_no = ledger.change_no()
    builder = SegmentBuilder()

    def readings() -> Iterator[tuple[int, EntryReading]]:
        for entry in ledger.current_entries(upto=change_no):
            number, reading = number_of(entry.entry_id), read_entry(entry)
            builder.add(number, entry_keys(reading))
            yield number, reading

    folder.mkdir(parents=True, exist_ok=True)
    build_similar(folder, readings(), _stamp(ledger, change_no))
    builder.write(folder / SEGMENT_NAME, ledger_id=ledger.ledger_id, engine_version=ENGINE_VERSION, change_no=change_no)


def _stamp(ledger: Ledger, change_no: int) -> str:
    return f"{ledger.ledger_id}:{ENGINE_VERSION}:{change_no}"


def _open_segment(ledger: Ledger, folder: Path, *, may_build: bool, upto: int | None) -> Segment | None:
    """The segment if it belongs to this ledger and engine and is not too far behind; else a new one."""
    path = folder / SEGMENT_NAME
    latest = ledger.change_no()
    segment = _usable(path, ledger, latest if upto is None else upto)
    behind = latest - (segment.info.change_no if segment else 0)
    if behind <= LIVE_LIMIT or not may_build or upto is not None:
        return segment
    if segment is not None:
        segment.close()
    build_segments(ledger, folder)
    return Segment(path)


def _usable(path: Path, ledger: Ledger, latest: int) -> Segment | None:
    try:
        segment = Segment(path)
    except (FileNotFoundError, SegmentDamagedError):
        # Either way it is made anew from the ledger, which is the record; doctor reports a damaged one.
        return None
    info = segment.info
    if (info.ledger_id, info.engine_version) == (ledger.ledger_id, ENGINE_VERSION) and (info.change_no <= latest):
        return segment
    segment.close()
    return None
