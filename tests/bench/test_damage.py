"""The damage that recall is measured with: it does what its kind says, and the same seed does the same."""

from __future__ import annotations

import pytest
from matching import regions
from matching.damage import Damage
from matching.kinds import KINDS, SLIPS
from rapidfuzz.distance import OSA

from jointsanction.names import normal_form

NAMES = (
    "清远市清新区禾穗岚建材有限公司",
    "英德市翊笠矿业有限责任公司",
    "灵榆传媒科技(阳山)有限公司",
    "连州市楝舁种养专业合作社",
    "广东鹭棹建设工程有限公司佛冈分公司",
)


def made(kind: str, seed: int) -> list[tuple[str, str]]:
    damage = Damage(NAMES, seed=seed)
    return [(name, damaged) for name in NAMES * 20 if (damaged := damage.apply(kind, name))]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_befalls_some_name_and_is_repeatable(kind: str) -> None:
    """Each kind changes names, and changes them alike with the same seed."""
    found = made(kind, 3)
    assert found
    assert all(name != damaged for name, damaged in found)
    assert found == made(kind, 3)


@pytest.mark.parametrize("kind", SLIPS)
def test_a_slip_is_one_slip(kind: str) -> None:
    """A slip is one edit, a swap of neighbours counted as one."""
    assert {OSA.distance(name, damaged) for name, damaged in made(kind, 5)} == {1}


@pytest.mark.parametrize("kind", ["width", "traditional", "note"])
def test_what_the_normal_form_takes_away_is_taken_away(kind: str) -> None:
    """Width, script and notes leave no trace in the normal form, so a check finds these names as equal ones."""
    assert all(normal_form(damaged) == normal_form(name) for name, damaged in made(kind, 7))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("清远市清新区溪石建材有限公司", ("清远市", "清新区")),
        ("广东清远溪石有限公司", ("广东", "清远")),
        ("英德市翊笠矿业", ("英德市",)),
        ("翊笠矿业有限公司", ()),
    ],
)
def test_divisions_are_read_level_by_level(text: str, written: tuple[str, ...]) -> None:
    """The head of a name as the damage takes it apart."""
    assert regions.levels(text).written == written


def test_the_division_above_is_known() -> None:
    """A level that is put in is the right one."""
    assert (regions.above("英德"), regions.above("清远市"), regions.above("广东省")) == ("清远市", "广东省", "")
