"""The one door: published codes, invented codes, and everything that is typed where a code should be."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from identifiers.strategies import (
    MARKS,
    noisy,
    org_codes,
    reg_nos,
    resident_ids,
    tax_nos,
    usccs,
)

from jointsanction.identifiers import Kind, Reading, State, org_code, read, reg_no, resident_id, tax_no, uscc

VECTORS = list(csv.DictReader((Path(__file__).parent / "vectors.csv").read_text(encoding="utf-8").splitlines()))
CODE = "91445500MA5XQX1K81"


@pytest.mark.parametrize("row", VECTORS, ids=[row["code"] for row in VECTORS])
def test_published_codes_are_read_as_what_they_are(row: dict[str, str]) -> None:
    """Codes that others have published, with their source; none is read as something it is not."""
    reading = read(row["code"], Kind.USCC)
    assert (reading.state, reading.kind or "", reading.org_code) == (row["state"], row["kind"], row["org_code"])


def test_issued_codes_that_fail_the_check_keep_their_code() -> None:
    """Pilot codes issued before the standard are damaged to the letter of it, and can still equal themselves."""
    pilots = [row["code"] for row in VECTORS if "pilot" in row["note"]]
    assert len(pilots) == 4
    for code in pilots:
        assert read(code).code == code
        assert read(code.lower()).code == code


@given(st.data(), usccs)
def test_a_uscc_survives_how_it_is_typed(data: st.DataObject, code: str) -> None:
    """Spaces, hyphens, width, case, zero-width characters, O for 0 and I for 1 change nothing of a valid code."""
    reading = read(data.draw(noisy(code)))
    assert (reading.state, reading.kind, reading.code, reading.org_code) == (State.VALID, Kind.USCC, code, code[8:17])
    mistyped = code.replace("0", "O").replace("1", "I")
    assert read(mistyped).code == code
    assert {problem.code for problem in read(mistyped).problems} <= {"CONFUSED"}


@given(
    st.data(),
    st.one_of(
        org_codes.map(lambda c: (c, Kind.ORG_CODE)),
        tax_nos.map(lambda c: (c, Kind.TAX_NO)),
        reg_nos.map(lambda c: (c, Kind.REG_NO)),
    ),
)
def test_the_other_numbers_survive_too(data: st.DataObject, number: tuple[str, Kind]) -> None:
    """The field that a number stands in is enough to know it by, however it is typed."""
    code, kind = number
    reading = read(data.draw(noisy(code)), kind)
    assert (reading.state, reading.kind, reading.code) == (State.VALID, kind, code)


@given(usccs, st.integers(0, 17), st.sampled_from(uscc.ALPHABET))
def test_every_wrong_character_of_a_uscc_is_noticed(code: str, at: int, char: str) -> None:
    """One character replaced by any other never leaves a valid code."""
    if char != code[at]:
        assert read(code[:at] + char + code[at + 1 :]).state is not State.VALID


@given(usccs, st.integers(0, 16))
def test_every_swap_of_neighbours_is_noticed(code: str, at: int) -> None:
    """Two neighbours exchanged never leave a valid code."""
    if code[at] != code[at + 1]:
        assert read(code[:at] + code[at + 1] + code[at] + code[at + 2 :]).state is not State.VALID


@given(resident_ids, st.sampled_from([*Kind, None]))
def test_a_resident_number_is_never_a_code(number: str, expected: Kind | None) -> None:
    """Whatever the field and whatever other checks it passes: recognised, and not carried on."""
    for text in (number, number.lower(), f" {number[:6]} {number[6:14]}-{number[14:]}", number + "01", "L" + number):
        assert read(text, expected) == Reading(State.RESIDENT_ID, None, "", "", ())


def test_a_resident_number_that_passes_every_check_of_a_uscc_is_a_resident_number() -> None:
    """About one in 31 passes the check and one in 341 the organisation code's too: these are numbers that do."""
    bodies = [f"441802199002{day:02}{serial:03}" for day in range(1, 29) for serial in range(0, 1000, 7)]
    passing = [n for n in (body + resident_id.check_character(body) for body in bodies) if uscc.is_valid(n)]
    assert any(not uscc.problems(number) for number in passing)
    assert {read(number).state for number in passing} == {State.RESIDENT_ID}


def test_a_mistyped_resident_number_is_not_kept_either() -> None:
    """A province and a birth date where neither check passes: a person's number with a slip, not a damaged USCC."""
    assert read("110105194912310028").state is State.RESIDENT_ID
    assert read("110105194902310028").state is State.DAMAGED


@given(st.sampled_from(["330327", "441802", "110105"]), st.integers(9, 14), st.sampled_from("*＊×X"))
def test_a_masked_resident_number_is_recognised(division: str, masked: int, mark: str) -> None:
    """As red lists publish the tax numbers of persons."""
    assert read(division + mark * masked).state is State.RESIDENT_ID


@pytest.mark.parametrize(
    "text",
    [
        "0" * 18,
        "0" * 15,
        "000",
        "1" * 18,
        "999999999",
        "123456789012345678",
        "123456789",
        "无",
        " 无 ",
        "暂无",
        "N/A",
        "n/a",
        "NULL",
        "-",
        "——",
        "/",
        "\\",
        "…",
        "*",
        "***",
        "不详",
        "未办理",
        "914418020000000000",
        "441802000000000",
        "XXXXXXXX",
        "（无）",
    ],
)
@pytest.mark.parametrize("expected", [None, *Kind])
def test_a_placeholder_is_no_code(text: str, expected: Kind | None) -> None:
    """What people type where they have no code, though all zeros pass every check there is."""
    assert read(text, expected) == Reading(State.PLACEHOLDER, None, "", "", ())


@pytest.mark.parametrize("text", ["", " ", "\u3000", "\u200b\ufeff", "\t\n"])
def test_nothing_typed_is_empty(text: str) -> None:
    """White space and what cannot be seen is nothing, not a placeholder."""
    assert read(text).state is State.EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "企合苏锡总字第0001号",
        "企独粤总字第000123号",
        "清远市虚构贸易有限公司",
        "2019-01-01",
        "HELLO WORLD",
        "9" * 65,
        "中" * 5000,
        "9.14455E+17",
        CODE + " " + CODE,
    ],
)
def test_other_text_is_unreadable(text: str) -> None:
    """Licence words, names, dates, floats and lists of codes are no code, and nothing of them is kept."""
    assert read(text) == Reading(State.UNREADABLE, None, "", "", ())


def test_the_field_only_breaks_ties() -> None:
    """A USCC is a USCC in every field; fifteen digits that pass both checks are what the field says."""
    for expected in (None, *Kind):
        assert read(CODE, expected).kind is Kind.USCC
    numbers = [f"4455{serial:011}" for serial in range(1_234_567_890, 10**10, 7_654_321)]
    both = next(number for number in numbers if reg_no.is_valid(number) and tax_no.is_valid(number))
    assert read(both).kind is Kind.REG_NO
    assert read(both, Kind.REG_NO).kind is Kind.REG_NO
    assert read(both, Kind.TAX_NO).kind is Kind.TAX_NO
    assert read(both, Kind.TAX_NO).org_code == both[6:]
    neither = next(number for number in numbers if not (reg_no.is_valid(number) or tax_no.is_valid(number)))
    assert [read(neither, expected).kind for expected in (None, Kind.TAX_NO)] == [Kind.REG_NO, Kind.TAX_NO]
    assert read(neither).state is State.DAMAGED


@pytest.mark.parametrize(
    ("text", "kind", "problem"),
    [
        (CODE[:-1], Kind.USCC, "LENGTH"),
        ("L" + CODE, Kind.USCC, "LENGTH"),
        (CODE + "1", Kind.USCC, "LENGTH"),
        (CODE[:-1] + "T", Kind.USCC, "CHECK"),
        (CODE[:12] + "Z" + CODE[13:], Kind.USCC, "CHARACTER"),
        (CODE[:12] + "?" + CODE[13:], Kind.USCC, "CHARACTER"),
        (CODE[:3] + "A" + CODE[4:], Kind.USCC, "CHARACTER"),
        ("4455992000123", Kind.REG_NO, "LENGTH"),
        ("445599NA000123X", Kind.REG_NO, "CHARACTER"),
        ("445599A1B2C3D45", Kind.TAX_NO, "CHECK"),
        ("L445599A1B2C3D48", Kind.TAX_NO, "LENGTH"),
        ("A1B2C3D4-5", Kind.ORG_CODE, "CHECK"),
    ],
)
def test_a_damaged_code_keeps_its_text_and_says_what_is_wrong(text: str, kind: Kind, problem: str) -> None:
    """It may still equal itself on a list; it embeds no organisation code that does not check."""
    reading = read(text.lower())
    assert (reading.state, reading.kind, reading.code) == (State.DAMAGED, kind, text.replace("-", ""))
    assert problem in {found.code for found in reading.problems}
    assert all(found.text for found in reading.problems)


def test_the_embedded_organisation_code_outlives_the_check_character() -> None:
    """A USCC damaged outside positions 9-17 still names its enterprise by the code inside, and only then."""
    assert read(CODE[:-1] + "T").org_code == CODE[8:17]
    assert read(CODE[:10] + "6" + CODE[11:]).org_code == ""


def test_a_uscc_whose_organisation_code_fails_is_valid_with_a_warning() -> None:
    """Such codes have been issued."""
    body = "91445500MA5XQX1K7"
    reading = read(body + uscc.check_character(body))
    assert (reading.state, reading.org_code) == (State.VALID, "")
    assert [(p.code, p.position, p.found, p.expected) for p in reading.problems] == [("ORG_CHECK", 17, "7", "8")]


@pytest.mark.parametrize("first", list("123456789ANY"))
def test_every_registering_department_is_accepted(first: str) -> None:
    """Letters may begin a USCC: A 军队, N 农业, Y 其他."""
    body = first + CODE[1:17]
    assert read(body + uscc.check_character(body)).state is State.VALID


@given(st.from_regex(r"[0-9]{6}", fullmatch=True).filter(str.isascii))
def test_no_region_is_a_reason_to_reject(region: str) -> None:
    """Development zones and abolished counties are in no table of divisions."""
    body = "91" + region + CODE[8:17]
    assert read(body + uscc.check_character(body)).state is State.VALID


def test_a_number_that_a_spreadsheet_made_a_float_is_read() -> None:
    """15 digits and ``.0``: the zero is the spreadsheet's."""
    assert read("445599000001233.0") == read("445599000001233")


@given(st.text(max_size=80), st.sampled_from([None, *Kind]))
def test_any_text_is_answered(text: str, expected: Kind | None) -> None:
    """Bad input is an answer: no text raises, and only valid and damaged readings carry a code."""
    reading = read(text, expected)
    assert (reading.code != "") == (reading.state in (State.VALID, State.DAMAGED))
    assert (reading.kind is not None) == (reading.code != "")


@given(st.text(alphabet="0123456789AOIXSVZ" + MARKS + "*.无", max_size=24), st.sampled_from([None, *Kind]))
def test_a_reading_read_again_is_the_same(text: str, expected: Kind | None) -> None:
    """What the ledger stores (the code of a reading) comes back as the same code."""
    once = read(text, expected)
    if once.code:
        twice = read(once.code, once.kind)
        assert (twice.state, twice.kind, twice.code, twice.org_code) == (
            once.state,
            once.kind,
            once.code,
            once.org_code,
        )


@given(org_codes)
def test_an_organisation_code_and_its_tax_number_lead_to_the_same_place(code: str) -> None:
    """The bridge from old records to new: the code alone, in a tax number and in a USCC is one code."""
    assert read(org_code.format(code), Kind.ORG_CODE).org_code == code
    assert read("445599" + code, Kind.TAX_NO).org_code == code
