"""``jointsanction doctor``: examine the data directory and say what to do."""

from __future__ import annotations

import typer
from rich.console import Console
from rich.markup import escape

from jointsanction.checker import shanghai_today
from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.operate import Condition, examine

_MARK = {
    Condition.GOOD: "[green]正常[/]",
    Condition.ATTENTION: "[yellow]注意[/]",
    Condition.FAULTY: "[bold red]故障[/]",
}


def doctor(data: Data = DEFAULT_DATA) -> None:
    """检查名单库、目录、规则、索引和名单时效，并说明该做什么；有故障时退出码为 1。"""
    console = Console(highlight=False, soft_wrap=True)
    worst = Condition.GOOD
    for each in examine(data_directory(data), today=shanghai_today()):
        console.print(f"{_MARK[each.condition]}  {escape(each.part)}：{escape(each.seen)}")
        if each.advice:
            console.print(f"      → {escape(each.advice)}")
        if each.condition is Condition.FAULTY:
            worst = Condition.FAULTY
    if worst is Condition.FAULTY:
        raise typer.Exit(1)
