"""How text is typed, without regard to what it says: width, invisible characters, white space.

Width folding is Unicode NFKC, which leaves private-use characters alone: registers store rare name characters there.
"""

from __future__ import annotations

import re
import unicodedata

# Cc and Cf of Unicode: control characters, zero-width spaces and joiners, marks of direction, the byte-order mark,
# and the invisible fillers and variation selectors that copying from documents leaves behind.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000e-\u001b\u007f-\u0084\u0086-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U000e0000-\U000e0fff]"
)
SPACE = re.compile(r"\s+")


def fold_width(text: str) -> str:
    """Full width to half width and compatibility forms to plain ones (NFKC).

    >>> fold_width("ＡＢＣ（１）")
    'ABC(1)'
    """
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def compact(text: str) -> str:
    r"""Fold width, drop what cannot be seen and all white space; case is kept.

    >>> compact(" 清远市\u200b　财政局 ")
    '清远市财政局'
    """
    return SPACE.sub("", INVISIBLE.sub("", fold_width(text)))


def tidy(text: str) -> str:
    """Drop what cannot be seen and fold each run of white space to one space; width is kept, for display."""
    return SPACE.sub(" ", INVISIBLE.sub("", text)).strip()
