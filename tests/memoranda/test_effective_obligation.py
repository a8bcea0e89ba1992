"""Table 1 of the decision (docs/decision.md), line by line: from the obligation as written to what it comes to."""

from __future__ import annotations

from datetime import date

import pytest
from invented_rules import ITEM, MISSED_ITEM, rulebook_of

from jointsanction.model import Context

TODAY = date(2026, 11, 24)

# 事项一栏：是 = 该措施触及的事项，否 = 未触及的事项，未知 = 未提供事项
ITEMS = {"是": ITEM, "否": MISSED_ITEM, "未知": ""}
LEVELS = {
    "法律": ["invented:law"],
    "行政法规": ["invented:regulation"],
    "地方性法规": ["invented:local"],
    "中央政策": ["invented:policy"],
    "司法解释": ["invented:judicial"],
    "部门规章": ["invented:rule"],
    "规范性文件": ["invented:document"],
    "其他": ["invented:none"],
    "没有": [],
}
CONDITIONS = {"无": "", "有": "执行期满未逾五年"}

# 原文约束力, 依据的效力层级, 条件, 事项, 结果（None = 该措施不列出）, 说明
TABLE = [
    # mandatory, live basis, no condition
    ("mandatory", "法律", "无", "是", "mandatory", ()),
    ("mandatory", "行政法规", "无", "是", "mandatory", ()),
    ("mandatory", "地方性法规", "无", "是", "mandatory", ()),
    ("mandatory", "中央政策", "无", "是", "mandatory", ()),
    # the same, item unknown
    ("mandatory", "法律", "无", "未知", "advisory", ("ITEM_UNKNOWN",)),
    # basis fails
    ("mandatory", "司法解释", "无", "是", "advisory", ("NO_LIVE_BASIS",)),
    ("mandatory", "部门规章", "无", "是", "advisory", ("NO_LIVE_BASIS",)),
    ("mandatory", "规范性文件", "无", "是", "advisory", ("NO_LIVE_BASIS",)),
    ("mandatory", "其他", "无", "是", "advisory", ("NO_LIVE_BASIS",)),
    ("mandatory", "没有", "无", "是", "advisory", ("NO_LIVE_BASIS",)),
    ("mandatory", "没有", "无", "未知", "advisory", ("ITEM_UNKNOWN", "NO_LIVE_BASIS")),
    # a condition that the list cannot prove
    ("mandatory", "法律", "有", "是", "advisory", ("CONDITION",)),
    ("mandatory", "法律", "有", "未知", "advisory", ("ITEM_UNKNOWN", "CONDITION")),
    ("mandatory", "没有", "有", "是", "advisory", ("NO_LIVE_BASIS", "CONDITION")),
    # advisory, whatever the basis and the condition
    ("advisory", "法律", "无", "是", "advisory", ()),
    ("advisory", "没有", "无", "是", "advisory", ()),
    ("advisory", "没有", "无", "未知", "advisory", ()),
    ("advisory", "没有", "有", "是", "advisory", ("CONDITION",)),
    # supervise and publicity
    ("supervise", "没有", "无", "是", "notice", ()),
    ("supervise", "法律", "有", "未知", "notice", ("CONDITION",)),
    ("publicity", "没有", "无", "是", "notice", ()),
    ("publicity", "法律", "无", "未知", "notice", ()),
    # facilitate
    ("facilitate", "没有", "无", "是", "facilitate", ()),
    ("facilitate", "法律", "无", "是", "facilitate", ()),
    ("facilitate", "没有", "无", "未知", "none", ()),
    ("facilitate", "没有", "有", "是", "none", ("CONDITION",)),
    # any, item not touched
    ("mandatory", "法律", "无", "否", None, ()),
    ("mandatory", "没有", "有", "否", None, ()),
    ("advisory", "法律", "无", "否", None, ()),
    ("supervise", "没有", "无", "否", None, ()),
    ("publicity", "没有", "无", "否", None, ()),
    ("facilitate", "没有", "无", "否", None, ()),
]


@pytest.mark.parametrize(("written", "level", "condition", "item", "expected", "notes"), TABLE)
def test_row(written: str, level: str, condition: str, item: str, expected: str | None, notes: tuple[str, ...]) -> None:
    """Each row: a measure of 财政 in 清远市, asked about on a day after the gate."""
    rules = rulebook_of(obligation=written, legal_bases=LEVELS[level], condition=CONDITIONS[condition])
    context = rules.resolve(Context(department="财政", item=ITEMS[item], region="清远市"))
    measures = rules.rulebook.measures(rules.list_code, context, TODAY)
    found = [(str(measure.effective), measure.notes) for measure in measures]
    assert found == ([] if expected is None else [(expected, notes)])


@pytest.mark.parametrize("item", [ITEM, MISSED_ITEM, ""])
def test_all_items_is_yes(item: str) -> None:
    """``items: all`` is yes for any item and for none."""
    rules = rulebook_of(items="all")
    context = rules.resolve(Context(department="财政", item=item, region="清远市"))
    assert [str(each.effective) for each in rules.rulebook.measures(rules.list_code, context, TODAY)] == ["mandatory"]


def test_item_outside_the_catalogue_is_unknown() -> None:
    """An item that the catalogue does not know decides nothing, even if its name sounds right."""
    rules = rulebook_of()
    context = rules.resolve(Context(department="财政", item="一个目录里没有的事项", region="清远市"))
    (measure,) = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert (str(measure.effective), measure.notes) == ("advisory", ("ITEM_UNKNOWN",))


def test_no_department_tries_every_department() -> None:
    """No department and no item: every department of the measure answers, and the missing item counts as yes."""
    rules = rulebook_of(departments=["财政", "税务"])
    measures = rules.rulebook.measures(rules.list_code, rules.resolve(Context(region="清远市")), TODAY)
    assert [(each.department, str(each.effective)) for each in measures] == [
        ("财政", "mandatory"),
        ("税务", "mandatory"),
    ]


def test_another_department_has_no_measure() -> None:
    """A measure of 财政 is none of 税务's business."""
    rules = rulebook_of()
    context = rules.resolve(Context(department="税务", region="清远市"))
    assert rules.rulebook.measures(rules.list_code, context, TODAY) == ()


def test_judicial_interpretation_qualifies_for_courts() -> None:
    """The same basis restricts at the court and only advises at 铁路."""
    rules = rulebook_of(departments=["法院", "铁路"], legal_bases=["invented:judicial"], items="all")
    measures = rules.rulebook.measures(rules.list_code, rules.resolve(Context(region="清远市")), TODAY)
    assert [(each.department, str(each.effective)) for each in measures] == [
        ("人民法院", "mandatory"),
        ("铁路", "advisory"),
    ]


@pytest.mark.parametrize(("region", "expected"), [("清远市", "mandatory"), ("清城区", "mandatory"), ("", "advisory")])
def test_local_regulation_counts_in_its_region(region: str, expected: str) -> None:
    """A regulation of 广东省 counts in the city and its counties; where no region is given it does not."""
    rules = rulebook_of(legal_bases=["invented:local"])
    context = rules.resolve(Context(department="财政", item=ITEM, region=region))
    assert [str(each.effective) for each in rules.rulebook.measures(rules.list_code, context, TODAY)] == [expected]


def test_local_regulation_of_another_province_fails() -> None:
    """A regulation of another province restricts nobody in 清远市."""
    rules = rulebook_of(legal_bases=["invented:elsewhere"])
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    (measure,) = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert measure.notes == ("NO_LIVE_BASIS",)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 17), "mandatory"),  # 国办发〔2020〕49号 not yet published: no basis is asked for
        (date(2020, 12, 18), "advisory"),  # the gate's first day; the law below is not in force yet
        (date(2021, 5, 31), "advisory"),
        (date(2021, 6, 1), "mandatory"),  # valid_from counts
        (date(2023, 5, 31), "mandatory"),
        (date(2023, 6, 1), "advisory"),  # valid_to does not count
    ],
)
def test_basis_is_looked_at_on_the_day(day: date, expected: str) -> None:
    """A law in force from 2021-06-01 up to 2023-06-01 restricts then only; before the gate anything does."""
    rules = rulebook_of(legal_bases=["invented:two-years"])
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    assert [str(each.effective) for each in rules.rulebook.measures(rules.list_code, context, day)] == [expected]


def test_one_good_basis_is_enough() -> None:
    """Among several bases one that qualifies carries the measure; the answer cites all that are in force."""
    rules = rulebook_of(legal_bases=["invented:document", "invented:law", "invented:two-years"])
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    (measure,) = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert str(measure.effective) == "mandatory"
    assert [basis.basis_id for basis in measure.legal_basis] == ["invented:document", "invented:law"]


@pytest.mark.parametrize(
    ("region", "effective", "left_out"),
    [("清城区", ["mandatory"], False), ("英德市", [], False), ("清远市", [], False), ("", [], True)],
)
def test_regional_measure(region: str, effective: list[str], left_out: bool) -> None:
    """A measure of one district holds there only; without a region it is left out, and the rulebook says so."""
    rules = rulebook_of(regions=["清城区"])
    context = rules.resolve(Context(department="财政", item=ITEM, region=region))
    found = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert [str(each.effective) for each in found] == effective
    assert rules.rulebook.regional_left_out(rules.list_code, context, TODAY) is left_out


def test_regional_measure_about_another_item_is_not_missed() -> None:
    """What would not have applied anyway was not left out for want of a region."""
    rules = rulebook_of(regions=["清城区"])
    context = rules.resolve(Context(department="财政", item=MISSED_ITEM))
    assert rules.rulebook.regional_left_out(rules.list_code, context, TODAY) is False


def test_every_role_has_its_own_result() -> None:
    """A measure that binds persons is returned with their role, for the checker to put aside."""
    rules = rulebook_of(roles=["enterprise", "legal_representative"])
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    found = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert [str(each.role) for each in found] == ["enterprise", "legal_representative"]


def test_inferred_department_is_marked() -> None:
    """A department that the memorandum does not name stays marked in the answer."""
    rules = rulebook_of(department_status="inferred")
    context = rules.resolve(Context(department="财政", item=ITEM, region="清远市"))
    (measure,) = rules.rulebook.measures(rules.list_code, context, TODAY)
    assert measure.notes == ("DEPARTMENT_INFERRED",)
