"""The second table of docs/decision.md, row by row."""

from __future__ import annotations

from itertools import product

import pytest

from jointsanction.checker.contribution import contribution
from jointsanction.model import Certainty, Colour, EffectiveObligation, Outcome

# 名单   确认程度    措施在此的约束力   →  结论
TABLE = """
black  ID        mandatory   RESTRICT
black  ID        advisory    SCRUTINIZE
black  ID        notice      NOTICE
black  ID        -           NOTICE
black  ID        none        CLEAR
black  NAME      mandatory   VERIFY
black  NAME      advisory    VERIFY
black  NAME      notice      NOTICE
black  NAME      -           NOTICE
black  POSSIBLE  mandatory   VERIFY
black  POSSIBLE  advisory    VERIFY
black  POSSIBLE  notice      CLEAR
black  POSSIBLE  -           CLEAR
red    ID        facilitate  FACILITATE
red    ID        none        CLEAR
red    ID        -           CLEAR
red    NAME      facilitate  FACILITATE
red    NAME      -           CLEAR
red    POSSIBLE  facilitate  CLEAR
red    POSSIBLE  -           CLEAR
red    ID        held        CLEAR
"""
ROWS = [line.split() for line in TABLE.strip().splitlines()]


@pytest.mark.parametrize(("colour", "certainty", "obligation", "outcome"), ROWS)
def test_each_row_of_the_table(colour: str, certainty: str, obligation: str, outcome: str) -> None:
    """Each row of the table gives the outcome it names; a grey list is as a black one."""
    effective = None if obligation == "-" else EffectiveObligation(obligation)
    assert contribution(Colour(colour), Certainty(certainty), effective) is Outcome[outcome]
    if colour == "black":
        assert contribution(Colour.GREY, Certainty(certainty), effective) is Outcome[outcome]


@pytest.mark.parametrize(("colour", "effective"), list(product(Colour, [None, *EffectiveObligation])))
def test_only_an_identifier_restricts(colour: Colour, effective: EffectiveObligation | None) -> None:
    """Invariant 1: neither a name alone nor resemblance ever restricts or scrutinizes."""
    for certainty in (Certainty.NAME, Certainty.POSSIBLE):
        assert contribution(colour, certainty, effective) <= Outcome.VERIFY


@pytest.mark.parametrize("effective", [None, *EffectiveObligation])
def test_a_possible_match_never_rewards(effective: EffectiveObligation | None) -> None:
    """Invariant 1: a possible match on a red list contributes nothing."""
    assert contribution(Colour.RED, Certainty.POSSIBLE, effective) is Outcome.CLEAR


def test_outcomes_are_ordered_as_the_design_orders_them() -> None:
    """RESTRICT > SCRUTINIZE > VERIFY > NOTICE > FACILITATE > CLEAR."""
    names = [outcome.name for outcome in sorted(Outcome, reverse=True)]
    assert names == ["RESTRICT", "SCRUTINIZE", "VERIFY", "NOTICE", "FACILITATE", "CLEAR"]
