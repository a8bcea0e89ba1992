"""Lint: each kind of fault in a memorandum file, at its exact line and column, with what to write instead."""

from __future__ import annotations

import pytest
from invented_rules import BASES, catalogue

from jointsanction import catalog
from jointsanction.errors import RulesError
from jointsanction.memoranda import compile_rulebook, is_advice, lint

GOOD = """\
id: X1
title: 虚构备忘录
doc_no: 虚构〔2020〕1号
issued_on: 2020-01
kind: black
lists: [失信被执行人]
sources: {S1: 虚构来源}
valid_from: 2020-01-01
measures:
  - id: X1-1
    title: 虚构措施
    kind: 限制政府采购/招投标
    obligation: mandatory
    departments: [财政]
    department_status: stated
    roles: [enterprise]
    items: {tags: [government-procurement]}
    legal_bases: ["invented:law"]
    regions: [清城区]
    status: verified
    source: [S1]
"""

# 改动前, 改动后, 代码, 行, 列, 建议中的一段
CASES = [
    ("valid_from: 2020-01-01", "valid_form: 2020-01-01", "KEY_UNKNOWN", 8, 1, "valid_from"),
    ("    title: 虚构措施\n", "", "KEY_MISSING", 10, 5, "title"),
    ("    items: {tags: [government-procurement]}\n", "", "ITEMS_MISSING", 10, 5, "items: all"),
    ("items: {tags: [government-procurement]}", "items: every", "ITEMS_WRONG", 17, 12, "items: all"),
    ("items: {tags: [government-procurement]}", "items: {}", "ITEMS_WRONG", 17, 12, "items: all"),
    ("items: {tags: ", "items: {tag: ", "KEY_UNKNOWN", 17, 13, "tags"),
    ("roles: [enterprise]", "roles: [entreprise]", "ROLE_UNKNOWN", 16, 13, "enterprise"),
    ("obligation: mandatory", "obligation: must", "OBLIGATION_UNKNOWN", 13, 17, "mandatory"),
    ("kind: black", "kind: grey", "VALUE_UNKNOWN", 5, 7, "black"),
    ("departments: [财政]", "departments: []", "VALUE_EMPTY", 14, 18, "请补上"),
    ("departments: [财政]", "departments: 财政", "VALUE_FORM", 14, 18, "[甲, 乙]"),
    ("valid_from: 2020-01-01", "valid_from: 2020年1月1日", "VALUE_FORM", 8, 13, "2021-06-01"),
    ("valid_from: 2020-01-01", "valid_from: 20200101", "VALUE_FORM", 8, 13, "2021-06-01"),
    ("issued_on: 2020-01", "issued_on: 2020年1月", "VALUE_FORM", 4, 12, "2016-05"),
    ("id: X1-1", "id: 一号措施", "VALUE_FORM", 10, 9, "M01-10"),
    ("id: X1-1", "id: X2-1", "ID_FOREIGN", 10, 9, "X1-1"),
    ("title: 虚构备忘录", "title: 虚构备忘录\ntitle: 再写一次", "KEY_TWICE", 3, 1, "只保留一处"),
    ("lists: [失信被执行人]", "lists: [失信被执行]", "LIST_UNKNOWN", 6, 9, "失信被执行人"),
    ("lists: [失信被执行人]", "lists: [tax-class-a]", "LIST_COLOUR", 6, 9, "红名单"),
    ("departments: [财政]", "departments: [清远市财政局]", "DEPARTMENT_UNKNOWN", 14, 19, "regions"),
    ("departments: [财政]", "departments: [市财政局]", "DEPARTMENT_UNKNOWN", 14, 19, "请写“财政”"),
    ("departments: [财政]", "departments: [原市环保局]", "DEPARTMENT_UNKNOWN", 14, 19, "请写“生态环境”"),
    ("departments: [财政]", "departments: [税务, 市场监督管里]", "DEPARTMENT_UNKNOWN", 14, 23, "市场监管"),
    (
        "tags: [government-procurement]",
        "tags: [government-procurment]",
        "ITEM_TAG_UNKNOWN",
        17,
        20,
        "government-procurement",
    ),
    ("tags: [government-procurement]", "types: [行政许克]", "ITEM_TYPE_UNKNOWN", 17, 21, "行政许可"),
    (
        "tags: [government-procurement]",
        "codes: [政府采购供应商资格审察]",
        "ITEM_CODE_UNKNOWN",
        17,
        21,
        "政府采购供应商资格审查",
    ),
    ('legal_bases: ["invented:law"]', 'legal_bases: ["invented:lawn"]', "BASIS_UNKNOWN", 18, 19, "invented:law"),
    ("regions: [清城区]", "regions: [虚构区]", "REGION_UNKNOWN", 19, 15, "六位区划代码"),
    ("source: [S1]", "source: [S2]", "SOURCE_UNKNOWN", 21, 14, "S1"),
    ("valid_from: 2020-01-01", "valid_from: 2020-01-01\nvalid_to: 2020-01-01", "DATES_REVERSED", 9, 11, "晚于"),
    ("obligation: mandatory", "obligation: facilitate", "FACILITATE_ON_BLACK", 13, 17, "kind: red"),
    (
        "kind: black\nlists: [失信被执行人]",
        "kind: red\nlists: [tax-class-a]",
        "RESTRICTION_ON_RED",
        13,
        17,
        "facilitate",
    ),
    ('legal_bases: ["invented:law"]', "legal_bases: []", "ADVICE_NO_LEGAL_BASIS", 18, 18, "请写明"),
    ('legal_bases: ["invented:law"]', 'legal_bases: ["invented:rule"]', "ADVICE_BASIS_TOO_LOW", 18, 18, "请写明"),
    ("departments: [财政]", "departments: [行业协会]", "ADVICE_NOT_PUBLIC", 14, 19, "advisory"),
    (
        "{tags: [government-procurement]}",
        "{name_words: [无此事项]}",
        "ADVICE_ITEMS_TOUCH_NOTHING",
        17,
        12,
        "items.yaml",
    ),
]


def files(text: str) -> dict[str, bytes]:
    return {"memoranda/X1.yaml": text.encode()}


def test_the_good_file_is_clean() -> None:
    """The file that the cases below break has no fault of its own."""
    assert lint(files(GOOD), catalogue()) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "row", "column", "advice"), CASES, ids=[f"{c[2]}-{c[3]}" for c in CASES]
)
def test_fault(old: str, new: str, code: str, row: int, column: int, advice: str) -> None:
    """One change, one finding: its code, its place, and advice that names the way out."""
    assert old in GOOD
    (finding,) = lint(files(GOOD.replace(old, new, 1)), catalogue())
    assert (finding.code, finding.place.file, finding.place.row, finding.place.column) == (
        code,
        "memoranda/X1.yaml",
        row,
        column,
    )
    assert advice in finding.advice


def test_every_fault_is_reported_at_once() -> None:
    """Three faults of reference in one file come in one report, in order of line, and stop compilation together."""
    text = GOOD.replace("失信被执行人", "失信被执行").replace("[财政]", "[财证]").replace("[S1]", "[S9]")
    found = lint(files(text), catalogue())
    assert [(finding.code, finding.place.row) for finding in found] == [
        ("LIST_UNKNOWN", 6),
        ("DEPARTMENT_UNKNOWN", 14),
        ("SOURCE_UNKNOWN", 21),
    ]
    with pytest.raises(RulesError) as caught:
        compile_rulebook(files(text), catalogue())
    assert caught.value.findings == found
    assert caught.value.reason == "RULES_INVALID"


def test_faults_of_form_hide_no_faults_of_reference() -> None:
    """Four faults of form and four unknown names in one file: eight findings at once, each at its line and column."""
    text = GOOD
    for old, new in (
        ("lists: [失信被执行人]", "lists: [失信被执行]"),
        ("valid_from: 2020-01-01", "valid_from: 2020年1月1日"),
        ("obligation: mandatory", "obligation: must"),
        ("departments: [财政]", "departments: [财正]"),
        ("regions: [清城区]", "region: [清城区]"),
        ('"invented:law"', '"invented:lawn"'),
        ("    status: verified\n", ""),
        ("source: [S1]", "source: [S2]"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    found = lint(files(text), catalogue())
    assert [(finding.code, finding.place.row, finding.place.column) for finding in found] == [
        ("LIST_UNKNOWN", 6, 9),
        ("VALUE_FORM", 8, 13),
        ("KEY_MISSING", 10, 5),
        ("OBLIGATION_UNKNOWN", 13, 17),
        ("DEPARTMENT_UNKNOWN", 14, 19),
        ("BASIS_UNKNOWN", 18, 19),
        ("KEY_UNKNOWN", 19, 5),
        ("SOURCE_UNKNOWN", 20, 14),
    ]
    with pytest.raises(RulesError) as caught:
        compile_rulebook(files(text), catalogue())
    assert caught.value.findings == found


def test_what_is_wrong_in_form_is_not_judged_twice() -> None:
    """Of a list with one faulty member the others are judged, at their own places; an id used twice is seen as well."""
    text = GOOD.replace("[财政]", "[[财政], 税务, 财正]").replace("title: 虚构备忘录", "title: 甲\ntitle: 乙")
    both = {"memoranda/a.yaml": GOOD.encode(), "memoranda/b.yaml": text.replace("X1-1", "X1").encode()}
    found = [finding for finding in lint(both, catalogue()) if finding.place.file.endswith("b.yaml")]
    assert [(finding.code, finding.place.row, finding.place.column) for finding in found] == [
        ("ID_TWICE", 1, 5),
        ("KEY_TWICE", 3, 1),
        ("VALUE_FORM", 11, 9),
        ("VALUE_EMPTY", 15, 19),
        ("DEPARTMENT_UNKNOWN", 15, 29),
    ]


def test_a_declared_tag_that_no_item_bears_is_known() -> None:
    """A tag of items.yaml may be used before an item bears it: worth a look, no fault."""
    given = catalog.shipped_files() | {"catalog/legal_bases.yaml": BASES.encode()}
    items = given["catalog/items.yaml"].decode().replace("tags:\n", "tags:\n  - {tag: unborne, meaning: 尚无}\n", 1)
    wider = catalog.compile_catalog(given | {"catalog/items.yaml": items.encode()})
    found = lint(files(GOOD.replace("tags: [government-procurement]", "tags: [unborne]")), wider)
    assert [finding.code for finding in found] == ["ADVICE_ITEMS_TOUCH_NOTHING"]


def test_same_id_in_two_files() -> None:
    """The second file to use an id is at fault, for the memorandum and for its measure; the advice names the first."""
    both = {"memoranda/a.yaml": GOOD.encode(), "memoranda/b.yaml": GOOD.encode()}
    found = lint(both, catalogue())
    assert [(f.code, f.place.file, f.place.row) for f in found] == [
        ("ID_TWICE", "memoranda/b.yaml", 1),
        ("ID_TWICE", "memoranda/b.yaml", 10),
    ]
    assert "memoranda/a.yaml 第 10 行" in found[1].message


def test_no_memoranda_at_all() -> None:
    """A rule set without a single memorandum is a fault: every listed enterprise would come out as NO_MEMORANDUM."""
    assert [finding.code for finding in lint({}, catalogue())] == ["MEMORANDA_MISSING"]


def test_unreadable_yaml_is_a_finding() -> None:
    """A file that is no YAML is one finding with its place, never a traceback."""
    (finding,) = lint(files(GOOD + "  - [\n"), catalogue())
    assert finding.code == "YAML_SYNTAX"
    assert finding.place.row >= 22


def test_advice_does_not_stop_compilation() -> None:
    """A mandatory measure without a legal basis is advised against, and compiles."""
    text = GOOD.replace('["invented:law"]', "[]")
    assert all(is_advice(finding) for finding in lint(files(text), catalogue()))
    assert [each.id for each in compile_rulebook(files(text), catalogue()).memoranda] == ["X1"]
