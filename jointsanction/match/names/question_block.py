"""Many questions to one part of the index at once: what numpy costs a call is shared by all of them.

The answers are those that each question would have got alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from jointsanction.match.names.question import Question

BLOCK = 256
"""Questions in a block: what is in hand at once stays in the processor's cache."""

Places = npt.NDArray[np.int32]


class QuestionBlock:
    """``questions``: in another order than given, so that those of one shape follow one another; ``places`` tells where
    each was. ``keys``: of all, one question's behind the other's; ``question``: whose each key is; ``firm`` and
    ``whole``: whether it is one of the firm ones, and the first. ``letters``, ``lost`` and ``region_bits``: of each
    question.
    """

    __slots__ = ("firm", "keys", "letters", "lost", "places", "question", "questions", "region_bits", "whole")

    def __init__(self, questions: Sequence[Question]) -> None:
        """``questions``: one at least, and none without keys."""
        by_shape: dict[int, list[int]] = {}
        for place, asked in enumerate(questions):
            by_shape.setdefault(id(asked.shape), []).append(place)
        self.places = [place for places in by_shape.values() for place in places]
        self.questions = [questions[place] for place in self.places]
        keys, counts, firm = [], [], []
        for places in by_shape.values():
            shape = questions[places[0]].shape
            numbers = np.array([questions[place].numbers for place in places], np.uint64)
            heads = np.array([questions[place].heads for place in places], np.uint64)
            keys.append(shape.of_each(numbers, heads).ravel())
            counts += [len(shape.chosen)] * len(places)
            firm += [shape.firm] * len(places)
        self.keys = np.concatenate(keys)
        self.question: Places = np.arange(len(counts), dtype=np.int32).repeat(counts)
        ends = np.cumsum(counts)
        begins = ends - counts
        at = np.arange(len(self.keys))
        self.firm = at < (begins + firm)[self.question]
        self.whole = np.zeros(len(self.keys), np.bool_)
        self.whole[begins] = True
        self.letters = np.array([asked.letters for asked in self.questions], np.uint64)
        self.lost = np.array([asked.lost for asked in self.questions], np.uint8)
        self.region_bits = np.array([asked.region_bits for asked in self.questions], np.uint64)
