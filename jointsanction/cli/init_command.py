"""``jointsanction init``: make a data directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import typer

from jointsanction.checker import create, rules_in_force
from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.ledger import Ledger


def init(data: Data = DEFAULT_DATA) -> None:
    """建立数据目录：空的名单库、目录数据和八份备忘录。"""
    directory = create(Path(data_directory(data).root), now=datetime.now(UTC))
    with Ledger.open(directory.ledger) as ledger:
        rules = rules_in_force(directory, ledger, now=datetime.now(UTC))
    typer.echo(f"已建立数据目录 {directory.root}")
    typer.echo(
        f"  名单类别 {len(rules.catalog.lists)} 类，备忘录 {len(rules.rulebook.memoranda)} 份，规则版本 {rules.version}"
    )
    typer.echo(f"  目录数据在 {directory.root / 'catalog'}，备忘录在 {directory.root / 'memoranda'}，均可修改")
    typer.echo(f"下一步：jointsanction load 名单文件 --list 名单名称 --data {directory.root}")
