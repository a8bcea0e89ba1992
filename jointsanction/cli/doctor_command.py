"""``jointsanction doctor``: examine the data directory and say what to do."""

from __future__ import annotations

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory

_MARK = {"GOOD": ("正常", "green"), "ATTENTION": ("注意", "yellow"), "FAULTY": ("故障", "red")}


def doctor(data: Data = DEFAULT_DATA) -> None:
    """检查名单库、目录、规则、调用方、索引和名单时效，并说明该做什么；有故障时退出码为 1。"""
    from jointsanction.checker import shanghai_today
    from jointsanction.operate import Condition, examine

    counts = dict.fromkeys(Condition, 0)
    for each in examine(data_directory(data), today=shanghai_today()):
        counts[each.condition] += 1
        word, colour = _MARK[each.condition]
        typer.echo(f"{typer.style(word, fg=colour)}  {each.part}：{each.seen}")
        if each.advice:
            typer.echo(f"      → {each.advice}")
    typer.echo("，".join(f"{_MARK[condition][0]} {count} 项" for condition, count in counts.items()))
    if counts[Condition.FAULTY]:
        raise typer.Exit(1)
