"""Resembling names: the listed names an asked one may be a damaged copy of, best first, each with its probability."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import exp, fsum, log
from operator import itemgetter

from jointsanction.match.names import score
from jointsanction.match.names.calibration import Calibration, shipped_calibration
from jointsanction.match.names.comparing import NamePart, Near, compare_rows, compare_texts
from jointsanction.match.names.comparing_block import texts_of_block
from jointsanction.match.names.evidence import NameEvidence, compare
from jointsanction.match.names.language import model_text
from jointsanction.match.names.listed import ListedName
from jointsanction.match.names.question import Question
from jointsanction.match.names.question_block import BLOCK, QuestionBlock
from jointsanction.match.names.segment import NameSegment
from jointsanction.match.names.slips import IMPOSSIBLE, Channel
from jointsanction.match.names.weighing import weigh

_WEIGHED = 8
_FEW_SLIPS = 1
"""What is farther than the nearest, and than this, adds nothing."""
_SHORTEST = 2
_ROUNDED = 1e-9
_ORDER = itemgetter(0, 1)
"""Of what is near: by slips, then by row id."""
_SMALLEST_SHARE = 0.05
"""Of what all have: a candidate with less is not worth a person's look beside the others."""


class NameCandidate:
    """``score``: probability that both names mean one company, for a list and a mix as ``bench/match.py`` measures."""

    __slots__ = ("_asked", "_listed", "row_id", "score")

    def __init__(self, row_id: int, score: float, asked: ListedName, listed: ListedName) -> None:
        self.row_id, self.score = row_id, score
        self._asked, self._listed = asked, listed

    @property
    def evidence(self) -> NameEvidence:
        """Why, part by part; made when it is asked for."""
        return compare(self._asked, self._listed)


_Weighed = tuple[float, float, ListedName]
"""Of a row what its slips and its rivals weigh (:func:`weigh`), and its name."""


class NameSearch:
    """Searches a segment and the live part above it; ``hidden`` tells the rows of the segment that have changed.

    ``calibration``: from raw to calibrated probability; the shipped curve where none is given.
    """

    def __init__(
        self,
        segment: NameSegment | None,
        live: NamePart | None = None,
        hidden: Callable[[int], bool] | None = None,
        *,
        calibration: Calibration | None = None,
    ) -> None:
        self._calibration = shipped_calibration() if calibration is None else calibration
        # One without names has nothing to tell, and has learnt of none what is common.
        self._segment = segment = segment or None
        self._live = live
        self._hidden = hidden
        model = segment.model if segment else None
        self._channel = Channel(model.letter, model.following) if model else Channel(_even, _evenly)

    def search(self, normal: str, limit: int = 10, least: float = score.POSSIBLE) -> list[NameCandidate]:
        """Candidates, best first, at most ``limit``, where some listed company is meant with a probability of ``least``
        or more; it is shared out among them, so several that are as near have less than it each. Ties by row id.

        ``normal``: a normal form (:func:`jointsanction.names.normal_form`). A name too short to tell anything finds
        nothing.
        """
        return self.answer(Question(normal), limit, least)

    def answer(self, asked: Question, limit: int = 10, least: float = score.POSSIBLE) -> list[NameCandidate]:
        """The same for a question that is asked of several searches."""
        near: list[Near] = []
        if _tells_something(asked) and self._segment is not None:
            compare_rows(asked, self._segment, near, self._hidden)
        return self._weighed(asked, near, limit, least)

    def search_each(
        self, normals: Sequence[str], limit: int = 10, least: float = score.POSSIBLE
    ) -> Iterator[list[NameCandidate]]:
        """The same for many names, a block of them at a time, which takes half the time."""
        for begin in range(0, len(normals), BLOCK):
            yield from self.answer_each([Question(normal) for normal in normals[begin : begin + BLOCK]], limit, least)

    def answer_each(
        self, asked: Sequence[Question], limit: int = 10, least: float = score.POSSIBLE
    ) -> list[list[NameCandidate]]:
        """The same for a block of questions, best ``question_block.BLOCK`` of them."""
        near: list[list[Near]] = [[] for _ in asked]
        probed = [place for place, one in enumerate(asked) if one.firm and _tells_something(one)]
        segment = self._segment
        if probed and segment is not None:
            block = QuestionBlock([asked[place] for place in probed])
            for place, one, texts in zip(block.places, block.questions, texts_of_block(block, segment), strict=True):
                if texts:
                    compare_texts(one, segment, texts, near[probed[place]], self._hidden)
        return [self._weighed(one, some, limit, least) for one, some in zip(asked, near, strict=True)]

    def _weighed(self, asked: Question, near: list[Near], limit: int, least: float) -> list[NameCandidate]:
        """Candidates of those that are near in the segment, and of what is near in the live part."""
        if self._live is not None and _tells_something(asked):
            compare_rows(asked, self._live, near, None)
        if not near:
            return []
        if len(near) > 1:
            near.sort(key=_ORDER)
        fewest = near[0].slips
        most = max(fewest, _FEW_SLIPS)
        beside = -1
        weighed: dict[int, _Weighed] = {}
        for slips, row_id, listed, found in near[:_WEIGHED]:
            if slips <= fewest + 1:
                beside += 1
            if slips > most:
                continue
            slip, rival = weigh(self._channel, found)
            if slip > IMPOSSIBLE and (row_id not in weighed or slip > weighed[row_id][0]):
                weighed[row_id] = (slip, rival, listed)
        return self._ranked(asked, weighed, beside, limit, least) if weighed else []

    def _ranked(
        self, asked: Question, weighed: dict[int, _Weighed], beside: int, limit: int, least: float
    ) -> list[NameCandidate]:
        """Each candidate's share of the probability that some listed company is meant; ``beside``: how many other
        listed names are about as near.
        """
        odds = [exp(slip) for slip, _, _ in weighed.values()]
        listed = fsum(odds)
        density = score.RIVALS + score.RIVALS_LISTED * beside
        fewest = listed * _SMALLEST_SHARE
        rivals = [
            (density * exp(min(rival, score.RIVAL_MOST)), odd, row_id, name)
            for odd, (row_id, (_, rival, name)) in zip(odds, weighed.items(), strict=True)
            if odd >= fewest
        ]
        if listed / (listed + min(rivals)[0]) < _surely_below(self._calibration, least):
            return []
        found = []
        chance = self._chance(asked, listed)
        for expected, odd, row_id, name in rivals:
            some = self._calibration(listed / (listed + chance + expected))
            if some >= least:
                found.append(NameCandidate(row_id, some * odd / listed, asked.name, name))
        if len(found) > 1:
            found.sort(key=_best)
        return found[:limit]

    def _chance(self, asked: Question, listed: float) -> float:
        """How many companies are to be expected under the asked name by chance; a number far below the odds ``listed``
        is not told exactly.
        """
        if self._segment is None:
            return 0.0
        names, model = score.CHANCE * len(self._segment), self._segment.model
        text = model_text(asked.region, asked.name.stem)
        return names * exp(model.log_probability(text, log(listed / names) + score.CHANCE_LEAST))


@lru_cache(1 << 4)
def _surely_below(calibration: Calibration, least: float) -> float:
    """A raw score below which the calibrated one is below ``least``, whatever the last digits are rounded to."""
    raw = calibration.inverse(least) * (1.0 - _ROUNDED)
    return raw if raw > _ROUNDED else 0.0


def _tells_something(asked: Question) -> bool:
    return len(asked.texts[0]) >= _SHORTEST or bool(asked.name.regions)


def _best(found: NameCandidate) -> tuple[float, int]:
    return -found.score, found.row_id


def _even(letter: str) -> float:
    """Without a segment every character is as likely as any other."""
    del letter
    return 1 / 3000


def _evenly(before: str, letter: str) -> float:
    del before
    return _even(letter)
