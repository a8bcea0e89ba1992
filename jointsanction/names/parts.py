"""A name taken apart: 行政区划 + 字号 + 行业 + 组织形式 (企业名称登记管理规定 art. 6), and the branch behind them.

A place word may be the 字号 (art. 8) and a typed name may leave parts out, so a head is read as a place only where
what remains still has a 字号; a place written in full, and a province, stay a place even then (福建环境公司).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from jointsanction.names.branch import branch_word, split_branch
from jointsanction.names.forms import ending, take_form
from jointsanction.names.gazetteer import Chain, Place, gazetteer
from jointsanction.names.trades import Split, split_trade, trade_starts
from jointsanction.names.words import lines

_BRACKET = re.compile(r"\(([^()]*)\)")
_NO_UNITS = frozenset(("市政", "市场"))
_SHORTEST_CORE = 2
_LONGEST_NAME = 200  # of a name read in parts; what is longer is no name, and is kept whole


@dataclass(frozen=True, slots=True)
class NameParts:
    """A normal form in parts; a part that is not there is "".

    ``region``: 行政区划 as written (with the township or development zone that follows it), leading or bracketed.
    ``region_codes``: 6-digit division codes its smallest division may mean, historical ones with their successors.
    ``core``: 字号. ``industry``: 行业. ``form``: 组织形式 as written, of the branch for a branch. ``form_class``: its
    class (limited, joint_stock, partnership, cooperative, sole_shop, branch_office, institution …). ``group``: carries
    集团. ``branch``: the branch's own part. ``parent``: the parent's full name where it stands in the name.
    """

    normal: str
    region: str = ""
    region_codes: tuple[str, ...] = ()
    region_in_brackets: bool = False
    core: str = ""
    industry: str = ""
    form: str = ""
    form_class: str = ""
    group: bool = False
    branch: str = ""
    parent: str = ""


class _Stem(NamedTuple):
    """What stands before the form, without its brackets; ``joint``: where one stood (0: at an end, or none)."""

    text: str
    region: str
    codes: tuple[str, ...]
    joint: int


class _Headed(NamedTuple):
    region: str
    codes: tuple[str, ...]
    split: Split


@cache
def _zones() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What may follow a province, and what may follow a smaller division."""
    listed = lines("zone_words.txt")
    zone = "|".join(word for word in listed if word[0] != "+")
    town = "|".join(word[1:] for word in listed if word[0] == "+")
    return re.compile(f"(?:.{{0,8}}?(?:{zone}))?"), re.compile(
        f"(?:.{{0,8}}?(?:{zone}))?(?:.{{1,4}}?(?:{town})(?![镇村])){{0,2}}"
    )


def parts(normal: str) -> NameParts:
    """Take a normal form apart; never fails.

    >>> parts("清远市清新区溪石建材有限公司").core
    '溪石'
    """
    if len(normal) > _LONGEST_NAME:
        return NameParts(normal, core=normal)
    head, branch, parent = split_branch(normal)
    formed = take_form(head)
    stem = _unbracket(formed.stem)
    group = formed.group or "集团" in head
    text, joint = stem.text.removesuffix("股份") if stem.region else stem.text, stem.joint
    tail = _tail_place(text) if not stem.region and text[-2:] in gazetteer().tails else None
    if tail:
        text = text[: -len(tail.text)].removesuffix("集团")
    before, middle, after = text.partition("集团")
    if middle and after and before and not split_trade(after).core:
        text, joint = before + after, len(before)
    headed = _take_head(text, joint)
    region, codes = (stem.region, stem.codes) if stem.region else (headed.region, headed.codes)
    form, form_class = formed.form, formed.form_class
    if branch:
        form, form_class = branch_word(branch) or ending(branch), "branch_office"
    if tail and not region:
        region, codes = tail.text, tail.codes
    core, industry = headed.split
    return NameParts(normal, region, codes, bool(stem.region), core, industry, form, form_class, group, branch, parent)


def _unbracket(stem: str) -> _Stem:
    if "(" not in stem:
        return _Stem(stem, "", (), 0)
    region, kept, joint, last = "", "", 0, 0
    codes: tuple[str, ...] = ()
    for found in _BRACKET.finditer(stem):
        kept += stem[last : found.start()]
        last = found.end()
        joint = len(kept)
        if not region and (place := gazetteer().whole(found[1])):
            region, codes = found[1], place.codes
    rest = stem[last:]
    return _Stem(kept + rest, region, codes, joint if rest else 0)


def _tail_place(text: str) -> Place | None:
    """中国移动通信集团云南|有限公司: a place between the trade and the form."""
    for start in range(max(len(text) - 6, 4), len(text) - 1):
        for place in gazetteer().places.get(text[start:], ()):
            if place.alone and (text[:start].endswith("集团") or trade_starts(text[:start])):
                return place
    return None


def _take_head(text: str, joint: int) -> _Headed:
    """Read the head of a stem as a place where the rest keeps a 字号."""
    chains = gazetteer().chains(text)
    for chain in chains:
        if _is_fragment(text, chain, chains[0]):
            continue
        split = split_trade(text[chain.end :], max(joint - chain.end, 0))
        if len(split.core) >= _SHORTEST_CORE:
            return _with_zone(text, chain, split, joint)
    for chain in chains[:1]:
        rest = split_trade(text[chain.end :])
        cut_short = text[chain.end - 1 : chain.end + 1] in _NO_UNITS
        if (chain.place.full and not cut_short) or (chain.place.level == 1 and not rest.core):
            return _Headed(text[: chain.end], chain.codes, rest)
    return _Headed("", (), split_trade(text, joint, needs_core=not chains))


def _is_fragment(text: str, chain: Chain, longest: Chain) -> bool:
    """新疆 of 新疆维吾尔自治区, 临翔 of 临翔区; but not 大庆 of 大庆市政."""
    inside = longest.end - len(longest.place.text) < chain.end < longest.end
    return inside and longest.place.full and text[chain.end : chain.end + 2] not in _NO_UNITS


def _with_zone(text: str, chain: Chain, split: Split, joint: int) -> _Headed:
    """Let the region run on over a development zone or township where a 字号 still follows."""
    if (found := _zones()[chain.place.level > 1].match(text, chain.end)) and found.end() > chain.end:
        further = split_trade(text[found.end() :], max(joint - found.end(), 0))
        if len(further.core) >= _SHORTEST_CORE:
            return _Headed(text[: found.end()], chain.codes, further)
    return _Headed(text[: chain.end], chain.codes, split)
