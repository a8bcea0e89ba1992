"""``jointsanction backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory


def backup(
    file: Annotated[Path, typer.Argument(help="备份文件，如 2026-01-31.tar.gz；已有的文件不会被覆盖。")],
    data: Data = DEFAULT_DATA,
) -> None:
    """把整个数据目录备份为一个文件；载入和查询可照常进行。"""
    from datetime import UTC, datetime

    from jointsanction import operate

    report = operate.backup(data_directory(data), file, now=datetime.now(UTC))
    typer.echo(f"已备份到 {file}：{report.files} 个文件，{report.size:,} 字节，变更号 {report.change_no}")
    typer.echo("备份含有密钥，请与数据目录同等保管。")


def restore(
    file: Annotated[Path, typer.Argument(help="备份文件。")],
    data: Data = DEFAULT_DATA,
) -> None:
    """从备份恢复到一个空目录或新目录；全部校验后才落地。"""
    from jointsanction import operate

    directory = data_directory(data)
    report = operate.restore(file, directory.root)
    typer.echo(f"已恢复到 {directory.root}：{report.files} 个文件，变更号 {report.change_no}")
    typer.echo(f"请运行 jointsanction doctor --data {directory.root} 检查。")
