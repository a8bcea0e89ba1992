"""``jointsanction quarantine list|export``: rows that could not be taken, to be corrected and loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory

app = typer.Typer(help="隔离区：未能载入的行。", no_args_is_help=True)

_SHOWN = 60
"""Characters of a cell that are shown."""


@app.command("list")
def list_rows(
    data: Data = DEFAULT_DATA,
    most: Annotated[int, typer.Option("--limit", min=0, help="最多列出的行数；0 为全部。", metavar="N")] = 100,
) -> None:
    """列出待改正的行：在哪个文件哪一行哪一列，什么原因。"""
    from collections import Counter

    from rich.text import Text

    from jointsanction.cli.console import console, folding_table
    from jointsanction.explain.words import QUARANTINE_REASON
    from jointsanction.ledger import Ledger

    shown = console()
    table = folding_table("编号", "文件", "行", "列", "原因", "说明", "内容", lines=True)
    reasons: Counter[str] = Counter()
    with Ledger.open(data_directory(data).require().ledger, read_only=True) as ledger:
        for row in ledger.quarantined():
            reasons[row.reason] += 1
            if most and reasons.total() > most:
                continue
            content = Text("；".join(f"{name}：{_short(text)}" for name, text in row.cells if text))
            place = str(row.column) if row.column else ""
            message = row.message or QUARANTINE_REASON.get(row.reason, "")
            table.add_row(str(row.no), Text(row.file), str(row.row), place, row.reason, Text(message), content)
    if table.row_count:
        shown.print(table)
    for reason, count in reasons.most_common():
        shown.print(f"  {QUARANTINE_REASON.get(reason, reason)}（{reason}）：{count:,} 行")
    cut = f"，列出前 {most} 行（--limit 0 列出全部）" if most and reasons.total() > most else ""
    shown.print(f"共 {reasons.total():,} 行待改正{cut}")
    if reasons:
        shown.print("导出改正：jointsanction quarantine export -o 文件.xlsx")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…（共 {len(text)} 个字符）"


@app.command("export")
def export(
    output: Annotated[
        Path, typer.Option("--output", "-o", help="导出的 .xlsx 或 .csv 文件；已有的不会被覆盖。", metavar="FILE")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """导出待改正的行；改正后用 jointsanction load 再次载入，成功的行自动销号。"""
    from jointsanction.cli import quarantine_file
    from jointsanction.ledger import Ledger

    with Ledger.open(data_directory(data).require().ledger, read_only=True) as ledger:
        count = quarantine_file.export(ledger, output)
    if count:
        typer.echo(f"已导出 {count:,} 行到 {output}；改正后运行：jointsanction load {output}（“隔离编号”列请保留）")
    else:
        typer.echo("没有待改正的行，未写文件")
