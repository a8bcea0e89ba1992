"""``jointsanction demo``: the main job on shipped, invented data."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    data: Annotated[str, typer.Option("--data", help="数据目录（须为新目录）；不给则用临时目录。", metavar="DIR")] = "",
) -> None:
    """演示：载入自带的虚构名单，查询自带的虚构企业，打印结论、措施和法律依据。"""
    import tempfile

    if data:
        from jointsanction.cli.options import data_directory

        _run(data_directory(data).root)
        return
    with tempfile.TemporaryDirectory(prefix="jointsanction-demo-") as folder:
        _run(Path(folder) / "data")


def _run(root: Path) -> None:
    from datetime import UTC, date, datetime

    from jointsanction import demo as demo_data
    from jointsanction import operate
    from jointsanction.checker import Checker, create
    from jointsanction.cli.console import console
    from jointsanction.cli.load_command import print_report as print_load
    from jointsanction.errors import QuestionError
    from jointsanction.explain.listing import DecisionTable
    from jointsanction.feed import open_table, read_subjects, recognise_columns
    from jointsanction.model import Context, Subject

    shown = console()
    now = datetime.now(UTC)
    directory = create(root, now=now)
    for path, list_name in demo_data.LISTS:
        print_load(shown, operate.load_file(directory, path, now=now, list_name=list_name), path)
    asked = Context(
        department=demo_data.DEPARTMENT,
        item=demo_data.ITEM,
        region=demo_data.REGION,
        as_of=date.fromisoformat(demo_data.AS_OF),
    )
    shown.print(f"\n[bold]{asked.department}　{asked.item}　{asked.region}　{asked.as_of}[/]（企业、名单均为虚构）")
    table = DecisionTable(shown.width)
    with Checker.open(root) as checker, open_table(demo_data.COMPANIES) as reader:
        for row, subject in read_subjects(reader, recognise_columns(reader.header)):
            if not isinstance(subject, Subject):
                table.add_error(row.number, "", subject.message)
                continue
            try:
                table.add(row.number, checker.check(subject, asked))
            except QuestionError as error:
                table.add_error(row.number, subject.name, error.message)
    table.print(shown)
    shown.print("自己的文件：jointsanction init，load 名单文件 --list 名单，screen 企业文件 -o 结果.xlsx")
