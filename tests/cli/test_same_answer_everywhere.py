"""Every way of asking gives the same bytes: library, ``check --json``, ``screen`` alone and on two processes."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from command import run
from questions import CONTEXTS, LISTED, SUBJECTS
from world import World

from jointsanction.model import Context
from jointsanction.screen import screening


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
