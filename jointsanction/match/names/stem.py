"""What the keys of a name are made from: its regions, and its stem (字号 + 行业 + branch) without organisation forms.

Coarser than :func:`jointsanction.names.parts` and three times as fast, and it does not depend on where 字号 ends and
行业 begins, so a slip there changes one character of the stem and nothing else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from jointsanction.match.names.form_slips import FORM_BRACKET, without_forms
from jointsanction.names.gazetteer import gazetteer

_BRACKET = re.compile(r"\(([^()]*)\)")
_UNITS = "省市县区旗盟州"
_LONGEST = 60  # characters: what is longer is no name; it is cut so that the work stays bounded
_LEVELS = 3


class Stem(NamedTuple):
    """``regions`` largest first, as written. ``other``: a second reading of the stem, "" if there is none."""

    regions: tuple[str, ...]
    text: str
    other: str

    @property
    def region(self) -> str:
        """The first two characters of the smallest region: 清远 for 清远市; "" without one."""
        return self.regions[-1][:2] if self.regions else ""


@cache
def _places() -> tuple[dict[str, frozenset[str]], dict[str, tuple[int, ...]]]:
    """Region text → code heads (2, 4 or 6 digits by level); first two characters → lengths, longest first."""
    heads: dict[str, set[str]] = {}
    for text, places in gazetteer().places.items():
        for place in places:
            if place.alone or place.full:
                heads.setdefault(text, set()).update(code[: 2 * place.level] for code in place.codes)
    lengths: dict[str, set[int]] = {}
    for text in heads:
        lengths.setdefault(text[:2], set()).add(len(text))
    return (
        {text: frozenset(codes) for text, codes in heads.items()},
        {first: tuple(sorted(found, reverse=True)) for first, found in lengths.items()},
    )


def is_region(text: str) -> bool:
    """Whether ``text`` is the name of a division, full or short."""
    return text in _places()[0]


def region_names() -> frozenset[str]:
    """Every region text that is known."""
    return frozenset(_places()[0])


def nested(one: str, other: str) -> bool:
    """Whether one region lies in the other (or they are the same), as far as their names tell."""
    heads = _places()[0]
    left, right = heads.get(one, frozenset()), heads.get(other, frozenset())
    return any(a.startswith(b) or b.startswith(a) for a in left for b in right)


def read_stem(normal: str) -> Stem:
    """The stem of a normal form; never fails.

    >>> read_stem("锐溪(清远)建材有限公司")
    Stem(regions=('清远',), text='锐溪建材', other='')
    """
    text = normal[:_LONGEST]
    moved: list[str] = []
    unread = ""
    if "(" in text or ")" in text:
        text, moved, unread = _unbracketed(text)
    regions, end = leading_regions(text)
    stem = without_forms(text[end:]) or text
    other = ""
    if unread:
        rest = unread.replace("(", "").replace(")", "")
        other = without_forms(rest[leading_regions(rest)[1] :])
    elif regions and len(regions[-1]) == 2 and text[end - 1] == regions[-1][1]:
        other = regions[-1] + stem
    regions += [region for region in moved if region not in regions]
    return Stem(tuple(regions), stem, other)


def leading_regions(text: str) -> tuple[list[str], int]:
    """Regions at the head of ``text``, largest first, and where they end."""
    heads, lengths = _places()
    found: list[str] = []
    end, size = 0, len(text)
    while len(found) < _LEVELS:
        for length in lengths.get(text[end : end + 2], ()):
            if end + length > size - 2 and (found or end + length > size):
                continue
            region = text[end : end + length]
            if region in heads and (not found or (length >= 3 and region[-1] in _UNITS) or nested(found[-1], region)):
                found.append(region)
                end += length
                break
        else:
            break
        if end < size and text[end] in "省市县区" and found[-1][-1] not in _UNITS:
            end += 1
    return found, end


def _all_regions(text: str) -> list[str]:
    """The regions that ``text`` consists of, [] if there is anything else in it."""
    heads, lengths = _places()
    found: list[str] = []
    at = 0
    while at < len(text):
        for length in lengths.get(text[at : at + 2], ()):
            if text[at : at + length] in heads:
                found.append(text[at : at + length])
                at += length
                break
        else:
            return []
        if at < len(text) and text[at] in "省市县区":
            at += 1
    return found


def _unbracketed(text: str) -> tuple[str, list[str], str]:
    """(text without brackets, regions that stood in them, text without a bracket that may be a damaged region)."""
    moved: list[str] = []
    unread: list[str] = []

    def keep(found: re.Match[str]) -> str:
        inner = found[1]
        if FORM_BRACKET.fullmatch(inner):
            return ""
        if regions := _all_regions(inner):
            moved.extend(regions)
            return ""
        if len(inner) <= 4:
            unread.append(found[0])
        return inner

    whole = _BRACKET.sub(keep, text)
    other = text.replace(unread[-1], "") if unread else ""
    if not unread and ("(" in whole or ")" in whole):
        other = _half_bracket(text, moved)
    return whole.replace("(", "").replace(")", ""), moved, other


def _half_bracket(text: str, moved: list[str]) -> str:
    """A region beside a bracket whose partner was lost: 嘉溪(清远建材, 嘉溪某清远)建材."""
    opening, closing = text.find("("), text.find(")")
    for size in (4, 3, 2):
        if opening > 0 and (regions := _all_regions(text[opening + 1 : opening + 1 + size])):
            moved.extend(regions)
            return text[:opening] + text[opening + 2 + size :]
        if closing > 0 and (regions := _all_regions(text[max(0, closing - size) : closing])):
            moved.extend(regions)
            return text[: max(0, closing - size - 1)] + text[closing + 1 :]
    return ""
