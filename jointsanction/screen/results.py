"""One screened row: the decision boiled down to what a table can show, or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from jointsanction.explain.words import BASIS, OBLIGATION, OUTCOME, STRENGTH
from jointsanction.model import AppliedMeasure, Decision, EffectiveObligation, Match, Outcome, Relation, WarningCode

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


@dataclass(frozen=True, slots=True)
class RowResult:
    """What a worker sends back for one row: the result cells, and what the summary counts."""

    outcome: str
    cells: tuple[str, ...]
    lists: tuple[str, ...]
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
        "；".join(_match(match) for match in decision.matches),
        "；".join(_entry(match) for match in decision.matches),
        "；".join(measure_text(measure) for measure in acting),
        "；".join(measure_text(measure) for measure in (*decision.suppressed, *held)),
        "；".join(measure_text(measure) for measure in decision.for_persons),
        "；".join(warnings),
        decision.list_version,
        decision.rule_version,
    )
    lists = tuple(dict.fromkeys(match.list_name for match in decision.matches))
    return RowResult(decision.outcome.name, tuple(cell[:_LONGEST_CELL] for cell in cells), lists)


def no_result(reason: str, message: str) -> RowResult:
    """The result cells of a row that could not be read or asked about: it goes to a person."""
    cells = (NO_DECISION, "未能查询，请人工核对", "", "", "", "", "", "", f"{reason}：{message}", "", "")
    return RowResult(NO_DECISION, cells, ())


def fitted(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """Exactly ``width`` cells: short rows padded, the surplus of long ones joined into the last cell."""
    if len(cells) <= width:
        return cells + ("",) * (width - len(cells))
    return (*cells[: width - 1], " | ".join(cells[width - 1 :]))


def counts_as(outcome: str) -> Outcome:
    """The outcome that a row counts as for ``--fail-on``: no answer is never CLEAR, a person must look."""
    return Outcome.VERIFY if outcome == NO_DECISION else Outcome[outcome]


def measure_text(applied: AppliedMeasure) -> str:
    """A measure in one cell: department, title, obligation and legal basis."""
    measure = applied.measure
    basis = "、".join(f"{each.name}{each.article}" for each in measure.legal_basis)
    text = f"{measure.department}：{measure.title}（{OBLIGATION[applied.effective]}）"
    return f"{text}〔{basis}〕" if basis else text


def _match(match: Match) -> str:
    relation = "，所属企业" if match.relation is Relation.PARENT else ""
    return f"{match.list_name}（{STRENGTH[match.strength]}·{BASIS[match.basis]}{relation}）"


def _entry(match: Match) -> str:
    document = f"，{match.entry.doc_no}" if match.entry.doc_no else ""
    return f"{match.entry.entry_id} {match.entry.name}{document}"
