"""Several decisions as one readable table: outcome, company, entries, measures by department with legal basis."""

from __future__ import annotations

from collections import Counter

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jointsanction.explain.lines import match_line, measure_line, strongest_first
from jointsanction.explain.page import OUTCOME_STYLE
from jointsanction.explain.words import OUTCOME
from jointsanction.model import Decision, EffectiveObligation, Outcome, WarningCode
from jointsanction.typography import tidy

_MOST_MEASURES = 3
_ROOM_FOR_ALL_COLUMNS = 120
"""Narrower, five columns of Chinese leave a few characters each: the company stands above its lists and measures."""

_NO_DECISION = "未能查询"
# Said once below the table, being the same for every row.
_OF_THE_LISTS = (WarningCode.LIST_NEVER_LOADED,)


class DecisionTable:
    """Takes rows one by one and prints them as one table, laid out for a console ``width`` columns wide."""

    def __init__(self, width: int) -> None:
        self._wide = width >= _ROOM_FOR_ALL_COLUMNS
        self._counts: Counter[str] = Counter()
        self._table = Table(show_lines=True, expand=True)
        self._table.add_column("行", justify="right", no_wrap=True)
        self._table.add_column("结论", no_wrap=True)
        if self._wide:
            self._table.add_column("企业", ratio=3, overflow="fold")
            self._table.add_column("名单", ratio=4, overflow="fold")
            self._table.add_column("措施、法律依据和提示", ratio=8, overflow="fold")
        else:
            self._table.add_column("企业、名单、措施、法律依据和提示", ratio=1, overflow="fold")

    def add(self, number: int, decision: Decision) -> None:
        """One decided row."""
        outcome = Text(OUTCOME[decision.outcome], style=OUTCOME_STYLE[decision.outcome])
        if decision.if_confirmed > decision.outcome:
            outcome.append(Text(f"\n核实后：{OUTCOME[decision.if_confirmed]}", style="default on default"))
        subject = "\n".join(tidy(part) for part in (decision.subject.name, decision.subject.uscc) if part)
        lists = "\n".join(match_line(match) for match in decision.matches)
        self._add(number, outcome, subject, lists, _measures(decision))
        self._counts[OUTCOME[decision.outcome]] += 1

    def add_error(self, number: int, given: str, message: str) -> None:
        """A row about which nothing could be decided."""
        self._add(number, Text(_NO_DECISION, style="bold"), given, "", Text(f"{message}；请人工核对"))
        self._counts[_NO_DECISION] += 1

    def print(self, console: Console) -> None:
        """Print the table and how many rows came to which outcome."""
        console.print(self._table)
        words = [*(OUTCOME[each] for each in reversed(Outcome)), _NO_DECISION]
        told = "，".join(f"{word} {self._counts[word]}" for word in words if self._counts[word])
        console.print(f"共 {self._counts.total()} 行：{told}")

    def _add(self, number: int, outcome: Text, subject: str, lists: str, measures: Text) -> None:
        if self._wide:
            self._table.add_row(str(number), outcome, Text(subject), Text(lists), measures)
            return
        head = "　".join(subject.splitlines())
        parts = [Text(head, style="bold"), Text(lists), measures]
        self._table.add_row(str(number), outcome, Text("\n").join(part for part in parts if part))


def _measures(decision: Decision) -> Text:
    shown = [each for each in strongest_first(decision.measures) if each.effective is not EffectiveObligation.NONE]
    lines = [Text(f"·{measure_line(each)}") for each in shown[:_MOST_MEASURES]]
    if len(shown) > _MOST_MEASURES:
        lines.append(Text(f"……另有 {len(shown) - _MOST_MEASURES} 项"))
    if decision.suppressed:
        lines.append(Text(f"·{len(decision.suppressed)} 项激励停止适用"))
    warnings = (warning.text for warning in decision.warnings if warning.code not in _OF_THE_LISTS)
    lines.extend(Text(f"※{text}", style="italic") for text in dict.fromkeys(warnings))
    return Text("\n").join(lines)
