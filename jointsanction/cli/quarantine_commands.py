"""``jointsanction quarantine list|export``: rows that could not be taken, to be corrected and loaded again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from jointsanction.cli.console import console, folding_table
from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.ledger import Ledger, QuarantinedRow
from jointsanction.screen.formulas import neutralise

app = typer.Typer(help="隔离区：未能载入的行。", no_args_is_help=True)

NUMBER, REASON, PLACE, LIST = "隔离编号", "隔离原因", "隔离位置", "名单"


@app.command("list")
def list_rows(data: Data = DEFAULT_DATA) -> None:
    """列出待改正的行：在哪个文件哪一行哪一列，什么原因。"""
    shown = console()
    with Ledger.open(data_directory(data).require().ledger, read_only=True) as ledger:
        table = folding_table(NUMBER, "文件", "行", "列", "原因", "说明")
        for row in ledger.quarantined():
            column = f"{row.column or ''} {row.field}".strip()
            table.add_row(str(row.no), row.file, str(row.row), column, row.reason, escape(row.message))
    if table.row_count:
        shown.print(table)
    shown.print(f"共 {table.row_count} 行待改正")


@app.command("export")
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="导出的 .csv 文件。")],
    data: Data = DEFAULT_DATA,
) -> None:
    """导出待改正的行；改正后用 jointsanction load 再次载入，成功的行自动销号。"""
    with Ledger.open(data_directory(data).require().ledger, read_only=True) as ledger:
        rows = list(ledger.quarantined())
    header = _header(rows)
    with output.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([neutralise(cell) for cell in header])
        for row in rows:
            writer.writerow([neutralise(cell) for cell in _cells(row, header)])
    typer.echo(f"已导出 {len(rows)} 行到 {output}；改正后再次载入")


def _header(rows: list[QuarantinedRow]) -> list[str]:
    names = dict.fromkeys(name for row in rows for name, _ in row.cells)
    if LIST not in names and any(row.list for row in rows):
        names[LIST] = None
    return [*names, NUMBER, REASON, PLACE]


def _cells(row: QuarantinedRow, header: list[str]) -> list[str]:
    cells = dict(row.cells)
    cells.setdefault(LIST, row.list)
    cells |= {NUMBER: str(row.no), REASON: f"{row.reason}：{row.message}", PLACE: f"{row.file}:{row.row}:{row.column}"}
    return [cells.get(name, "") for name in header]
