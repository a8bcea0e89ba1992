"""Where the 字号 ends and the trade (行业或者经营特点) begins: the longest run of trade words at the end of a text."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from jointsanction.names.words import industry_words

_JOINERS = frozenset("和与及暨")
_NATIONAL = frozenset(("中国", "中华", "全国", "国家", "国营"))
_SHORTEST_CORE = 2  # art. 8: a 字号 has two Chinese characters or more


class Split(NamedTuple):
    """``core`` (字号, "" when the whole text is trade words) and ``industry``."""

    core: str
    industry: str


@cache
def _lengths() -> dict[str, tuple[int, ...]]:
    sizes: dict[str, set[int]] = {}
    for word in industry_words():
        sizes.setdefault(word[-2:], set()).add(len(word))
    return {tail: tuple(sorted(found)) for tail, found in sizes.items()}


def trade_starts(text: str) -> set[int]:
    """Every place from which ``text`` is nothing but trade words, joiners between them allowed."""
    words, lengths = industry_words(), _lengths()
    starts: set[int] = set()
    waiting = [len(text)]
    tried = set(waiting)
    while waiting:
        end = waiting.pop()
        for length in lengths.get(text[max(end - 2, 0) : end], ()):
            start = end - length
            if start < 0 or start in starts or text[start:end] not in words:
                continue
            starts.add(start)
            for further in (start, start - 1) if start > 2 and text[start - 1] in _JOINERS else (start,):
                if further not in tried:
                    tried.add(further)
                    waiting.append(further)
    return starts


def split_trade(text: str, latest: int = 0, *, needs_core: bool = False) -> Split:
    """Cut a text (no region, no form) into 字号 and trade.

    ``latest`` > 0: the trade begins there or before. ``needs_core``: a name that opens with no place has a 字号 even
    where that is itself a word of trade (交通|银行).
    """
    starts = trade_starts(text)
    able = [start for start in starts if start >= _SHORTEST_CORE]
    if 0 in starts and not (needs_core and able):
        return Split("", text)
    cut = min(able or starts or (len(text),))
    if _SHORTEST_CORE <= latest < cut:
        cut = latest
    if text[:cut] in _NATIONAL:  # 中国工商|银行, and 中国银行 whole: the head alone tells nobody apart
        cut = max(able) if len(able) > 1 else len(text)
    return Split(text[:cut], text[cut:])
