"""The index of a ledger: layers for what has settled, a live part for what has changed since.

The oldest layer is the base; its last change number is part of the engine version, because the resemblance score
learns from the names in it what is common in this list: over a new base the same question may score otherwise. Which
other layers there are, and how far back the live part reaches, is no part of any version.

A process that takes up changes starts a build in the background once its live part holds LIVE_LIMIT entries; the layer
that comes of it, or of another process's build, is taken up together with the next changes.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path

from jointsanction.errors import LedgerError
from jointsanction.ledger import Ledger
from jointsanction.match.build_process import BackgroundBuild, Builds
from jointsanction.match.catching_up import CatchingUp
from jointsanction.match.changed_keys import ChangedKeys
from jointsanction.match.entry_cache import EntryCache
from jointsanction.match.foreground_build import build_and_take_note
from jointsanction.match.layer import Layer
from jointsanction.match.layer_stack import LayerStack, close_layers, open_layers
from jointsanction.match.live import LiveChunk
from jointsanction.match.manifest import manifest_stamp
from jointsanction.match.names import CommonKeys, NameCandidate
from jointsanction.match.reading import EntryReading, SubjectReading, read_entry
from jointsanction.match.segment import SegmentDamagedError

LIVE_LIMIT = 20_000
"""Entries in the live part from which a build starts in the background; each is 0.3 KB of memory, 4 KB where questions
without a code ask for its name. A build of so many takes 1.2 s of a processor, 0.5 s of it to start."""

OPENING_LIMIT = 40_000
"""Changes that are read into the live part at once, about 12 µs each; beyond it a layer is built first."""

MEMORY_LIMIT = 500_000
"""Changes that are ever read into the live part: where no layer can be built, more would take the machine's memory."""

CHUNK = 2_000
"""A chunk of the live part and a build in the background end at a multiple of so many changes."""

_MOST_CHUNKS = 32
_BROKEN = (SegmentDamagedError, LookupError, ValueError)
"""What reading a damaged layer raises: a checksum that differs, a place or a text that cannot be."""
Resembling = list[tuple[NameCandidate, EntryReading]]
"""Candidates with their entries, best first."""

_LOG = logging.getLogger(__name__)


class EntryIndex:
    """Answers a subject with the entries that may be about it, as of the change number taken up last.

    ``folder`` holds the layers; without ``may_build`` one that is missing, damaged or far behind is not made anew,
    and the changes since, or the whole ledger, are kept in memory. ``upto`` pins the index to a change number of the
    past: where the base is newer, the engine version tells that it is another than decided then. ``builds``: who builds
    in the background, instead of a process that this one starts.

    Raises LedgerError: INDEX_DAMAGED where the index is needed and cannot be built.
    """

    def __init__(
        self,
        ledger: Ledger,
        folder: Path,
        *,
        may_build: bool = True,
        upto: int | None = None,
        serving: bool = False,
        live_limit: int = LIVE_LIMIT,
        opening_limit: int = OPENING_LIMIT,
        chunk: int = CHUNK,
        builds: Builds | None = None,
    ) -> None:
        self._ledger, self._folder, self._pinned = ledger, folder, upto
        self._may_build = may_build and upto is None
        self._live_limit, self._opening_limit, self._chunk = live_limit, opening_limit, chunk
        self._serving = serving
        self._catching_up = CatchingUp(opening_limit)
        self._background: Builds = BackgroundBuild(ledger.path, folder) if builds is None else builds
        self._cache = EntryCache()
        self._stack = LayerStack((), ())
        self._changed_keys: ChangedKeys | None = None
        """Of what lies above the base; None while there is none."""
        self._seen: tuple[int, int, int] | None = None
        self.change_no = 0
        self.is_behind = False
        """Whether the last refresh left something for later."""
        try:
            self.refresh()
        except BaseException:
            self.close()
            raise

    @property
    def built_at(self) -> int:
        """The change number of the base; 0 without one."""
        return self._stack.layers[0].place.upto if self._stack.layers else 0

    @property
    def changed(self) -> int:
        """How many entries the live part holds."""
        return sum(map(len, self._stack.chunks))

    def refresh(self) -> None:
        """Take up every change of the ledger up to its present change number; as far as ``CatchingUp`` says."""
        before = self.change_no
        if self._latest() == before:
            return
        self._take_up_layers()
        # Asked for again: no layer that was taken up is newer than what is answered from.
        now = self._latest()
        if self._serving and self._may_build and before:
            goal = self._catching_up.goal(self.change_no, now, may_wait=not self._background.fails)
            self.is_behind = goal < now
            if self.is_behind and goal == self.change_no:
                self._background.start(now, patience=self._live_limit)
                return
            now = goal
        if self._may_build and now - self.change_no > self._opening_limit:
            build_and_take_note(self._ledger, self._folder, upto=now, behind=now - self._stack.top)
            self._take_up_layers()
        self._take_changes(now)
        if self._may_build and self.changed > self._live_limit:
            self._background.start(now // self._chunk * self._chunk, patience=self._live_limit)

    def _latest(self) -> int:
        return self._ledger.change_no() if self._pinned is None else self._pinned

    def _take_up_layers(self) -> None:
        """Open the layers of the manifest, if it is another than before."""
        seen = manifest_stamp(self._folder)
        if seen != self._seen:
            self._seen = seen
            layers = open_layers(self._folder, self._ledger.ledger_id, self._ledger.change_no, self._stack.layers)
            then = self._pinned
            if then is not None and layers and layers[0].place.upto > then:
                self._look_back(layers, then)
            else:
                reached = [layer for layer in layers if then is None or layer.place.upto <= then]
                close_layers(layers[len(reached) :])
                self._put(tuple(reached))

    def _look_back(self, layers: tuple[Layer, ...], then: int) -> None:
        """Answer from a base that is newer than the change number asked for: what has changed since hides it."""
        close_layers(layers[1:])
        chunk = LiveChunk(0, layers[0].common)
        chunk.take(self._ledger.former_texts(upto=then), then)
        chunk.hide_begun_after(self._ledger.newest_entry_no(upto=then))
        self._stack = LayerStack(layers[:1], (chunk,))
        self.change_no = then

    def _put(self, layers: tuple[Layer, ...]) -> None:
        """Go over to other layers; chunks that they cover are dropped, and chunks that they do not reach to as well."""
        old = self._stack
        top = layers[-1].place.upto if layers else 0
        chunks = [chunk for chunk in old.chunks if chunk.upto > top]
        if chunks and chunks[0].after > top:
            chunks = []
        elif chunks and layers and chunks[0].after < layers[0].place.upto:
            chunks[0] = self._above(layers[0], chunks[0])
        self._note_changed(old.layers, layers, chunks)
        self._stack = LayerStack(layers, chunks, self._changed_keys)
        close_layers(layer for layer in old.layers if layer not in layers)
        known = chunks[-1].upto if chunks else top
        if known != self.change_no:
            # Which entries have changed in between was not seen one by one.
            self._cache.clear()
            self.change_no = known

    def _above(self, base: Layer, chunk: LiveChunk) -> LiveChunk:
        """What of a chunk is not in a base that ends within it: live entries would hide those of the base."""
        begin = base.place.upto
        above = LiveChunk(begin, base.common, chunk)
        above.take(self._ledger.entry_texts(after=begin, until=chunk.upto, upto=self.change_no), chunk.upto)
        return above

    def _note_changed(self, old: Sequence[Layer], layers: Sequence[Layer], chunks: Iterable[LiveChunk]) -> None:
        """Keep account of what has changed above the base: of a new one anew, else of what was not seen going by."""
        if not layers:
            self._changed_keys = None
            for chunk in chunks:
                chunk.put_over(CommonKeys(), None)
            return
        changed, known = self._changed_keys, self.change_no
        if changed is None or layers[0] not in old[:1]:
            self._changed_keys = changed = ChangedKeys(layers[0].place.entries)
            known = layers[0].place.upto
            for chunk in chunks:
                chunk.put_over(layers[0].common, changed.add)
        for layer in layers[1:]:
            if layer.place.upto > known:
                changed.add_segment(layer.exact)

    def _take_changes(self, now: int) -> None:
        """Read the versions up to ``now`` into chunks: the last one goes on to its edge, then a new one begins."""
        if now - self.change_no > MEMORY_LIMIT:
            what = f"索引缺失、损坏或过旧，又不能重建：{self._folder}"
            raise SegmentDamagedError(f"{what}；请检查磁盘空间和目录权限，并运行 jointsanction doctor")
        for stop in self._edges(now):
            chunks = self._stack.chunks
            if not chunks or (chunks[-1].upto % self._chunk == 0 and len(chunks) < _MOST_CHUNKS):
                changed = self._changed_keys
                before = chunks[-1] if chunks else None
                note = None if changed is None else changed.add
                chunks = (*chunks, LiveChunk(self.change_no, self._stack.common, before, note))
                self._stack = LayerStack(self._stack.layers, chunks, changed)
            texts = self._ledger.entry_texts(after=self.change_no, until=stop, upto=now)
            for number in chunks[-1].take(texts, stop):
                self._cache.forget(number)
            self.change_no = stop

    def _edges(self, now: int) -> list[int]:
        """Where chunks end between the present change number and ``now``: many changes at once make one chunk."""
        next_edge, last_edge = (self.change_no // self._chunk + 1) * self._chunk, now // self._chunk * self._chunk
        edges = {min(next_edge, now), last_edge, now} if self._stack.chunks else {last_edge, now}
        return sorted(edge for edge in edges if edge > self.change_no)

    def candidates(self, subject: SubjectReading) -> list[EntryReading]:
        """Entries that share a key with the subject, each once, oldest first; whether they match is the ladder's."""
        try:
            return [self.entry(number) for number in self._stack.numbers(subject)]
        except _BROKEN as error:
            self._mend(error)
        return [self.entry(number) for number in self._stack.numbers(subject)]

    def resembling(self, subject: SubjectReading) -> Resembling:
        """Entries whose name may be the subject's, written wrong: best first."""
        try:
            return self._with_entries(self._stack.resembling(subject))
        except _BROKEN as error:
            self._mend(error)
        return self._with_entries(self._stack.resembling(subject))

    def resembling_each(self, subjects: Sequence[SubjectReading]) -> list[Resembling]:
        """The same for a block of subjects, whose names are looked up together: a third less work."""
        try:
            return [self._with_entries(found) for found in self._stack.resembling_each(subjects)]
        except _BROKEN as error:
            self._mend(error)
        return [self._with_entries(found) for found in self._stack.resembling_each(subjects)]

    def _with_entries(self, found: list[NameCandidate]) -> Resembling:
        return [(candidate, self.entry(candidate.row_id)) for candidate in found]

    def entry(self, number: int) -> EntryReading:
        """One entry by its number, as of the change number taken up last; LookupError where there is none."""
        reading = self._cache.get(number)
        if reading is None:
            reading = read_entry(self._ledger.entries([number], upto=self.change_no)[number])
            self._cache.put(number, reading)
        return reading

    def _mend(self, error: Exception) -> None:
        """A layer says what cannot be: where its checksum agrees, read all from the ledger; else it is no damage."""
        try:
            self._stack.verify()
        except LedgerError as damage:
            _LOG.error("the index is damaged and is built anew: %s", damage)
        else:
            raise error
        now = self.change_no
        close_layers(self._stack.layers)
        self._stack, self._changed_keys, self.change_no = LayerStack((), ()), None, 0
        self._cache.clear()
        if self._may_build and now > self._live_limit:
            build_and_take_note(self._ledger, self._folder, upto=now, behind=now, whole=True)
            self._take_up_layers()
        self._take_changes(now)

    def close(self) -> None:
        """End a build that this index has started, and release the mappings."""
        self._background.close()
        close_layers(self._stack.layers)
        self._stack = LayerStack((), ())
