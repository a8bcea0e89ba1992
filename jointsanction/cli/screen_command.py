"""``jointsanction screen``: ask about every company of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jointsanction.cli.options import (
    DEFAULT_DATA,
    AsOf,
    Data,
    Department,
    Encoding,
    FailOn,
    Item,
    Region,
    Sheet,
    context,
    data_directory,
    outcome,
)
from jointsanction.cli.progress import progress_bar
from jointsanction.explain.words import OUTCOME
from jointsanction.model import Outcome
from jointsanction.screen import ScreenReport, screen_file


def screen(
    file: Annotated[Path, typer.Argument(help="企业名单：.csv .xlsx .xls .jsonl，可再压缩为 .gz。")],
    output: Annotated[Path, typer.Option("--output", "-o", help="结果文件：.csv、.xlsx 或 .jsonl。")],
    data: Data = DEFAULT_DATA,
    department: Department = "",
    item: Item = "",
    region: Region = "",
    as_of: AsOf = "",
    encoding: Encoding = None,
    sheet: Sheet = None,
    workers: Annotated[int, typer.Option("--workers", min=0, help="进程数；0 为全部处理器核心。")] = 0,
    fail_on: FailOn = "",
) -> None:
    """批量查询：按原顺序输出，保留全部原列，附加结论、措施和法律依据。"""
    asked = context(department, item, region, as_of)
    threshold = outcome(fail_on)
    with progress_bar("查询") as progress:
        report = screen_file(
            data_directory(data).root,
            file,
            output,
            asked,
            workers=workers,
            encoding=encoding,
            sheet=sheet,
            progress=progress,
        )
    print_report(report, output)
    if threshold is not None and report.rows and report.strongest() >= threshold:
        raise typer.Exit(1)


def print_report(report: ScreenReport, output: Path) -> None:
    """The summary on stderr: counts by outcome, by list, bad rows."""
    console = Console(stderr=True, highlight=False)
    console.print(f"共 {report.rows:,} 行，查询日期 {report.as_of}，结果已写入 {output}；{report.encoding_note}")
    table = Table("结论", "行数")
    for each in reversed(Outcome):
        table.add_row(f"{OUTCOME[each]} {each.name}", f"{report.outcomes[each.name]:,}")
    table.add_row("未能查询", f"{report.bad_rows:,}")
    console.print(table)
    for name, count in report.lists.most_common():
        console.print(f"  命中“{name}”：{count:,} 行")
    for reason, count in report.reasons.most_common():
        console.print(f"  未能查询（{reason}）：{count:,} 行")
    for notice in report.notices:
        console.print(f"  提示：{notice}")
