"""From check to figures on the command line: ``check --record``, ``review``, ``feedback``, ``stats``."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

from command import Ran, run
from invented import code
from world import World

NAME = "清远市翠砚贸易有限公司"
ASKED = ("--department", "财政", "--item", "政府采购供应商资格审查", "--region", "清远市")


def check(world: World, *options: str) -> tuple[str, dict]:
    ran = run("check", "--name", NAME, *options, *ASKED, "--record", "--json", data=world.data)
    assert ran.code == 0, ran.err
    found = re.search(r"查询编号：(C\d+)", ran.err)
    assert found
    return found[1], json.loads(ran.out)


def answer(world: World, check_id: str, measure: dict, *options: str) -> Ran:
    return run(
        "feedback", "add", check_id, "--entry", measure["entry_id"], "--measure", measure["measure_id"],
        "--department", measure["department"], *options, data=world.data,
    )  # fmt: skip


def test_the_loop_on_the_command_line(world: World, tmp_path: Path) -> None:
    """A recorded check is listed as open, answered measure by measure, and counted; the figures go into a CSV file."""
    world.load([{"list": "重大税收违法失信主体", "name": NAME, "uscc": code(1)}])
    check_id, decision = check(world, "--uscc", code(1))
    assert f" {check_id} " in run("feedback", "list", data=world.data).out
    assert "共 0 项" in run("feedback", "list", "--overdue", data=world.data).out
    tracked = [each for each in decision["measures"] if each["leads_to"] in ("RESTRICT", "SCRUTINIZE")]
    refused = answer(world, check_id, tracked[0], "--not-taken")
    assert (refused.code, "FIELD_MISSING" in refused.err) == (2, True)
    answers = [answer(world, check_id, each, "--taken") for each in tracked]
    assert [each.code for each in answers] == [0] * len(tracked)
    assert "已全部反馈" in answers[-1].out
    shown = run("stats", "--by", "list", "--per", "year", data=world.data)
    assert shown.code == 0
    target = tmp_path / "figures.csv"
    assert run("stats", "-o", target, data=world.data).code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["查询次数"], row["惩戒企业"], row["已采取"]) == ("1", "1", str(len(tracked)))
    again = run("stats", "-o", target, data=world.data)
    assert (again.code, "OUTPUT_EXISTS" in again.err) == (2, True)


def test_a_review_on_the_command_line(world: World) -> None:
    """A verdict changes the next answer until it is revoked; it is listed meanwhile."""
    world.load([{"list": "重大税收违法失信主体", "name": NAME}])
    check_id, before = check(world, "--uscc", code(1))
    entry_id = before["matches"][0]["entry"]["entry_id"]
    why = ("--by", "王五", "--reason", "营业执照相符")
    verdict = ("--verdict", "same", *why)
    added = run("review", "add", check_id, entry_id, *verdict, "--until", "2099-01-01", data=world.data)
    assert (added.code, code(1) in added.out) == (0, True)
    assert "王五" in run("review", "list", data=world.data).out
    _, after = check(world, "--uscc", code(1))
    assert run("review", "revoke", check_id, entry_id, *why, data=world.data).code == 0
    _, revoked = check(world, "--uscc", code(1))
    assert [each["outcome"] for each in (before, after, revoked)] == ["VERIFY", "RESTRICT", "VERIFY"]
    bad = run("review", "add", check_id, entry_id, *verdict, "--until", "明年", data=world.data)
    assert (bad.code, "DATE_UNREADABLE" in bad.err, "--until" in bad.err) == (2, True, True)


def test_without_a_record_the_commands_say_so(world: World) -> None:
    """Where nothing was ever recorded the figures are not zero but missing."""
    world.load([{"list": "重大税收违法失信主体", "name": NAME}])
    for words in (("stats",), ("feedback", "list")):
        ran = run(*words, data=world.data)
        assert (ran.code, "RECORD_MISSING" in ran.err) == (2, True)
