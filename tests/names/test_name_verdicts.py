"""Persons, completeness and contradiction: what a name alone may and may not say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.names import cores_contradict, is_complete, is_person, normal_form


@pytest.mark.parametrize(
    "name", ["王澄", "李澄野", "欧阳澄", "欧阳澄野", "司马霁川", "王李澄野", "阿依澄·买买提", "王某某", "李*野", "张**"]
)
def test_persons_are_seen(name: str) -> None:
    """Surname and given name, compound surnames, minority names with their dot, covered names."""
    assert is_person(name)


@pytest.mark.parametrize(
    "name", ["清远市", "王记店", "澄野", "金石矿业", "清远澄野有限公司", "李记商行", "", "王", "华能电力", "ABC"]
)
def test_other_names_are_no_persons(name: str) -> None:
    """A shop's ending, a trade word or no surname: no person."""
    assert not is_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "清远澄野有限公司",
        "佛冈县澄野五金店",
        "清远市人民医院",
        "太和县运输公司",
        "澄野(清远)有限公司",
        "清远市霁塘村民委员会",
        "溪石银行股份有限公司清远支行",
        "清远枫岚会计师事务所(普通合伙)",
    ],
)
def test_complete_names(name: str) -> None:
    """A 字号 with a form, an institution of a place, or a whole county name can confirm by itself."""
    assert is_complete(name)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "公司",
        "有限公司",
        "清远市",
        "清远市有限公司",
        "福建环境公司",
        "河南省超市管理有限公司",
        "清远市*野有限公司",
        "清远某某有限公司",
        "李澄野",
        "澄野",
        "澄野科技",
        "91441802MA4W0X0X05",
        "清远澄野",
    ],
)
def test_incomplete_names(name: str) -> None:
    """Masked, short, without form, without 字号 beside a province, persons, places and codes confirm nothing."""
    assert not is_complete(name)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("清远澄野有限公司", "清远霁川有限公司"),
        ("清远澄野有限公司", "清远澄川有限公司"),
        ("清远鑫源有限公司", "清远新源有限公司"),
        ("清远市霁川野贸易有限公司", "清远市溪石岚贸易有限公司"),
    ],
)
def test_different_cores_contradict(left: str, right: str) -> None:
    """Two different two-character 字号 contradict, even one character apart; so do unlike longer ones."""
    assert cores_contradict(left, right)
    assert cores_contradict(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("清远澄野有限公司", "清远市澄野贸易有限责任公司"),
        ("清远澄野有限公司", "清远澄野霁川有限公司"),
        ("清远澄野川有限公司", "清远澄野州有限公司"),
        ("清远鑫源澄有限公司", "清远新缘澄有限公司"),
        ("福建环境公司", "清远澄野有限公司"),
        ("清远*野有限公司", "清远霁川有限公司"),
        ("溪石银行清远支行", "溪石银行股份有限公司清远支行"),
    ],
)
def test_containment_slips_and_unknown_cores_do_not(left: str, right: str) -> None:
    """Containment, one slip in three characters or more, a missing or covered 字号: no contradiction."""
    assert not cores_contradict(left, right)
    assert not cores_contradict(right, left)


@given(st.text(), st.text())
def test_verdicts_never_fail(left: str, right: str) -> None:
    """Any two texts get an answer, the same both ways round; no name contradicts itself."""
    one, other = normal_form(left), normal_form(right)
    assert cores_contradict(one, other) == cores_contradict(other, one)
    assert not cores_contradict(one, one)
    assert is_complete(one) in (True, False)
    assert is_person(left) in (True, False)
