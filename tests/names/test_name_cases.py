"""Golden names: invented names in every odd form that lists show, with their normal form and parts."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from jointsanction.names import normal_form, parts, read

with (Path(__file__).parent / "cases.csv").open(encoding="utf-8", newline="") as handle:
    CASES = list(csv.DictReader(handle))


@pytest.mark.parametrize("case", CASES, ids=[case["written"] for case in CASES])
def test_a_written_name_is_read_as_the_table_says(case: dict[str, str]) -> None:
    """Each row of cases.csv holds: the normal form, and 区划 · 字号 · 行业 · 组织形式 · branch · parent."""
    normal = normal_form(case["written"])
    taken = parts(normal)
    found = {"written": case["written"], "normal": normal} | {name: getattr(taken, name) for name in list(case)[2:]}
    assert found == case
    assert read(case["written"]).normal == normal
    assert normal_form(normal) == normal


def test_the_table_is_wide_enough() -> None:
    """At least 120 names stand in the table, no name twice."""
    assert len(CASES) >= 120
    assert len({case["written"] for case in CASES}) == len(CASES)
