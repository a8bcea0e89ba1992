"""Resembling names over the layers: one search among entries that carry a valid code, one among those that do not.

What is common in names is learnt from the base alone, so the same names score alike however the changes since are
spread over generations and the live part.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Sized
from operator import attrgetter

from jointsanction.match.layer import Layer, is_searchable
from jointsanction.match.layered_names import LayeredNames, NamesPart
from jointsanction.match.live import LiveChunk
from jointsanction.match.names import NameCandidate, NameSearch, Question
from jointsanction.match.reading import SubjectReading

MOST = 10
"""Resembling entries weighed for one question."""

Has = Callable[[int], bool]
"""Whether a layer or chunk has a version of an entry."""

_CODED, _UNCODED = attrgetter("coded"), attrgetter("uncoded")


class SimilarIndex:
    """Searches over fixed sets of layers and chunks, oldest first; chunks may still grow."""

    def __init__(self, layers: Sequence[Layer], chunks: Sequence[LiveChunk]) -> None:
        self._coded = _Kind(layers, chunks, 0)
        self._uncoded = _Kind(layers, chunks, 1)

    def search(self, subject: SubjectReading) -> list[NameCandidate]:
        """Entries whose name may be the subject's, written wrong: best first, each once."""
        kinds = self._asked(subject)
        if not kinds:
            return []
        question = Question(subject.name)
        return _best([kind.answer(question) for kind in kinds])

    def search_each(self, subjects: Sequence[SubjectReading]) -> list[list[NameCandidate]]:
        """The same for a block of subjects, whose names are looked up together."""
        asked: dict[int, Question] = {}
        places: dict[_Kind, list[int]] = {self._uncoded: [], self._coded: []}
        for place, subject in enumerate(subjects):
            for kind in self._asked(subject):
                if place not in asked:
                    asked[place] = Question(subject.name)
                places[kind].append(place)
        found: list[list[list[NameCandidate]]] = [[] for _ in subjects]
        for kind, some in places.items():
            for place, candidates in zip(some, kind.answer_each([asked[each] for each in some]), strict=True):
                found[place].append(candidates)
        return [_best(each) for each in found]

    def _asked(self, subject: SubjectReading) -> list[_Kind]:
        """The kinds of names that the subject's may resemble; a person's name, or one too short or long, none."""
        kinds = [self._uncoded] if self._uncoded.any() else []
        if not subject.uscc_valid and self._coded.any():
            kinds.append(self._coded)
        if not kinds or not is_searchable(subject.name) or subject.name not in subject.names:
            return []
        return kinds


def _best(found: list[list[NameCandidate]]) -> list[NameCandidate]:
    every = [candidate for candidates in found for candidate in candidates]
    if len(found) > 1:
        every.sort(key=lambda candidate: (-candidate.score, candidate.row_id))
    return every[:MOST]


class _Kind:
    """The search over one kind of names (0 coded, 1 uncoded); it costs nothing while there are none."""

    def __init__(self, layers: Sequence[Layer], chunks: Sequence[LiveChunk], kind: int) -> None:
        names = (_CODED, _UNCODED)[kind]
        base = names(layers[0]) if layers else None
        newer: list[Has] = []
        parts: list[NamesPart] = []
        for chunk in reversed(chunks):
            parts.append(NamesPart(names(chunk), _superseded_live(chunk, kind, tuple(newer))))
            newer.append(chunk.has)
        for layer in reversed(layers[1:]):
            if len(names(layer)):
                parts.append(NamesPart(names(layer), _superseded(tuple(newer))))
            newer.append(layer.has)
        self._settled = any(len(names(layer)) for layer in layers)
        self._growing: list[Sized] = [names(chunk) for chunk in chunks]
        above = LayeredNames(parts) if parts else None
        self._search = NameSearch(base, above, _any(tuple(newer)))

    def any(self) -> bool:
        """Whether there are names of this kind."""
        return self._settled or (bool(self._growing) and any(map(len, self._growing)))

    def answer(self, question: Question) -> list[NameCandidate]:
        """The best candidates."""
        return self._search.answer(question, MOST)

    def answer_each(self, questions: Sequence[Question]) -> list[list[NameCandidate]]:
        """The same for a block of questions."""
        return self._search.answer_each(questions, MOST)


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
