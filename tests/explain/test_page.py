"""The page of ``check``, word for word, once for each outcome: a diff shows every changed word."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import date

import pytest
from invented import code, damaged
from rich.console import Console
from world import World

from jointsanction.explain.listing import DecisionTable
from jointsanction.explain.page import print_decision
from jointsanction.explain.words import (
    BASIS,
    COLOUR,
    LEVEL,
    NEXT_STEP,
    OBLIGATION,
    OUTCOME,
    ROLE,
    SCOPE,
    STRENGTH,
)
from jointsanction.model import (
    Basis,
    BasisLevel,
    Colour,
    Context,
    Decision,
    EffectiveObligation,
    Outcome,
    Role,
    Scope,
    Strength,
    Subject,
)

CONTEXT = Context("财政", "政府采购供应商资格审查", "清远市", date(2026, 11, 24))
TAX, BUYING, ODD, RED = "重大税收违法失信主体", "政府采购严重违法失信", "经营异常名录", "纳税信用A级纳税人"
ROWS = [
    {"list": TAX, "name": "清远市翠砚贸易有限公司", "uscc": code(1), "doc_no": "清税〔2026〕1号", "reason": "虚开发票",
     "authority": "国家税务总局清远市税务局", "expires_on": "2029-01-05"},
    {"list": RED, "name": "清远市翠砚贸易有限公司", "uscc": code(1), "expires_on": ""},
    {"list": BUYING, "name": "清远市青梧招标代理有限公司", "uscc": code(2),
     "former_names": "清远市老梧招标代理有限公司"},
    {"list": ODD, "name": "清远市白榆文化有限公司", "uscc": code(3)},
    {"list": RED, "name": "清远市白榆文化有限公司", "uscc": code(3)},
    {"list": RED, "name": "清远市[bold]金穗[/bold]机械有限公司", "uscc": code(4)},
]  # fmt: skip
ASKED = {
    "restrict": (Outcome.RESTRICT, Subject("清远市翠砚贸易有限公司", code(1)), CONTEXT),
    "scrutinize": (Outcome.SCRUTINIZE, Subject(uscc=code(2)), CONTEXT),
    "verify": (Outcome.VERIFY, Subject("清远市翠砚贸易有限公司"), CONTEXT),
    "notice": (Outcome.NOTICE, Subject("清远市白榆文化有限公司", code(3)), CONTEXT),
    "facilitate": (Outcome.FACILITATE, Subject("", code(4)), CONTEXT),
    "clear": (Outcome.CLEAR, Subject("清远市无名贸易有限公司", damaged(code(9))), CONTEXT),
    "any": (Outcome.RESTRICT, Subject("清远市翠砚贸易有限公司", code(1)), Context(as_of=date(2026, 11, 24))),
}


@pytest.fixture
def listed(world: World) -> World:
    """A world with a company for each outcome."""
    world.load(ROWS)
    return world


def page(decision: Decision, context: Context, width: int) -> str:
    """The page as plain text: no blanks at line ends, and versions that do not change with each world."""
    console = Console(file=io.StringIO(), width=width, highlight=False)
    print_decision(console, decision, context, ("以下名单已超过应更新的期限",))
    text = console.file.getvalue()  # type: ignore[attr-defined]
    text = re.sub(r"名单版本 \S+　规则版本 \S+　引擎版本 \S+", "名单版本 …　规则版本 …　引擎版本 …", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


@pytest.mark.parametrize("name", [name for name in ASKED if name != "any"])
def test_page(listed: World, golden: Callable[[str, str], None], name: str) -> None:
    """The page of each outcome reads as it is kept in git."""
    outcome, subject, context = ASKED[name]
    decision = listed.check(subject, context)
    assert decision.outcome is outcome
    golden(f"{name}.txt", page(decision, context, 100))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 200])
def test_nothing_is_cut(listed: World, width: int) -> None:
    """However narrow the terminal, every character of names, measures and legal bases is on the page."""
    for _, subject, context in ASKED.values():
        decision = listed.check(subject, context)
        shown = re.sub(r"[\s│]", "", page(decision, context, width))
        parts = [match.entry.name for match in decision.matches]
        for applied in (*decision.measures, *decision.suppressed, *decision.for_persons):
            parts += [applied.measure.title, applied.why, applied.measure.memorandum.title]
            parts += [basis.name + basis.article for basis in applied.measure.legal_basis]
        assert [part for part in parts if re.sub(r"\s", "", part) not in shown] == []


@pytest.mark.parametrize("width", [60, 100, 140])
def test_table_of_decisions_is_not_cut(listed: World, width: int) -> None:
    """The table of many decisions folds its cells, gives each outcome in words and counts them."""
    table = DecisionTable(width)
    for number, (_, subject, context) in enumerate(ASKED.values(), start=2):
        table.add(number, listed.check(subject, context))
    table.add_error(9, "", "没有名称，也没有可用的代码")
    console = Console(file=io.StringIO(), width=width, highlight=False)
    table.print(console)
    text = console.file.getvalue()  # type: ignore[attr-defined]
    assert "…" not in text.replace("……", "")
    assert [word for word in OUTCOME.values() if word not in text] == []
    assert "限制 2，从严审核 1，待核实 1，提示 1，激励 1，放行 1，未能查询 1" in text.replace("\n", "")


def test_every_enumeration_has_its_word() -> None:
    """Nothing that a decision can hold is without a Chinese word."""
    tables = {
        Outcome: (OUTCOME, NEXT_STEP), Strength: (STRENGTH,), Basis: (BASIS,), EffectiveObligation: (OBLIGATION,),
        Colour: (COLOUR,), Scope: (SCOPE,), Role: (ROLE,), BasisLevel: (LEVEL,),
    }  # fmt: skip
    for enumeration, words in tables.items():
        for table in words:
            assert set(table) == set(enumeration), enumeration
