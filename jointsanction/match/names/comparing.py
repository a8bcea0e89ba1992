"""Which rows of a part of the index are worth weighing: those near enough to the asked name, with how they are near."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance.LCSseq import similarity
from rapidfuzz.distance.OSA import distance

from jointsanction.match.names.keys import key_text
from jointsanction.match.names.listed import PARTS, ListedName, unpacked
from jointsanction.match.names.question import OPENING, Question
from jointsanction.match.names.slips import CORE_OPENING
from jointsanction.match.names.weighing import Way, ways

COMPARED = 24
"""Rows compared at most, those that share most. At 1,000,000 real names 32 find 0.1 points more of two slips, and at
10,000,000 cost a fifth more time; 16 lose 0.6 points."""
FIRM = 2
_SAME_REGION = 4
"""What a key counts that is not a pair, and a pair, in which the region agrees too."""
_FEWEST_PAIRS = (1, 1, 1, 1, 1, 2, 2, 3, 4, 5)
"""Pairs that two slips leave of a stem of so many characters, nearly always."""
_FARTHEST = 3
"""Slips between what keys are made of; a part of a region that was not read as one may be among them."""
_FARTHEST_STORED = 5
"""The same between whole names, of which one has marks between its parts."""


class NamePart(Protocol):
    """What a segment and the live part have in common."""

    def rows(self, asked: Question) -> tuple[list[int], list[int]]: ...  # noqa: D102 -- named in keys
    def texts(self, rows: Iterable[int]) -> list[str]: ...  # noqa: D102 -- the same
    def row_id(self, row: int) -> int: ...  # noqa: D102 -- the same


class Near(NamedTuple):
    """A row that is near, and the ways in which it has the fewest slips."""

    slips: int
    row_id: int
    name: ListedName
    ways: list[Way]


def compare_rows(asked: Question, part: NamePart, near: list[Near], hidden: Callable[[int], bool] | None) -> None:
    """Put the rows that share enough keys into ``near``, with the ways in which they are nearest; one that is farther
    than the nearest by more than a slip may be left out.
    """
    rows = _rows(asked, *part.rows(asked))
    if rows:
        compare_texts(asked, part, _lettered(asked, rows, part.texts(rows)), near, hidden)


def compare_texts(
    asked: Question,
    part: NamePart,
    texts: Iterable[tuple[int, str]],
    near: list[Near],
    hidden: Callable[[int], bool] | None,
) -> None:
    """The same for rows with their texts, those that share most first, that have the letters of the question."""
    sift = _sift_plain if asked.plain else _sift_others
    most = min(_FARTHEST, 1 + min(one.slips for one in near)) if near else _FARTHEST
    for row, stored in texts:
        if not sift(asked, stored, most):
            continue
        row_id = part.row_id(row)
        if hidden is not None and hidden(row_id):
            continue
        listed = unpacked(stored)
        found = ways(asked, listed, most)
        if found:
            near.append(Near(found[0].slips, row_id, listed, found))
            most = min(most, found[0].slips + 1)


def _lettered(asked: Question, rows: Sequence[int], texts: Sequence[str]) -> list[tuple[int, str]]:
    """Rows in whose text all letters of one of the question's texts but a few stand in their order."""
    lost = asked.lost
    found = zip(rows, texts, strict=True)
    if asked.plain:
        text = asked.texts[0]
        least = len(text) - lost
        return [one for one in found if similarity(text, one[1]) >= least]
    return [one for one in found if any(similarity(text, one[1]) >= len(text) - lost for text in asked.texts)]


def _sift_plain(asked: Question, stored: str, most: int) -> bool:
    """Whether a row may be near, where the region was read for certain: of that one of two characters stands there too,
    unless the listed name has none or is otherwise the same, and one of the opening of the 字号.
    """
    end = stored.find(PARTS)
    body = stored[end + 1 :]
    if stored[:end] != asked.regions:
        most = _FARTHEST
        if end and asked.region_letters.isdisjoint(stored[: end + 2 + OPENING]) and body != asked.name.body:
            return False
    opens = not asked.opening.isdisjoint(body[: OPENING + 1]) or any(
        each in asked.start for each in body[:CORE_OPENING]
    )
    return opens and distance(asked.texts[0], key_text(body), score_cutoff=most) <= most


def _sift_others(asked: Question, stored: str, most: int) -> bool:
    """The same where the name may be read in several ways, or no region was read."""
    del most
    if distance(asked.name.whole, stored, score_cutoff=_FARTHEST_STORED) <= _FARTHEST_STORED:
        return True
    body = key_text(stored[stored.find(PARTS) + 1 :])
    return any(distance(text, body, score_cutoff=_FARTHEST) <= _FARTHEST for text in asked.texts)


def _rows(asked: Question, firm: list[int], others: list[int]) -> Sequence[int]:
    """Rows worth comparing, those that share most first: those under a firm key, and those that share enough pairs."""
    rows: dict[int, int] = {}
    pairs: dict[int, int] = {}
    for counts, found, each in ((rows, firm, FIRM), (pairs, others, 1)):
        so_far = counts.get
        for row in found:
            counts[row] = so_far(row, 0) + each
    least, pair = weight_of_pairs(asked)
    for row, count in pairs.items():
        if row in rows:
            rows[row] += count * pair
        elif count >= least:
            rows[row] = count * pair
    # Of those that share as much the ones that were listed first.
    return sorted(sorted(rows), key=rows.__getitem__, reverse=True)[:COMPARED]


def most_shared(
    asked: Question, firm: Sequence[int], others: Sequence[int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The rows that :func:`compare_rows` would put in order, and by what, for thousands of them at once."""
    of_firm, firm_counts = np.unique(np.array(firm, np.int64), return_counts=True)
    of_others, other_counts = np.unique(np.array(others, np.int64), return_counts=True)
    rows = np.union1d(of_firm, of_others)
    weights = np.zeros(len(rows), np.int64)
    weights[rows.searchsorted(of_firm)] = firm_counts * FIRM
    least, pair = weight_of_pairs(asked)
    places = rows.searchsorted(of_others)
    weights[places] += np.where((weights[places] > 0) | (other_counts >= least), other_counts * pair, 0)
    return rows[weights > 0], weights[weights > 0]


def weight_of_pairs(asked: Question) -> tuple[int, int]:
    """How many pairs a row must share that shares nothing else, and what each of them counts."""
    least = _FEWEST_PAIRS[min(len(asked.texts[0]), len(_FEWEST_PAIRS) - 1)]
    return least, _SAME_REGION if asked.name.regions else 1
