"""The catalogue as everybody uses it: look-ups that never guess, and contexts resolved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz import fuzz, process

from jointsanction.catalog.departments import DepartmentIndex
from jointsanction.catalog.entities import Body, Department, Item, ListClass, Region, ResolvedContext, Settings
from jointsanction.catalog.item_code import parse_item_code
from jointsanction.catalog.lookup_key import keys_of, lookup_key
from jointsanction.catalog.regions import Regions
from jointsanction.catalog.resolution import check_length, resolve
from jointsanction.model import Context, LegalBasis

# Different (department, item, region) in use at a time: 66 departments with some thousand items stay well below.
CONTEXTS_KEPT = 16_384
SUGGESTIONS = 3
# Likeness (0-100, rapidfuzz ratio) below which a name is no help; "财证局"/"财政局" is 67.
SUGGESTION_LIKENESS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """Everything the files say, checked."""

    lists: Mapping[str, ListClass]
    departments: Mapping[str, Department]
    bodies: Mapping[str, Body]
    items: Mapping[str, Item]
    item_types: tuple[str, ...]
    item_tags: tuple[str, ...]
    legal_bases: Mapping[str, LegalBasis]
    settings: Settings
    regions: Regions
    prefixes: tuple[str, ...]
    suffixes: tuple[str, ...]


class Catalog:
    """Immutable and safe to share between threads. Codes, Chinese names and aliases are accepted alike.

    ``item_types`` and ``item_tags`` are the words that items.yaml declares, whether an item bears them or not.
    """

    def __init__(self, contents: Contents) -> None:
        self.lists = MappingProxyType(dict(contents.lists))
        self.departments = MappingProxyType(dict(contents.departments))
        self.bodies = MappingProxyType(dict(contents.bodies))
        self.items = MappingProxyType(dict(contents.items))
        self.item_types = frozenset(contents.item_types)
        self.item_tags = frozenset(contents.item_tags)
        self.legal_bases = MappingProxyType(dict(contents.legal_bases))
        self.settings = contents.settings
        self._contents = contents
        self._regions = contents.regions
        self._departments = DepartmentIndex(
            contents.departments,
            contents.bodies,
            contents.regions,
            prefixes=contents.prefixes,
            suffixes=contents.suffixes,
        )
        self._list_names = {key: each for each in contents.lists.values() for key in list_keys(each)}
        self._item_names = {key: each for each in contents.items.values() for key in item_keys(each)}
        self._item_bases = _unique_bases(contents.items.values())
        self._resolved = lru_cache(maxsize=CONTEXTS_KEPT)(self._resolve)

    def __reduce__(self) -> tuple[object, ...]:
        """What goes to another process is what the files say; the look-ups are made there."""
        return Catalog, (self._contents,)

    def find_list(self, text: str) -> ListClass | None:
        """A list class by code, name or alias."""
        return self._list_names.get(lookup_key(text))

    def find_department(self, text: str) -> Department | Body | None:
        """A function, or the body that exercises it in one region; see ``departments``."""
        return self._departments.find(text)

    def find_item(self, text: str) -> Item | None:
        """An item by code, name or alias; a 31-character code also finds the same basic item of another body."""
        found = self._item_names.get(lookup_key(text))
        if found is None and (parsed := parse_item_code(lookup_key(text))) is not None:
            return self._item_bases.get(parsed.base)
        return found

    def find_region(self, text: str) -> Region | None:
        """A division by code or by full, short or former name; None where several may be meant."""
        return self._regions.find(text)

    def region_contains(self, outer: str, inner: str) -> bool:
        """Whether division ``outer`` (code; "" is everywhere) is or contains ``inner`` (code)."""
        return self._regions.contains(outer, inner)

    def department_names(self, code: str) -> tuple[str, ...]:
        """Name, aliases and predecessors of a function; () where the code is unknown."""
        found = self.departments.get(code)
        return () if found is None else (found.name, *found.aliases, *found.predecessors)

    def suggest(self, what: str, text: str) -> tuple[str, ...]:
        """Names of ``what`` (list, department, item, region) that resemble ``text``, best first, at most three."""
        names = self._names_of(what)
        found = process.extract(
            text, names.keys(), scorer=fuzz.ratio, limit=SUGGESTIONS * 8, score_cutoff=SUGGESTION_LIKENESS
        )
        best: dict[str, str] = {}
        for name, _, _ in found:
            best.setdefault(names[name], name)
        return tuple(best.values())[:SUGGESTIONS]

    def resolve(self, context: Context) -> ResolvedContext:
        """Look up every name of a context.

        Raises QuestionError: DEPARTMENT_NOT_FOUND, REGION_NOT_FOUND (with suggestions), FIELD_TOO_LONG (over 200
        characters); ``place.field`` names the field. An unknown item is no error: the decision says ITEM_UNKNOWN.
        """
        check_length("case_no", context.case_no)
        return self._resolved(context.department, context.item, context.region)

    def _resolve(self, department: str, item: str, region: str) -> ResolvedContext:
        return resolve(self, department, item, region)

    def _names_of(self, what: str) -> dict[str, str]:
        """Every name of a kind of thing, with the code of the thing."""
        if what == "region":
            return self._regions.names()
        if what not in ("list", "department", "item"):
            raise ValueError(f"suggest() knows list, department, item, region; not {what!r}")
        things: Iterable[ListClass | Department | Body | Item] = (
            self.lists.values()
            if what == "list"
            else self.items.values()
            if what == "item"
            else (*self.departments.values(), *self.bodies.values())
        )
        return {name: each.code for each in things for name in (each.name, *each.aliases)}


def list_keys(listed: ListClass) -> frozenset[str]:
    """Every key that finds a list class."""
    return keys_of((listed.code, listed.name, *listed.aliases))


def item_keys(item: Item) -> frozenset[str]:
    """Every key that finds an item."""
    return keys_of((item.code, item.name, *item.aliases))


def _unique_bases(items: Iterable[Item]) -> dict[str, Item]:
    """基本编码 → item, where only one item has it."""
    found: dict[str, Item | None] = {}
    for item in items:
        parsed = parse_item_code(item.code)
        if parsed is not None:
            found[parsed.base] = None if parsed.base in found else item
    return {base: item for base, item in found.items() if item is not None}
