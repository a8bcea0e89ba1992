"""Several decisions as one readable table: outcome, company, entries, measures by department with legal basis."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jointsanction.explain.page import OUTCOME_STYLE
from jointsanction.explain.words import BASIS, OBLIGATION, OUTCOME, STRENGTH
from jointsanction.model import AppliedMeasure, Decision, EffectiveObligation, Relation

_MOST_MEASURES = 3


class DecisionTable:
    """Takes rows one by one and prints them as one table."""

    def __init__(self) -> None:
        self._table = Table(show_lines=True, expand=True)
        self._table.add_column("行", justify="right", no_wrap=True)
        self._table.add_column("企业", ratio=3, overflow="fold")
        self._table.add_column("结论", no_wrap=True)
        self._table.add_column("名单与依据", ratio=4, overflow="fold")
        self._table.add_column("措施与法律依据", ratio=7, overflow="fold")

    def add(self, number: int, decision: Decision) -> None:
        """One decided row."""
        outcome = Text(OUTCOME[decision.outcome], style=OUTCOME_STYLE[decision.outcome])
        if decision.if_confirmed > decision.outcome:
            outcome.append(f"\n核实后：{OUTCOME[decision.if_confirmed]}", style="dim")
        subject = "\n".join(part for part in (decision.subject.name, decision.subject.uscc) if part)
        self._table.add_row(str(number), subject, outcome, _matches(decision), _measures(decision))

    def add_error(self, number: int, given: str, message: str) -> None:
        """A row about which nothing could be decided."""
        self._table.add_row(str(number), given, Text("未能查询", style="dim"), "", message)

    def print(self, console: Console) -> None:
        """Print the table."""
        console.print(self._table)


def _matches(decision: Decision) -> str:
    lines = []
    for match in decision.matches:
        relation = "，所属企业" if match.relation is Relation.PARENT else ""
        lines.append(f"{match.list_name}：{STRENGTH[match.strength]}（{BASIS[match.basis]}{relation}）")
    return "\n".join(lines)


def _measures(decision: Decision) -> str:
    shown = [each for each in decision.measures if each.effective is not EffectiveObligation.NONE]
    lines = [_line(each) for each in shown[:_MOST_MEASURES]]
    if len(shown) > _MOST_MEASURES:
        lines.append(f"……另有 {len(shown) - _MOST_MEASURES} 项")
    if decision.suppressed:
        lines.append(f"（{len(decision.suppressed)} 项激励停止适用：一票否决）")
    return "\n".join(lines)


def _line(applied: AppliedMeasure) -> str:
    measure = applied.measure
    basis = "、".join(f"{each.name}{each.article}" for each in measure.legal_basis)
    text = f"{measure.department}：{measure.title}（{OBLIGATION[applied.effective]}）"
    return f"{text}〔{basis}〕" if basis else text
