"""Rows into subjects: as typed, one answer for every row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import code, damaged, org

from jointsanction.feed import open_table, read_subjects, recognise_columns
from jointsanction.feed.table import Row
from jointsanction.identifiers import resident_id
from jointsanction.model import RejectedRow, Subject

NAME = "清远市溪石贸易有限公司"
PERSON = "44180219900307123"
RESIDENT = PERSON + resident_id.check_character(PERSON)


def _one(cells: dict[str, str]) -> Subject | RejectedRow:
    ((_, subject),) = read_subjects([Row(2, tuple(cells.values()))], recognise_columns(list(cells)))
    return subject


def test_cells_stay_as_typed() -> None:
    """Nothing is cleaned: the checker reads, and says, what was typed."""
    typed = f" {code(1).lower()}"
    assert _one({"企业名称": f"{NAME} ", "统一社会信用代码": typed, "组织机构代码": damaged(org(2))}) == Subject(
        name=f"{NAME} ", uscc=typed, org_code=damaged(org(2))
    )


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        (code(1), Subject(name=NAME, uscc=code(1))),
        (org(1), Subject(name=NAME, org_code=org(1))),
        ("不是代码", Subject(name=NAME, uscc="不是代码")),
        (RESIDENT, Subject(name=NAME, uscc="441802************")),
    ],
)
def test_a_column_for_any_identifier(text: str, subject: Subject) -> None:
    """The value goes where its shape says; a person's number is masked."""
    assert _one({"名称": NAME, "证件号码": text}) == subject


def test_the_librarys_own_field_names(tmp_path: Path) -> None:
    """A subject written as JSON with the library's field names reads back."""
    path = tmp_path / "a.jsonl"
    path.write_text(
        f'{{"name": "{NAME}", "uscc": "{code(1)}", "former_names": ["甲公司", "乙公司"], "persons": ["张伟"]}}\n',
        encoding="utf-8",
    )
    with open_table(path) as reader:
        ((row, subject),) = read_subjects(reader, recognise_columns(reader.header))
    assert row.number == 1
    assert subject == Subject(name=NAME, uscc=code(1), former_names=("甲公司", "乙公司"), persons=("张伟",))


def test_rows_without_a_subject_are_answers_in_their_place(tmp_path: Path) -> None:
    """Broken, empty and too long rows are answered where they stand; the others are not disturbed."""
    path = tmp_path / "a.csv"
    path.write_text(f"名称,代码,备注\n{NAME},,x\n无,0000,x\n{NAME}\n{'长' * 1001},,x\n,{code(1)},x\n", encoding="utf-8")
    with open_table(path) as reader:
        answers = list(read_subjects(reader, recognise_columns(reader.header)))
    assert [row.number for row, _ in answers] == [2, 3, 4, 5, 6]
    assert [answer.reason if isinstance(answer, RejectedRow) else "" for _, answer in answers] == [
        "", "SUBJECT_MISSING", "BROKEN_ROW", "FIELD_TOO_LONG", "",
    ]  # fmt: skip


def test_persons_numbers_are_masked_and_rounded_numbers_left_out() -> None:
    """Neither may be echoed in an answer or looked up."""
    assert _one({"名称": f"{NAME}{RESIDENT}", "注册号": RESIDENT}) == Subject(
        name=f"{NAME}441802************", reg_no="441802************"
    )
    assert _one({"名称": NAME, "统一社会信用代码": "9.14418E+17"}) == Subject(name=NAME)


@given(st.lists(st.text(max_size=40), min_size=3, max_size=3))
def test_any_cells_get_one_answer(cells: list[str]) -> None:
    """No content breaks a screening."""
    answers = list(read_subjects([Row(2, tuple(cells))], recognise_columns(["名称", "统一社会信用代码", "代码"])))
    assert len(answers) == 1
