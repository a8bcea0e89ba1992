"""What of a segment is worth comparing with each of many questions: rows and texts chosen for all of them at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import compress, pairwise, repeat

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import LCSseq
from rapidfuzz.process import cpdist

from jointsanction.match.names.comparing import COMPARED, FIRM, weight_of_pairs
from jointsanction.match.names.question import Question
from jointsanction.match.names.question_block import Places, QuestionBlock
from jointsanction.match.names.segment import NameSegment

_ROW, _SCORE = np.int64(26), np.int64(12)
_ROWS = (np.int64(1) << _ROW) - 1
_SCORES = (np.int64(1) << _SCORE) - 1
_OF_FIRM = 16
"""Bits of a count of pairs: one of firm keys stands above it."""


def texts_of_block(block: QuestionBlock, segment: NameSegment) -> list[list[tuple[int, str]]]:
    """For each question of a block the rows that share enough keys and have its letters, with their texts: those that
    share most first, and no more than are compared for one question.
    """
    bounds, rows = _rows(block, *segment.rows_of_block(block))
    texts = segment.texts_of_many(rows)
    fits = _lettered(block.questions, bounds, texts)
    pairs = list(zip(rows.tolist(), texts, strict=True))
    return [list(compress(pairs[begin:end], fits[begin:end])) for begin, end in pairwise(bounds)]


def _rows(
    block: QuestionBlock, question: Places, rows: npt.NDArray[np.uint32], firm: npt.NDArray[np.bool_]
) -> tuple[list[int], npt.NDArray[np.int64]]:
    """Rows worth comparing, of each question those that share most first, and where those of each question begin."""
    weights = np.array([weight_of_pairs(asked) for asked in block.questions], np.int64)
    both = question.astype(np.int64)
    both <<= _ROW
    both |= rows
    both <<= 1
    both |= firm
    both.sort()
    of_firm = both & 1
    both >>= 1
    first = np.flatnonzero(np.diff(both, prepend=-1))
    both = both[first]
    counts = np.add.reduceat((of_firm << _OF_FIRM) + (of_firm ^ 1), first) if len(first) else both
    of_firm = counts >> _OF_FIRM
    counts &= (1 << _OF_FIRM) - 1
    whose = both >> _ROW
    enough = (of_firm > 0) | (counts >= weights[whose, 0])
    shared = np.minimum(of_firm * FIRM + counts * weights[whose, 1], _SCORES)
    order = ((whose << _SCORE) + _SCORES - shared << _ROW | both & _ROWS)[enough]
    order.sort()
    whose = order >> (_ROW + _SCORE)
    bounds = np.searchsorted(whose, np.arange(len(block.questions) + 1))
    kept = np.arange(len(order)) - bounds[whose] < COMPARED
    order = order[kept]
    bounds = np.searchsorted(whose[kept], np.arange(len(block.questions) + 1))
    return bounds.tolist(), order & _ROWS


def _lettered(questions: Sequence[Question], bounds: Sequence[int], texts: Sequence[str]) -> list[bool]:
    """Of each text whether all letters of one of the texts of its question but a few stand there in their order."""
    places: list[int] = []
    asked_texts: list[str] = []
    least: list[int] = []
    for asked, (begin, end) in zip(questions, pairwise(bounds), strict=True):
        for text in asked.texts[:1] if asked.plain else asked.texts:
            places += range(begin, end)
            asked_texts += repeat(text, end - begin)
            least += repeat(len(text) - asked.lost, end - begin)
    place = np.array(places, np.intp)
    shared = cpdist(asked_texts, [texts[each] for each in places], scorer=LCSseq.similarity)
    fits = np.zeros(len(texts), np.bool_)
    fits[place[shared >= np.array(least, np.intp)]] = True
    found: list[bool] = fits.tolist()
    return found
