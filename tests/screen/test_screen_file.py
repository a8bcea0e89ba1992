"""Screening a file: rows in order, all columns kept, honest about rows that could not be asked about."""

from __future__ import annotations

import csv
import gzip
import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from invented import code, damaged
from world import World

from jointsanction.checker import shanghai_today
from jointsanction.errors import FeedError, QuestionError
from jointsanction.model import Context, Outcome
from jointsanction.screen import ScreenReport, screen_file
from jointsanction.screen.results import COLUMNS, NO_DECISION

CONTEXT = Context("财政", "政府采购供应商资格审查", "清远市", date(2026, 11, 24))
LISTED = [
    {"list": "重大税收违法失信主体", "name": "清远市翠砚贸易有限公司", "uscc": code(1), "doc_no": "清税〔2026〕1号"},
    {"list": "纳税信用A级纳税人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)},
    {"list": "纳税信用A级纳税人", "name": "清远市青梧贸易有限公司", "uscc": code(2)},
]
HEADER = ["序号", "企业名称", "统一社会信用代码", "备注", "备注"]
ROWS = [
    ["1", "清远市翠砚贸易有限公司", code(1), "=HYPERLINK(1)", "-"],
    ["2", "清远市翠砚贸易有限公司", "", "", ""],
    ["3", "清远市青梧贸易有限公司", code(2), "+1+1", "@x"],
    ["4", "", "", "", ""],
    ["5", "清远市无名贸易有限公司", damaged(code(7)), "", ""],
]
OUTCOMES = ["RESTRICT", "VERIFY", "FACILITATE", NO_DECISION, "CLEAR"]


@pytest.fixture
def listed(world: World) -> World:
    """A world with one company on a black and a red list, and one on the red list alone."""
    world.load(LISTED)
    return world


def companies(path: Path, rows: list[list[str]] = ROWS, header: list[str] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def screened(world: World, source: Path, target: Path, **options: object) -> ScreenReport:
    return screen_file(world.data, source, target, CONTEXT, workers=1, **options)  # type: ignore[arg-type]


def rows_of(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_rows_in_order_with_every_column(listed: World, tmp_path: Path) -> None:
    """Each input row stands in its place, unchanged but for formulas, followed by the result."""
    screened(listed, companies(tmp_path / "in.csv"), tmp_path / "out.csv")
    header, *rows = rows_of(tmp_path / "out.csv")
    assert header == [*HEADER[:4], "备注(2)", *COLUMNS]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert [row[5] for row in rows] == OUTCOMES
    assert rows[0][1:5] == [*ROWS[0][1:3], "'=HYPERLINK(1)", "-"]


def test_result_says_what_to_do_and_why(listed: World, tmp_path: Path) -> None:
    """A restricted row names the measure, its legal basis with level, the memorandum, and the suppressed reward."""
    screened(listed, companies(tmp_path / "in.csv"), tmp_path / "out.csv")
    header, first, *_ = rows_of(tmp_path / "out.csv")
    row = dict(zip(header, first, strict=True))
    assert row["结论"] == "限制"
    assert "禁止参加政府采购（应当执行）〔依据：中华人民共和国政府采购法" in row["措施"]
    assert "（法律）" in row["措施"]
    assert "备忘录：发改财金〔2016〕" in row["措施"]
    assert "激励" in row["停用或暂缓的激励"]
    assert row["名单记录"].startswith("E1 清远市翠砚贸易有限公司，清税〔2026〕1号")


def test_report_counts_everything(listed: World, tmp_path: Path) -> None:
    """The summary counts rows by outcome and by list, and rows without an answer by reason."""
    report = screened(listed, companies(tmp_path / "in.csv"), tmp_path / "out.csv")
    assert report.rows == 5
    assert report.outcomes == dict.fromkeys(OUTCOMES, 1)
    assert report.lists == {"重大税收违法失信主体": 2, "纳税信用A级纳税人": 3}
    assert report.reasons == {"SUBJECT_MISSING": 1}
    assert report.strongest() is Outcome.RESTRICT
    assert any("从未载入" in notice for notice in report.notices)


def test_row_without_answer_is_never_clear(listed: World, tmp_path: Path) -> None:
    """A row that could not be asked about counts as VERIFY for scripts and says why."""
    report = screened(listed, companies(tmp_path / "in.csv", [ROWS[3]]), tmp_path / "out.csv")
    assert report.strongest() is Outcome.VERIFY
    assert "请人工核对" in rows_of(tmp_path / "out.csv")[1][6]


def test_json_lines(listed: World, tmp_path: Path) -> None:
    """One object a line with the row number, the decision and the input under headings of their own."""
    screened(listed, companies(tmp_path / "in.csv"), tmp_path / "out.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["row"] for line in lines] == [2, 3, 4, 5, 6]
    assert [line["outcome"] for line in lines] == OUTCOMES
    assert lines[3]["error"]["reason"] == "SUBJECT_MISSING"
    assert lines[0]["input"] == dict(zip([*HEADER[:4], "备注(2)"], ROWS[0], strict=True))


def test_workbook(listed: World, tmp_path: Path) -> None:
    """A sheet with a filter and a colour for each outcome, a summary, and no cell that is a formula."""
    screened(listed, companies(tmp_path / "in.csv"), tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    sheet, summary = book["结果"], book["汇总"]
    assert sheet.auto_filter.ref == "A1:P6"
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet["F"][1:]] == OUTCOMES
    colours = [cell.fill.start_color.rgb for cell in sheet["F"][1:5]]
    assert len(set(colours)) == 4
    assert sheet["D2"].value == "=HYPERLINK(1)"
    assert sheet["D2"].quotePrefix
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert {cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "n"} == {None}
    told = {row[0].value: row[1].value for row in summary.iter_rows()}
    assert told["结论：限制"] == 1
    assert told["未能查询的行"] == 1
    assert told["场景"] == "财政　政府采购供应商资格审查　清远市"


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".jsonl"])
def test_half_characters_do_no_harm(listed: World, tmp_path: Path, ending: str) -> None:
    """A broken character that JSON can carry ends neither the batch nor the file."""
    source = tmp_path / "in.jsonl"
    source.write_text('{"name": "\\ud83d怪名"}\n{"name": "清远市青梧贸易有限公司"}\n', encoding="utf-8")
    assert screened(listed, source, tmp_path / f"out{ending}").rows == 2
    assert (tmp_path / f"out{ending}").stat().st_size > 0


def test_compressed_and_gb18030(listed: World, tmp_path: Path) -> None:
    """A packed file in GB18030 is screened as it is."""
    content = companies(tmp_path / "in.csv").read_text(encoding="utf-8")
    (tmp_path / "in.csv.gz").write_bytes(gzip.compress(content.encode("gb18030")))
    report = screened(listed, tmp_path / "in.csv.gz", tmp_path / "out.csv")
    assert report.outcomes == dict.fromkeys(OUTCOMES, 1)


def test_output_may_not_be_the_input(listed: World, tmp_path: Path) -> None:
    """The input is never replaced, whatever name it is given by."""
    source = companies(tmp_path / "in.csv")
    before = source.read_bytes()
    (tmp_path / "link.csv").symlink_to(source)
    for target in (source, tmp_path / "." / "in.csv", tmp_path / "link.csv"):
        with pytest.raises(FeedError) as caught:
            screened(listed, source, target)
        assert caught.value.reason == "OUTPUT_IS_INPUT"
    assert source.read_bytes() == before


def test_unknown_ending_and_unwritable_place(listed: World, tmp_path: Path) -> None:
    """Where a result cannot go is said before anything is screened."""
    source = companies(tmp_path / "in.csv")
    (tmp_path / "folder.csv").mkdir()
    reasons = {"out.pdf": "FILE_FORMAT", "nowhere/out.xlsx": "FILE_UNREADABLE", "folder.csv": "FILE_UNREADABLE"}
    for name, reason in reasons.items():
        with pytest.raises(FeedError) as caught:
            screened(listed, source, tmp_path / name)
        assert caught.value.reason == reason


def test_broken_input_leaves_the_earlier_result(listed: World, tmp_path: Path) -> None:
    """A file that breaks off leaves no half result, and the one from before stays."""
    source = companies(tmp_path / "in.csv")
    screened(listed, source, tmp_path / "out.csv")
    before = (tmp_path / "out.csv").read_bytes()
    source.write_bytes(source.read_bytes() + "清".encode()[:-1])
    with pytest.raises(FeedError):
        screened(listed, source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_bytes() == before
    assert sorted(path.name for path in tmp_path.glob("*out*")) == ["out.csv"]


def test_unknown_department_is_refused_before_the_first_row(listed: World, tmp_path: Path) -> None:
    """A context that the catalogue does not know is one error, not one for each row."""
    with pytest.raises(QuestionError) as caught:
        screen_file(listed.data, companies(tmp_path / "in.csv"), tmp_path / "out.csv", Context(department="魔法部"))
    assert caught.value.reason == "DEPARTMENT_NOT_FOUND"
    assert not (tmp_path / "out.csv").exists()


def test_the_day_is_settled_once(listed: World, tmp_path: Path) -> None:
    """Without a day the whole file is decided on one day, which the report tells."""
    earliest = shanghai_today()
    report = screen_file(listed.data, companies(tmp_path / "in.csv"), tmp_path / "out.csv", Context(), workers=1)
    assert earliest <= date.fromisoformat(report.as_of) <= shanghai_today()
