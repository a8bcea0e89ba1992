# ruff: noqa: SIM905 -- long lists of words read better as text
"""The catalogue that ships: complete, without faults, and every name in it found."""

from __future__ import annotations

import json
from datetime import date

import pytest
from jsonschema import Draft202012Validator

from jointsanction.catalog import Body, Catalog, compile_catalog, lint_catalog, parse_item_code, shipped_files
from jointsanction.catalog.files import schema_files
from jointsanction.catalog.json_schema import json_schemas, published
from jointsanction.catalog.yaml_positions import parse
from jointsanction.identifiers.uscc import is_valid
from jointsanction.model import BasisLevel, Colour

BLACK = (
    "judgment-debtor major-tax-violation wage-arrears work-safety environment food-drug "
    "serious-illegality government-procurement public-resource-trading customs-discredited statistics "
    "product-quality"
).split()
DEPARTMENTS_OF_MEMORANDA = (
    "发展改革 财政 人社 税务 海关 商务 市场监管 自然资源 林业 法院 公安 铁路 民航 文旅 教育 金融监管 "
    "证监 住建 交通运输 交通 水利 招标人 评标委员会 专家库管理单位 代理机构 组织 民政 人民银行 "
    "人民银行征信 网信 通信管理 工信 文明办 工会 团委 妇联 工商联 行业协会 外汇 应急管理 生态环境 "
    "药监 公共资源交易 统计 城管 国资 科技 司法 卫健 医保 消防 气象 烟草 政务数据 农业农村 保险机构 "
    "金融机构 银行 交易商协会 最高法 原质检 县级以上政府 知识产权"
).split()
GROUPS = ["各参与部门", "各监管部门", "各审批部门", "各资金主管部门", "项目审批部门"]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return compile_catalog(shipped_files())


def test_shipped_files_have_no_fault() -> None:
    """What ships lints clean: no reference hangs, no two things share a name."""
    assert lint_catalog(shipped_files()) == ()


def test_fifteen_lists_with_their_colours(catalog: Catalog) -> None:
    """Twelve black lists, one grey, two red, in the order of the file."""
    colours = {code: listed.colour for code, listed in catalog.lists.items()}
    assert colours == dict.fromkeys(BLACK, Colour.BLACK) | {
        "abnormal-operation": Colour.GREY,
        "tax-class-a": Colour.RED,
        "customs-aeo": Colour.RED,
    }
    assert [listed.order for listed in catalog.lists.values()] == list(range(1, 16))


def test_terms_are_assumed_only_where_a_source_gives_one(catalog: Catalog) -> None:
    """Five lists have a legal term; the red ones have none, so a reward never ends or lasts by assumption."""
    terms = {code: listed.term_months for code, listed in catalog.lists.items() if listed.term_months is not None}
    assert terms == {
        "judgment-debtor": 24,
        "wage-arrears": 36,
        "work-safety": 12,
        "serious-illegality": 36,
        "government-procurement": 36,
    }
    assert all(listed.legal_note and listed.source for listed in catalog.lists.values())


def test_every_list_is_found_by_every_name(catalog: Catalog) -> None:
    """Code, name and each alias lead to the list they belong to."""
    for listed in catalog.lists.values():
        assert {catalog.find_list(text) for text in (listed.code, listed.name, *listed.aliases)} == {listed}


def test_every_department_is_found_by_every_name(catalog: Catalog) -> None:
    """Code, name, each alias and each predecessor, also with 原, 局 or 部门, lead to the function."""
    for department in catalog.departments.values():
        for text in (department.code, *catalog.department_names(department.code)):
            assert catalog.find_department(text) == department, text
        for text in (f"{department.name}部门", *(f"原{name}局" for name in department.predecessors)):
            assert catalog.find_department(text) == department, text


def test_every_body_is_found_by_every_name(catalog: Catalog) -> None:
    """Code, name and each alias of a listed body lead to it, and its code is region-function."""
    for body in catalog.bodies.values():
        assert {catalog.find_department(text) for text in (body.code, body.name, *body.aliases)} == {body}
        assert body.code == f"{body.region}-{body.department}"
        assert body.uscc == "", "codes of real bodies are not invented"


def test_every_item_is_found_by_every_name(catalog: Catalog) -> None:
    """Code, name and each alias lead to the item."""
    for item in catalog.items.values():
        assert {catalog.find_item(text) for text in (item.code, item.name, *item.aliases)} == {item}


@pytest.mark.parametrize("text", DEPARTMENTS_OF_MEMORANDA)
def test_departments_of_the_memoranda_resolve(catalog: Catalog, text: str) -> None:
    """Every department that a shipped memorandum names is a function of the catalogue."""
    found = catalog.find_department(text)
    assert found is not None
    assert not isinstance(found, Body)


@pytest.mark.parametrize("group", GROUPS)
def test_groups_of_the_memoranda_have_members(catalog: Catalog, group: str) -> None:
    """A collective name stands for departments of the state only."""
    members = [each for each in catalog.departments.values() if group in each.groups]
    assert members
    assert all(each.public for each in members)


def test_every_tag_has_a_hit_and_a_miss_in_one_department(catalog: Catalog) -> None:
    """For every tag some department has an item that it touches and another that it does not."""
    content, _, _ = parse(shipped_files()["catalog/items.yaml"], "items.yaml")
    assert isinstance(content, dict)
    for tag in (row["tag"] for row in content["tags"]):
        hit = {item.department for item in catalog.items.values() if tag in item.tags}
        miss = {item.department for item in catalog.items.values() if tag not in item.tags}
        assert hit & miss, tag


def test_long_item_codes_hold_well_formed_invented_bodies(catalog: Catalog) -> None:
    """The 31-character codes fit their form and the embedded body code passes its check."""
    parsed = [code for item in catalog.items if (code := parse_item_code(item)) is not None]
    assert len(parsed) >= 4
    assert all(is_valid(code.body_uscc) and "QYDEM" in code.body_uscc for code in parsed)


def test_some_items_are_delegated(catalog: Catalog) -> None:
    """A delegated item's body belongs to another function than its owner."""
    delegated = [item for item in catalog.items.values() if item.delegated]
    assert delegated
    for item in delegated:
        body = catalog.find_department(item.body)
        assert isinstance(body, Body)
        assert body.department != item.department


def test_successive_editions_of_company_law_leave_no_gap_and_no_overlap(catalog: Catalog) -> None:
    """Article 146 ends on the day article 178 begins: 1 July 2024."""
    old, new = catalog.legal_bases["law:company-2018#146"], catalog.legal_bases["law:company-2023#178"]
    assert old.valid_to == new.valid_from == date(2024, 7, 1)


def test_provincial_regulation_is_local(catalog: Catalog) -> None:
    """广东省社会信用条例 qualifies in Guangdong only, from 2021-06-01."""
    basis = catalog.legal_bases["local:guangdong-social-credit"]
    assert (basis.level, basis.region, basis.valid_from) == (
        BasisLevel.LOCAL_REGULATION,
        "440000",
        date(2021, 6, 1),
    )


def test_gate_begins_with_its_document(catalog: Catalog) -> None:
    """The gate of 国办发〔2020〕49号 begins on the day it was published."""
    assert catalog.settings.legal_basis_gate_from == date(2020, 12, 18)
    assert catalog.settings.legal_basis_gate_doc_no == "国办发〔2020〕49号"


def test_published_schemas_are_fresh() -> None:
    """The JSON Schemas for editors are what the generator writes now, and are the ones handed out."""
    assert {path.name: path.read_text(encoding="utf-8") for path in published().glob("*.json")} == json_schemas()
    assert {path.rpartition("/")[2]: text.decode() for path, text in schema_files().items()} == json_schemas()


def test_published_schemas_are_schemas_and_catch_a_fault() -> None:
    """Each is valid JSON Schema 2020-12; an unknown key of a list is refused by it."""
    for text in json_schemas().values():
        Draft202012Validator.check_schema(json.loads(text))
    validator = Draft202012Validator(json.loads(json_schemas()["lists.json"]))
    row = {"code": "a", "name": "甲", "colour": "black", "owner": "finance", "term_months": None}
    assert validator.is_valid({"lists": [row]})
    assert not validator.is_valid({"lists": [row | {"color": "black"}]})
