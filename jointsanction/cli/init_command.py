"""``jointsanction init``: make a data directory."""

from __future__ import annotations

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory


def init(data: Data = DEFAULT_DATA) -> None:
    """建立数据目录：空的名单库、目录数据、八份备忘录和密钥。"""
    from datetime import UTC, datetime

    from jointsanction.checker import create, rules_in_force
    from jointsanction.ledger import Ledger

    now = datetime.now(UTC)
    directory = create(data_directory(data).root, now=now)
    with Ledger.open(directory.ledger) as ledger:
        rules = rules_in_force(directory, ledger, now=now)
    root, memoranda = directory.root, len(rules.rulebook.memoranda)
    typer.echo(f"已建立数据目录 {root}")
    typer.echo(f"  名单类别 {len(rules.catalog.lists)} 类，备忘录 {memoranda} 份，规则版本 {rules.version}")
    typer.echo(f"  目录数据在 {root / 'catalog'}，备忘录在 {root / 'memoranda'}，均可修改")
    typer.echo(f"下一步：jointsanction load 名单文件 --list 名单名称 --data {root}")
