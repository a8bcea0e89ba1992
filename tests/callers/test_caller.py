"""What a caller may: rights, departments, regions, lists; and how far its reach goes."""

from __future__ import annotations

import pytest
from record.case import Case
from world import World

from jointsanction.callers import EVERY_RIGHT, OPERATOR, RIGHT_WORDS, Caller, Right
from jointsanction.catalog import compile_catalog, shipped_files
from jointsanction.errors import AuthError
from jointsanction.model import Context
from jointsanction.record import CheckRecord, Reach

COUNTY = Caller(
    name="qc",
    rights=frozenset({Right.CHECK, Right.PUSH}),
    departments=("finance",),
    regions=("441802",),
    lists=("tax",),
)
CATALOG = compile_catalog(shipped_files())


def reason(ask: object) -> str:
    """Reason of the refusal; "" for none."""
    try:
        ask()  # type: ignore[operator]
    except AuthError as error:
        return f"{error.reason} {error.caller}".removesuffix(" qc")
    return ""


def test_rights() -> None:
    """A right that the file does not give is denied; the operator has every one, and each has its Chinese word."""
    assert reason(lambda: COUNTY.require(Right.CHECK)) == ""
    assert reason(lambda: COUNTY.require(Right.REPORT)) == "PERMISSION_DENIED"
    for right in Right:
        OPERATOR.require(right)
    assert set(RIGHT_WORDS) == set(Right) == EVERY_RIGHT


@pytest.mark.parametrize(
    ("context", "expected"),
    [
        (Context("财政", region="清城区"), ""),
        (Context("财政局", "政府采购", region="441802"), ""),
        (Context("税务", region="清城区"), "DEPARTMENT_NOT_ALLOWED"),
        (Context(region="清城区"), "DEPARTMENT_NOT_ALLOWED"),
        (Context("财政", region="清新区"), "REGION_NOT_ALLOWED"),
        (Context("清远市财政局"), "REGION_NOT_ALLOWED"),
        (Context("财政", region="清远市"), "REGION_NOT_ALLOWED"),
        (Context("财政"), "REGION_NOT_ALLOWED"),
    ],
)
def test_the_place_of_a_question(context: Context, expected: str) -> None:
    """A question must name a department and a region that the caller acts for: not the city above, nor a neighbour."""
    assert reason(lambda: COUNTY.require_question(CATALOG.resolve(context))) == expected
    OPERATOR.require_question(CATALOG.resolve(context))


def test_lists_to_push() -> None:
    """A list is pushed by whoever has the right, and the list if lists are named."""
    assert reason(lambda: COUNTY.require_list("tax")) == ""
    assert reason(lambda: COUNTY.require_list("wages")) == "LIST_NOT_ALLOWED"
    OPERATOR.require_list("wages")


REGIONS = ("441802", "441803", "441800", "440000", "110101", "")


def test_reach_says_the_same_in_python_and_in_sql(world: World) -> None:
    """Whether a check lies within a caller's reach is one rule, whether the database or Python applies it."""
    case = Case(world)
    with case.recorder() as recorder:
        for region in REGIONS:
            recorder.record(case.answered(region=region, caller="somebody"))
    with CheckRecord.open(case.path) as record:
        for outer in (*REGIONS, "[4]41802", "441899", "44180*"):
            for departments in (None, (), ("finance",), ("tax", "finance")):
                reach = Reach(caller="qc", regions=(outer,), departments=departments)
                seen = {each.region for each in record.list_checks(reach=reach).checks}
                assert seen == {each for each in REGIONS if reach.holds(region=each, department="finance")}, reach
