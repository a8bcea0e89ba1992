"""What a written name says beside the name: state, former names, masks, a code in its place."""

from __future__ import annotations

import pytest

from jointsanction.names import read


@pytest.mark.parametrize(
    ("written", "status"),
    [
        ("清远澄野有限公司（已注销）", "已注销"),
        ("清远澄野有限公司【注销】", "注销"),
        ("清远澄野有限公司(吊销，未注销)", "吊销,未注销"),
        ("清远澄野有限公司 吊销", "吊销"),
        ("(已注销)清远澄野有限公司", "已注销"),
        ("清远澄野有限公司（存续）", "存续"),
        ("清远澄野有限公司", ""),
    ],
)
def test_the_status_note_is_told_and_taken_off(written: str, status: str) -> None:
    """A state behind (or before) the name is reported and is no part of the name."""
    reading = read(written)
    assert (reading.normal, reading.status) == ("清远澄野有限公司", status)


@pytest.mark.parametrize(
    ("written", "former"),
    [
        ("清远澄野有限公司（曾用名：清远霁川商行）", ("清远霁川商行",)),
        ("清远澄野有限公司(曾用名:清远霁川商行、清遠枫岚(集團)有限公司)", ("清远霁川商行", "清远枫岚(集团)有限公司")),
        ("清远澄野有限公司(原：清远霁川商行)", ("清远霁川商行",)),
        ("清远澄野有限公司(原清远霁川商行有限公司)", ("清远霁川商行有限公司",)),
        ("清远澄野有限公司（原名清远霁川商行）（已注销）", ("清远霁川商行",)),
        ("清远澄野有限公司 第二名称:清远霁川商行", ("清远霁川商行",)),
        ("清远澄野有限公司(简称:澄野)", ()),
    ],
)
def test_former_names_come_out_of_their_notes(written: str, former: tuple[str, ...]) -> None:
    """Former (and second) names are told in normal form; a short name is no name of its own."""
    reading = read(written)
    assert (reading.normal, reading.former) == ("清远澄野有限公司", former)


@pytest.mark.parametrize(
    "name", ["清远澄野种猪场(原种)", "清远澄野加工厂(微型企业)", "澄野(清远)有限公司", "清远澄野服务部(登记处)"]
)
def test_a_bracket_that_is_no_note_stays(name: str) -> None:
    """Only notes are taken off; what a bracket of the name holds is kept."""
    assert read(name).normal == name


@pytest.mark.parametrize(
    "name",
    [
        "清远市*野有限公司",
        "清远市＊＊有限公司",
        "清远×野有限公司",
        "清远▇▇有限公司",
        "清远?野有限公司",
        "清远XX有限公司",
        "清远某某有限公司",
        "清远□野有限公司",
    ],
)
def test_masks_are_seen(name: str) -> None:
    """Covered characters are told, whichever sign covers them."""
    assert read(name).masked


@pytest.mark.parametrize("name", ["清远澄野有限公司", "清远3×3篮球有限公司", "清远澄野有限公司?", "UX澄野设计有限公司"])
def test_what_only_looks_like_a_mask_is_none(name: str) -> None:
    """A times sign in a number, a question mark behind the name and a single X cover nothing."""
    assert not read(name).masked


def test_a_code_that_stands_for_the_name() -> None:
    """After a ruling the code is the name (art. 23) and the old name is a former one."""
    reading = read("91441802MA4W0X0X05(清远市澄野有限公司企业名称已被登记机关认定为不适宜)")
    assert reading.normal == reading.code == "91441802MA4W0X0X05"
    assert reading.former == ("清远市澄野有限公司",)


@pytest.mark.parametrize(
    "written", ["91441802MA4W0X0X05 清远市澄野有限公司", "清远市澄野有限公司（91441802MA4W0X0X05）"]
)
def test_a_code_beside_the_name(written: str) -> None:
    """A code that leads or follows the name is told and taken off."""
    reading = read(written)
    assert (reading.normal, reading.code) == ("清远市澄野有限公司", "91441802MA4W0X0X05")
