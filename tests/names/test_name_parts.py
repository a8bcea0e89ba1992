"""Parts that the table of cases does not show: division codes, classes, groups, whole texts that are no name."""

from __future__ import annotations

import pytest

from jointsanction.names import parts
from jointsanction.names.words import branch_words, industry_words, organisation_forms


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("清远市清新区澄野石材厂", {"441803"}),
        ("清新县澄野石材厂", {"441803", "441827"}),
        ("清远清新澄野石材厂", {"441803", "441827"}),
        ("广东省连山壮族瑶族自治县澄野石材厂", {"440230", "441825", "442631"}),
        ("广东澄野石材厂", {"440000"}),
        ("澄野石材(清远)有限公司", {"441800"}),
        ("吉林澄野石材厂", {"220000"}),
    ],
)
def test_division_codes_with_history(name: str, codes: set[str]) -> None:
    """The smallest division's codes are told, a historical one's with its successors."""
    assert set(parts(name).region_codes) == codes


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("清远澄野有限公司", "limited"),
        ("清远澄野有限责任公司", "limited"),
        ("清远澄野股份有限公司", "joint_stock"),
        ("清远澄野股份公司", "joint_stock"),
        ("清远澄野有限公司英德分公司", "branch_office"),
        ("清远澄野投资合伙企业(有限合伙)", "partnership"),
        ("佛冈县澄野种植专业合作社", "cooperative"),
        ("清远市澄野五金店", "sole_shop"),
        ("清远市澄野职业培训学校", "institution"),
    ],
)
def test_forms_fold_into_classes(name: str, kind: str) -> None:
    """有限公司 and 有限责任公司 are one class, 股份有限公司 and 股份公司 another (公司法 2023 art. 7)."""
    assert parts(name).form_class == kind


@pytest.mark.parametrize(
    "name", ["清远澄野集团有限公司", "清远澄野(集团)有限公司", "澄野集团(清远)鞋业有限公司", "澄野集团"]
)
def test_a_group_is_told_wherever_the_word_stands(name: str) -> None:
    """集团 before the form, in brackets, in the middle or at the end; the 字号 is the same."""
    assert parts(name).group
    assert parts(name).core == "澄野"


def test_a_region_in_brackets_is_told_as_such() -> None:
    """灵岚科技(清远)有限公司: the region stands behind the trade."""
    assert parts("灵岚科技(清远)有限公司").region_in_brackets
    assert not parts("清远灵岚科技有限公司").region_in_brackets


@pytest.mark.parametrize("name", ["朝阳贸易有限公司", "中山堂药业有限公司", "长春藤教育有限公司"])
def test_a_place_word_may_be_the_trade_name(name: str) -> None:
    """A place is not read where nothing would be left for the 字号 (art. 8)."""
    assert parts(name).region == ""
    assert parts(name).core


@pytest.mark.parametrize(
    "name",
    [
        "",
        "X",
        "公司",
        "有限公司",
        "(上海)",
        "集团",
        "清远市",
        "分公司",
        "支行",
        "(有限合伙)",
        "市",
        "县县县",
        "第一分店",
        "()",
    ],
)
def test_texts_that_are_no_name_do_not_fail(name: str) -> None:
    """Scraps of a name are taken apart as far as they go."""
    assert parts(name).normal == name


def test_a_subsidiary_is_no_branch() -> None:
    """A company whose name holds another's full name is its own legal person (art. 15)."""
    assert parts("清远澄野有限公司英德霁川有限公司").branch == ""
    assert parts("清远澄野有限公司工会委员会").branch == ""


def test_the_word_lists_are_whole() -> None:
    """The lists are as long as promised and hold no word twice."""
    assert len(industry_words()) >= 700
    assert {"limited", "joint_stock", "partnership", "cooperative", "sole_shop", "institution"} <= set(
        organisation_forms().values()
    )
    assert branch_words()[1] < branch_words()[0]
