"""``jointsanction caller add|list|rotate|revoke``: who may use the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory
from jointsanction.errors import CallersError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date
    from pathlib import Path

    from jointsanction.callers import CallerForm, NewKey
    from jointsanction.catalog import Catalog

app = typer.Typer(help="调用方：谁可以使用服务，能做什么。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="调用方名称：小写字母、数字和连字符，写入每条记录。", metavar="NAME")]
Days = Annotated[int, typer.Option("--days", min=0, help="密钥有效的天数；0 为长期。", metavar="N")]
Rights = Annotated[
    list[str],
    typer.Option(
        "--right", help="权限，可重复：check、history、push、review、report、statistics、admin。", metavar="RIGHT"
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option("--department", help="只代此部门办理，可重复；实施机关（清远市财政局）同时限定区划。", metavar="NAME"),
]
Regions = Annotated[
    list[str] | None, typer.Option("--region", help="只办理此区划及其下级的事项，可重复。", metavar="REGION")
]
Lists = Annotated[list[str] | None, typer.Option("--list", help="只可推送此名单，可重复。", metavar="LIST")]
Certificates = Annotated[
    list[str] | None,
    typer.Option("--certificate", help="客户端证书中的名称（SAN：主机名或 URI），可重复。", metavar="NAME"),
]


@app.command("add")
def add(
    name: Name,
    rights: Rights,
    departments: Departments = None,
    regions: Regions = None,
    lists: Lists = None,
    certificates: Certificates = None,
    title: Annotated[str, typer.Option("--title", help="中文说明，如“清城区审批系统”。", metavar="TEXT")] = "",
    rate: Annotated[float, typer.Option("--rate", min=0, help="每秒调用次数上限；0 为不限。", metavar="N")] = 0,
    burst: Annotated[int, typer.Option("--burst", min=0, help="可一次连发的次数；0 为一秒的量。", metavar="N")] = 0,
    days: Days = 365,
    no_key: Annotated[bool, typer.Option("--no-key", help="不发密钥，只用客户端证书。")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """新增调用方并发给密钥；密钥只显示这一次。不给部门、区划、名单即不限。"""
    from jointsanction.callers import add_caller, key_form, new_key
    from jointsanction.checker import shanghai_today
    from jointsanction.cli.caller_form import acts_for, caller_form, list_codes

    path, catalog = _file_and_catalog(data)
    if no_key and not certificates:
        message = "不发密钥的，须用 --certificate 写明证书名称"
        raise CallersError(message, (), place=Place(field="--no-key"))
    codes, divisions = acts_for(catalog, departments or (), regions or ())
    key, today = None if no_key else new_key(), shanghai_today()
    keys = [] if key is None else [key_form(key, today=today, expires_on=_until(today, days)).model_dump()]
    caller = caller_form(
        name=name,
        title=title,
        rights=rights,
        departments=codes,
        regions=divisions,
        lists=list_codes(catalog, lists or ()),
        rate=rate or None,
        burst=burst or None,
        certificates=certificates or (),
        keys=keys,
    )
    add_caller(path, caller)
    typer.echo(f"已新增调用方 {name}", err=True)
    if key is not None:
        _show(key)


@app.command("list")
def list_callers(data: Data = DEFAULT_DATA) -> None:
    """列出调用方：权限、部门、区划、证书，以及密钥的编号和期限（不显示密钥本身）。"""
    from jointsanction.callers import RIGHT_WORDS, read_callers
    from jointsanction.checker import shanghai_today
    from jointsanction.cli.console import console, folding_table

    today = shanghai_today()
    shown = console()
    table = folding_table("名称", "说明", "权限", "部门", "区划", "名单", "每秒", "证书", "密钥", lines=True)
    book = read_callers(data_directory(data).require().callers)
    for caller in book.forms:
        table.add_row(
            caller.name + (f"（{caller.revoked_on} 停用）" if caller.revoked_on else ""),
            caller.title,
            "、".join(RIGHT_WORDS[right] for right in caller.rights),
            _limit(caller.departments),
            _limit(caller.regions),
            _limit(caller.lists),
            "不限" if caller.rate is None else f"{caller.rate:g}",
            "\n".join(caller.certificates),
            "\n".join(_key_line(caller, today)),
        )
    if book.forms:
        shown.print(table)
    shown.print(f"共 {len(book.forms)} 个调用方")
    if book.empty:
        shown.print("没有设置调用方：服务只接受本机（回环地址或 Unix 套接字）的调用，且本机操作员有全部权限")


@app.command("rotate")
def rotate(
    name: Name,
    days: Days = 365,
    grace: Annotated[int, typer.Option("--grace", min=0, help="原有密钥继续有效的天数。", metavar="N")] = 7,
    data: Data = DEFAULT_DATA,
) -> None:
    """换发密钥：新密钥只显示这一次；原有密钥在宽限期后失效。"""
    from datetime import timedelta

    from jointsanction.callers import rotate_key
    from jointsanction.checker import shanghai_today

    today = shanghai_today()
    old_until = today + timedelta(days=grace)
    path = data_directory(data).require().callers
    key = rotate_key(path, name, today=today, expires_on=_until(today, days), old_until=old_until)
    typer.echo(f"已为 {name} 换发密钥；原有密钥自 {old_until} 起失效", err=True)
    _show(key)


@app.command("revoke")
def revoke(
    name: Name,
    key_id: Annotated[
        str, typer.Option("--key", help="只作废这个编号的密钥；不给则停用整个调用方。", metavar="ID")
    ] = "",
    data: Data = DEFAULT_DATA,
) -> None:
    """停用调用方，或作废它的一个密钥；运行中的服务随即不再接受。"""
    from jointsanction.callers import revoke_caller, revoke_key
    from jointsanction.checker import shanghai_today

    path = data_directory(data).require().callers
    if key_id:
        revoke_key(path, name, key_id, today=shanghai_today())
        typer.echo(f"已作废 {name} 的密钥 {key_id}")
    else:
        revoke_caller(path, name, today=shanghai_today())
        typer.echo(f"已停用调用方 {name}")


def _file_and_catalog(data: str) -> tuple[Path, Catalog]:
    from jointsanction.checker import rules_in_force
    from jointsanction.ledger import Ledger

    directory = data_directory(data).require()
    with Ledger.open(directory.ledger, read_only=True) as ledger:
        return directory.callers, rules_in_force(directory, ledger, now=None).catalog


def _until(today: date, days: int) -> date | None:
    from datetime import timedelta

    return today + timedelta(days=days) if days else None


def _limit(values: tuple[str, ...] | None) -> str:
    return "不限" if values is None else "、".join(values) or "无"


def _key_line(caller: CallerForm, today: date) -> Iterable[str]:
    for key in caller.keys:
        if key.revoked_on:
            state = f"{key.revoked_on} 作废"
        elif key.expires_on is None:
            state = "长期"
        else:
            state = f"{key.expires_on} 已到期" if key.expires_on <= today else f"至 {key.expires_on}"
        yield f"{key.id}（{state}）"


def _show(key: NewKey) -> None:
    """The key alone on stdout, so that it can go straight into a file or a pipe."""
    typer.echo(key.text)
    typer.echo(
        f"密钥编号 {key.key_id}；请立即妥善保存，不会再次显示。调用时放在元数据 authorization: Bearer 密钥", err=True
    )
