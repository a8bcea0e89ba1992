"""``jointsanction stats``: what the record counts."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory, day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jointsanction.record import Figures


class By(StrEnum):
    """By what the figures are told apart."""

    REGION = "region"
    DEPARTMENT = "department"
    LIST = "list"
    MEMORANDUM = "memorandum"
    LEADS_TO = "leads_to"


class Period(StrEnum):
    """Length of a period."""

    MONTH = "month"
    YEAR = "year"


HEADINGS = {
    "group": "类别",
    "period": "周期",
    "checks": "查询次数",
    "hits": "命中次数",
    "measures_due": "应反馈措施",
    "measures_taken": "已采取",
    "measures_not_taken": "未采取",
    "restricted": "惩戒企业",
    "rewarded": "激励企业",
    "restricted_so_far": "累计惩戒企业",
    "rewarded_so_far": "累计激励企业",
}
"""The fields of ``Figures`` as an officer reads them."""


def stats(
    data: Data = DEFAULT_DATA,
    since: Annotated[str, typer.Option("--since", help="起始日期（YYYY-MM-DD），含当日。", metavar="DATE")] = "",
    until: Annotated[str, typer.Option("--until", help="截止日期（YYYY-MM-DD），不含当日。", metavar="DATE")] = "",
    by: Annotated[
        By | None,
        typer.Option("--by", help="统计维度：区划、部门、名单、备忘录、导致的结论。", show_default=False),
    ] = None,
    per: Annotated[Period | None, typer.Option("--per", help="统计周期：月、年。", show_default=False)] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="写入 CSV 文件（已有的不会被覆盖），不给则显示表格。", metavar="FILE"),
    ] = None,
) -> None:
    """统计：查询、命中、已采取的措施，以及惩戒和激励的企业数。"""
    from jointsanction.record import CheckRecord, Dimension, Per

    with CheckRecord.open(data_directory(data).require().record) as record:
        figures = record.statistics(
            since=day(since, "--since"),
            until=day(until, "--until"),
            by=Dimension(by or ""),
            per=Per(per or ""),
        )
    if output is None:
        _show(figures)
    else:
        _write(figures, output)
        typer.echo(f"已写入 {output}：{len(figures)} 行")


def _show(figures: Sequence[Figures]) -> None:
    from dataclasses import asdict

    from jointsanction.cli.console import console, folding_table

    grouped, dated = any(each.group for each in figures), any(each.period for each in figures)
    fields = [name for name in HEADINGS if (grouped or name != "group") and (dated or name != "period")]
    table = folding_table(*(HEADINGS[name] for name in fields))
    for place, name in enumerate(fields):
        if name not in ("group", "period"):
            table.columns[place].justify = "right"
    for each in figures:
        values = asdict(each)
        table.add_row(*(str(values[name]) if name in ("group", "period") else f"{values[name]:,}" for name in fields))
    console().print(table)


def _write(figures: Sequence[Figures], output: Path) -> None:
    import csv
    from dataclasses import astuple

    from jointsanction.errors import FeedError, Place

    try:
        # With a byte order mark: spreadsheets then read the Chinese headings as what they are.
        with output.open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS.values())
            writer.writerows(map(astuple, figures))
    except FileExistsError as error:
        raise FeedError("文件已存在，未作改动", reason="OUTPUT_EXISTS", place=Place(file=str(output))) from error
    except OSError as error:
        message = f"不能写入：{error.strerror}"
        raise FeedError(message, reason="FILE_UNREADABLE", place=Place(file=str(output))) from error
