"""``jointsanction erase``: erase what the records say whose keeping has ended."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory


def erase(
    keep_days: Annotated[
        int, typer.Option("--keep-days", help="查询记录的保存天数，不少于 366。", min=0, metavar="DAYS")
    ],
    data: Data = DEFAULT_DATA,
) -> None:
    """删去保存期满的查询记录的内容；摘要链和统计所需的各项保留。服务可用 serve --keep-days 自动进行。"""
    from jointsanction.record import Recorder, erase_expired

    directory = data_directory(data)
    if not directory.record.is_file():
        typer.echo("尚无查询记录")
        return
    with Recorder.open(directory.record, seal=directory.hasher()) as recorder:
        count = erase_expired(recorder, keep_days=keep_days, now=datetime.now(UTC))
    typer.echo(f"已删去 {count:,} 条记录的内容" if count else "没有保存期满的记录")
