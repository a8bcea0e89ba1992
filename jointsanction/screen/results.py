"""One screened row: the decision boiled down to what a table can show, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from jointsanction.explain.lines import entry_line, match_line, measure_line, strongest_first
from jointsanction.explain.words import OUTCOME
from jointsanction.model import Decision, EffectiveObligation, Outcome, WarningCode

COLUMNS = (
    "结论代码",
    "结论",
    "核实后结论",
    "命中名单",
    "名单记录",
    "措施",
    "停用或暂缓的激励",
    "对个人的措施",
    "提示",
    "名单版本",
    "规则版本",
)
"""Headers of the result columns, in order."""

NO_DECISION = "ERROR"
"""结论代码 of a row about which nothing could be decided; it is never CLEAR."""

# Said once in the summary, being the same for every row.
_OF_THE_LISTS = (WarningCode.LIST_NEVER_LOADED,)
_LONGEST_CELL = 32_000
"""Characters in a result cell: a spreadsheet holds 32,767, and a cut says so."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a worker sends back for one row: the result cells, or its JSON, and what the summary counts.

    ``lists`` are the names of the lists with a match, each once; ``reason`` says why there is no decision.
    """

    outcome: str
    cells: tuple[str, ...]
    lists: tuple[str, ...] = ()
    reason: str = ""
    json: str = ""


def row_result(decision: Decision) -> RowResult:
    """The result cells of a decision."""
    held = [measure for measure in decision.measures if measure.effective is EffectiveObligation.HELD]
    acting = [measure for measure in decision.measures if measure.effective is not EffectiveObligation.HELD]
    warnings = (warning.text for warning in decision.warnings if warning.code not in _OF_THE_LISTS)
    cells = (
        decision.outcome.name,
        OUTCOME[decision.outcome],
        OUTCOME[decision.if_confirmed],
        "；".join(match_line(match) for match in decision.matches),
        "；".join(entry_line(match) for match in decision.matches),
        "；".join(measure_line(measure) for measure in strongest_first(acting)),
        "；".join(measure_line(measure) for measure in (*decision.suppressed, *held)),
        "；".join(measure_line(measure) for measure in decision.for_persons),
        "；".join(warnings),
        decision.list_version,
        decision.rule_version,
    )
    lists = tuple(dict.fromkeys(match.list_name for match in decision.matches))
    return RowResult(decision.outcome.name, tuple(_cut(cell) for cell in cells), lists)


def no_result(reason: str, message: str) -> RowResult:
    """The result cells of a row that could not be read or asked about: it goes to a person."""
    cells = (NO_DECISION, "未能查询，请人工核对", "", "", "", "", "", "", f"{reason}：{message}", "", "")
    return RowResult(NO_DECISION, cells, reason=reason)


def counts_as(outcome: str) -> Outcome:
    """The outcome that a row counts as for ``--fail-on``: no answer is never CLEAR, a person must look."""
    return Outcome.VERIFY if outcome == NO_DECISION else Outcome[outcome]


def _cut(cell: str) -> str:
    return cell if len(cell) <= _LONGEST_CELL else f"{cell[:_LONGEST_CELL]}……（过长，其余从略）"
