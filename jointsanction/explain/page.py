"""One decision as a page an officer can read: outcome, why this company, which entries, which measures, what next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.text import Text

from jointsanction.explain.hanging import grid, hanging, indented
from jointsanction.explain.lines import basis_text, strongest_first
from jointsanction.explain.words import BASIS, COLOUR, NEXT_STEP, OBLIGATION, OUTCOME, ROLE, SCOPE, STRENGTH
from jointsanction.model import (
    AppliedMeasure,
    Colour,
    Context,
    Decision,
    EffectiveObligation,
    End,
    EndKind,
    Match,
    Outcome,
    Relation,
    Role,
)
from jointsanction.typography import tidy

OUTCOME_STYLE = {
    Outcome.RESTRICT: "bold white on red",
    Outcome.SCRUTINIZE: "bold black on yellow",
    Outcome.VERIFY: "bold black on bright_yellow",
    Outcome.NOTICE: "bold white on blue",
    Outcome.FACILITATE: "bold white on green",
    Outcome.CLEAR: "bold green",
}
_LIST_STYLE = {Colour.BLACK: "bold red", Colour.GREY: "bold blue", Colour.RED: "bold green"}


def print_decision(console: Console, decision: Decision, context: Context, notices: Sequence[str] = ()) -> None:
    """Print the page; plain text where the console is no terminal. ``notices`` hold beside the decision."""
    for part in decision_page(decision, context, notices):
        console.print(part)


def decision_page(decision: Decision, context: Context, notices: Sequence[str] = ()) -> Iterator[RenderableType]:
    """The parts of the page, in reading order."""
    yield _head(decision, context)
    for match in decision.matches:
        yield _match(match)
    acting = [each for each in decision.measures if each.effective in _ACTING]
    held = [each for each in decision.measures if each.effective is EffectiveObligation.HELD]
    shown = [each for each in decision.measures if each.effective is EffectiveObligation.NONE]
    waiting = decision.outcome is Outcome.VERIFY
    yield from _measures("如核实为同一企业，须办的措施" if waiting else "须办的措施", acting)
    yield from _measures("暂缓的激励（失信记录核实前不得给予）", held)
    yield from _measures("停止适用的激励（一票否决）", decision.suppressed)
    yield from _measures("针对相关人员的措施（对企业不作决定，供查阅）", decision.for_persons)
    yield from _measures("仅供了解的措施（此处不适用）", shown)
    told = [f"{warning.text}（{warning.code}）" for warning in decision.warnings] + list(notices)
    if told:
        yield Text("提示", style="bold")
        yield from (hanging("· ", text) for text in told)
    yield Text("下一步", style="bold")
    yield hanging("", NEXT_STEP[decision.outcome])
    if decision.if_confirmed > decision.outcome:
        yield hanging("", f"如人工核实为同一企业，结论为“{OUTCOME[decision.if_confirmed]}”；核实后再办理。")
    versions = f"名单版本 {decision.list_version}　规则版本 {decision.rule_version}　引擎版本 {decision.engine_version}"
    yield Text(versions, style="dim")


_ACTING = (
    EffectiveObligation.MANDATORY,
    EffectiveObligation.ADVISORY,
    EffectiveObligation.NOTICE,
    EffectiveObligation.FACILITATE,
)


def _head(decision: Decision, context: Context) -> RenderableType:
    subject = decision.subject
    typed = (subject.uscc, subject.org_code, subject.reg_no, subject.tax_no)
    asked = "　".join(tidy(part) for part in (context.department, context.item, context.region) if part)
    outcome = Text(f" {OUTCOME[decision.outcome]} {decision.outcome.name} ", style=OUTCOME_STYLE[decision.outcome])
    if decision.if_confirmed > decision.outcome:
        outcome = outcome + Text(f"　核实后：{OUTCOME[decision.if_confirmed]}", style="default on default not bold")
    table = grid()
    table.add_row("结论", outcome)
    table.add_row(
        "主体", Text("　".join((tidy(subject.name) or "（未提供名称）", *(tidy(code) for code in typed if code))))
    )
    table.add_row("场景", Text(f"{asked or '（未提供）'}　范围：{SCOPE[decision.scope]}"))
    table.add_row("日期", str(decision.as_of))
    return Panel(table, title="联合奖惩查询结论", expand=False)


def _match(match: Match) -> RenderableType:
    entry = match.entry
    relation = "（所属企业）" if match.relation is Relation.PARENT else ""
    head = Text.assemble(
        (f"{COLOUR[match.colour]}“{match.list_name}”", _LIST_STYLE[match.colour]),
        f"　{STRENGTH[match.strength]}·{BASIS[match.basis]}{relation}　{entry.entry_id}",
    )
    facts = (
        ("名单上的名称", entry.name),
        ("曾用名", "、".join(entry.former_names)),
        ("代码", "　".join(code for code in (entry.uscc, entry.org_code, entry.reg_no, entry.tax_no) if code)),
        ("认定单位", "；".join(entry.authorities)),
        ("文书号", entry.doc_no),
        ("列入事由", entry.reason),
        ("期限", f"自 {entry.listed_on or f'{entry.first_received_on}（收到）'} 起，{_end(entry.end, match)}"),
        ("为何是本企业", "；".join(part.text for part in match.evidence)),
    )
    return Group(head, indented(facts))


def _end(end: End, match: Match) -> str:
    if end.kind in (EndKind.NONE, EndKind.LIFELONG):
        words = "长期有效" if end.kind is EndKind.NONE else "终身有效"
        return words + (f"，{match.effective_end} 起已定移出" if match.effective_end else "")
    if match.effective_end is None:
        return "期限未载明"
    return f"{match.effective_end} 起不再有效" + ("（按法定期限）" if end.kind is EndKind.UNKNOWN else "")


def _measures(title: str, measures: Sequence[AppliedMeasure]) -> Iterator[RenderableType]:
    if not measures:
        return
    yield Text(f"{title}：{len(measures)} 项", style="bold")
    ordered = sorted(strongest_first(measures), key=lambda each: each.measure.department)
    for department, group in groupby(ordered, key=lambda each: each.measure.department):
        yield Text(f"  {department}", style="bold")
        for number, applied in enumerate(group, start=1):
            yield from _measure(number, applied)


def _measure(number: int, applied: AppliedMeasure) -> Iterator[RenderableType]:
    measure, memorandum = applied.measure, applied.measure.memorandum
    whom = "" if measure.role is Role.ENTERPRISE else f"（对{ROLE[measure.role]}）"
    yield hanging(f"{number}. ", f"{measure.title}{whom}　【{OBLIGATION[applied.effective]}】")
    facts = (
        ("依据", basis_text(measure.legal_basis)),
        ("备忘录", f"《{memorandum.title}》{memorandum.doc_no}"),
        ("理由", f"{applied.why}（{applied.entry_id}）"),
        ("联系", measure.contact),
    )
    yield Padding(indented(facts), (0, 0, 0, 3))
