"""An error as an operator reads it on stderr: reason, where, what, and what to do."""

from __future__ import annotations

import typer

from jointsanction.errors import CallersError, CatalogError, JointsanctionError, Place, RulesError

_ADVICE = {
    "LEDGER_EMPTY": "先载入名单：jointsanction load 名单文件 --list 名单",
    "LEDGER_DAMAGED": "检查：jointsanction doctor；恢复：jointsanction restore 备份文件 --data 新目录",
    "DEPARTMENT_NOT_FOUND": "部门及别名见数据目录中的 catalog/departments.yaml",
    "REGION_NOT_FOUND": "请写六位区划代码或全称，如 441800、清远市",
}
_MOST_FINDINGS = 50


def report(error: JointsanctionError) -> None:
    """Print an error; every finding of a rule or catalogue error, up to a number that can be read."""
    head = f"{typer.style('错误', fg='red', bold=True)} [{error.reason}]"
    if isinstance(error, (CallersError, CatalogError, RulesError)) and error.findings:
        typer.echo(f"{head} {error.message}", err=True)
        for finding in error.findings[:_MOST_FINDINGS]:
            typer.echo(f"  {finding}", err=True)
        if len(error.findings) > _MOST_FINDINGS:
            typer.echo(f"  ……另有 {len(error.findings) - _MOST_FINDINGS} 处；全部：jointsanction memo lint", err=True)
        return
    where = where_text(error.place)
    typer.echo(f"{head} {where}：{error.message}" if where else f"{head} {error.message}", err=True)
    if advice := _ADVICE.get(error.reason):
        typer.echo(f"  → {advice}", err=True)


def where_text(place: Place) -> str:
    """A place in words: file, row, column; or the option that a question's field was given by.

    >>> where_text(Place(file="名单.csv", row=3, column=2)), where_text(Place(field="region"))
    ('名单.csv 第 3 行 第 2 列', '--region')
    """
    parts = [place.file] if place.file else []
    parts.extend(f"第 {number} {unit}" for number, unit in ((place.row, "行"), (place.column, "列")) if number)
    if not parts and place.field:
        return f"--{place.field.removeprefix('--').replace('_', '-')}"
    return " ".join(parts)
