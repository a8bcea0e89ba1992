"""``jointsanction check``: ask about one enterprise."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape

from jointsanction.checker import Checker
from jointsanction.cli.console import console
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
from jointsanction.explain.page import print_decision
from jointsanction.model import Subject


def check(
    data: Data = DEFAULT_DATA,
    name: Annotated[str, typer.Option("--name", help="企业名称。")] = "",
    uscc: Annotated[str, typer.Option("--uscc", help="统一社会信用代码。")] = "",
    org_code: Annotated[str, typer.Option("--org-code", help="组织机构代码。")] = "",
    reg_no: Annotated[str, typer.Option("--reg-no", help="15 位注册号。")] = "",
    tax_no: Annotated[str, typer.Option("--tax-no", help="15 位税务登记号。")] = "",
    former_name: Annotated[list[str] | None, typer.Option("--former-name", help="曾用名，可多次给出。")] = None,
    department: Department = "",
    item: Item = "",
    region: Region = "",
    as_of: AsOf = "",
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    fail_on: FailOn = "",
) -> None:
    """查询一家企业：结论、理由、须办的措施和法律依据。"""
    asked = context(department, item, region, as_of)
    threshold = outcome(fail_on)
    subject = Subject(name, uscc, org_code, reg_no, tax_no, tuple(former_name or ()))
    with Checker.open(data_directory(data).root) as checker:
        warn_of_rules(checker)
        decision = checker.check(subject, asked)
    if as_json:
        typer.echo(decision.to_json())
    else:
        print_decision(console(), decision, asked)
    if threshold is not None and decision.outcome >= threshold:
        raise typer.Exit(1)


def warn_of_rules(checker: Checker) -> None:
    """Say on stderr when edited rule files are broken and the last good ones are in force."""
    findings = checker.rules.findings
    if findings:
        shown = Console(stderr=True, highlight=False, soft_wrap=True)
        shown.print(f"[yellow]注意[/] 规则文件有 {len(findings)} 处错误，沿用上次有效的版本 {checker.rules.version}；")
        shown.print(f"  {escape(str(findings[0]))}")
        shown.print("  全部错误：jointsanction memo lint")
