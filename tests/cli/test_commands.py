"""The command line, through real processes' doors: what is printed, what is written, how it exits."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from invented import code
from openpyxl import load_workbook
from world import World

from jointsanction import Context, Subject

NAME = "清远市禾穗岚建材有限公司"
BLACK = {"list": "拖欠农民工工资失信联合惩戒对象", "name": NAME, "uscc": code(1), "doc_no": "清人社〔2026〕1号"}
HERE = ("--department", "清远市财政局", "--item", "政府采购", "--as-of", "2026-07-01")


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run ``jointsanction`` in a process of its own."""
    environment = {**os.environ, "PYTHONUTF8": "1", "NO_COLOR": "1"}
    command = [sys.executable, "-m", "jointsanction", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, encoding="utf-8")


def companies(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...] = ("企业名称", "代码", "备注")) -> Path:
    """A company file."""
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_check_prints_the_library_s_bytes(world: World) -> None:
    """``check --json`` prints exactly what the library gives."""
    world.load([BLACK])
    done = run("check", "--data", world.data, "--name", NAME, "--uscc", code(1), *HERE, "--json")
    assert done.returncode == 0, done.stderr
    from datetime import date

    asked = Context("清远市财政局", "政府采购", as_of=date(2026, 7, 1))
    assert done.stdout == world.check(Subject(NAME, code(1)), asked).to_json() + "\n"


def test_check_prints_a_page_for_an_officer(world: World) -> None:
    """The page names outcome, entry, measure, legal basis and the next step."""
    world.load([BLACK])
    page = run("check", "--data", world.data, "--name", NAME, "--uscc", code(1), *HERE).stdout
    for word in ("限制", "RESTRICT", "清人社〔2026〕1号", "政府采购法", "财政", "E1"):
        assert word in page


@pytest.mark.parametrize(("fail_on", "exit_code"), [("RESTRICT", 1), ("notice", 1), ("", 0)])
def test_fail_on_means_this_or_stronger(world: World, fail_on: str, exit_code: int) -> None:
    """``--fail-on`` sets exit code 1 for the outcome named or a stronger one."""
    world.load([BLACK])
    options = ("--fail-on", fail_on) if fail_on else ()
    assert run("check", "--data", world.data, "--uscc", code(1), *HERE, *options).returncode == exit_code


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("load", "nothing.csv"), "FILE_MISSING"),
        (("check", "--name", NAME), "LEDGER_EMPTY"),
        (("check", "--name", NAME, "--as-of", "昨天"), "DATE_UNREADABLE"),
        (("check", "--name", NAME, "--fail-on", "MAYBE"), "OUTCOME_NOT_FOUND"),
        (("memo", "show", "M99"), "MEMORANDUM_NOT_FOUND"),
        (("init",), "DATA_DIRECTORY_TAKEN"),
    ],
)
def test_bad_use_is_one_line_with_a_reason(world: World, arguments: tuple[str, ...], reason: str) -> None:
    """Bad use exits with 2 and a stable reason on stderr, never with a traceback."""
    done = run(*arguments, "--data", world.data)
    assert done.returncode == 2
    assert reason in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_address_is_said_not_to_be_supported() -> None:
    """``--data postgresql://…`` is refused honestly."""
    done = run("doctor", "--data", "postgresql://localhost/x")
    assert (done.returncode, "DATA_DIRECTORY_NOT_SUPPORTED" in done.stderr) == (2, True)


def test_memoranda_are_listed_and_shown(world: World) -> None:
    """All eight memoranda, and the measures of one with their legal bases."""
    listed = run("memo", "list", "--data", world.data).stdout
    assert all(name in listed for name in ("M01", "M02", "M03", "M04", "M05", "M06", "M07", "M10"))
    assert "保障农民工" in run("memo", "show", "M07", "--data", world.data).stdout
    assert run("memo", "lint", "--data", world.data).returncode == 0


def test_lint_names_file_line_and_column(world: World) -> None:
    """A broken rule file is named with its place, and the last good rules stay in force."""
    world.load([BLACK])
    before = world.check(Subject(NAME, code(1)), Context("财政", "政府采购", "清远市"))
    path = world.data / "memoranda" / "M07.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("obligation: mandatory", "obligation: maybe", 1))
    done = run("memo", "lint", "--data", world.data)
    assert done.returncode == 1
    assert "memoranda/M07.yaml:" in done.stdout
    after = world.check(Subject(NAME, code(1)), Context("财政", "政府采购", "清远市"))
    assert after == before


@pytest.mark.parametrize("workers", ["1", "2"])
def test_screening_keeps_rows_columns_and_order(world: World, tmp_path: Path, workers: str) -> None:
    """Every input row and column comes back in order with its result; formulas are made harmless."""
    world.load([BLACK])
    rows = (
        [(NAME, code(1), "=1+1")] + [(f"清远市禾{i}厂", code(100 + i), str(i)) for i in range(2500)] + [("", "", "空")]
    )
    source = companies(tmp_path / "in.csv", rows)
    target = tmp_path / "out.csv"
    done = run("screen", source, "-o", target, "--data", world.data, *HERE, "--workers", workers)
    assert done.returncode == 0, done.stderr
    with target.open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.DictReader(file))
    assert [row["备注"] for row in written] == ["'=1+1", *map(str, range(2500)), "空"]
    assert [row["结论代码"] for row in written] == ["RESTRICT", *["CLEAR"] * 2500, "ERROR"]


def test_screening_to_json_lines_is_the_library_s_answer(world: World, tmp_path: Path) -> None:
    """Each line is the decision that the library gives, with row and input."""
    world.load([BLACK])
    source = companies(tmp_path / "in.csv", [(NAME, code(1), "一"), (NAME, "", "二"), ("", "无", "三")])
    target = tmp_path / "out.jsonl"
    assert run("screen", source, "-o", target, "--data", world.data, *HERE).returncode == 0
    lines = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]
    assert [line["row"] for line in lines] == [2, 3, 4]
    from datetime import date

    asked = Context("清远市财政局", "政府采购", as_of=date(2026, 7, 1))
    for line, subject in zip(lines, (Subject(NAME, code(1)), Subject(NAME)), strict=False):
        expected = world.check(subject, asked).to_dict()
        assert {name: line[name] for name in expected} == expected
    assert lines[2]["error"]["reason"] == "SUBJECT_MISSING"


def test_screening_to_a_workbook(world: World, tmp_path: Path) -> None:
    """The workbook has filters, a summary sheet and no formula."""
    world.load([BLACK])
    source = companies(tmp_path / "in.csv", [(NAME, code(1), "=1+1"), ("清远市榆柘橡厂", code(2), "@x")])
    target = tmp_path / "out.xlsx"
    assert run("screen", source, "-o", target, "--data", world.data, *HERE, "--fail-on", "RESTRICT").returncode == 1
    book = load_workbook(target)
    assert book.sheetnames[-1] == "汇总"
    sheet = book.worksheets[0]
    assert sheet.auto_filter.ref
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_a_quarantined_row_is_exported_corrected_and_closed(world: World, tmp_path: Path) -> None:
    """Export, correct, load again: the row is taken and its number closed."""
    report = world.load([{**BLACK, "listed_on": "2026-02-30"}])
    assert report.quarantined == {"DATE_UNREADABLE": 1}
    target = tmp_path / "quarantine.csv"
    assert run("quarantine", "export", "-o", target, "--data", world.data).returncode == 0
    target.write_text(target.read_text(encoding="utf-8-sig").replace("2026-02-30", "2026-02-28"), encoding="utf-8")
    done = run("load", target, "--data", world.data)
    assert done.returncode == 0, done.stderr
    assert "共 0 行" in run("quarantine", "list", "--data", world.data).stdout
    assert world.check(Subject(NAME, code(1))).matches


def test_backup_and_restore_give_the_same_answers(world: World, tmp_path: Path) -> None:
    """A restored directory answers with the same bytes; a damaged archive restores nothing."""
    world.load([BLACK])
    archive, copy = tmp_path / "b.tar.gz", tmp_path / "copy"
    assert run("backup", archive, "--data", world.data).returncode == 0
    assert archive.stat().st_mode & 0o077 == 0
    assert run("restore", archive, "--data", copy).returncode == 0
    question = ("--uscc", code(1), *HERE, "--json")
    first = run("check", "--data", world.data, *question).stdout
    assert run("check", "--data", copy, *question).stdout == first
    archive.write_bytes(archive.read_bytes()[:-200])
    done = run("restore", archive, "--data", tmp_path / "other")
    assert (done.returncode, "BACKUP_DAMAGED" in done.stderr) == (2, True)
    assert not (tmp_path / "other" / "ledger.sqlite3").exists()


def test_doctor_names_what_is_wrong(world: World) -> None:
    """A sound directory exits with 0; a lost secret and a broken rule file are faults with advice."""
    world.load([BLACK])
    assert run("doctor", "--data", world.data).returncode == 0
    (world.data / "secret.key").unlink()
    (world.data / "memoranda" / "M01.yaml").write_text("id: [", encoding="utf-8")
    done = run("doctor", "--data", world.data)
    assert done.returncode == 1
    assert "secret.key" in done.stdout
    assert "M01.yaml" in done.stdout


def test_identity_numbers_are_nowhere_on_disk(world: World, tmp_path: Path) -> None:
    """Whatever column they stand in, resident numbers reach neither ledger, log nor backup."""
    number = "441802199001011239"
    world.load([{**BLACK, "legal_representative": f"岚某 {number}", "reason": f"身份证{number}"}])
    world.load(
        [{"list": "失信被执行人", "name": "欧阳岚", "uscc": number}, {**BLACK, "uscc": "", "listed_on": f"{number}日"}]
    )
    run("backup", tmp_path / "b.tar.gz", "--data", world.data)
    for path in world.data.rglob("*"):
        if path.is_file():
            assert number.encode() not in path.read_bytes(), path
