"""Contexts: what was typed becomes functions, item, region and scope, or an error that names the field."""

from __future__ import annotations

import pytest

from jointsanction.catalog import Body, Catalog, compile_catalog, shipped_files
from jointsanction.errors import QuestionError
from jointsanction.model import Context, Scope, WarningCode

SETTINGS = "catalog/settings.yaml"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return compile_catalog(shipped_files())


def test_nothing_given_asks_every_department(catalog: Catalog) -> None:
    """No department: every department is tried, scope ANY; blanks are nothing."""
    resolved = catalog.resolve(Context(" ", "　", ""))
    assert (resolved.departments, resolved.item, resolved.item_given) == ((), None, False)
    assert (resolved.region, resolved.scope, resolved.warnings) == ("", Scope.ANY, ())


def test_item_without_department_stays_any(catalog: Catalog) -> None:
    """An item alone does not narrow the departments: the answer is for reading."""
    resolved = catalog.resolve(Context(item="取水许可"))
    assert resolved.item is not None
    assert (resolved.departments, resolved.scope) == ((), Scope.ANY)


def test_department_alone(catalog: Catalog) -> None:
    """A function without an item: scope DEPARTMENT, no region."""
    resolved = catalog.resolve(Context("财政局"))
    assert (resolved.departments, resolved.region, resolved.scope) == (("finance",), "", Scope.DEPARTMENT)


def test_body_brings_its_region(catalog: Catalog) -> None:
    """清新区财政局 is 财政 in 441803."""
    resolved = catalog.resolve(Context("清新区财政局"))
    assert (resolved.departments, resolved.region) == (("finance",), "441803")


def test_given_region_wins(catalog: Catalog) -> None:
    """The region of the question overrides that of the body."""
    assert catalog.resolve(Context("市财政局", region="英德市")).region == "441881"


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("市财政局", "finance"),
        ("市环保局", "ecology-environment"),
        ("原市环保局", "ecology-environment"),
        ("市原环保局", "ecology-environment"),
        ("本市环保局", "ecology-environment"),
        ("市质监局", "market-regulation"),
        ("原市工商局", "market-regulation"),
        ("市国土资源局", "natural-resources"),
        ("原市国土资源局", "natural-resources"),
        ("市行政审批局", "government-data"),
        ("市中级人民法院", "court"),
    ],
)
def test_the_citys_own_body_by_any_name(catalog: Catalog, text: str, function: str) -> None:
    """市 before any name, alias or predecessor of a function is the home city's body, 原 before or behind it or not."""
    resolved = catalog.resolve(Context(text))
    assert (resolved.departments, resolved.region) == ((function,), "441800")


@pytest.mark.parametrize("text", ["环保局", "原工商局", "市场监管局", "市场监督管理局", "市监局局", "省环保厅"])
def test_no_city_is_read_into_other_names(catalog: Catalog, text: str) -> None:
    """A name that only begins with the character, or that names no city, brings no region."""
    found = catalog.find_department(text)
    assert not isinstance(found, Body)


@pytest.mark.parametrize(("home", "region"), [("441823", "441800"), ("441881", "441881"), ("440000", ""), ("", "")])
def test_the_city_follows_the_home_region(home: str, region: str) -> None:
    """A county's 市环保局 is that of the city above it; a province and a copy without a home have none."""
    settings = shipped_files()[SETTINGS].decode().replace('home_region: "441800"', f'home_region: "{home}"')
    elsewhere = compile_catalog(shipped_files() | {SETTINGS: settings.encode()})
    assert elsewhere.resolve(Context("市环保局")).region == region


def test_known_item_narrows_to_item(catalog: Catalog) -> None:
    """Department and known item: scope ITEM, the owner is not named twice."""
    resolved = catalog.resolve(Context("清远市财政局", "政府采购供应商资格审查"))
    assert (resolved.departments, resolved.scope, resolved.warnings) == (("finance",), Scope.ITEM, ())


def test_unknown_item_is_no_error(catalog: Catalog) -> None:
    """An item the catalogue does not know: given, not found, scope DEPARTMENT; the rulebook says ITEM_UNKNOWN."""
    resolved = catalog.resolve(Context("财政", "没有这个事项"))
    assert (resolved.item, resolved.item_given, resolved.scope) == (None, True, Scope.DEPARTMENT)


def test_item_of_another_department_is_said(catalog: Catalog) -> None:
    """An item owned by another function: the given one alone, and a warning that names the owner."""
    resolved = catalog.resolve(Context("财政", "取水许可"))
    assert resolved.departments == ("finance",)
    assert [warning.code for warning in resolved.warnings] == [WarningCode.ITEM_OTHER_DEPARTMENT]
    assert resolved.warnings[0].text == "该事项的职能部门是水利，不是所填部门；只列出了所填部门的措施"


def test_delegated_item_keeps_its_owner_without_a_warning(catalog: Catalog) -> None:
    """委托/下放: another body asks, the owner's measures apply, and that is as it should be."""
    resolved = catalog.resolve(Context("阳山县城管局", "取水许可（委托阳山县综合执法窗口）"))
    assert resolved.departments == ("urban-management", "water-resources")
    assert resolved.warnings == ()


@pytest.mark.parametrize(
    ("context", "reason", "field", "hint"),
    [
        (Context("水利局局"), "DEPARTMENT_NOT_FOUND", "department", "市水利局"),
        (Context("财政", region="清新曲"), "REGION_NOT_FOUND", "region", "清新区"),
        (Context("朝阳区财政局"), "DEPARTMENT_NOT_FOUND", "department", ""),
        (Context("财" * 201), "FIELD_TOO_LONG", "department", "200"),
        (Context(item="事" * 201), "FIELD_TOO_LONG", "item", "200"),
        (Context(region="区" * 201), "FIELD_TOO_LONG", "region", "200"),
        (Context(case_no="1" * 201), "FIELD_TOO_LONG", "case_no", "200"),
    ],
)
def test_errors_name_the_field_and_suggest(
    catalog: Catalog, context: Context, reason: str, field: str, hint: str
) -> None:
    """A stable reason, the field, and what may have been meant."""
    for _ in range(2):  # an error is not kept: asked again, it is said again
        with pytest.raises(QuestionError) as caught:
            catalog.resolve(context)
        assert (caught.value.reason, caught.value.place.field) == (reason, field)
        assert hint in caught.value.message


def test_resolved_contexts_are_kept_and_hashable(catalog: Catalog) -> None:
    """The same question text gives the same object: the hot path is one look-up."""
    first = catalog.resolve(Context("财政局", "政府采购", "清新区"))
    assert catalog.resolve(Context("财政局", "政府采购", "清新区", case_no="1")) is first
    assert len({first, first}) == 1
