"""``jointsanction load``: load a list file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from jointsanction import operate
from jointsanction.cli.console import console
from jointsanction.cli.options import DEFAULT_DATA, Data, Encoding, Sheet, data_directory
from jointsanction.cli.progress import progress_bar
from jointsanction.ledger import LoadReport


def load(
    file: Annotated[Path, typer.Argument(help="名单文件：.csv .xlsx .xls .jsonl，可再压缩为 .gz。")],
    list_name: Annotated[str, typer.Option("--list", help="名单：代码、名称或别名；文件有“名单”列时可不给。")] = "",
    data: Data = DEFAULT_DATA,
    source: Annotated[str, typer.Option("--source", help="来源；不同来源各自编号的记录不会混淆。")] = "",
    encoding: Encoding = None,
    sheet: Sheet = None,
) -> None:
    """载入名单文件；整个文件一次生效，再次载入同一文件不会有任何改变。"""
    with progress_bar("载入") as progress:
        report = operate.load_file(
            data_directory(data),
            file,
            now=datetime.now(UTC),
            list_name=list_name,
            source=source,
            encoding=encoding,
            sheet=sheet,
            progress=progress,
        )
    print_report(console(), report, file)


def print_report(shown: Console, report: LoadReport, file: Path) -> None:
    """How every row of the file ended."""
    shown.print(f"{file.name}：共读取 {report.read:,} 行（编码 {report.encoding or '—'}）")
    table = Table("结果", "行数")
    table.add_row("新增", f"{report.accepted:,}")
    table.add_row("并入已有记录", f"{report.joined:,}")
    table.add_row("未变", f"{report.unchanged:,}")
    table.add_row("更新", f"{report.superseded:,}")
    table.add_row("不收（自然人）", f"{report.declined:,}")
    table.add_row("隔离", f"{report.quarantined_total:,}")
    shown.print(table)
    for reason, count in sorted(report.quarantined.items()):
        shown.print(f"  隔离原因 {reason}：{count:,} 行")
    for code, count in sorted(report.warnings.items()):
        shown.print(f"  提示 {code}：{count:,} 行")
    if report.quarantined_total:
        shown.print("  查看：jointsanction quarantine list；导出改正：jointsanction quarantine export -o 文件.csv")
