"""Resembling names over the layers: one search among entries that carry a valid code, one among those that do not.

What is common in names is learnt from the base alone, so the same names score alike however the changes since are
spread over generations and the live part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from operator import attrgetter

from jointsanction.match.layer import Layer, is_searchable
from jointsanction.match.layered_names import LayeredNames, NamesPart
from jointsanction.match.live import LiveChunk
from jointsanction.match.names import NameCandidate, NameSearch
from jointsanction.match.reading import SubjectReading

MOST = 10
"""Resembling entries weighed for one question."""

Has = Callable[[int], bool]
"""Whether a layer or chunk has a version of an entry."""

_CODED, _UNCODED = attrgetter("coded"), attrgetter("uncoded")


class SimilarIndex:
    """Searches over fixed sets of layers and chunks, oldest first; chunks may still grow."""

    def __init__(self, layers: Sequence[Layer], chunks: Sequence[LiveChunk]) -> None:
        self._coded = _search(layers, chunks, 0)
        self._uncoded = _search(layers, chunks, 1)

    def search(self, subject: SubjectReading) -> list[NameCandidate]:
        """Entries whose name may be the subject's, written wrong: best first, each once."""
        if not is_searchable(subject.name) or subject.name not in subject.names:
            return []
        found = self._uncoded.search(subject.name, MOST) if self._uncoded is not None else []
        if not subject.uscc_valid and self._coded is not None:
            found = found + self._coded.search(subject.name, MOST)
            found.sort(key=lambda candidate: (-candidate.score, candidate.row_id))
        return found[:MOST]


def _search(layers: Sequence[Layer], chunks: Sequence[LiveChunk], kind: int) -> NameSearch | None:
    """The search over one kind of names (0 coded, 1 uncoded); None where there are none."""
    names = (_CODED, _UNCODED)[kind]
    base = layers[0] if layers else None
    newer: list[Has] = []
    parts: list[NamesPart] = []
    for chunk in reversed(chunks):
        parts.append(NamesPart(names(chunk), _superseded_live(chunk, kind, tuple(newer))))
        newer.append(chunk.has)
    for layer in reversed(layers[1:]):
        if len(names(layer)):
            parts.append(NamesPart(names(layer), _superseded(tuple(newer))))
        newer.append(layer.has)
    if not parts and (base is None or not len(names(base))):
        return None
    above = LayeredNames(parts) if parts else None
    return NameSearch(names(base) if base else None, above, _any(tuple(newer)))


def _any(newer: tuple[Has, ...]) -> Has | None:
    if not newer:
        return None
    return lambda number: any(has(number) for has in newer)


def _superseded(newer: tuple[Has, ...]) -> Callable[[int, int], bool]:
    def superseded(number: int, row: int) -> bool:
        del row
        return any(has(number) for has in newer)

    return superseded


def _superseded_live(chunk: LiveChunk, kind: int, newer: tuple[Has, ...]) -> Callable[[int, int], bool]:
    first_rows = chunk.first_rows

    def superseded(number: int, row: int) -> bool:
        if number in first_rows and row < first_rows[number][kind]:
            return True
        return any(has(number) for has in newer)

    return superseded
