"""Finds the function or the body that a text names: 财政, 财政局, 原工商局, 市财政局, 阳山县水利局, a code.

Exact names come first. Then the rules of departments.yaml take off what stands before (原, 国家, 市) or behind
(局, 部门) and the name of a region at the head; what is left must be a name. Two different readings find nothing.
市 or 本市 before any name of a function, 原 or not, means the body of the home city.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from jointsanction.catalog.entities import Body, Department
from jointsanction.catalog.lookup_key import keys_of, lookup_key
from jointsanction.catalog.regions import Regions

_BY_RULE = re.compile(r"([0-9]{6})-([a-z0-9-]+)")
# 原国家…总局: more than three prefixes in a row are no name of an office
_MOST_PREFIXES = 3
_FORMER = "原"
_OWN_CITY = ("本市", "市")


class DepartmentIndex:
    """Names of functions and bodies over one table of regions."""

    __slots__ = ("_bodies", "_city", "_departments", "_names", "_prefixes", "_regions", "_suffixes")

    def __init__(
        self,
        departments: Mapping[str, Department],
        bodies: Mapping[str, Body],
        regions: Regions,
        *,
        prefixes: Iterable[str],
        suffixes: Iterable[str],
    ) -> None:
        self._departments = departments
        self._regions = regions
        self._city = regions.home_city()
        self._prefixes = tuple(sorted(keys_of(prefixes), key=len, reverse=True))
        self._suffixes = tuple(sorted(keys_of(suffixes), key=len, reverse=True))
        self._names = {key: each for each in departments.values() for key in department_keys(each)}
        self._bodies = {key: each for each in bodies.values() for key in body_keys(each)}

    def find(self, text: str) -> Department | Body | None:
        """The one function or body that ``text`` names, None where it names none or may name several."""
        key = lookup_key(text)
        found = self._names.get(key) or self._bodies.get(key) or self._by_code(key)
        if found is not None:
            return found
        functions = self._functions(key)
        if len(functions) > 1:
            return None
        for function in functions:
            return self._body(self._city, function) if self._of_own_city(key) else self._departments[function]
        return self._by_region(key)

    def _by_code(self, key: str) -> Body | None:
        match = _BY_RULE.fullmatch(key)
        if match is None or match[2] not in self._departments:
            return None
        region = self._regions.by_code(match[1])
        return None if region is None else self._body(region.code, match[2])

    def _by_region(self, key: str) -> Body | None:
        readings: set[tuple[str, str]] = set()
        for rest in self._without_prefixes(key):
            for region, name in self._regions.heads(rest):
                if name:
                    readings.update((region, function) for function in self._functions(name))
        if len(readings) != 1:
            return None
        region, function = readings.pop()
        return self._body(region, function)

    def _of_own_city(self, key: str) -> bool:
        """Whether 市 stands before a whole name (市环保局, 原市工商局, not 市场监管局), and a home city is set."""
        text = key.removeprefix(_FORMER)
        return bool(self._city) and any(
            text.startswith(start) and bool(self._functions(text.removeprefix(start))) for start in _OWN_CITY
        )

    def _body(self, region: str, function: str) -> Body:
        """The listed body of a function in a region, else the one that follows from both."""
        listed = self._bodies.get(f"{region}-{function}")
        if listed is not None:
            return listed
        found = self._regions.by_code(region)
        name = f"{found.name if found else region}{self._departments[function].name}部门"
        return Body(f"{region}-{function}", name, function, region)

    def _functions(self, key: str) -> frozenset[str]:
        found: set[str] = set()
        for rest in self._without_prefixes(key):
            for name in (rest, *(rest[: -len(end)] for end in self._suffixes if rest.endswith(end))):
                if name in self._names:
                    found.add(self._names[name].code)
        return frozenset(found)

    def _without_prefixes(self, key: str) -> frozenset[str]:
        reached, latest = {key}, {key}
        for _ in range(_MOST_PREFIXES):
            latest = {text[len(start) :] for text in latest for start in self._prefixes if text.startswith(start)}
            reached |= latest
        return frozenset(text for text in reached if text)


def department_keys(department: Department) -> frozenset[str]:
    """Every key that finds a function."""
    return keys_of((department.code, department.name, *department.aliases, *department.predecessors))


def body_keys(body: Body) -> frozenset[str]:
    """Every key that finds a body."""
    return keys_of((body.code, body.name, body.uscc, *body.aliases))
