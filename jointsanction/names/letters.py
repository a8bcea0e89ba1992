"""One character at a time: width, case, traditional → simplified, brackets, masks, punctuation.

Simplification is OpenCC's ``t2s``, asked for each character alone, so that a name's form never depends on its
neighbours and a part of a normal form is itself in normal form. A character that is 规范字 in its own right
(通用规范汉字表, 2013: 乾, 昇, 於 …) is kept, for such a character may be all that tells two 字号 apart; these and
the variants OpenCC does not know stand in ``data/characters.csv``.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache
from typing import NamedTuple

import opencc

from jointsanction.names.words import rows
from jointsanction.typography import compact

MASK = "*"
_IDEOGRAPHS = ((0x3400, 0xA000), (0xF900, 0xFB00), (0x20000, 0x33480))
_SLIPPERY = frozenset("*?×()+:")  # punctuation that a later step still needs, or keeps


class Letters(NamedTuple):
    """``letter``: character → what the normal form writes; ``dropped``: characters it leaves out."""

    letter: dict[int, str]
    dropped: dict[int, None]


@cache
def letters() -> Letters:
    """The two ``str.translate`` tables; about 60 ms once, and only when a name needs them."""
    han = [chr(point) for start, stop in _IDEOGRAPHS for point in range(start, stop)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    letter = {ord(old): new for old, new in zip(han, simple, strict=True) if old != new}
    dropped: dict[int, None] = {}
    for point in range(sys.maxunicode + 1):
        kind = unicodedata.category(chr(point))
        if (kind[0] in "PZ" or kind in ("Cc", "Cf", "Cs")) and chr(point) not in _SLIPPERY:
            dropped[point] = None
    for row in rows("characters.csv"):
        point = ord(row["written"])
        if row["kind"] == "keep":
            letter.pop(point, None)
            continue
        if row["kind"] == "drop":
            dropped[point] = None
            continue
        letter[point] = row["becomes"]
        dropped.pop(point, None)
    for point, new in letter.items():
        while ord(new) in letter and letter[ord(new)] != new:
            new = letter[ord(new)]
        letter[point] = new
    return Letters(letter, dropped)


def fold(text: str) -> str:
    """Fold width, case, script and bracket style; what cannot be seen goes, punctuation stays for the note reader."""
    table = letters().letter
    while True:
        folded = compact(text).upper().translate(table)
        if folded == text:
            return text
        text = folded


def gb2312() -> str:
    """The 6,763 Han characters of GB/T 2312-1980, as one string: practically all of them are 规范字."""
    whole = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    return "".join(pair.decode("gb2312", errors="ignore") for pair in whole)


_TIMES_IN_NUMBER = re.compile("(?<=[A-Z0-9])×|×(?=[A-Z0-9])")


def unpunctuate(text: str) -> str:
    """Drop punctuation from a folded text; × and ? become a mask where they stand for a character."""
    text = text.translate(letters().dropped).replace(":", "")
    if "×" in text:
        text = _TIMES_IN_NUMBER.sub("X", text).replace("×", MASK)
    if "?" in text:
        text = text.strip("?").replace("?", MASK)
    return text
