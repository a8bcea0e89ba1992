"""Reads the table of administrative divisions since 1981 (GB/T 2260 codes with their successors).

A code may have been given twice and a division may have gone into several; what a name meant is followed to today.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from jointsanction.catalog.entities import Region
from jointsanction.catalog.files import shipped
from jointsanction.catalog.lookup_key import lookup_key

COLUMNS = ("代码", "一级行政区", "二级行政区", "名称", "级别", "状态", "启用时间", "变更/弃用时间", "新代码")
IN_USE = "在用"


@dataclass(frozen=True, slots=True)
class RegionTable:
    """Regions by code; today's full names, today's short names, former names with the codes they mean.

    ``source`` is the content that it was read from.
    """

    by_code: Mapping[str, Region]
    full: Mapping[str, frozenset[str]]
    short: Mapping[str, frozenset[str]]
    former: Mapping[str, frozenset[str]]
    source: bytes = field(repr=False, compare=False)

    def __reduce__(self) -> tuple[object, ...]:
        """Another process has mostly read the same content before, and reads it quicker than it takes objects over."""
        return read_table, (self.source,)


@lru_cache(maxsize=4)
def read_table(content: bytes) -> RegionTable:
    """Read the table (UTF-8 CSV with the columns COLUMNS); raises ValueError where it is another file."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise ValueError(f"列应为 {'、'.join(COLUMNS)}")
    rows = list(reader)
    by_code = _by_code(rows)
    peoples = [line for line in shipped("region_words.txt").decode("utf-8").splitlines() if line and line[0] != "#"]
    kinds = f"(?:{'|'.join(peoples)})*自治[区州县旗]|特别行政区|地区|省|市|区|县|盟|旗|州"
    shorten = re.compile(f"(.{{2,}}?)(?:{kinds})")
    regions: dict[str, Region] = {}
    full: dict[str, set[str]] = {}
    short: dict[str, set[str]] = {}
    former: dict[str, set[str]] = {}
    for row in rows:
        code, name = row["代码"], row["名称"]
        shortened = shorten.fullmatch(name)
        short_name = shortened[1] if shortened else name
        if by_code[code] is row:
            historical = row["状态"] != IN_USE
            successors = tuple(sorted(_successors(row, by_code))) if historical else ()
            regions[code] = Region(code, name, short_name, row["级别"], _parent(row, by_code), historical, successors)
        if row["状态"] == IN_USE:
            full.setdefault(lookup_key(name), set()).add(code)
            short.setdefault(lookup_key(short_name), set()).add(code)
        else:
            for key in {lookup_key(name), lookup_key(short_name)}:
                former.setdefault(key, set()).update(_successors(row, by_code))
    return RegionTable(regions, _frozen(full), _frozen(short), _frozen(former), content)


def _frozen(names: dict[str, set[str]]) -> dict[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in names.items()}


def _by_code(rows: Iterable[dict[str, str]]) -> dict[str, dict[str, str]]:
    """One row for each code: the one in use, else the latest (a code may have been given twice)."""
    chosen: dict[str, dict[str, str]] = {}
    for row in rows:
        rank = (row["状态"] == IN_USE, row["启用时间"])
        known = chosen.get(row["代码"])
        if known is None or rank > (known["状态"] == IN_USE, known["启用时间"]):
            chosen[row["代码"]] = row
    return chosen


def _successors(row: dict[str, str], by_code: Mapping[str, dict[str, str]]) -> frozenset[str]:
    """The codes in use that a division went into, through every change in between."""
    final: set[str] = set()
    seen = {row["代码"]} if row["新代码"] else set()
    waiting = row["新代码"].split(";") if row["新代码"] else [row["代码"]]
    while waiting:
        code = waiting.pop().strip()
        if code in seen or code not in by_code:
            continue
        seen.add(code)
        found = by_code[code]
        if found["状态"] == IN_USE:
            final.add(code)
        elif found["新代码"]:
            waiting.extend(found["新代码"].split(";"))
    return frozenset(final)


def _parent(row: dict[str, str], by_code: Mapping[str, dict[str, str]]) -> str:
    code = row["代码"]
    for parent in (f"{code[:4]}00", f"{code[:2]}0000"):
        if parent != code and parent in by_code:
            return parent
    return ""
