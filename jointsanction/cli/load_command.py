"""``jointsanction load``: load a list file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, Encoding, Sheet, data_directory

if TYPE_CHECKING:
    from rich.console import Console

    from jointsanction.ledger import LoadReport


def load(
    file: Annotated[Path, typer.Argument(help="名单文件：.csv .xlsx .xls .jsonl，可再压缩为 .gz。")],
    list_name: Annotated[
        str, typer.Option("--list", help="名单：代码、名称或别名；文件有“名单”列时可不给。", metavar="LIST")
    ] = "",
    data: Data = DEFAULT_DATA,
    source: Annotated[
        str, typer.Option("--source", help="来源；不同来源各自编号的记录不会混淆。", metavar="NAME")
    ] = "",
    encoding: Encoding = "",
    sheet: Sheet = "",
) -> None:
    """载入名单文件；整个文件一次生效，再次载入同一文件不会有任何改变。"""
    from datetime import UTC, datetime

    from jointsanction import operate
    from jointsanction.cli.console import console
    from jointsanction.cli.progress import progress_bar

    with progress_bar("载入") as progress:
        report = operate.load_file(
            data_directory(data),
            file,
            now=datetime.now(UTC),
            list_name=list_name,
            source=source,
            encoding=encoding or None,
            sheet=sheet or None,
            progress=progress,
        )
    print_report(console(), report, file)


def print_report(shown: Console, report: LoadReport, file: Path) -> None:
    """How every row of the file ended."""
    from rich.table import Table

    from jointsanction.explain.words import QUARANTINE_REASON, RECORD_WARNING

    encoding = f"（编码 {report.encoding}）" if report.encoding else ""
    shown.print(f"{file.name}：共读取 {report.read:,} 行{encoding}", markup=False)
    if not report.read:
        shown.print("  提示：文件中只有表头，没有数据行；名单没有任何改变")
        return
    table = Table("结果", "行数", "")
    rows = (
        ("新增", report.accepted, "新的名单记录"),
        ("并入", report.joined, "同一记录的又一来源"),
        ("未变", report.unchanged, "以前载入过，内容相同"),
        ("更新", report.superseded, "以前载入过，内容已变，旧版本保留"),
        ("不收", report.declined, "自然人，只留计数和加密摘要"),
        ("隔离", report.quarantined_total, "未能载入，待改正"),
    )
    for name, count, meaning in rows:
        table.add_row(name, f"{count:,}", meaning)
    table.columns[1].justify = "right"
    shown.print(table)
    for reason, count in sorted(report.quarantined.items()):
        shown.print(f"  隔离：{QUARANTINE_REASON.get(reason, reason)}（{reason}）{count:,} 行", markup=False)
    for code, count in sorted(report.warnings.items()):
        shown.print(f"  已载入，但请注意：{RECORD_WARNING.get(code, code)}（{code}）{count:,} 行", markup=False)
    if report.quarantined_total:
        shown.print("  查看：jointsanction quarantine list；导出改正：jointsanction quarantine export -o 文件.xlsx")
