"""Regions: through forty years of changes, without guessing."""

from __future__ import annotations

import pytest

from jointsanction.catalog import Catalog, compile_catalog, shipped_files
from jointsanction.catalog.files import shipped
from jointsanction.catalog.region_table import read_table
from jointsanction.catalog.regions import Regions

TABLE = read_table(shipped("regions_1981_2025.csv"))


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return compile_catalog(shipped_files())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("441803", "441803"),
        ("441803000000", "441803"),
        ("441803102000", "441803"),
        ("４４１８０３", "441803"),
        ("441827", "441803"),  # 清新县 until 2012
        ("441811", "441803"),  # 清郊区 until 1992, then 清新县
        ("441801", "441800"),  # 市辖区
        ("110100", "110000"),
        ("清远市", "441800"),
        ("清远", "441800"),
        ("清新区", "441803"),
        ("清新", "441803"),
        ("清新县", "441803"),
        ("英德县", "441881"),
        ("连县", "441882"),
        ("连山县", "441825"),
        ("连山", "441825"),  # also a district of 葫芦岛: the home region is meant
        ("连山壮族瑶族自治县", "441825"),
        ("广东省清远市清新区", "441803"),
        ("清远清新", "441803"),
        ("北京市朝阳区", "110105"),
        ("广西", "450000"),
        ("内蒙古", "150000"),
        ("新疆", "650000"),
        ("崇文区", "110101"),
        ("东莞", "441900"),
        ("义马市", "411281"),  # its code of 1987 was given again, to 济源市
        ("419001", "419001"),
    ],
)
def test_found(catalog: Catalog, text: str, code: str) -> None:
    """By code of any length and age, by full, short and former name, by chain."""
    region = catalog.find_region(text)
    assert region is not None
    assert region.code == code
    assert not region.historical


@pytest.mark.parametrize("text", "|朝阳区|吉林|清远县|440127|999999|44180|火星市|清远市朝阳区|市辖区".split("|"))  # noqa: SIM905
def test_not_guessed(catalog: Catalog, text: str) -> None:
    """Shared names, divisions that were split, and what no place is called."""
    assert catalog.find_region(text) is None


@pytest.mark.parametrize(
    ("outer", "inner", "expected"),
    [
        ("441800", "441802", True),
        ("440000", "441802", True),
        ("440000", "441800", True),
        ("441802", "441802", True),
        ("441802", "441800", False),
        ("441802", "441803", False),
        ("441800", "440100", False),
        ("110000", "110105", True),
        ("410000", "419001", True),
        ("441800", "441827", True),
        ("441803", "441827", True),
        ("441800", "440127", True),  # 清远县, then in 广州, is in 清远 today
        ("440100", "440127", False),
        ("", "441802", True),
        ("441800", "", False),
    ],
)
def test_contains(catalog: Catalog, outer: str, inner: str, expected: bool) -> None:
    """Containment by code, a former division counting as what it became."""
    assert catalog.region_contains(outer, inner) is expected


def test_home_region_decides_only_for_its_own_places() -> None:
    """Without a home region 连山 is shared and finds nothing."""
    assert Regions(TABLE).find("连山") is None


def test_every_former_division_ends_in_divisions_of_today() -> None:
    """Each historical county has successors in use; only dissolved prefectures are left open by the table itself."""
    open_ended = [each for each in TABLE.by_code.values() if each.historical and not each.successors]
    assert {each.level for each in open_ended} == {"地级"}
    for region in TABLE.by_code.values():
        assert all(not TABLE.by_code[code].historical for code in region.successors)


def test_every_division_in_use_is_found_by_its_code_and_stands_in_its_parent(catalog: Catalog) -> None:
    """All of China is usable, not only the home region."""
    current = [each for each in TABLE.by_code.values() if not each.historical]
    assert len(current) > 3000
    for region in current:
        assert catalog.find_region(region.code) == region
        assert region.parent == "" or catalog.region_contains(region.parent, region.code)
        assert (region.parent == "") == (region.level == "省级")


def test_another_table_is_refused() -> None:
    """A file without the columns of the table raises ValueError, which lint turns into a finding."""
    with pytest.raises(ValueError, match="代码"):
        read_table(b"a,b\n1,2\n")
