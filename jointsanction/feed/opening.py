"""Open a table, whatever kind of file it is in."""

from __future__ import annotations

from pathlib import Path

from jointsanction.feed.compression import ByteSource
from jointsanction.feed.formats import EXCEL, sniff_format
from jointsanction.feed.table import TableReader
from jointsanction.feed.tables.csv_table import CsvTable
from jointsanction.feed.tables.excel_table import ExcelTable
from jointsanction.feed.tables.jsonl_table import JsonLinesTable

_START = 4_096


def open_table(path: Path, *, encoding: str | None = None, sheet: str | None = None) -> TableReader:
    """Open ``path`` (CSV, Excel or JSON lines, packed with gzip or not) and read its header.

    ``encoding`` overrides the detection for text; ``sheet`` names the sheet of a workbook. The content decides what
    the file is, its name only breaks ties. Raises FeedError: FILE_MISSING, FILE_UNREADABLE, FILE_FORMAT,
    FILE_TRUNCATED, FILE_ENCODING, FILE_EMPTY, HEADER_MISSING.
    """
    source = ByteSource(path)
    kind, note = sniff_format(source.start(_START), path)
    if kind in EXCEL:
        return ExcelTable(source, format=kind, sheet=sheet, note=note)
    if kind == "jsonl":
        return JsonLinesTable(source, encoding=encoding, note=note)
    return CsvTable(source, encoding=encoding, note=note)
