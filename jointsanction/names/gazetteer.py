"""Places as names write them: 广东省清远市清新区, 清远清新, 连山县, 中山 → division codes (GB/T 2260 and its history).

Art. 7 of 企业名称登记管理规定: the 行政区划 of a name is a division at county level or above, and a 市辖区 follows its
city's name; typed names leave out 省, 市, 县 and the city too. A chain is read from the largest to the smallest
division and may skip levels; the codes told are those of the smallest.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from jointsanction.names.words import lines, rows

REGIONS = Path(__file__).parents[1] / "catalog" / "data" / "regions_1981_2025.csv"

_PEOPLES = (
    "蒙古族|蒙古|回族|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|"
    "傈僳族|佤族|畲族|拉祜族|水族|东乡族|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|"
    "锡伯族|锡伯|阿昌族|普米族|塔吉克族|塔吉克|怒族|鄂温克族|鄂温克|德昂族|保安族|裕固族|独龙族|鄂伦春族|赫哲族|门巴族|珞巴族|各族"
)
_AUTONOMOUS = re.compile(f"(?P<stem>.{{2,}}?)(?:{_PEOPLES})*自治(?P<kind>区|州|县|旗)")
_PLAIN = re.compile(r"(?P<stem>.{2,}?)(?P<kind>特别行政区|地区|林区|矿区|特区|新区|省|市|县|区|州|盟|旗)")
_SMALL_DISTRICTS = frozenset(("市辖区", "城区", "郊区", "矿区", "市区", "县", "省直辖县级行政区划"))


@dataclass(frozen=True, slots=True)
class Place:
    """What one written place may mean: codes (historical ones with their successors) at one level.

    ``level``: 1 province, 2 prefecture, 3 county. ``full``: written with 省, 市, 县 … ``alone``: may open a name.
    """

    text: str
    codes: tuple[str, ...]
    level: int
    full: bool
    alone: bool


class Chain(NamedTuple):
    """A run of places at the head of a text: where it ends, its smallest place, and that place's codes there."""

    end: int
    place: Place
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All places by their text, with the lengths that occur behind each first two characters.

    ``later``: code → codes that followed it. ``tails``: the last two characters of all places.
    """

    places: dict[str, tuple[Place, ...]]
    lengths: dict[str, tuple[int, ...]]
    later: dict[str, frozenset[str]]
    tails: frozenset[str]

    def at(self, text: str, start: int) -> list[Place]:
        """Places written at ``start``, longest first."""
        found: list[Place] = []
        for length in self.lengths.get(text[start : start + 2], ()):
            found += self.places.get(text[start : start + length], ())
        return found

    def chains(self, text: str) -> list[Chain]:
        """Readings of the head of ``text`` as a place, the farthest-reaching first."""
        chains: list[Chain] = []
        for place in self.at(text, 0):
            if place.alone:
                self._follow(text, Chain(len(place.text), place, place.codes), chains)
        if len(chains) < 2:
            return chains
        chains.sort(key=lambda chain: (-chain.end, not chain.place.full, chain.place.level))
        merged = [chains[0]]
        for chain in chains[1:]:
            last = merged[-1]
            if chain.end != last.end:
                merged.append(chain)
            elif chain.place.level == last.place.level and chain.codes != last.codes:
                merged[-1] = last._replace(codes=tuple(sorted({*last.codes, *chain.codes})))
        return merged

    def _follow(self, text: str, chain: Chain, chains: list[Chain]) -> None:
        chains.append(chain)
        level = chain.place.level
        if level == 3:
            return
        for place in self.at(text, chain.end):
            if place.level > level and (codes := self._inside(place.codes, level, chain.codes)):
                self._follow(text, Chain(chain.end + len(place.text), place, codes), chains)

    def _inside(self, codes: tuple[str, ...], level: int, above: tuple[str, ...]) -> tuple[str, ...]:
        digits = 2 * level
        heads = {code[:digits] for code in above}
        inside = {code for code in codes if code[:digits] in heads}
        if len(inside) == len(codes):
            return codes
        for code in tuple(inside):
            inside |= self.later.get(code, frozenset())
        return tuple(sorted(inside))

    def whole(self, text: str) -> Chain | None:
        """The reading of ``text`` as a place that leaves nothing over, if there is one."""
        chains = self.chains(text)
        return chains[0] if chains and chains[0].end == len(text) else None


def _shorts(name: str, level: int) -> set[str]:
    """Shorter ways to write a division's full name."""
    if found := _AUTONOMOUS.fullmatch(name):
        stem, kind = found["stem"], found["kind"]
        bare = re.sub(f"(?:{_PEOPLES})+$", "", stem)
        stem = bare if len(bare) > 1 else stem
        return {stem, stem + kind, stem + "自治" + kind}
    if name.endswith("特别行政区"):
        return {name[:-5]}
    if (found := _PLAIN.fullmatch(name)) and not (level == 3 and found["kind"] in ("林区", "矿区")):
        stem = found["stem"]
        return {stem, stem + "市"} if found["kind"] == "地区" else {stem}
    return set()


_LEVELS = {"省级": 1, "地级": 2, "县级": 3}


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer over ``catalog/data/regions_1981_2025.csv``; about 60 ms once."""
    with REGIONS.open(encoding="utf-8-sig", newline="") as handle:
        table = list(csv.DictReader(handle))
    successors: dict[str, set[str]] = {}
    for row in table:
        later = set(re.findall(r"[0-9]{6}", re.sub(r"\[.*?\]", "", row["新代码"])))
        successors.setdefault(row["代码"], set()).update(later - {row["代码"]})
    later_codes = {code: frozenset(_all_later(code, successors)) for code in successors}
    aliases: dict[str, set[str]] = {}
    for alias in rows("region_aliases.csv"):
        aliases.setdefault(alias["name"], set()).add(alias["alias"])
    often_cores = frozenset(lines("places_often_cores.txt"))
    meanings: dict[tuple[str, int, bool], set[str]] = {}
    alone: set[tuple[str, int, bool]] = set()
    for row in table:
        name, level = row["名称"], _LEVELS[row["级别"]]
        if name in _SMALL_DISTRICTS and level != 3:
            continue
        ending = {1: "0000", 2: "00", 3: ""}[level]  # a prefecture split into districts goes on as none of them
        codes = {row["代码"]} | {code for code in later_codes[row["代码"]] if code.endswith(ending)}
        district = level == 3 and name.endswith("区") and not name.endswith("自治区")
        for text in _shorts(name, level) | aliases.get(name, set()) | {name}:
            full = text == name or text[-1] in "省市县区州盟旗"
            key = (text, level, full)
            meanings.setdefault(key, set()).update(codes)
            often = level == 3 and not full and text in often_cores
            if not often and (not district or (full and len(text) > 2 and name not in _SMALL_DISTRICTS)):
                alone.add(key)
    return _freeze(meanings, alone, later_codes)


def _all_later(code: str, successors: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [code]
    while waiting:
        for later in successors.get(waiting.pop(), ()):
            if later not in seen:
                seen.add(later)
                waiting.append(later)
    return seen


def _freeze(
    meanings: dict[tuple[str, int, bool], set[str]],
    alone: set[tuple[str, int, bool]],
    later: dict[str, frozenset[str]],
) -> Gazetteer:
    places: dict[str, list[Place]] = {}
    for (text, level, full), codes in sorted(meanings.items()):
        places.setdefault(text, []).append(Place(text, tuple(sorted(codes)), level, full, (text, level, full) in alone))
    lengths: dict[str, set[int]] = {}
    for text in places:
        lengths.setdefault(text[:2], set()).add(len(text))
    return Gazetteer(
        {text: tuple(found) for text, found in places.items()},
        {head: tuple(sorted(sizes, reverse=True)) for head, sizes in lengths.items()},
        later,
        frozenset(text[-2:] for text in places),
    )
