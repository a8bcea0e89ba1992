"""``jointsanction upgrade``: bring the ledger of an older release to this one's tables."""

from __future__ import annotations

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory


def upgrade(data: Data = DEFAULT_DATA) -> None:
    """把较旧版本建立的名单库升级到本版本；请先备份，并停止正在使用它的程序。查询记录库在首次写入时自行升级。"""
    from jointsanction.ledger import SCHEMA_REVISION, Ledger

    with Ledger.open(data_directory(data).ledger, allow_older=True) as ledger:
        before = ledger.revision()
        if before == SCHEMA_REVISION:
            typer.echo(f"名单库已是本版本的结构（{SCHEMA_REVISION}），未作改动")
            return
        ledger.upgrade()
    typer.echo(f"名单库已由 {before} 升级到 {SCHEMA_REVISION}；请运行 jointsanction doctor 核对")
