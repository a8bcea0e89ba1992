"""One decision as a page an officer can read: outcome, why this company, which entries, which measures, what next."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from jointsanction.explain.words import BASIS, COLOUR, NEXT_STEP, OBLIGATION, OUTCOME, ROLE, SCOPE, STRENGTH
from jointsanction.model import AppliedMeasure, Colour, Context, Decision, End, EndKind, Match, Outcome, Relation

OUTCOME_STYLE = {
    Outcome.RESTRICT: "bold white on red",
    Outcome.SCRUTINIZE: "bold black on yellow",
    Outcome.VERIFY: "bold black on bright_yellow",
    Outcome.NOTICE: "bold white on blue",
    Outcome.FACILITATE: "bold white on green",
    Outcome.CLEAR: "bold green",
}
_LIST_STYLE = {Colour.BLACK: "red", Colour.GREY: "blue", Colour.RED: "green"}


def print_decision(console: Console, decision: Decision, context: Context) -> None:
    """Print the page; plain text where the console is no terminal."""
    for part in decision_page(decision, context):
        console.print(part)


def decision_page(decision: Decision, context: Context) -> Iterable[RenderableType]:
    """The parts of the page, in reading order."""
    yield _head(decision, context)
    for match in decision.matches:
        yield _match(match)
    waiting = decision.outcome is Outcome.VERIFY
    yield from _measures("若核实为同一企业，须办的措施" if waiting else "须办的措施", decision.measures)
    yield from _measures("停止适用的激励（一票否决）", decision.suppressed)
    yield from _measures("针对相关人员的措施（对企业不作决定，供查阅）", decision.for_persons)
    if decision.warnings:
        yield Text("提示", style="bold")
        for warning in decision.warnings:
            yield Text(f"  · {warning.text}（{warning.code}）")
    yield Text("下一步", style="bold")
    yield Text(f"  {NEXT_STEP[decision.outcome]}")
    if decision.if_confirmed > decision.outcome:
        yield Text(f"  若核实为同一企业，结论为“{OUTCOME[decision.if_confirmed]}”：须由人工核实后再办理。")
    versions = f"名单版本 {decision.list_version}　规则版本 {decision.rule_version}　引擎版本 {decision.engine_version}"
    yield Text(versions, style="dim")


def _head(decision: Decision, context: Context) -> RenderableType:
    subject = decision.subject
    codes = "　".join(code for code in (subject.uscc, subject.org_code, subject.reg_no, subject.tax_no) if code)
    asked = "　".join(part for part in (context.department, context.item, context.region) if part)
    outcome = Text.assemble(
        ("结论  ", "bold"), (f" {OUTCOME[decision.outcome]} {decision.outcome.name} ", OUTCOME_STYLE[decision.outcome])
    )
    lines = [
        outcome,
        Text(f"主体  {subject.name or '（未提供名称）'}　{codes}"),
        Text(f"场景  {asked or '（未提供）'}　范围：{SCOPE[decision.scope]}"),
        Text(f"日期  {decision.as_of}"),
    ]
    return Panel(Group(*lines), title="联合奖惩查询结论", expand=False)


def _match(match: Match) -> RenderableType:
    entry = match.entry
    relation = "（所属企业）" if match.relation is Relation.PARENT else ""
    head = Text.assemble(
        (f"{COLOUR[match.colour]}“{match.list_name}”", f"bold {_LIST_STYLE[match.colour]}"),
        f"　{STRENGTH[match.strength]}·{BASIS[match.basis]}{relation}　{entry.entry_id}",
    )
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    facts = (
        ("名单上的名称", entry.name),
        ("代码", "　".join(code for code in (entry.uscc, entry.org_code, entry.reg_no, entry.tax_no) if code)),
        ("认定单位", "；".join(entry.authorities)),
        ("文书号", entry.doc_no),
        ("列入事由", entry.reason),
        ("期限", _span(match)),
        ("为何是本企业", "；".join(part.text for part in match.evidence)),
    )
    for name, value in facts:
        if value:
            table.add_row(f"  {name}", Text(value))
    return Group(head, table)


def _span(match: Match) -> str:
    start = match.entry.listed_on or f"{match.entry.first_received_on}（收到）"
    return f"自 {start} 起，{_end(match.entry.end, match)}"


def _end(end: End, match: Match) -> str:
    if end.kind is EndKind.NONE:
        words = "长期"
    elif end.kind is EndKind.LIFELONG:
        words = "终身"
    elif match.effective_end is None:
        words = "期限未载明"
    else:
        words = f"{match.effective_end} 起不再有效"
        return words + ("（按法定期限）" if end.kind is EndKind.UNKNOWN else "")
    return words + (f"，{match.effective_end} 起已定移出" if match.effective_end else "")


def _measures(title: str, measures: tuple[AppliedMeasure, ...]) -> Iterable[RenderableType]:
    if not measures:
        return
    yield Text(title, style="bold")
    ordered = sorted(measures, key=lambda each: each.measure.department)
    table = Table(show_lines=True, expand=True)
    table.add_column("部门", no_wrap=True, max_width=14)
    table.add_column("措施", ratio=3, overflow="fold")
    table.add_column("约束力", no_wrap=True)
    table.add_column("法律依据", ratio=3, overflow="fold")
    table.add_column("来自", ratio=4, overflow="fold")
    for department, group in groupby(ordered, key=lambda each: each.measure.department):
        for place, applied in enumerate(group):
            table.add_row(department if place == 0 else "", *_measure_cells(applied))
    yield table


def _measure_cells(applied: AppliedMeasure) -> tuple[str, str, str, str]:
    measure = applied.measure
    basis = "；".join(f"{each.name}{each.article}" for each in measure.legal_basis) or "无"
    whom = f"（{ROLE[measure.role]}）"
    source = f"《{measure.memorandum.title}》{measure.memorandum.doc_no}　{applied.why}"
    return f"{measure.title}{whom}", OBLIGATION[applied.effective], basis, source
