"""Every way of asking gives the same bytes: library, ``check --json``, ``screen`` alone and on two processes."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest
from command import run
from invented import code, damaged, org
from world import World

from jointsanction.model import Context, Subject
from jointsanction.screen import screening

CONTEXTS = [
    Context("财政", "政府采购供应商资格审查", "清远市", date(2026, 11, 24)),
    Context(department="清远市财政局", as_of=date(2026, 11, 24)),
    Context(as_of=date(2027, 5, 1)),
]
LISTED = [
    {"list": "重大税收违法失信主体", "name": "清远市翠砚贸易有限公司", "uscc": code(1)},
    {"list": "纳税信用A级纳税人", "name": "清远市翠砚贸易有限公司", "uscc": code(1)},
    {"list": "失信被执行人", "name": "广东青梧建设工程有限公司", "org_code": org(2)},
    {"list": "经营异常名录", "name": "清远市白榆文化有限公司", "uscc": damaged(code(3)), "expires_on": ""},
    {"list": "纳税信用A级纳税人", "name": "英德市金穗机械有限公司", "tax_no": "441881" + org(4)},
]
SUBJECTS = [
    Subject("清远市翠砚贸易有限公司", code(1)),
    Subject("清远市翠砚贸易有限公司"),
    Subject(" 清远市翠砚贸易有限公司 （已注销）", code(1).lower()),
    Subject("清远市翠砚贸易有限公司英德分公司"),
    Subject("清远市翠砚贸易有限公司", code(8)),
    Subject("", code(2)),
    Subject("清远市白榆文化有限公司", damaged(code(3))),
    Subject("英德市金穗机械有限公司", code(4)),
    Subject("英德市金德机械有限公司"),
    Subject("清远市无名贸易有限公司", "000000000000000000"),
    Subject("\"引号\",逗号\\反斜线 <&> 有限公司", code(9)),
]  # fmt: skip


def lines(path: Path) -> list[str]:
    """The decisions of a result, without row number and input."""
    text = path.read_text(encoding="utf-8").splitlines()
    return [re.sub(r'^\{"row": \d+, (.*), "input": \{.*\}\}$', r"{\1}", line) for line in text]


def options(context: Context) -> list[str]:
    given = {"--department": context.department, "--item": context.item, "--region": context.region}
    words = [word for name, value in given.items() if value for word in (name, value)]
    return [*words, "--as-of", str(context.as_of)]


@pytest.mark.parametrize("context", CONTEXTS, ids=["item", "department", "any"])
def test_same_bytes(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, context: Context) -> None:
    """Library, single check and both batches agree byte for byte."""
    world.load(LISTED)
    source = tmp_path / "in.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("企业名称", "统一社会信用代码"), *((each.name, each.uscc) for each in SUBJECTS)])
    with world.open() as checker:
        expected = [checker.check(subject, context).to_json() for subject in SUBJECTS]
    for subject, answer in zip(SUBJECTS, expected, strict=True):
        asked = run(
            "check", "--json", "--name", subject.name, "--uscc", subject.uscc, *options(context), data=world.data
        )
        assert (asked.code, asked.out) == (0, answer + "\n")
    monkeypatch.setattr(screening, "CHUNK", 3)  # several chunks, so that both workers get some
    for workers in ("1", "2"):
        target = tmp_path / f"{workers}.jsonl"
        batch = run("screen", source, "-o", target, "--workers", workers, *options(context), data=world.data)
        assert (batch.code, batch.out) == (0, "")
        assert lines(target) == expected
    assert (tmp_path / "1.jsonl").read_bytes() == (tmp_path / "2.jsonl").read_bytes()
    assert len({json.loads(answer)["outcome"] for answer in expected}) >= 3
