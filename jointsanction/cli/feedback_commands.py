"""``jointsanction feedback add|list``: what was done about the measures of recorded checks."""

from __future__ import annotations

from typing import Annotated

import typer

from jointsanction.cli.options import DEFAULT_DATA, Data, data_directory, day

app = typer.Typer(help="反馈：对措施的处理情况。", no_args_is_help=True)


@app.command("add")
def add(
    check_id: Annotated[str, typer.Argument(help="查询编号，如 C17。", metavar="CHECK")],
    entry: Annotated[str, typer.Option("--entry", help="名单记录编号，如 E5。", metavar="ENTRY")],
    measure: Annotated[str, typer.Option("--measure", help="措施编号，如 M01-2。", metavar="MEASURE")],
    department: Annotated[str, typer.Option("--department", help="执行部门，与措施所列一致。", metavar="NAME")],
    taken: Annotated[bool, typer.Option("--taken/--not-taken", help="已采取，或未采取（须说明理由）。")],
    on: Annotated[str, typer.Option("--on", help="日期（YYYY-MM-DD），默认今天。", metavar="DATE")] = "",
    reason: Annotated[str, typer.Option("--reason", help="理由；未采取的必须给出。", metavar="TEXT")] = "",
    doc_no: Annotated[str, typer.Option("--doc-no", help="文书号。", metavar="TEXT")] = "",
    officer: Annotated[str, typer.Option("--officer", help="经办人。", metavar="NAME")] = "",
    corrects: Annotated[bool, typer.Option("--corrects", help="更正以前的反馈。")] = False,
    data: Data = DEFAULT_DATA,
) -> None:
    """反馈一项措施的处理情况；同样的反馈再次提交不会有任何改变。"""
    from datetime import UTC, datetime

    from jointsanction.callers import OPERATOR
    from jointsanction.checker import shanghai_today
    from jointsanction.record import MeasureAnswer, Recorder

    directory = data_directory(data).require()
    answer = MeasureAnswer(
        check_id=check_id,
        entry_id=entry,
        measure_id=measure,
        department=department,
        taken=taken,
        on=day(on, "--on") or shanghai_today(),
        reason=reason,
        doc_no=doc_no,
        officer=officer,
        corrects=corrects,
    )
    with Recorder.open(directory.record, seal=directory.hasher()) as recorder:
        check = recorder.report_measure(answer, caller=OPERATOR.name, now=datetime.now(UTC))
    left = sum(1 for each in check.measures if each.is_open)
    typer.echo(f"已反馈；查询 {check_id} " + (f"还有 {left} 项措施待反馈" if left else "的措施已全部反馈"))


@app.command("list")
def list_open(
    data: Data = DEFAULT_DATA,
    overdue: Annotated[bool, typer.Option("--overdue", help="只列出逾期的。")] = False,
    most: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="最多列出的项数。", metavar="N")] = 100,
) -> None:
    """列出待反馈的措施，期限最早的在前。"""
    from jointsanction.checker import shanghai_today
    from jointsanction.cli.console import console, folding_table
    from jointsanction.explain.words import OUTCOME
    from jointsanction.model import Outcome
    from jointsanction.record import CheckRecord

    today = shanghai_today()
    with CheckRecord.open(data_directory(data).require().record) as record:
        page = record.open_checks(overdue_on=today if overdue else None, page_size=most)
    table = folding_table("查询", "名单记录", "措施", "执行部门", "结论", "企业", "期限", "")
    for each in page.measures:
        late = "逾期" if each.due_on is not None and each.due_on <= today else ""
        outcome = OUTCOME[Outcome[each.leads_to]]
        key = (each.check_id, each.entry_id, each.measure_id)
        table.add_row(*key, each.department, outcome, each.enterprise, str(each.due_on or ""), late)
    shown = console()
    if table.row_count:
        shown.print(table)
    more = f"，列出前 {most} 项（--limit）" if page.next_token else ""
    shown.print(f"共 {len(page.measures):,}{'+' if page.next_token else ''} 项措施待反馈{more}")
