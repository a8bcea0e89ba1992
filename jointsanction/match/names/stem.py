"""How the index reads a name: its regions, and the body behind them, brackets taken out.

Coarser than :func:`jointsanction.names.parts` and three times as fast, and it does not depend on where 字号 ends, 行业
begins or the form of organisation is whole, so a slip there changes one character of the body and nothing else.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from jointsanction.names.gazetteer import gazetteer

_BRACKET = re.compile(r"\(([^()]*)\)")
_UNITS = "省市县区旗盟州"
_LONGEST = 60  # characters: what is longer is no name; it is cut so that the work stays bounded
_LEVELS = 3
_SHORT_BRACKET = 4  # characters of a damaged region, or of something that is none
_OTHERS = 3
_SHORTEST_BEHIND_CHILD = 8  # 柯桥 + a 字号 and a trade and a form: shorter, 柯桥 may be the 字号
_LOCALITY = re.compile("[镇乡村区]$|街道$|^(?:自治|保税|开发|.{0,6}开发)$")

_HEAD_LOCALITY = re.compile("(.{1,4}?(?:[镇乡]|街道|苏木|办事处))(?=.{4})")
_LOCALITY_ENDS = frozenset("镇乡道木处")
"""One of these stands where a locality ends: most names are spared the pattern."""

# The look-ahead says with which characters a form begins: four times as fast, because few places have to be tried.
FORMS = re.compile(
    "(?=[股有公集总分支合农专企特普微])"
    "(?:股份(?:有限(?:责任)?公司|合作(?:公司)?|公司)|有限(?:(?:责任)?公司|合伙)|公司|集团|[总分支]公司|合作社"
    "|农民专业合作联?社|专业合作联?社|企业集团|特殊普通合伙|普通合伙|微型企业)"
)


class Stem(NamedTuple):
    """``regions`` largest first, as written; ``body`` what is left. ``others``: further readings, each such a pair."""

    regions: tuple[str, ...]
    body: str
    others: tuple[tuple[tuple[str, ...], str], ...]


def stem_of(body: str) -> str:
    """字号, 行业 and branch: a body without organisation forms, or all of it where nothing else would be left.

    >>> stem_of("溪石建材有限公司清城分公司")
    '溪石建材清城'
    """
    return FORMS.sub("", body) or body


def read_stem(normal: str) -> Stem:
    """The reading of a normal form; never fails.

    >>> read_stem("锐溪(清远)建材有限公司")
    Stem(regions=('清远',), body='锐溪建材有限公司', others=((('清远',), '清远锐溪建材有限公司'),))
    """
    text = normal[:_LONGEST]
    moved: list[str] = []
    unread = ""
    if "(" in text or ")" in text:
        text, moved, unread = _unbracketed(text)
    regions, end = leading_regions(text)
    if not _LOCALITY_ENDS.isdisjoint(text[end : end + 8]) and (locality := _HEAD_LOCALITY.match(text, end)):
        regions, end = [*regions, locality[1]], locality.end()
    body = text[end:]
    others: list[tuple[list[str], str]] = []
    if unread:
        rest = unread.replace("(", "").replace(")", "")
        head, end_of_head = leading_regions(rest)
        others.append((head + moved, rest[end_of_head:]))
    if regions and len(regions[-1]) == 2 and text[end - 1] == regions[-1][1]:
        others.append((regions[:-1] + moved, regions[-1] + body))
    if moved and not regions:
        others.append((moved, "".join(moved) + body))
    if moved:
        regions += [region for region in moved if region not in regions]
    else:
        for region, rest in _regions_within(body):
            others.append(([*regions, region], rest))
    if not others:
        return Stem(tuple(regions), body, ())
    return Stem(tuple(regions), body, tuple((tuple(head), rest) for head, rest in others[:_OTHERS] if len(rest) > 1))


def _regions_within(body: str) -> list[tuple[str, str]]:
    """The first and the last region in the middle, whose brackets may be lost: 嘉溪清远建材 → (清远, 嘉溪建材)."""
    heads, lengths = _places()
    found: list[tuple[str, str]] = []
    for at in range(2, len(body) - 1):
        if body[at : at + 2] not in lengths:
            continue
        for length in lengths[body[at : at + 2]]:
            if at + length <= len(body) and body[at : at + length] in heads:
                found.append((body[at : at + length], body[:at] + body[at + length :]))
                break
    return [found[0], found[-1]] if len(found) > 1 else found


@cache
def _short_places() -> dict[str, frozenset[str]]:
    """Short names that are a region only behind a larger one they lie in (绍兴柯桥): text → code heads."""
    heads: dict[str, set[str]] = {}
    for text, places in gazetteer().places.items():
        if len(text) == 2:
            for place in places:
                heads.setdefault(text, set()).update(code[: 2 * place.level] for code in place.codes)
    return {text: frozenset(codes) for text, codes in heads.items()}


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


def heads_of(regions: tuple[str, ...]) -> list[str]:
    """The regions of a name with the one that its pairs are kept under in front: the smallest of county level or above;
    "" stands for none.
    """
    if len(regions) > 1 and is_locality(regions[-1]):
        return [regions[-2], regions[-1], *regions[-3::-1]]
    return list(regions[::-1]) or [""]


def is_locality(text: str) -> bool:
    """Whether a region is a 镇, 乡 or 街道, which names leave out more often than they write it."""
    return text.endswith(("镇", "乡", "街道", "苏木", "办事处"))


@cache
def region_names() -> frozenset[str]:
    """Every region text that is known."""
    return frozenset(_places()[0])


@lru_cache(1 << 14)
def nested(one: str, other: str) -> bool:
    """Whether one region lies in the other (or they are the same), as far as their names tell."""
    heads = _places()[0]
    left, right = heads.get(one, frozenset()), heads.get(other, frozenset())
    return any(a.startswith(b) or b.startswith(a) for a in left for b in right)


def _child(region: str, short: str) -> bool:
    """Whether ``short`` is the short name of a division inside ``region``."""
    codes = _short_places().get(short)
    if codes is None:
        return False
    heads = _places()[0].get(region, frozenset())
    return any(code != head and code.startswith(head) for code in codes for head in heads)


def leading_regions(text: str) -> tuple[list[str], int]:
    """Regions at the head of ``text``, largest first, and where they end."""
    heads, lengths = _places()
    found: list[str] = []
    end, size = 0, len(text)
    while len(found) < _LEVELS:
        short = text[end : end + 2]
        for length in lengths.get(short, ()):
            if end + length > size - 2 and (found or end + length > size):
                continue
            region = text[end : end + length]
            if region in heads and (not found or (length >= 3 and region[-1] in _UNITS) or nested(found[-1], region)):
                found.append(region)
                end += length
                break
        else:
            if not found or end + _SHORTEST_BEHIND_CHILD > size or not _child(found[-1], short):
                break
            found.append(short)
            end += 2
        if end < size and text[end] in "省市县区" and (found[-1][-1] not in _UNITS or found[-1][-1] == text[end]):
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
    front: list[str] = []
    unread: list[str] = []

    def keep(found: re.Match[str]) -> str:
        inner = found[1]
        regions, end = leading_regions(inner + "  ")
        rest = inner[end:]
        if regions and (not rest or _LOCALITY.search(rest)):
            moved.extend(regions)
            front.append(rest)
            return ""
        if len(inner) <= _SHORT_BRACKET:
            unread.append(found[0])
        return inner

    whole = _BRACKET.sub(keep, text)
    other = text.replace(unread[-1], "") if unread else ""
    if not unread and ("(" in whole or ")" in whole):
        other = _half_bracket(text, moved)
    return "".join(front) + whole.replace("(", "").replace(")", ""), moved, other


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
