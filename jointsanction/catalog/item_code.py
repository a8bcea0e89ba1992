"""The 31-character code of an approval item in Guangdong (政务服务事项实施编码).

18-character code of the implementing body + 1 level of exercise + 12-character 基本编码 (GB/T 39554.1-2020). Other
places use other forms, so a code is opaque: it is taken apart only where it fits. The twelve are not read further.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FORM = re.compile(r"([0-9A-HJ-NP-RTUWXY]{18})([0-9])([0-9A-Z]{12})")


class ItemCode(NamedTuple):
    """Implementing body (USCC, not checked), level of exercise, 基本编码 (the same for every body)."""

    body_uscc: str
    level: str
    base: str


def parse_item_code(code: str) -> ItemCode | None:
    """The three parts; None where the code has another form.

    >>> parse_item_code("11441800QYDEM0018C3442001001000").base
    '442001001000'
    >>> parse_item_code("QY-FG-001") is None
    True
    """
    found = _FORM.fullmatch(code.upper())
    return ItemCode(*found.groups()) if found else None
