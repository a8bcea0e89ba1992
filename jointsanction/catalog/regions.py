"""Administrative divisions since 1981: by code or name, through every change, and which contains which.

Codes are those of GB/T 2260: two digits each for province, prefecture and county. A name that several divisions share
finds none of them, except that one inside the home region is meant there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from jointsanction.catalog.entities import Region
from jointsanction.catalog.lookup_key import lookup_key
from jointsanction.catalog.region_table import RegionTable

# Province, prefecture, county: a chain of places has no more.
LEVELS = 3
# Municipalities have no prefecture: 110100 (市辖区) and 110200 (县) mean the municipality.
_MUNICIPALITIES = frozenset(("11", "12", "31", "50"))
_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}|[0-9]{6})?")
_LONGEST_NAME = 20


class Regions:
    """Look-ups over one table, with the deployment's home region and additional names."""

    __slots__ = ("_aliases", "_home", "_table")

    def __init__(
        self, table: RegionTable, *, home: str = "", aliases: Mapping[str, Iterable[str]] | None = None
    ) -> None:
        self._table = table
        self._home = home
        self._aliases: dict[str, frozenset[str]] = {}
        for code, names in (aliases or {}).items():
            for name in names:
                key = lookup_key(name)
                self._aliases[key] = self._aliases.get(key, frozenset()) | {code}

    def by_code(self, code: str) -> Region | None:
        """The division of exactly this code, in use or not."""
        return self._table.by_code.get(code)

    def home_city(self) -> str:
        """The code of the home region, or of the nearest division above it that is a 市; "" where there is none."""
        region = self.by_code(self._home)
        while region is not None and not region.name.endswith("市"):
            region = self.by_code(region.parent)
        return "" if region is None else region.code

    def find(self, text: str) -> Region | None:
        """A division by code (6, 9 or 12 digits) or name: full, short, former, or after those above it (广东省清新区).

        A former division gives the one that took its place; None where there are several, or where the name is shared.
        """
        key = lookup_key(text)
        if _CODE.fullmatch(key):
            return self._find_code(key[:6])
        codes = self.codes(key) or self._chained(key)
        return self._table.by_code[next(iter(codes))] if len(codes) == 1 else None

    def codes(self, key: str) -> frozenset[str]:
        """All codes in use that a name may mean: today's full names before short ones before former ones."""
        for names in (self._table.full, self._aliases, self._table.short, self._table.former):
            if key in names:
                codes = names[key]
                inside = frozenset(code for code in codes if self.contains(self._home, code)) if self._home else codes
                return inside if len(inside) == 1 else codes
        return frozenset()

    def heads(self, key: str, depth: int = LEVELS) -> Iterator[tuple[str, str]]:
        """Every way to read a division at the head of ``key``: (code, rest); 清远市清新区 also gives its last one."""
        for end in range(2, min(len(key), _LONGEST_NAME) + 1):
            codes = self.codes(key[:end])
            if not codes:
                continue
            rest = key[end:]
            if len(codes) == 1:
                yield next(iter(codes)), rest
            for inner, tail in self.heads(rest, depth - 1) if depth > 1 else ():
                if any(inner != outer and self.contains(outer, inner) for outer in codes):
                    yield inner, tail

    def contains(self, outer: str, inner: str) -> bool:
        """Whether ``outer`` is or contains ``inner``; "" contains all. A former code counts as its successors."""
        if not outer or outer == inner:
            return True
        if len(outer) != 6 or len(inner) != 6:
            return False
        width = 2 if outer.endswith("0000") else 4 if outer.endswith("00") else 6
        region = self._table.by_code.get(inner)
        if region is not None and region.historical and region.successors:
            return all(self.contains(outer, code) for code in region.successors)
        return inner[:width] == outer[:width]

    def names(self) -> dict[str, str]:
        """Today's names, for suggestions; those inside the home region first, with the code of one that bears it."""
        current = [region for region in self._table.by_code.values() if not region.historical]
        current.sort(key=lambda region: not (self._home and self.contains(self._home, region.code)))
        names: dict[str, str] = {}
        for region in current:
            names.setdefault(region.name, region.code)
        return names

    def _chained(self, key: str, depth: int = LEVELS) -> frozenset[str]:
        found: set[str] = set()
        for end in range(2, min(len(key) - 1, _LONGEST_NAME) + 1):
            outers = self.codes(key[:end])
            if not outers:
                continue
            rest = key[end:]
            inners = self._all_codes(rest) or (self._chained(rest, depth - 1) if depth > 2 else frozenset())
            found.update(inner for inner in inners if any(self.contains(outer, inner) for outer in outers))
        return frozenset(found)

    def _all_codes(self, key: str) -> frozenset[str]:
        """As ``codes``, without regard to the home region: the division above has already been named."""
        for names in (self._table.full, self._aliases, self._table.short, self._table.former):
            if key in names:
                return names[key]
        return frozenset()

    def _find_code(self, code: str) -> Region | None:
        found = self._table.by_code.get(code)
        if found is not None and found.historical:
            return self._table.by_code[found.successors[0]] if len(found.successors) == 1 else None
        if found is None and code.endswith(("01", "00")):
            # 市辖区, a line of statistics: the city's own offices
            above = f"{code[:2]}0000" if code[:2] in _MUNICIPALITIES else f"{code[:4]}00"
            return self._table.by_code.get(above) if above != code else None
        return found
