"""``jointsanction memo list|show|lint``: the memoranda and their measures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.errors import CatalogError, Place, QuestionError

if TYPE_CHECKING:
    from jointsanction.checker import Rules
    from jointsanction.memoranda.item_selector import ItemSelector

app = typer.Typer(help="备忘录：列出、查看、检查。", no_args_is_help=True)

_OBLIGATION = {
    "mandatory": "应当执行",
    "advisory": "从严审核",
    "supervise": "加强监管",
    "publicity": "公示",
    "facilitate": "激励",
}


def _rules(data: str) -> Rules:
    from jointsanction.checker import rules_in_force
    from jointsanction.ledger import Ledger

    directory = data_directory(data).require()
    with Ledger.open(directory.ledger, read_only=True) as ledger:
        return rules_in_force(directory, ledger, now=None)


@app.command("list")
def list_memoranda(data: Data = DEFAULT_DATA) -> None:
    """列出备忘录：编号、红黑、文号、名单、措施数。"""
    from jointsanction.cli.console import console, folding_table
    from jointsanction.model import Colour

    rules = _rules(data)
    table = folding_table("编号", "类别", "文号", "名称", "名单", "措施")
    for memorandum in rules.rulebook.memoranda:
        lists = "、".join(rules.catalog.lists[code].name for code in memorandum.lists)
        kind = "激励" if memorandum.colour is Colour.RED else "惩戒"
        table.add_row(memorandum.id, kind, memorandum.doc_no, memorandum.title, lists, str(len(memorandum.measures)))
    shown = console()
    shown.print(table)
    shown.print(f"规则版本 {rules.version}")


@app.command("show")
def show(
    memorandum_id: Annotated[str, typer.Argument(help="备忘录编号（M01）或文号。", metavar="ID")],
    data: Data = DEFAULT_DATA,
) -> None:
    """查看一份备忘录的全部措施：部门、约束力、事项、法律依据。"""
    from rich.markup import escape

    from jointsanction.cli.console import console, folding_table
    from jointsanction.explain.lines import basis_text
    from jointsanction.explain.words import ROLE

    rules = _rules(data)
    found = [each for each in rules.rulebook.memoranda if memorandum_id in (each.id, each.doc_no)]
    if not found:
        known = "、".join(each.id for each in rules.rulebook.memoranda)
        message = f"没有备忘录“{memorandum_id}”；现有：{known}"
        raise QuestionError(message, reason="MEMORANDUM_NOT_FOUND", place=Place(field="id"))
    memorandum = found[0]
    shown = console()
    shown.print(f"[bold]{memorandum.id}[/]　{escape(memorandum.title)}　{escape(memorandum.doc_no)}")
    table = folding_table("编号", "措施", "约束力", "部门", "对象", "事项", "法律依据", "条件", lines=True)
    for measure in memorandum.measures:
        table.add_row(
            measure.measure_id,
            measure.title,
            _OBLIGATION[measure.obligation],
            "、".join(rules.catalog.departments[code].name for code in measure.departments),
            "、".join(ROLE[role] for role in measure.roles),
            _items(measure.items),
            basis_text(measure.legal_basis),
            measure.condition,
        )
    shown.print(table)


def _items(selector: ItemSelector) -> str:
    """Which approval items a measure touches, in words."""
    if selector.everything:
        return "全部事项"
    parts = (
        ("标签", selector.tags),
        ("类型", selector.types),
        ("编码", selector.codes),
        ("名称含", selector.name_words),
    )
    return "；".join(f"{name}：{'、'.join(sorted(values))}" for name, values in parts if values)


@app.command("lint")
def lint_rules(data: Data = DEFAULT_DATA) -> None:
    """检查目录和备忘录文件：一次列出全部错误（文件:行:列）和改法；有错误时退出码为 1。"""
    from jointsanction.catalog import compile_catalog, lint_catalog
    from jointsanction.cli.console import console
    from jointsanction.memoranda import is_advice, lint

    directory = data_directory(data).require()
    files = directory.rule_files()
    shown = console()
    findings = list(lint_catalog(files))
    errors = len(findings)
    try:
        catalog = compile_catalog(files)
    except CatalogError as error:
        findings = list(error.findings)
        errors = len(findings)
    else:
        of_rules = lint(files, catalog)
        findings.extend(of_rules)
        errors += sum(not is_advice(finding) for finding in of_rules)
    for finding in findings:
        shown.print(str(finding), soft_wrap=True, markup=False)
    shown.print(f"{len(files)} 个文件，{errors} 处错误，{len(findings) - errors} 处建议")
    if errors:
        raise typer.Exit(1)
