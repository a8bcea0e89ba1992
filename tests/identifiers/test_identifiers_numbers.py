"""The verbs that every number module has, and what each standard says."""

from __future__ import annotations

import doctest
import inspect
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identifiers.strategies import noisy, org_codes, reg_nos, resident_ids, tax_nos, usccs

from jointsanction.identifiers import (
    InvalidIdentifier,
    org_code,
    placeholder,
    problem,
    reading,
    reg_no,
    repair,
    resident_id,
    spelling,
    tax_no,
    uscc,
)

NUMBERS = {uscc: usccs, org_code: org_codes, reg_no: reg_nos, tax_no: tax_nos, resident_id: resident_ids}
modules = pytest.mark.parametrize("module", NUMBERS, ids=lambda module: module.__name__.rpartition(".")[2])


@pytest.mark.parametrize(
    "module", [*NUMBERS, placeholder, problem, reading, repair, spelling], ids=lambda m: m.__name__
)
def test_the_specification_in_the_docstring_holds(module: ModuleType) -> None:
    """Each module's docstring is its specification; its examples run."""
    assert doctest.testmod(module).failed == 0


@modules
def test_the_verbs_are_the_same_everywhere(module: ModuleType) -> None:
    """compact, validate, is_valid, problems, check_character, format, each taking one text."""
    for verb in ("compact", "validate", "is_valid", "problems", "check_character", "format"):
        assert len(inspect.signature(getattr(module, verb)).parameters) == 1, verb
        assert verb in module.__all__


@modules
@given(data=st.data())
def test_the_verbs_agree(module: ModuleType, data: st.DataObject) -> None:
    """Validate gives the canonical form, is_valid says so, problems finds none, the last character is the check."""
    code = data.draw(NUMBERS[module])
    typed = data.draw(noisy(code))
    assert module.validate(typed) == code
    assert module.is_valid(typed)
    assert module.problems(typed) == ()
    assert module.check_character(code[:-1] if module is not uscc else code[:17]) == code[-1]
    if module is not resident_id:
        assert module.compact(module.format(code)) == code


@modules
@given(text=st.text(max_size=24))
def test_invalid_raises_with_its_problems(module: ModuleType, text: str) -> None:
    """Validate raises InvalidIdentifier, a ValueError, exactly where is_valid says no."""
    if module.is_valid(text):
        assert module.validate(text)
        return
    with pytest.raises(InvalidIdentifier) as caught:
        module.validate(text)
    assert caught.value.problems == module.problems(text) != ()
    assert isinstance(caught.value, ValueError)


@modules
@pytest.mark.parametrize("body", ["", "12", "中" * 17, "?" * 8, "1" * 40])
def test_no_check_character_of_what_is_no_body(module: ModuleType, body: str) -> None:
    """A body of another shape is a mistake of the caller's, said at once."""
    with pytest.raises(ValueError, match="位"):
        module.check_character(body)


def test_a_remainder_of_zero_gives_zero() -> None:
    """Where the weighted sum is a multiple of 31 the check character is 0, not a thirty-second one."""
    bodies = (f"91445500MA5XQX{serial:03}" for serial in range(1000))
    sums = {body: sum(pow(3, at, 31) * uscc.ALPHABET.index(char) for at, char in enumerate(body)) for body in bodies}
    exact = [body for body, total in sums.items() if total % 31 == 0]
    assert exact
    assert {uscc.check_character(body) for body in exact} == {"0"}
    for body, total in sums.items():
        assert uscc.ALPHABET.index(uscc.check_character(body)) == -total % 31


@given(st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8))
def test_the_organisation_code_check_is_that_of_the_standard(body: str) -> None:
    """GB 11714: weights 3 7 9 10 5 8 4 2, C9 = 11 - sum mod 11, 10 written X and 11 written 0."""
    total = sum(w * int(char, 36) for w, char in zip((3, 7, 9, 10, 5, 8, 4, 2), body, strict=True))
    assert org_code.check_character(body) == {10: "X", 11: "0"}.get(11 - total % 11, str(11 - total % 11))


@given(usccs, st.sampled_from(uscc.ALPHABET))
def test_the_embedded_check_is_the_organisation_code_s(code: str, char: str) -> None:
    """The quick test of positions 9-17 says what the organisation code's own module says."""
    altered = code[:16] + char + code[17]
    assert uscc.org_checks(altered) == org_code.checks(altered[8:17])


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_resident_check_is_that_of_the_standard(body: str) -> None:
    """GB 11643: weights 7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2, check map 1 0 X 9 8 7 6 5 4 3 2."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(w * int(digit) for w, digit in zip(weights, body, strict=True))
    assert resident_id.check_character(body) == "10X98765432"[total % 11]


@given(reg_nos, st.integers(0, 14), st.sampled_from("0123456789"))
def test_every_wrong_digit_of_a_registration_number_is_noticed(code: str, at: int, digit: str) -> None:
    """ISO 7064 MOD 11,10 catches every single substitution."""
    assert reg_no.is_valid(code[:at] + digit + code[at + 1 :]) == (digit == code[at])


def test_problems_give_the_place_and_what_should_stand_there() -> None:
    """Positions count from 1; texts are what an officer reads."""
    confused, wrong = uscc.problems("9144550OMA5XQX1K8T")
    assert (confused.code, confused.position, confused.found, confused.expected) == ("CONFUSED", 8, "O", "0")
    assert (wrong.code, wrong.position, wrong.found, wrong.expected) == ("CHECK", 18, "T", "1")
    assert wrong.text == "校验不符：第18位校验码按前文应为“1”，实为“T”"
    assert [p.position for p in tax_no.problems("44559AA1B2C3D45")] == [6, 15]


def test_nothing_of_a_resident_number_is_quoted() -> None:
    """Messages about a person's number may be logged."""
    with pytest.raises(InvalidIdentifier) as caught:
        resident_id.validate("110105194912310021")
    assert not any(char.isdigit() for char in str(caught.value))
    assert all(not p.found and not p.expected for p in caught.value.problems)
