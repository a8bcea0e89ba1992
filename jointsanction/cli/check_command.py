"""``jointsanction check``: ask about one enterprise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec.structs import replace

from jointsanction.cli.options import (
    DEFAULT_DATA,
    AsOf,
    Data,
    Department,
    FailOn,
    Item,
    Region,
    context,
    data_directory,
    outcome,
)

if TYPE_CHECKING:
    from jointsanction.checker import Checker
    from jointsanction.model import Context, Decision, Subject


def check(
    data: Data = DEFAULT_DATA,
    name: Annotated[str, typer.Option("--name", help="企业名称。", metavar="NAME")] = "",
    uscc: Annotated[str, typer.Option("--uscc", help="统一社会信用代码。", metavar="CODE")] = "",
    org_code: Annotated[str, typer.Option("--org-code", help="组织机构代码。", metavar="CODE")] = "",
    reg_no: Annotated[str, typer.Option("--reg-no", help="15 位注册号。", metavar="CODE")] = "",
    tax_no: Annotated[str, typer.Option("--tax-no", help="15 位税务登记号。", metavar="CODE")] = "",
    former_name: Annotated[
        list[str] | None, typer.Option("--former-name", help="曾用名，可多次给出。", metavar="NAME")
    ] = None,
    department: Department = "",
    item: Item = "",
    region: Region = "",
    as_of: AsOf = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON（一行），供程序读取。")] = False,
    fail_on: FailOn = "",
    record: Annotated[
        bool, typer.Option("--record", help="留痕：写入查询记录并显示查询编号，以便核定和反馈。")
    ] = False,
    case_no: Annotated[str, typer.Option("--case-no", help="办件编号，随查询留痕。", metavar="TEXT")] = "",
) -> None:
    """查询一家企业：结论、理由、须办的措施和法律依据。"""
    from jointsanction.checker import Checker
    from jointsanction.model import Subject

    asked = context(department, item, region, as_of)
    threshold = outcome(fail_on)
    subject = Subject(name, uscc, org_code, reg_no, tax_no, tuple(former_name or ()))
    with Checker.open(data_directory(data).root) as checker:
        warn_of_rules(checker)
        decision = checker.check(subject, asked)
        notices = _stale(checker)
        check_id = _recorded(data, checker, subject, replace(asked, case_no=case_no), decision) if record else ""
    if check_id:
        typer.echo(f"查询编号：{check_id}", err=True)
    if as_json:
        typer.echo(decision.to_json())
        for notice in notices:
            typer.echo(f"注意：{notice}", err=True)
    else:
        from jointsanction.cli.console import console
        from jointsanction.explain.page import print_decision

        print_decision(console(), decision, asked, notices)
    if threshold is not None and decision.outcome >= threshold:
        raise typer.Exit(1)


def _recorded(data: str, checker: Checker, subject: Subject, asked: Context, decision: Decision) -> str:
    """Write the check down as the operator's; its id."""
    from jointsanction.callers import OPERATOR
    from jointsanction.record import CheckToRecord, Recorder

    directory = data_directory(data)
    resolved = checker.rules.catalog.resolve(asked)
    told = CheckToRecord(
        caller=OPERATOR.name,
        subject=subject,
        context=asked,
        decision=decision,
        at=datetime.now(UTC),
        department=resolved.departments[0] if resolved.departments else "",
        region=resolved.region,
        item=resolved.item.code if resolved.item is not None else "",
    )
    with Recorder.open(directory.record, seal=directory.hasher()) as recorder:
        return recorder.record(told).check_id


def _stale(checker: Checker) -> tuple[str, ...]:
    """How old the lists are travels beside the decision, which follows from entries alone."""
    from jointsanction.checker import list_notices

    loaded = tuple(each for each in checker.freshness() if each.entries)
    return tuple(notice for notice in list_notices(loaded, checker.today()))


def warn_of_rules(checker: Checker) -> None:
    """Say on stderr when edited rule files are broken and the last good ones are in force."""
    findings = checker.rules.findings
    if findings:
        head = typer.style("注意", fg="yellow")
        typer.echo(f"{head} 规则文件有 {len(findings)} 处错误，沿用上次有效的版本 {checker.rules.version}；", err=True)
        typer.echo(f"  {findings[0]}", err=True)
        typer.echo("  全部错误：jointsanction memo lint", err=True)
