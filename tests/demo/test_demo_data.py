"""The shipped demo: invented enterprises, well-formed codes, fresh files, and every outcome at least once."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jointsanction import demo, identifiers, operate
from jointsanction.checker import Checker, create
from jointsanction.feed import open_table, read_subjects, recognise_columns
from jointsanction.identifiers import Kind, State
from jointsanction.model import Context, Decision, Outcome, Subject

ROOT = Path(__file__).parents[2]
DATA = ROOT / "jointsanction" / "demo" / "data"
R, S, V, N, F, C = (
    Outcome.RESTRICT,
    Outcome.SCRUTINIZE,
    Outcome.VERIFY,
    Outcome.NOTICE,
    Outcome.FACILITATE,
    Outcome.CLEAR,
)

# 序号 of companies.csv: what a credit officer expects, and what it shows.
EXPECTED = {
    1: (N, "失信被执行人: no measure for this item"),
    2: (R, "tax offender, code in lower case, blanks around the name"),
    3: (N, "traditional characters, found by the organisation code; no measure for this item"),
    4: (R, "polluter, typed in full width"),
    5: (R, "black and red at once: the reward is suppressed"),
    6: (R, "tax offender, blanks in the code"),
    7: (C, "same name as a listed company, other code"),
    8: (C, "branch of a listed company, but no measure touches this item"),
    9: (V, "branch of a listed company"),
    10: (N, "zeros typed as the letter O; no measure for this item"),
    11: (V, "no code: equal names alone never restrict"),
    12: (S, "name with a status note; the ban depends on a fact that the list does not prove"),
    13: (R, "found by the organisation code in a tax number"),
    14: (V, "the list's code is damaged inside the organisation code, so only the name agrees"),
    15: (S, "the same damaged code on both sides, its organisation code checks; the measure is conditional"),
    16: (N, "经营异常名录 only gives notice"),
    17: (R, "one entry has run out, another stands"),
    18: (C, "entry deleted by the court"),
    19: (C, "entry removed after repair"),
    20: (R, "renamed since: the code decides"),
    21: (F, "class A taxpayer"),
    22: (F, "class A taxpayer listed under a 15-digit tax number"),
    23: (F, "class A taxpayer listed under a damaged code, found by name"),
    24: (R, "class A taxpayer newly on a black list"),
    25: (N, "class A taxpayer on a grey list: notice, and the reward is kept"),
    26: (F, "class A taxpayer asked about by name alone"),
    27: (C, "on no list"),
    28: (C, "code of zeros, on no list"),
    29: (C, "damaged code, on no list"),
    30: (C, "registration number in the code column, on no list"),
    31: (R, "on two black lists"),
    32: (C, "the ban has run out"),
    33: (N, "no code on either side, and no measure for this item"),
}
"""Row 34 names nobody and cannot be asked about."""


@pytest.fixture(scope="module")
def screened(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Decision | str]:
    """Load the demo lists and ask about every demo company: 序号 to decision, or to the reason why there is none."""
    now = datetime(2026, 11, 24, 4, tzinfo=UTC)
    root = tmp_path_factory.mktemp("demo") / "data"
    directory = create(root, now=now)
    for path, list_name in demo.LISTS:
        operate.load_file(directory, path, now=now, list_name=list_name)
    asked = Context(demo.DEPARTMENT, demo.ITEM, demo.REGION, date.fromisoformat(demo.AS_OF))
    answers: dict[int, Decision | str] = {}
    with Checker.open(root) as checker, open_table(demo.COMPANIES) as reader:
        for number, (_, subject) in enumerate(read_subjects(reader, recognise_columns(reader.header)), 1):
            answers[number] = checker.check(subject, asked) if isinstance(subject, Subject) else subject.reason
    return answers


@pytest.mark.parametrize(("number", "outcome", "why"), [(n, *expected) for n, expected in EXPECTED.items()])
def test_demo_company_ends_as_a_credit_officer_expects(
    screened: dict[int, Decision | str], number: int, outcome: Outcome, why: str
) -> None:
    """Each demo company comes to the outcome that its remark describes."""
    answer = screened[number]
    assert isinstance(answer, Decision), answer
    assert answer.outcome is outcome, why


def test_every_outcome_occurs() -> None:
    """The demo shows all six outcomes."""
    assert {outcome for outcome, _ in EXPECTED.values()} == set(Outcome)


def test_row_without_name_and_code_gets_a_reason(screened: dict[int, Decision | str]) -> None:
    """The last row names nobody: an answer with a reason, not a crash and not CLEAR."""
    assert screened[len(EXPECTED) + 1] == "SUBJECT_MISSING"


def test_reward_of_a_black_listed_company_is_suppressed(screened: dict[int, Decision | str]) -> None:
    """一票否决: company 5 is a class A taxpayer and on two black lists; its reward is shown as suppressed."""
    answer = screened[5]
    assert isinstance(answer, Decision)
    assert {measure.measure.memorandum.id for measure in answer.suppressed} == {"M03"}


def test_a_grey_list_leaves_the_reward(screened: dict[int, Decision | str]) -> None:
    """Company 25 is a class A taxpayer with an abnormal operation: it is told, and its rewards stay."""
    answer = screened[25]
    assert isinstance(answer, Decision)
    assert answer.suppressed == ()
    assert Outcome.FACILITATE in {measure.leads_to for measure in answer.measures}


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("black_lists.csv", {"read": 59, "joined": 2, "declined": 0, "quarantined_total": 0}),
        ("red_lists.csv", {"read": 41, "joined": 0, "declined": 1, "quarantined_total": 1}),
    ],
)
def test_demo_lists_show_how_rows_end(tmp_path: Path, name: str, ends: dict[str, int]) -> None:
    """Sources of one listing join, a natural person is declined, an impossible day is held; twice is once."""
    now = datetime(2026, 11, 24, 4, tzinfo=UTC)
    directory = create(tmp_path / "data", now=now)
    report = operate.load_file(directory, DATA / name, now=now)
    assert {key: getattr(report, key) for key in ends} == ends
    again = operate.load_file(directory, DATA / name, now=now)
    assert (again.accepted, again.joined, again.superseded) == (0, 0, 0)
    assert again.unchanged == report.accepted + report.joined


def test_demo_files_are_fresh() -> None:
    """The files are byte for byte what their generator makes."""
    command = [sys.executable, str(ROOT / "bench" / "make_demo.py"), "--check"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr


def test_codes_of_the_demo_are_well_formed_unless_meant_otherwise() -> None:
    """Every full code on the black lists checks in both its check characters, but for two damaged on purpose."""
    rows = list(csv.DictReader(io.StringIO((DATA / "black_lists.csv").read_text(encoding="utf-8-sig"))))
    codes = {row["统一社会信用代码"] for row in rows if len(row["统一社会信用代码"]) == 18}
    bad = {code for code in codes if identifiers.read(code, Kind.USCC).state is not State.VALID}
    assert len(codes) > 40
    assert len(bad) == 2
