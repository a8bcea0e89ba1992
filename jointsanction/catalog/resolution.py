"""Turns a context (场景), as typed, into function codes, an item, a region and a scope."""

from __future__ import annotations

from typing import Protocol

from jointsanction.catalog.entities import Body, Department, Item, Region, ResolvedContext
from jointsanction.errors import Place, QuestionError
from jointsanction.model import DecisionWarning, Scope, WarningCode
from jointsanction.typography import compact

LONGEST_FIELD = 200


class Lookups(Protocol):
    """The look-ups of a catalogue that a context needs."""

    def find_department(self, text: str) -> Department | Body | None: ...  # noqa: D102 -- see Catalog
    def find_item(self, text: str) -> Item | None: ...  # noqa: D102 -- see Catalog
    def find_region(self, text: str) -> Region | None: ...  # noqa: D102 -- see Catalog
    def suggest(self, what: str, text: str) -> tuple[str, ...]: ...  # noqa: D102 -- see Catalog
    def department_names(self, code: str) -> tuple[str, ...]: ...  # noqa: D102 -- see Catalog


def check_length(field: str, text: str) -> None:
    """Raise QuestionError FIELD_TOO_LONG over 200 characters."""
    if len(text) > LONGEST_FIELD:
        raise QuestionError(f"{field} 超过 {LONGEST_FIELD} 个字符", reason="FIELD_TOO_LONG", place=Place(field=field))


def resolve(catalog: Lookups, department: str, item: str, region: str) -> ResolvedContext:
    """Resolve three fields as typed; what is blank is not given. See ``Catalog.resolve`` for the errors."""
    for field, text in (("department", department), ("item", item), ("region", region)):
        check_length(field, text)
    function, region_code = _function(catalog, department)
    if compact(region):
        region_code = _region(catalog, region)
    item_given = bool(compact(item))
    found_item = catalog.find_item(item) if item_given else None
    warnings: tuple[DecisionWarning, ...] = ()
    departments: tuple[str, ...] = (function,) if function else ()
    if function and found_item is not None and found_item.department != function:
        # 委托, 下放: another body handles the item, the measures stay those of the function that owns it.
        if found_item.delegated:
            departments = (function, found_item.department)
        else:
            owner = catalog.department_names(found_item.department)[0]
            warnings = (DecisionWarning.of(WarningCode.ITEM_OTHER_DEPARTMENT, owner=owner),)
    scope = Scope.ANY if not function else Scope.DEPARTMENT if found_item is None else Scope.ITEM
    return ResolvedContext(departments, found_item, item_given, region_code, scope, warnings)


def _function(catalog: Lookups, text: str) -> tuple[str, str]:
    """Function code and region of a department or body; ("", "") where none is given."""
    if not compact(text):
        return "", ""
    found = catalog.find_department(text)
    if found is None:
        raise _not_found(catalog, "department", "部门", text)
    return (found.department, found.region) if isinstance(found, Body) else (found.code, "")


def _region(catalog: Lookups, text: str) -> str:
    found = catalog.find_region(text)
    if found is None:
        raise _not_found(catalog, "region", "区划", text)
    return found.code


def _not_found(catalog: Lookups, field: str, word: str, text: str) -> QuestionError:
    near = catalog.suggest(field, text)
    advice = f"是不是：{'、'.join(near)}？" if near else "请核对名称或代码"
    return QuestionError(
        f"找不到{word}“{text}”，或所指不止一个；{advice}",
        reason=f"{field.upper()}_NOT_FOUND",
        place=Place(field=field),
    )
