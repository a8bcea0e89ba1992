"""The names a memorandum uses, resolved in the catalogue: lists, departments and groups, regions, items, legal bases.

Each look-up answers None (or nothing) for a name that the catalogue does not know; lint turns that into a finding, with
the nearest of the ``…_words``.
"""

from __future__ import annotations

from jointsanction.catalog import Body, Catalog, Department, ListClass
from jointsanction.memoranda.item_selector import ItemSelector
from jointsanction.memoranda.schema import ItemsChosen
from jointsanction.model import LegalBasis

COURT = "法院"


class References:
    """Look-ups over one catalogue."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        departments, items = catalog.departments.values(), catalog.items.values()
        self._groups: dict[str, tuple[str, ...]] = {}
        for department in departments:
            for group in department.groups:
                self._groups[group] = (*self._groups.get(group, ()), department.code)
        self.item_types = catalog.item_types
        self.item_tags = catalog.item_tags
        self.item_words = [word for item in items for word in (item.code, item.name)]
        self.list_words = [word for each in catalog.lists.values() for word in (each.code, each.name)]
        self.department_words = [word for each in departments for word in (each.code, each.name)] + list(self._groups)
        self.basis_words = list(catalog.legal_bases)

    def list_class(self, text: str) -> ListClass | None:
        """A list by code, name or alias."""
        return self._catalog.find_list(text)

    def department_codes(self, text: str) -> tuple[str, ...]:
        """A function by code, name, alias or predecessor; the members of a group; () where unknown.

        A body such as 清远市财政局 is none: a measure is a function's, and its region stands under ``regions``.
        """
        if text in self._groups:
            return self._groups[text]
        found = self._catalog.find_department(text)
        return (found.code,) if isinstance(found, Department) else ()

    def function_of_body(self, text: str) -> str:
        """The name of the function that a body exercises, "" where ``text`` names no body."""
        found = self._catalog.find_department(text)
        return self._catalog.departments[found.department].name if isinstance(found, Body) else ""

    def is_private(self, text: str) -> bool:
        """Whether a known department is no state organ: a memorandum may ask it, never order it."""
        return any(not self._catalog.departments[code].public for code in self.department_codes(text))

    def region_code(self, text: str) -> str | None:
        """A region by code or name."""
        found = self._catalog.find_region(text)
        return None if found is None else found.code

    def item_code(self, text: str) -> str | None:
        """An approval item by code or name."""
        found = self._catalog.find_item(text)
        return None if found is None else found.code

    def legal_basis(self, text: str) -> LegalBasis | None:
        """A legal basis by its id."""
        return self._catalog.legal_bases.get(text)

    def selector(self, items: ItemsChosen) -> ItemSelector:
        """The selector that a file writes out; unknown item codes select nothing."""
        return ItemSelector(
            types=frozenset(items.types),
            tags=frozenset(items.tags),
            codes=frozenset(code for text in items.codes if (code := self.item_code(text)) is not None),
            name_words=items.name_words,
        )

    def touches_nothing(self, items: ItemsChosen) -> bool:
        """Whether a selector whose words the catalogue all knows still touches no item: its name words do not occur."""
        selector = self.selector(items)
        known = selector.types <= self.item_types and selector.tags <= self.item_tags
        return (
            known
            and len(selector.codes) == len(set(items.codes))
            and not any(selector.touches(item) for item in self._catalog.items.values())
        )

    def court(self) -> str:
        """The function code of the courts, "" where the catalogue has none."""
        return next(iter(self.department_codes(COURT)), "")
