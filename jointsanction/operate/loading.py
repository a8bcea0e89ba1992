"""Load one file onto the lists: feed → ledger → index, as one transaction and one report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jointsanction.checker import DataDirectory, rules_in_force
from jointsanction.errors import FeedError, Place, QuestionError
from jointsanction.feed import open_table, read_records, recognise_columns
from jointsanction.identifiers import resident_id
from jointsanction.ledger import Ledger, LoadReport
from jointsanction.match import build_after_load

Progress = Callable[[int, int, int], None]
"""Called now and then with (rows read, bytes read, bytes in all)."""


def load_file(
    directory: DataDirectory,
    path: Path,
    *,
    now: datetime,
    list_name: str = "",
    source: str = "",
    encoding: str | None = None,
    sheet: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Load ``path`` and bring the index up to date.

    ``list_name`` is the list (code, name or alias) of rows that name none; ``source`` says whose record numbers these
    are. Raises FeedError when the file cannot be read as a whole, LedgerError when nothing could be kept, QuestionError
    LIST_NOT_FOUND for an unknown list; in each case nothing of the file was applied.
    """
    try:
        return _load(directory, path, now, list_name, source, encoding, sheet, progress)
    except FeedError as error:
        # What is wrong with a header is found out where only the header is known.
        error.place = replace(error.place, file=error.place.file or path.name)
        raise


def _load(
    directory: DataDirectory,
    path: Path,
    now: datetime,
    list_name: str,
    source: str,
    encoding: str | None,
    sheet: str | None,
    progress: Progress | None,
) -> LoadReport:
    with Ledger.open(directory.require().ledger) as ledger:
        catalog = rules_in_force(directory, ledger, now=now).catalog
        default = catalog.find_list(list_name) if list_name else None
        if list_name and default is None:
            near = "、".join(catalog.suggest("list", list_name))
            message = f"没有名为“{list_name}”的名单" + (f"；是否为：{near}" if near else "")
            raise QuestionError(message, reason="LIST_NOT_FOUND", place=Place(field="list"))
        with open_table(path, encoding=encoding, sheet=sheet) as reader:
            columns = recognise_columns(reader.header)
            if default is None and not columns.has("list"):
                message = "文件中没有“名单”列；请用 --list 指定名单"
                raise FeedError(message, reason="LIST_MISSING", place=Place(file=path.name, row=1))
            records = read_records(
                reader,
                columns,
                catalog=catalog,
                default_list=default.code if default else None,
                source=source,
                keyed_hash=directory.hasher(),
            )

            def on_row(rows: int) -> None:
                if progress is not None:
                    progress(rows, reader.position(), reader.size_hint)

            report = ledger.load(
                records, file_name=resident_id.mask_all(path.name), encoding=reader.encoding, now=now, on_row=on_row
            )
        build_after_load(ledger, directory.index)
    return report
