"""Resident numbers in code fields and in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identifiers.strategies import resident_ids, usccs

from jointsanction.identifiers import resident_id

NUMBER = "11010519491231002X"


@pytest.mark.parametrize(
    "number", ["110105194902300021", "100105194912310021", "910105194912310021", "110105184912310021"]
)
def test_province_and_date_must_be_possible(number: str) -> None:
    """30 February, no such province, the prefix of an enterprise, a birth in 1849: no resident number."""
    body = number[:17]
    assert not resident_id.is_valid(body + resident_id.check_character(body))


@given(resident_ids, st.text("清远市，。号码A ", max_size=10), st.text("清远市，。号码 ", max_size=10))
def test_every_number_in_a_text_is_masked_in_place(number: str, before: str, after: str) -> None:
    """The division stays, the rest becomes asterisks, and nothing around changes."""
    masked = resident_id.mask_all(before + number + after)
    assert masked == before + number[:6] + "*" * 12 + after
    assert resident_id.mask_all(masked) == masked


@pytest.mark.parametrize(
    "typed",
    [
        "110105 19491231 002X",
        "110105-19491231-002x",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002X01",
        "110105\u200b19491231002X",
    ],
)
def test_numbers_are_found_however_they_are_typed(typed: str) -> None:
    """In groups, full width, as a person's tax number, with characters nobody sees in between."""
    masked = resident_id.mask_all(f"法定代表人（{typed}）")
    assert "1231" not in masked
    assert "１２３１" not in masked
    assert len(masked) == len(f"法定代表人（{typed}）")


def test_two_numbers_and_what_stands_between() -> None:
    """Each is found by itself; ``find`` gives places, never the number."""
    text = f"甲{NUMBER}、乙{NUMBER}"
    assert list(resident_id.find(text)) == [(1, 19), (21, 39)]
    assert resident_id.mask_all(text) == "甲110105************、乙110105************"


def test_fifteen_digits_are_a_number_where_the_text_says_so() -> None:
    """The form before 1999 has no check; 注册号 and 身份证 look alike but for the words before."""
    assert resident_id.mask_all("身份证号：110105491231002") == "身份证号：110105*********"
    assert resident_id.mask_all("注册号：110105491231002") == "注册号：110105491231002"


@given(usccs)
def test_codes_of_enterprises_are_left_alone(code: str) -> None:
    """A USCC in a details column stays readable."""
    assert resident_id.mask_all(f"统一社会信用代码{code}。") == f"统一社会信用代码{code}。"


@pytest.mark.parametrize(
    "text", ["", "清人社罚字〔2019〕12号", "441802201901010001234567890", "4418022019010100012", "330327**************"]
)
def test_other_numbers_are_left_alone(text: str) -> None:
    """Document and case numbers, longer runs of digits, and numbers masked already."""
    assert resident_id.mask_all(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("330327**************", True),
        ("330327********1234", True),
        ("3303271990****123X", True),
        ("3****************1", True),
        ("330327199001011234", False),
        ("914455************", False),
        ("******************", False),
        ("33032719900101123*", False),
    ],
)
def test_masked_forms(text: str, masked: bool) -> None:
    """Four places or more masked, a province in front."""
    assert resident_id.is_masked(text) is masked


def test_mask_shows_the_division_only() -> None:
    """However much another system left readable."""
    assert resident_id.mask(NUMBER) == "110105" + "*" * 12
    assert resident_id.mask("330327********1234") == "330327" + "*" * 12
    assert resident_id.format(NUMBER) == resident_id.mask(NUMBER)


def test_a_text_of_digits_and_dashes_takes_no_long_time() -> None:
    """The pattern meets a hostile text in linear time: 100,000 characters at once."""
    assert resident_id.mask_all("1-" * 50_000) == "1-" * 50_000
