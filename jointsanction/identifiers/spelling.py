"""How people type codes: what may be dropped, and which letters stand for digits.

Dropped: white space, what cannot be seen, hyphens and dashes, dots and middle dots, commas, underscores, quotation
marks, the equals sign of Excel's ``="…"``. Folded: width, case. A spreadsheet's ``.0`` behind a long number is dropped
with its zero.
"""

from __future__ import annotations

import re

from jointsanction.typography import INVISIBLE, fold_width

_NOISE = re.compile(INVISIBLE.pattern[:-1] + r"\s\-‐‑‒–—―−﹘.·•・‧。,、'‘’\"“”`´′_=]+")
_FLOAT = re.compile(r"\s*[0-9]{13,18}\.0\s*")

# O and I are in no USCC because they are misread; the other letters left out (S, V, Z) have no single digit meant.
_CONFUSED = str.maketrans("OI", "01")
DIGIT_MEANT = {"O": "0", "I": "1"}


def compact(text: str) -> str:
    r"""The characters of a code and nothing else, half width, upper case.

    >>> compact(" ９1440101－ma5x\u200b 00000.")
    '91440101MA5X00000'
    >>> compact("440101000000016.0")
    '440101000000016'
    """
    folded = text if text.isascii() else fold_width(text)
    if _FLOAT.fullmatch(folded):
        folded = folded.strip()[:-2]
    return _NOISE.sub("", folded).upper()


def digits_meant(code: str) -> str:
    """The letters O and I as the digits they look like; for codes in which they cannot stand.

    >>> digits_meant("914401O1")
    '91440101'
    """
    return code.translate(_CONFUSED) if "O" in code or "I" in code else code
