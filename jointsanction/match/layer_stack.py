"""The layers and the live chunks above them as one: what one finds counts unless a newer one has the entry too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from jointsanction.match.changed_keys import ChangedKeys
from jointsanction.match.keys import question_keys
from jointsanction.match.layer import Layer
from jointsanction.match.live import LiveChunk
from jointsanction.match.manifest import LayerPlace, sound_manifest
from jointsanction.match.names import CommonKeys, NameCandidate
from jointsanction.match.reading import SubjectReading
from jointsanction.match.segment import SegmentDamagedError
from jointsanction.match.similar_index import Has, SimilarIndex

_Find = Callable[[int], Iterable[int]]
_TRIES = 20


class LayerStack:
    """Fixed layers and chunks, oldest first; the newest chunk may still grow."""

    __slots__ = ("_above", "_base", "_changed", "_newer", "_similar", "chunks", "layers")

    def __init__(
        self, layers: Sequence[Layer], chunks: Sequence[LiveChunk], changed: ChangedKeys | None = None
    ) -> None:
        """``changed``: of everything above the first layer; without it everything is asked every time."""
        self.layers, self.chunks = tuple(layers), tuple(chunks)
        self._changed = changed
        newer: tuple[Has, ...] = ()
        self._above: list[tuple[_Find, tuple[Has, ...]]] = []
        """What is above the base, newest first, each with what is newer."""
        parts: tuple[Layer | LiveChunk, ...] = (*reversed(self.chunks), *reversed(self.layers[1:]))
        for part in parts:
            self._above.append((part.find, newer))
            newer = (*newer, part.has)
        self._newer = newer
        self._base: _Find = layers[0].find if layers else _nothing
        self._similar = SimilarIndex(self.layers, self.chunks)

    @property
    def top(self) -> int:
        """The change number that the layers reach to; 0 without any."""
        return self.layers[-1].place.upto if self.layers else 0

    @property
    def common(self) -> CommonKeys:
        """Keys that are common in the names of the base."""
        return self.layers[0].common if self.layers else CommonKeys()

    def numbers(self, subject: SubjectReading) -> list[int]:
        """Numbers of the entries that share a key with the subject, ascending."""
        keys, base = question_keys(subject), self._base
        found: set[int] = set()
        if not self._above:
            for key in keys:
                for number in base(key):
                    found.add(number)
            return sorted(found)
        changed = self._changed
        self._find_above(keys if changed is None else changed.of(keys), found)
        for key in keys:
            for number in base(key):
                if number in found:
                    continue
                may_be_superseded = changed is None or changed.may_have(number)
                if not may_be_superseded or not any(has(number) for has in self._newer):
                    found.add(number)
        return sorted(found)

    def _find_above(self, keys: Sequence[int], found: set[int]) -> None:
        """Add what stands under some keys above the base."""
        if keys:
            for find, newer in self._above:
                for key in keys:
                    for number in find(key):
                        if not newer or not any(has(number) for has in newer):
                            found.add(number)

    def resembling(self, subject: SubjectReading) -> list[NameCandidate]:
        """Entries whose name may be the subject's, written wrong: best first."""
        return self._similar.search(subject)

    def resembling_each(self, subjects: Sequence[SubjectReading]) -> list[list[NameCandidate]]:
        """The same for a block of subjects."""
        return self._similar.search_each(subjects)

    def verify(self) -> None:
        """Read every layer against its checksums; raises SegmentDamagedError."""
        for layer in self.layers:
            layer.verify()


def _nothing(_key: int) -> tuple[int, ...]:
    return ()


def open_layers(folder: Path, ledger_id: str, upto: Callable[[], int], known: Sequence[Layer]) -> tuple[Layer, ...]:
    """The layers of the manifest, oldest first; those in ``known`` are used as they are.

    Up to the first that is damaged, of another ledger or engine, or reaches beyond ``upto()``: the caller reads the
    rest from the ledger, which is the record, and doctor reports the damage.
    """
    opened: tuple[Layer, ...] = ()
    for _ in range(_TRIES):
        manifest = sound_manifest(folder)
        if manifest is None or not manifest.belongs_to(ledger_id):
            break
        limit = upto()
        wanted = [place for place in manifest.layers if place.upto <= limit]
        opened = _opened(folder, ledger_id, wanted, known)
        if len(opened) == len(wanted) or sound_manifest(folder) == manifest:
            return opened
        # Another process has replaced the layers while they were being opened: read the manifest anew.
        close_layers(layer for layer in opened if layer not in known)
    return ()


def close_layers(layers: Iterable[Layer]) -> None:
    """Give the mappings back."""
    for layer in layers:
        layer.close()


def _opened(folder: Path, ledger_id: str, wanted: Iterable[LayerPlace], known: Iterable[Layer]) -> tuple[Layer, ...]:
    by_place = {layer.place: layer for layer in known}
    opened: list[Layer] = []
    for place in wanted:
        try:
            opened.append(by_place.get(place) or Layer(folder, place, ledger_id))
        except SegmentDamagedError:
            break
    return tuple(opened)
