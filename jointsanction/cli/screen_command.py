"""``jointsanction screen``: ask about every company of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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

if TYPE_CHECKING:
    from jointsanction.screen import ScreenReport


def screen(
    file: Annotated[Path, typer.Argument(help="企业名单：.csv .xlsx .xls .jsonl，可再压缩为 .gz。")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="结果文件：.csv、.xlsx 或 .jsonl；已有的会被替换。", metavar="FILE")
    ],
    data: Data = DEFAULT_DATA,
    department: Department = "",
    item: Item = "",
    region: Region = "",
    as_of: AsOf = "",
    encoding: Encoding = "",
    sheet: Sheet = "",
    workers: Annotated[int, typer.Option("--workers", min=0, help="进程数；0 为全部处理器核心。", metavar="N")] = 0,
    fail_on: FailOn = "",
) -> None:
    """批量查询：按原顺序输出，保留全部原列，附加结论、措施和法律依据。"""
    from jointsanction.cli.progress import progress_bar
    from jointsanction.screen import screen_file

    asked = context(department, item, region, as_of)
    threshold = outcome(fail_on)
    with progress_bar("查询") as progress:
        report = screen_file(
            data_directory(data).root,
            file,
            output,
            asked,
            workers=workers,
            encoding=encoding or None,
            sheet=sheet or None,
            progress=progress,
        )
    print_report(report, output)
    if threshold is not None and report.rows and report.strongest() >= threshold:
        raise typer.Exit(1)


def print_report(report: ScreenReport, output: Path) -> None:
    """The summary on stderr: counts by outcome, by list, bad rows."""
    from rich.console import Console
    from rich.table import Table

    from jointsanction.explain.words import OUTCOME
    from jointsanction.model import Outcome

    shown = Console(stderr=True, highlight=False, markup=False)
    shown.print(f"共 {report.rows:,} 行，查询日期 {report.as_of}，场景 {report.asked}")
    shown.print(f"结果已写入 {output}；输入文件：{report.encoding_note}", soft_wrap=True)
    table = Table("结论", "代码", "行数")
    table.columns[2].justify = "right"
    for each in reversed(Outcome):
        table.add_row(OUTCOME[each], each.name, f"{report.outcomes[each.name]:,}")
    table.add_row("未能查询，须人工核对", "ERROR", f"{report.bad_rows:,}")
    shown.print(table)
    for name, count in report.lists.most_common():
        shown.print(f"  命中“{name}”：{count:,} 行")
    for reason, count in report.reasons.most_common():
        shown.print(f"  未能查询（{reason}）：{count:,} 行")
    for notice in report.notices:
        shown.print(f"  提示：{notice}")
