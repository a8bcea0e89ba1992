"""The layers and the live chunks above them as one: what one finds counts unless a newer one has the entry too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from jointsanction.match.changed_keys import ChangedKeys
from jointsanction.match.keys import question_keys
from jointsanction.match.layer import Layer
from jointsanction.match.live import LiveChunk
from jointsanction.match.manifest import LayerPlace, sound_manifest
from jointsanction.match.names import NameCandidate
from jointsanction.match.reading import SubjectReading
from jointsanction.match.segment import SegmentDamagedError
from jointsanction.match.similar_index import Has, SimilarIndex

_Find = Callable[[int], Iterable[int]]
_TRIES = 20


class LayerStack:
    """Fixed layers and chunks, oldest first; the newest chunk may still grow."""

    __slots__ = ("_base", "_changed", "_finders", "_similar", "chunks", "layers")

    def __init__(
        self, layers: Sequence[Layer], chunks: Sequence[LiveChunk], changed: ChangedKeys | None = None
    ) -> None:
        """``changed``: of everything above the first layer; without it everything is asked every time."""
        self.layers, self.chunks = tuple(layers), tuple(chunks)
        self._changed = changed
        self._base = layers[0].find if layers and changed is not None else None
        newer: tuple[Has, ...] = ()
        self._finders: list[tuple[_Find, tuple[Has, ...]]] = []
        parts: tuple[Layer | LiveChunk, ...] = (*reversed(self.chunks), *reversed(self.layers))
        for part in parts:
            self._finders.append((part.find, newer))
            newer = (*newer, part.has)
        self._similar = SimilarIndex(self.layers, self.chunks)

    @property
    def top(self) -> int:
        """The change number that the layers reach to; 0 without any."""
        return self.layers[-1].place.upto if self.layers else 0

    def numbers(self, subject: SubjectReading) -> list[int]:
        """Numbers of the entries that share a key with the subject, ascending."""
        keys = question_keys(subject)
        changed, base = self._changed, self._base
        if changed is None or base is None:
            return sorted(self._found(keys))
        above = changed.of(keys)
        found = self._found(above) if above else set()
        for key in keys:
            for number in base(key):
                if number not in found and not (changed.may_have(number) and self._is_superseded(number)):
                    found.add(number)
        return sorted(found)

    def _found(self, keys: Iterable[int]) -> set[int]:
        """What stands under some keys in any part."""
        found: set[int] = set()
        for find, newer in self._finders:
            for key in keys:
                for number in find(key):
                    if not newer or not any(has(number) for has in newer):
                        found.add(number)
        return found

    def _is_superseded(self, number: int) -> bool:
        """Whether something above the base has an entry."""
        return any(has(number) for has in self._finders[-1][1])

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
