"""Options that several commands share, declared once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from jointsanction.errors import DataDirectoryError, Place, QuestionError

if TYPE_CHECKING:
    from datetime import date

    from jointsanction.checker import DataDirectory
    from jointsanction.model import Context, Outcome

DEFAULT_DATA = "jointsanction-data"
ENVIRONMENT = "JOINTSANCTION_DATA"

Data = Annotated[
    str,
    typer.Option("--data", envvar=ENVIRONMENT, show_default=True, help="数据目录。", metavar="DIR"),
]
Department = Annotated[
    str, typer.Option("--department", help="部门：职能（财政）或实施机关（清远市财政局）。", metavar="NAME")
]
Item = Annotated[str, typer.Option("--item", help="事项：编码或名称。", metavar="ITEM")]
Region = Annotated[str, typer.Option("--region", help="区划：代码或名称。", metavar="REGION")]
AsOf = Annotated[str, typer.Option("--as-of", help="查询日期（YYYY-MM-DD），默认今天。", metavar="DATE")]
FailOn = Annotated[
    str,
    typer.Option(
        "--fail-on",
        help="结论为此项或更强时退出码为 1：RESTRICT、SCRUTINIZE、VERIFY、NOTICE、FACILITATE、CLEAR。",
        metavar="OUTCOME",
    ),
]
Encoding = Annotated[
    str, typer.Option("--encoding", help="文件编码，如 gb18030；不给则自动识别。", metavar="NAME", show_default=False)
]
Sheet = Annotated[
    str, typer.Option("--sheet", help="Excel 工作表名；不给则取第一个能识别的表。", metavar="NAME", show_default=False)
]


def data_directory(data: str) -> DataDirectory:
    """The directory that ``--data`` names; raises DataDirectoryError for a database URL or nothing."""
    from pathlib import Path

    from jointsanction.checker import DataDirectory

    if "://" in data:
        message = "此版本的数据目录只能是本机目录，尚不支持数据库地址（postgresql:// 等）"
        raise DataDirectoryError(message, reason="DATA_DIRECTORY_NOT_SUPPORTED", place=Place(field="--data"))
    if not data.strip():
        raise DataDirectoryError("没有给出数据目录", place=Place(field="--data"))
    return DataDirectory(Path(data))


def context(department: str, item: str, region: str, as_of: str) -> Context:
    """The context that the options give; raises QuestionError DATE_UNREADABLE."""
    from jointsanction.model import Context

    return Context(department=department, item=item, region=region, as_of=day(as_of))


def day(text: str, option: str = "--as-of") -> date | None:
    """A day as typed; None for nothing. Raises QuestionError DATE_UNREADABLE naming the option."""
    from datetime import date

    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        message = f"日期“{text}”不对；请写成 2026-01-31 的样子"
        raise QuestionError(message, reason="DATE_UNREADABLE", place=Place(field=option)) from error


def outcome(text: str) -> Outcome | None:
    """The outcome that ``--fail-on`` names, by code or Chinese word; raises QuestionError OUTCOME_NOT_FOUND."""
    from jointsanction.explain.words import OUTCOME
    from jointsanction.model import Outcome

    if not text:
        return None
    for each in Outcome:
        if text.strip().upper() in (each.name, OUTCOME[each]):
            return each
    known = "、".join(f"{each.name}（{OUTCOME[each]}）" for each in reversed(Outcome))
    message = f"没有结论“{text}”；可用：{known}"
    raise QuestionError(message, reason="OUTCOME_NOT_FOUND", place=Place(field="--fail-on"))
