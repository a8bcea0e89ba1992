"""Former names (曾用名) as lists write them in one cell.

>>> split_former_names("曾用名：清远溪石商行；清远市溪石贸易公司")
('清远溪石商行', '清远市溪石贸易公司')
"""

from __future__ import annotations

import json
import re

from jointsanction.feed.persons import is_nothing
from jointsanction.typography import tidy

_BETWEEN = re.compile(r"[;；、,，\n|]")
_NOTE = re.compile(r"^[（(]?\s*(?:曾用名称?|原名称?)\s*[:：为]\s*")


def split_former_names(text: str) -> tuple[str, ...]:
    """The names in a cell, in order, each once; a JSON array is read as one."""
    if not text:
        return ()
    parts = _array(text) if text.startswith("[") else _BETWEEN.split(text)
    names = (tidy(_NOTE.sub("", part.strip())) for part in parts)
    return tuple(dict.fromkeys(_closed(name) for name in names if not is_nothing(name)))


def _closed(name: str) -> str:
    """Without the bracket that the note before it had opened."""
    last = name[-1:]
    return name[:-1] if (last == "）" and "（" not in name) or (last == ")" and "(" not in name) else name


def _array(text: str) -> list[str]:
    try:
        values = json.loads(text)
    except json.JSONDecodeError:
        return _BETWEEN.split(text)
    return [value for value in values if isinstance(value, str)]
