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

from jointsanction.match.names.stem import Stem

_PAIR_BITS = 20
_TRIPLE_BITS = 22
_MIX = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1
_BEGIN = 2
STEM = "\4"
"""Stands between region and stem, so that the first character of a 字号 is counted as such."""
_BACK_TO_PAIR = 1.5
_BACK_TO_LETTER = 8.0
_AS_OPENING = 0.3
_ALPHABET = 8000.0
_LONGEST = 40

Counts = npt.NDArray[np.uint32]


def model_text(stem: Stem) -> str:
    """What of a name the model counts: two characters of its smallest region, and its stem."""
    return f"{stem.region}{STEM}{stem.text}"[:_LONGEST]


def count(texts: Sequence[str]) -> tuple[Counts, Counts, Counts]:
    """Hashed counts of single characters, pairs and triples over ``texts``."""
    joined = "".join(f"\2\2{text}\3" for text in texts)
    codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64) & np.uint64(0xFFFF)
    single = np.bincount(codes.astype(np.int64), minlength=1 << 16).astype(np.uint32)
    mix = np.uint64(_MIX)
    pairs = (codes[:-1] << np.uint64(16)) | codes[1:]
    pair = np.bincount(((pairs * mix) >> np.uint64(64 - _PAIR_BITS)).astype(np.int64), minlength=1 << _PAIR_BITS)
    triples = (pairs[:-1] << np.uint64(16)) | codes[2:]
    triple = np.bincount(
        ((triples * mix) >> np.uint64(64 - _TRIPLE_BITS)).astype(np.int64), minlength=1 << _TRIPLE_BITS
    )
    return single, pair.astype(np.uint32), triple.astype(np.uint32)


class NameModel:
    """Log probabilities from the counts of one segment."""

    __slots__ = ("_names", "_pair", "_single", "_total", "_triple")

    def __init__(self, single: memoryview, pair: memoryview, triple: memoryview) -> None:
        self._single, self._pair, self._triple = single, pair, triple
        self._names = float(single[ord(STEM)]) or 1.0
        self._total = float(sum(single) - 2 * single[_BEGIN]) or 1.0

    def letter(self, letter: str) -> float:
        """Probability of one character among all characters of names."""
        return float((self._single[ord(letter) & 0xFFFF] + 0.5) / (self._total + 0.5 * _ALPHABET))

    def following(self, before: str, letter: str) -> float:
        """Probability of a character behind another, or as characters of a 字号 come."""
        code, last = ord(letter) & 0xFFFF, (ord(before) & 0xFFFF if before else _BEGIN)
        here = self._pair[((((last << 16) | code) * _MIX) & _WORD) >> (64 - _PAIR_BITS)]
        behind = (here + _BACK_TO_LETTER * self.letter(letter)) / (max(self._single[last], here) + _BACK_TO_LETTER)
        opens = self._pair[((((ord(STEM) << 16) | code) * _MIX) & _WORD) >> (64 - _PAIR_BITS)]
        return float(behind + _AS_OPENING * opens / self._names)

    def log_probability(self, text: str) -> float:
        """Natural logarithm of the probability that a listed-like name reads so."""
        single, pair, triple, total = self._single, self._pair, self._triple, self._total
        before, last = _BEGIN, _BEGIN
        last_pair = single[_BEGIN] / 2
        result = 0.0
        for letter in (*text, "\3"):
            code = ord(letter) & 0xFFFF
            two = (last << 16) | code
            here_pair = pair[((two * _MIX) & _WORD) >> (64 - _PAIR_BITS)]
            here = triple[(((((before << 16) | last) << 16 | code) * _MIX) & _WORD) >> (64 - _TRIPLE_BITS)]
            alone = (single[code] + 0.5) / (total + 0.5 * _ALPHABET)
            by_one = (here_pair + _BACK_TO_LETTER * alone) / (max(single[last], here_pair) + _BACK_TO_LETTER)
            result += log((here + _BACK_TO_PAIR * by_one) / (max(last_pair, here) + _BACK_TO_PAIR))
            before, last, last_pair = last, code, here_pair
        return result

    def release(self) -> None:
        """Let go of the memory under it."""
        for counts in (self._single, self._pair, self._triple):
            counts.release()
