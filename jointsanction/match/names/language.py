"""How likely a stretch of text is as the name of some company: a character trigram model of the list itself.

Counted when a segment is built, from the names that are listed, so it is as old as the list and nobody else's data.
It answers the question that decides most resemblances: is 广州市华源商贸 a slip for 广州市华沅商贸, or simply another
company of that sort? Interpolated counts with fixed back-off weights (Witten-Bell's idea, one constant a level).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log

import numpy as np
import numpy.typing as npt

_PAIR_BITS = 20
_TRIPLE_BITS = 24
_TRIPLES_A_NAME = 8
_FEWEST_BITS = 16
_MIX = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1
_BEGIN = 2
_END = 3
_OPENED, _ENDED = 2 * chr(_BEGIN), chr(_END)
_THREE = 3
_REMEMBERED = 1 << 16
STEM = "\4"
"""Stands between region and stem, so that the first character of a 字号 is counted as such."""
_BACK_TO_PAIR = 1.5
_BACK_TO_LETTER = 8.0
_AS_OPENING = 0.3
_ALPHABET = 8000.0
_LONGEST = 40


def model_text(region: str, stem: str) -> str:
    """What of a name the model counts: two characters of its region, and its stem."""
    return f"{region[:2]}{STEM}{stem}"[:_LONGEST]


class Counted:
    """Counts of single characters, pairs and triples, gathered a chunk of names at a time."""

    def __init__(self) -> None:
        self._single = np.zeros(1 << 16, np.int64)
        self._pair = np.zeros(1 << _PAIR_BITS, np.int64)
        self._triple = np.zeros(1 << _TRIPLE_BITS, np.int64)
        self._names = 0

    def add(self, texts: Sequence[str]) -> None:
        """Count the characters of some texts."""
        joined = "".join(f"\2\2{text}\3" for text in texts)
        raw = joined.encode("utf-32-le", "surrogatepass")
        codes = np.frombuffer(raw, np.uint32).astype(np.uint64) & np.uint64(0xFFFF)
        self._names += len(texts)
        if not len(texts):
            return
        mix, word = np.uint64(_MIX), np.uint64(16)
        pairs = (codes[:-1] << word) | codes[1:]
        triples = (pairs[:-1] << word) | codes[2:]
        for values, counts, bits in (
            (codes, self._single, 0),
            (pairs, self._pair, _PAIR_BITS),
            (triples, self._triple, _TRIPLE_BITS),
        ):
            places = (values * mix) >> np.uint64(64 - bits) if bits else values
            counts += np.bincount(places.astype(np.int64), minlength=len(counts))

    def arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        """The arrays of a model; the tables as large as the number of names asks for."""
        bits = max(_FEWEST_BITS, (self._names * _TRIPLES_A_NAME).bit_length())
        triple = self._triple.reshape(1 << min(_TRIPLE_BITS, bits), -1).sum(axis=1)
        pair = self._pair.reshape(1 << min(_PAIR_BITS, bits - 1), -1).sum(axis=1)
        return {
            "single": self._single.astype(np.uint32),
            "pair": pair.astype(np.uint32),
            "triple": np.minimum(triple, 0xFFFF).astype(np.uint16),
        }


class NameModel:
    """Log probabilities from the counts of one segment."""

    def __init__(self, single: memoryview, pair: memoryview, triple: memoryview) -> None:
        self._single, self._pair, self._triple = single, pair, triple
        self._pair_shift = 64 - (len(pair).bit_length() - 1)
        self._triple_shift = 64 - (len(triple).bit_length() - 1)
        self._names = float(single[ord(STEM)]) or 1.0
        self._steps: dict[str, float] = {}
        self._total = float(sum(single) - 2 * single[_BEGIN]) or 1.0

    def letter(self, letter: str) -> float:
        """Probability of one character among all characters of names."""
        return float((self._single[ord(letter) & 0xFFFF] + 0.5) / (self._total + 0.5 * _ALPHABET))

    def following(self, before: str, letter: str) -> float:
        """Probability of a character behind another, or as characters of a 字号 come."""
        code, last = ord(letter) & 0xFFFF, (ord(before) & 0xFFFF if before else _BEGIN)
        here = self._pair[((((last << 16) | code) * _MIX) & _WORD) >> self._pair_shift]
        behind = (here + _BACK_TO_LETTER * self.letter(letter)) / (max(self._single[last], here) + _BACK_TO_LETTER)
        opens = self._pair[((((ord(STEM) << 16) | code) * _MIX) & _WORD) >> self._pair_shift]
        return float(behind + _AS_OPENING * opens / self._names)

    def log_probability(self, text: str, least: float) -> float:
        """Natural logarithm of the probability that a listed-like name reads so; what is below ``least`` is told as
        something below it.
        """
        result = 0.0
        steps = self._steps
        read = f"{_OPENED}{text}{_ENDED}"
        for at in range(len(text) + 1):
            three = read[at : at + _THREE]
            step = steps.get(three)
            if step is None:
                step = self._remembered(three)
            result += step
            if result < least:
                break
        return result

    def _remembered(self, three: str) -> float:
        """A step that was not there yet; all make room at once, because to keep an order of use takes longer."""
        if len(self._steps) >= _REMEMBERED:
            self._steps = {}
        step = self._steps[three] = self._step_of(three)
        return step

    def _step_of(self, three: str) -> float:
        """Of the last of three characters, behind the two others."""
        single, pair = self._single, self._pair
        before, last, code = (ord(each) & 0xFFFF for each in three)
        shift = self._pair_shift
        two, two_before = (last << 16) | code, (before << 16) | last
        here_pair = pair[((two * _MIX) & _WORD) >> shift]
        last_pair = single[_BEGIN] / 2 if before == last == _BEGIN else pair[((two_before * _MIX) & _WORD) >> shift]
        here = self._triple[(((two_before << 16 | code) * _MIX) & _WORD) >> self._triple_shift]
        alone = (single[code] + 0.5) / (self._total + 0.5 * _ALPHABET)
        by_one = (here_pair + _BACK_TO_LETTER * alone) / (max(single[last], here_pair) + _BACK_TO_LETTER)
        return log((here + _BACK_TO_PAIR * by_one) / (max(last_pair, here) + _BACK_TO_PAIR))
