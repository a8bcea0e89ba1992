"""Suggestions: what was meant is among them, and nothing else that does not pass both checks."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from identifiers.strategies import org_codes, reg_nos, usccs

from jointsanction.identifiers import Kind, Reading, State, read, suggestions, uscc
from jointsanction.identifiers.repair import LIMIT

CODE = "91445500MA5XQX1K81"
ANY = uscc.ALPHABET + "SVZ"


def _slips(code: str) -> st.SearchStrategy[str]:
    """One wrong character, neighbours swapped, one left out, one added."""
    return st.one_of(
        st.tuples(st.integers(0, 17), st.sampled_from(ANY)).map(lambda s: code[: s[0]] + s[1] + code[s[0] + 1 :]),
        st.integers(0, 16).map(lambda at: code[:at] + code[at + 1] + code[at] + code[at + 2 :]),
        st.integers(0, 17).map(lambda at: code[:at] + code[at + 1 :]),
        st.tuples(st.integers(0, 18), st.sampled_from(uscc.ALPHABET)).map(lambda s: code[: s[0]] + s[1] + code[s[0] :]),
    )


@given(st.data(), usccs)
def test_what_was_meant_is_among_the_suggestions(data: st.DataObject, code: str) -> None:
    """Whatever the slip, the code it was made in is suggested, unless the limit cuts."""
    reading = read(data.draw(_slips(code)))
    assume(reading.state is State.DAMAGED and sum(char.isdigit() for char in code) > 8)
    assert reading.kind is Kind.USCC
    offered = suggestions(reading)
    assert code in offered or len(offered) == LIMIT


def _one_slip_apart(code: str, typed: str) -> bool:
    if len(code) == len(typed):
        wrong = [at for at in range(len(code)) if code[at] != typed[at]]
        swapped = (
            len(wrong) == 2
            and wrong[1] == wrong[0] + 1
            and code[wrong[0]] + code[wrong[1]] == typed[wrong[1]] + typed[wrong[0]]
        )
        return len(wrong) == 1 or swapped
    longer, shorter = sorted((code, typed), key=len, reverse=True)
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))


@given(st.text(ANY, min_size=8, max_size=11), st.sampled_from(["91445500", "9244550", "A1445500", "914455000"]))
def test_every_suggestion_passes_both_checks_and_is_one_slip_away(tail: str, prefix: str) -> None:
    """Whatever the damaged code; the same code always gets the same suggestions, each once."""
    reading = read(prefix + tail)
    offered = suggestions(reading)
    assert len(set(offered)) == len(offered) <= LIMIT
    for code in offered if reading.kind is Kind.USCC else ():
        again = read(code)
        assert (again.state, again.code, again.org_code) == (State.VALID, code, code[8:17])
        assert _one_slip_apart(code, reading.code)
    assert suggestions(reading) == offered


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("91445500MA5XQXLK81", CODE),  # L for 1
        ("91445SOOMA5XQX1K81", CODE),  # S for 5, O for 0
        ("91445500MA5XQX1KB1", CODE),  # B for 8
        ("91445500MASXQX1K81", CODE),  # S for 5 inside the organisation code
        ("L91445500MA5XQX1K81", CODE),  # a letter set in front
        ("914455000MA5XQX1K81", CODE),  # a digit doubled
        ("9144550MA5XQX1K81", CODE),  # a doubled digit typed once
        ("91445500MA5QXX1K81", CODE),  # neighbours swapped
    ],
)
def test_likely_slips_come_first(typed: str, first: str) -> None:
    """Look-alikes and doubled characters before swaps, swaps before the rest."""
    assert suggestions(read(typed))[0] == first


@pytest.mark.parametrize(
    "typed",
    [
        "91445500MASXQX1KB1",  # two look-alikes
        "91445500MAVXQZ1K81",  # two letters that no USCC has
        "445500MA5XQX1K81",  # two missing
        "LL91445500MA5XQX1K81",  # two added
    ],
)
def test_two_slips_are_nobody_s_suggestion(typed: str) -> None:
    """Nothing is offered where two things would have to be wrong."""
    assert CODE not in suggestions(read(typed))
    if typed != "91445500MASXQX1KB1":
        assert suggestions(read(typed)) == ()


@pytest.mark.parametrize("text", [CODE, "", "无", "0" * 18, "11010519491231002X", "企合苏锡总字第0001号"])
def test_only_damaged_codes_get_suggestions(text: str) -> None:
    """A valid code needs none, and what is no code gets none."""
    assert suggestions(read(text)) == ()


@given(org_codes, st.integers(0, 7))
def test_an_organisation_code_without_its_hyphened_check_or_swapped_is_mended(code: str, at: int) -> None:
    """The missing check character, and swapped neighbours."""
    assert (
        code in suggestions(read(code[:8], Kind.ORG_CODE)) or read(code[:8], Kind.ORG_CODE).state is not State.DAMAGED
    )
    reading = read(code[:at] + code[at + 1] + code[at] + code[at + 2 :], Kind.ORG_CODE)
    if reading.state is State.DAMAGED:
        assert code in suggestions(reading) or len(suggestions(reading)) == LIMIT


@given(reg_nos, st.integers(0, 14), st.sampled_from("SVZBLT"))
def test_a_letter_in_a_registration_number_is_solved_for(code: str, at: int, letter: str) -> None:
    """Only one digit fits where a letter stands."""
    reading = read(code[:at] + letter + code[at + 1 :], Kind.REG_NO)
    assert reading.state is not State.DAMAGED or suggestions(reading) == (code,)


def test_a_wrong_check_of_a_tax_number_is_mended() -> None:
    """By the organisation code inside; a letter set before the number is taken off."""
    assert "445599A1B2C3D48" in suggestions(read("445599A1B2C3D45"))
    assert suggestions(read("L445599A1B2C3D48")) == ("445599A1B2C3D48",)


def test_a_reading_without_a_kind_gets_nothing() -> None:
    """Readings made by hand are met with the same care."""
    assert suggestions(Reading(State.UNREADABLE, None, "", "", ())) == ()
