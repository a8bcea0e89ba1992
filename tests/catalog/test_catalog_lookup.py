"""Look-ups: every way of typing a name finds it, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.catalog import Body, Catalog, compile_catalog, lookup_key, parse_item_code, shipped_files

CATALOG = compile_catalog(shipped_files())
LIST_NAMES = [name for each in CATALOG.lists.values() for name in (each.code, each.name, *each.aliases)]
NOISE = st.lists(st.sampled_from([" ", "　", "\u200b", "\ufeff", "“", "”", "\t"]), max_size=3).map("".join)


@pytest.fixture
def catalog() -> Catalog:
    return CATALOG


@given(st.sampled_from(LIST_NAMES), NOISE, NOISE, st.booleans(), st.booleans())
def test_typography_does_not_count(name: str, before: str, after: str, wide: bool, upper: bool) -> None:
    """Width, case, blanks, invisible characters and quotation marks never hide a list."""
    typed = name.upper() if upper else name
    if wide:
        typed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in typed)
    assert CATALOG.find_list(before + typed + after) == CATALOG.find_list(name)


@given(st.text(max_size=30))
def test_lookup_key_is_idempotent(text: str) -> None:
    """The key of a key is itself once nothing more folds, and looking up any text never raises."""
    key = lookup_key(text)
    assert CATALOG.find_list(key) == CATALOG.find_list(text)
    CATALOG.find_department(text)
    CATALOG.find_item(text)
    CATALOG.find_region(text)


@pytest.mark.parametrize("text", ["", " ", "失信", "名单", "黑名单", "失信被执行", "失信被执行人名单们", "税务"])
def test_lists_are_not_guessed(catalog: Catalog, text: str) -> None:
    """A part of a name, or a name and more, is no list."""
    assert catalog.find_list(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("财政", "finance"),
        ("财政局", "finance"),
        ("财政部门", "finance"),
        ("财政厅", "finance"),
        ("省财政厅", "finance"),
        ("县财政局", "finance"),
        ("FINANCE", "finance"),
        ("原工商局", "market-regulation"),
        ("工商局", "market-regulation"),
        ("原质监局", "market-regulation"),
        ("原食药监局", "market-regulation"),
        ("国家市场监督管理总局", "market-regulation"),
        ("原国税局", "taxation"),
        ("地税局", "taxation"),
        ("原安监局", "emergency-management"),
        ("原国土资源局", "natural-resources"),
        ("原环保局", "ecology-environment"),
        ("银保监会", "financial-regulation"),
        ("原出入境检验检疫局", "customs"),
        ("国家发展改革委", "development-reform"),
        ("市财政局", "441800-finance"),
        ("清远市财政局", "441800-finance"),
        ("广东省清远市财政局", "441800-finance"),
        ("清新区财政局", "441803-finance"),
        ("清新县财政局", "441803-finance"),
        ("清远市清新区财政局", "441803-finance"),
        ("国家税务总局阳山县税务局", "441823-taxation"),
        ("连山县教育局", "441825-education"),
        ("英德市市监局", "441881-market-regulation"),
        ("广东省财政厅", "440000-finance"),
        ("广州市财政局", "440100-finance"),
        ("441823-water-resources", "441823-water-resources"),
    ],
)
def test_departments_as_people_write_them(catalog: Catalog, text: str, code: str) -> None:
    """Functions by any usual name, bodies by region and function."""
    found = catalog.find_department(text)
    assert found is not None
    assert found.code == code


@pytest.mark.parametrize(
    "text",
    ["", "局", "市", "清远市", "不知道局", "财政局水利局", "朝阳区财政局", "财证局", "-finance", "999999-finance"],
)
def test_departments_are_not_guessed(catalog: Catalog, text: str) -> None:
    """No function, no region alone, no misspelling, no region that several places share."""
    assert catalog.find_department(text) is None


def test_body_by_rule(catalog: Catalog) -> None:
    """阳山县水利局 is in no file: it follows from region and function, and its code finds it again."""
    body = catalog.find_department("阳山县水利局")
    assert isinstance(body, Body)
    assert (body.department, body.region) == ("water-resources", "441823")
    assert body.code not in catalog.bodies
    assert catalog.find_department(body.code) == body


def test_state_may_not_force_private_bodies(catalog: Catalog) -> None:
    """招标人, 金融机构, 保险机构, 行业协会 are no departments of the state."""
    for text in ("招标人", "金融机构", "保险机构", "行业协会", "代理机构", "交易商协会"):
        found = catalog.find_department(text)
        assert found is not None
        assert not catalog.departments[found.code].public


def test_item_of_another_body_by_its_base_code(catalog: Catalog) -> None:
    """A 31-character code of another body with the same 基本编码 is the same item; another 基本编码 is not."""
    known = catalog.find_item("企业投资项目备案")
    assert known is not None
    parsed = parse_item_code(known.code)
    assert parsed is not None
    assert catalog.find_item(f"11441881QYDEM005024{parsed.base}") == known
    assert catalog.find_item("11441881QYDEM005024999999999999") is None


@pytest.mark.parametrize("code", ["", "QY-FG-001", "11441800QYDEM0018C3", "1" * 64, "中" * 31])
def test_other_item_codes_stay_opaque(code: str) -> None:
    """What does not fit the 31 characters is not taken apart."""
    assert parse_item_code(code) is None


def test_suggestions_name_different_things(catalog: Catalog) -> None:
    """A list is suggested once, though many of its aliases resemble what was typed; nonsense suggests nothing."""
    assert catalog.suggest("list", "失信被执行") == ("失信被执行人",)
    assert catalog.suggest("region", "清新曲")[0] == "清新区"
    assert "市水利局" in catalog.suggest("department", "水利局局")
    assert catalog.suggest("item", "qqqq") == ()
    with pytest.raises(ValueError, match="suggest"):
        catalog.suggest("planet", "火星")


def test_declared_words_of_items() -> None:
    """Types and tags are those that items.yaml declares, also one that no item bears yet."""
    files = shipped_files()
    text = files["catalog/items.yaml"].decode()
    text = text.replace("tags:\n", "tags:\n  - {tag: unborne, meaning: 尚无事项}\n", 1)
    text = text.replace("types: [", "types: [虚构类型, ", 1)
    catalog = compile_catalog(files | {"catalog/items.yaml": text.encode()})
    assert {"unborne", "government-procurement"} <= catalog.item_tags
    assert {"虚构类型", "行政许可"} <= catalog.item_types


def test_names_of_a_department(catalog: Catalog) -> None:
    """Name first, then aliases and predecessors; an unknown code has none."""
    names = catalog.department_names("taxation")
    assert names[0] == "税务"
    assert "国税" in names
    assert catalog.department_names("nothing") == ()
