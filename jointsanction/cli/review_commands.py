"""``jointsanction review add|revoke|list``: a person's verdicts on matches."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory, day
from jointsanction.errors import Place, QuestionError

app = typer.Typer(help="人工核定：疑似或仅名称相同的匹配是否为同一企业。", no_args_is_help=True)

Check = Annotated[str, typer.Argument(help="查询编号，如 C17。", metavar="CHECK")]
Entry = Annotated[str, typer.Argument(help="名单记录编号，如 E5。", metavar="ENTRY")]
By = Annotated[str, typer.Option("--by", help="经办人。", metavar="NAME")]
Reason = Annotated[str, typer.Option("--reason", help="理由。", metavar="TEXT")]


class VerdictWord(StrEnum):
    """The verdict."""

    SAME = "same"
    DIFFERENT = "different"


@app.command("add")
def add(
    check_id: Check,
    entry_id: Entry,
    verdict: Annotated[VerdictWord, typer.Option("--verdict", help="same 同一企业，different 不是同一企业。")],
    by: By,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", help="有效期至（YYYY-MM-DD），不含当日。", metavar="DATE")],
    data: Data = DEFAULT_DATA,
) -> None:
    """核定一项匹配；此后的查询按核定作出结论，直到期满、撤销或名单记录变化。"""
    from datetime import UTC, datetime

    from jointsanction.callers import OPERATOR
    from jointsanction.ledger import Ledger
    from jointsanction.model import Verdict
    from jointsanction.record import Recorder, ReviewRequest, review_match

    ends = day(until, "--until")
    if ends is None:
        raise QuestionError("必须给出有效期", reason="DATE_UNREADABLE", place=Place(field="--until"))
    directory = data_directory(data).require()
    asked = ReviewRequest(
        check_id=check_id,
        entry_id=entry_id,
        verdict=Verdict(verdict.upper()),
        by=by,
        reason=reason,
        until=ends,
    )
    with (
        Ledger.open(directory.ledger) as ledger,
        Recorder.open(directory.record, seal=directory.hasher()) as recorder,
    ):
        review = review_match(recorder, ledger, asked, caller=OPERATOR.name, now=datetime.now(UTC))
    whom = f"统一社会信用代码 {review.uscc}" if review.uscc else f"查询 {check_id} 一次"
    typer.echo(f"已核定：名单记录 {entry_id} 对{whom}有效，至 {review.until}（不含当日）")


@app.command("revoke")
def revoke(check_id: Check, entry_id: Entry, by: By, reason: Reason, data: Data = DEFAULT_DATA) -> None:
    """撤销核定；记录保留。"""
    from datetime import UTC, datetime

    from jointsanction.callers import OPERATOR
    from jointsanction.ledger import Ledger
    from jointsanction.record import Recorder, revoke_match_review

    directory = data_directory(data).require()
    with (
        Ledger.open(directory.ledger) as ledger,
        Recorder.open(directory.record, seal=directory.hasher()) as recorder,
    ):
        revoke_match_review(
            recorder,
            ledger,
            check_id=check_id,
            entry_id=entry_id,
            by=by,
            reason=reason,
            caller=OPERATOR.name,
            now=datetime.now(UTC),
        )
    typer.echo(f"已撤销对名单记录 {entry_id} 的核定")


@app.command("list")
def list_reviews(data: Data = DEFAULT_DATA) -> None:
    """列出现存的核定，包括已过期的。"""
    from rich.text import Text

    from jointsanction.checker import shanghai_today
    from jointsanction.cli.console import console, folding_table
    from jointsanction.ledger import Ledger
    from jointsanction.model import Verdict

    today = shanghai_today()
    table = folding_table("名单记录", "统一社会信用代码", "查询", "核定", "经办人", "理由", "有效期至", "")
    with Ledger.open(data_directory(data).require().ledger, read_only=True) as ledger:
        for each in ledger.reviews():
            word = "同一企业" if each.verdict is Verdict.SAME else "不是同一企业"
            over = "已过期" if each.until <= today else ""
            texts = (each.uscc, each.check_id, word, each.by, each.reason, each.until.isoformat(), over)
            table.add_row(each.entry_id, *map(Text, texts))
    shown = console()
    if table.row_count:
        shown.print(table)
    shown.print(f"共 {table.row_count:,} 项核定")
