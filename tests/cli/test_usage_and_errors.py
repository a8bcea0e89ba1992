"""What is printed when something is wrong: Chinese, one place, one reason, no traceback; and what start-up loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from command import ROOT, run
from invented import code
from world import World

from jointsanction.cli.error_report import report, where_text
from jointsanction.errors import Finding, JointsanctionError, Place, RulesError

LISTED = [{"list": "失信被执行人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)}]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["load"], "缺少参数 FILE"),
        (["screen", "a.csv"], "缺少选项 --output / -o"),
        (["check", "--uscx", "1"], "没有选项 --uscx；是否为"),
        (["chek"], "没有命令"),
        (["memo", "shwo"], "没有命令"),
        (["load", "a b.csv", "c.csv"], "多余的参数"),
        (["screen", "a.csv", "-o", "b.csv", "--workers", "-1"], "--workers 的值不对：应不小于 0"),
        (["screen", "a.csv", "-o", "b.csv", "--workers", "viele"], "应为整数"),
        (["check", "--name"], "选项 --name 缺少值"),
    ],
)
def test_wrong_use_is_said_in_chinese(words: list[str], told: str) -> None:
    """Wrong use exits with 2, one line on stderr, and the way to the help of the command at hand."""
    ran = run(*words)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("错误 [USAGE] ")
    assert told in ran.err
    assert ran.err.endswith("--help\n")
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["memo"], ["quarantine"]])
def test_a_group_alone_shows_its_help(words: list[str]) -> None:
    """Without a command the commands are listed."""
    ran = run(*words)
    assert ran.code == 2
    assert "Commands:" in ran.out


def test_version_and_help() -> None:
    """``--version`` and ``-h`` end well."""
    assert run("--version").code == 0
    assert "用" not in run("--version").out
    assert run("check", "-h").code == 0


def test_a_traceback_never_reaches_the_operator(world: World, tmp_path: Path) -> None:
    """Files of every wrong kind, and places that cannot be written, end with 2, a reason and the file's name."""
    world.load(LISTED)
    (tmp_path / "empty.csv").write_bytes(b"")
    (tmp_path / "bytes.csv").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "fake.xlsx").write_bytes(b"PK\x03\x04" + b"x" * 500)
    (tmp_path / "old.xls").write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 500)
    (tmp_path / "array.jsonl").write_text('[{"name": "甲"}]', encoding="utf-8")
    (tmp_path / "folder").mkdir()
    for name in ("empty.csv", "bytes.csv", "fake.xlsx", "old.xls", "array.jsonl", "folder", "none.csv"):
        for words in (["load", tmp_path / name, "--list", "失信被执行人"], ["screen", tmp_path / name, "-o", "x.csv"]):
            ran = run(*words, data=world.data)
            assert (ran.code, ran.out) == (2, ""), (name, ran)
            assert ran.err.startswith("错误 [FILE_"), ran.err
            assert name in ran.err


@pytest.mark.parametrize(
    ("words", "reason", "where"),
    [
        (["check", "--name", "甲", "--department", "魔法部"], "DEPARTMENT_NOT_FOUND", "--department"),
        (["check", "--name", "甲", "--region", "月球"], "REGION_NOT_FOUND", "--region"),
        (["check", "--name", "甲", "--as-of", "昨天"], "DATE_UNREADABLE", "--as-of"),
        (["check", "--name", "甲", "--fail-on", "也许"], "OUTCOME_NOT_FOUND", "--fail-on"),
        (["check"], "SUBJECT_EMPTY", ""),
        (["load", "x.csv", "--list", "不存在"], "LIST_NOT_FOUND", "--list"),
        (["memo", "show", "M99"], "MEMORANDUM_NOT_FOUND", ""),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_option(
    world: World, words: list[str], reason: str, where: str
) -> None:
    """The option at fault stands in the message as it is typed."""
    world.load(LISTED)
    ran = run(*words, data=world.data)
    assert ran.code == 2
    assert ran.err.startswith(f"错误 [{reason}] {where}")


@pytest.mark.parametrize("words", [["check", "--name", "甲"], ["doctor"], ["memo", "list"], ["quarantine", "list"]])
def test_a_database_address_is_said_not_to_be_supported(words: list[str]) -> None:
    """postgresql:// is refused honestly, by every command."""
    ran = run(*words, "--data", "postgresql://localhost/credit")
    assert ran.code == 2
    assert "DATA_DIRECTORY_NOT_SUPPORTED" in ran.err


@pytest.mark.parametrize("words", [["check", "--name", "甲"], ["doctor"], ["memo", "list"], ["backup", "x.tar.gz"]])
def test_without_a_data_directory_init_is_named(tmp_path: Path, words: list[str]) -> None:
    """A missing data directory says which command makes one."""
    ran = run(*words, data=tmp_path / "none")
    assert ran.code == 2
    assert f"jointsanction init --data {tmp_path / 'none'}" in ran.err


def test_fail_on_takes_chinese_and_codes(world: World) -> None:
    """``--fail-on`` takes the word an officer knows as well as the code."""
    world.load(LISTED)
    assert [
        run("check", "--uscc", code(1), "--fail-on", word, data=world.data).code for word in ("提示", "notice")
    ] == [
        1,
        1,
    ]


def test_screening_summary_goes_to_stderr(world: World, tmp_path: Path) -> None:
    """Machines have stdout to themselves; counts by outcome and list, and never-loaded lists, are on stderr."""
    world.load(LISTED)
    (tmp_path / "in.csv").write_text(f"企业名称,代码\n甲公司,{code(1)}\n,\n", encoding="utf-8")
    ran = run("screen", tmp_path / "in.csv", "-o", tmp_path / "out.csv", "--fail-on", "RESTRICT", data=world.data)
    assert ran.out == ""
    assert "命中“失信被执行人”：1 行" in ran.err
    assert "以下名单从未载入" in ran.err


def test_findings_keep_file_line_and_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Errors of rule files are listed one a line in the form editors can jump to; very many are cut with the count."""
    finding = Finding(Place("memoranda/M01.yaml", 3, 5), "FIELD_UNKNOWN", "多余的字段", "删去")
    report(RulesError("规则文件有错误", (finding,) * 60))
    err = capsys.readouterr().err
    assert err.count("memoranda/M01.yaml:3:5: FIELD_UNKNOWN: 多余的字段 → 删去\n") == 50
    assert "另有 10 处" in err


def test_places_read_as_words() -> None:
    """File, row and column in words; a field alone as the option that gave it; nothing for nothing."""
    assert where_text(Place("a.csv", 2, 3, "name")) == "a.csv 第 2 行 第 3 列"
    assert where_text(Place(field="as_of")) == "--as-of"
    assert where_text(Place()) == ""


def test_root_error_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    """An error without a class of its own still shows its reason."""
    report(JointsanctionError("一个工作进程被系统终止", reason="WORKER_LOST"))
    assert capsys.readouterr().err == "错误 [WORKER_LOST] 一个工作进程被系统终止\n"


def test_help_loads_nothing_heavy() -> None:
    """``--help`` answers at once: no database, no YAML, no arrays, no spreadsheet is loaded for it."""
    heavy = {
        "sqlalchemy",
        "alembic",
        "numpy",
        "yaml",
        "opencc",
        "xlsxwriter",
        "python_calamine",
        "hypothesis",
    }
    script = (
        "import sys, contextlib, io\n"
        "from jointsanction.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        "    main(['check', '--help'])\n"
        f"print(sorted({heavy!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"


def test_check_loads_no_spreadsheet_and_no_migration(world: World) -> None:
    """One question needs neither the Excel libraries nor alembic."""
    world.load(LISTED)
    script = (
        "import sys, contextlib, io\n"
        "from jointsanction.cli import main\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):\n"
        f"    main(['check', '--json', '--uscc', {code(1)!r}, '--data', {str(world.data)!r}])\n"
        "print(sorted({'alembic', 'xlsxwriter', 'python_calamine', 'hypothesis'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "[]\n"
