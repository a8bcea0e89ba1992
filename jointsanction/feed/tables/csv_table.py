"""Text tables: comma, semicolon, tab or bar; RFC 4180 quoting, read strictly, one bad row at a time.

A quote that never closes costs its own row only: the lines behind it are read again as rows. Where it reaches the end
of a file that does not end with a line end, the file was cut.
"""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import islice

from jointsanction.errors import FeedError
from jointsanction.feed.compression import ByteSource
from jointsanction.feed.encodings import detect
from jointsanction.feed.header import ROWS_LOOKED_AT, find_header, recognised
from jointsanction.feed.table import BROKEN_ROW, FIELD_TOO_LONG, LONGEST_CELL, Row, TableReader, too_long

DELIMITERS = ",;\t|"
LONGEST_LINE = 16 * 1024 * 1024
"""Characters of one line that are read at all; more is no table row, and must not fill the memory."""
_KEPT = 1_000
"""Characters kept of a line that cannot be read as a row."""
_TOO_LONG_AGAIN = 1_000_000
"""Characters that a line met while looking for the header keeps, so that it is found too long again as a row."""


class _LineTooLong(Exception):  # noqa: N818 -- a signal within this module
    pass


class CsvTable(TableReader):
    """A text table, open."""

    format = "csv"

    def __init__(self, source: ByteSource, *, encoding: str | None, note: str) -> None:
        chosen = detect(source, encoding)
        self.name = source.path.name
        self.encoding = chosen.codec
        self.encoding_note = f"{note}；{chosen.note}" if note else chosen.note
        self.size_hint = source.size
        self._source = source
        content, self._raw = source.open()
        self._text = io.TextIOWrapper(content, encoding=chosen.codec, errors="strict", newline="")
        self._waiting: deque[str] = deque()
        self._fed: list[str] = []
        self._delimiter = ","
        self._number = 0
        with ExitStack() as unless_read:
            unless_read.callback(self.close)
            self.header, self.header_row = self._read_header()
            unless_read.pop_all()

    def position(self) -> int:
        """Bytes of the file read so far."""
        return self.size_hint if self._raw.closed else self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._text.close()
        self._raw.close()

    def _read_header(self) -> tuple[tuple[str, ...], int]:
        lines: list[str] = []
        try:
            with self._source.breaking_off():
                lines.extend(islice(self._lines(), 2 * ROWS_LOOKED_AT))
        except _LineTooLong:
            lines = [*self._fed[:-1], self._fed[-1][:_TOO_LONG_AGAIN] + "\n"]
        if not any(line.strip() for line in lines):
            raise FeedError("文件开头没有表头", reason="HEADER_MISSING", place=self._source.place(1))
        self._waiting.extend(lines)
        self._delimiter = max(DELIMITERS, key=lambda mark: recognised(_loosely(lines, mark)))
        rows = _loosely(lines, self._delimiter)
        place = find_header(rows)
        if place < 0:
            place = next(at for at, cells in enumerate(rows) if any(cell.strip() for cell in cells))
        for row in self._records():
            if row.number == place + 1:
                cells = list(row.cells)
                while cells and not cells[-1].strip():
                    cells.pop()
                return tuple(cells), row.number
        raise FeedError("文件开头没有表头", reason="HEADER_MISSING", place=self._source.place(place + 1))

    def _lines(self) -> Iterator[str]:
        waiting, fed, readline = self._waiting, self._fed, self._text.readline
        while True:
            line = waiting.popleft() if waiting else readline(LONGEST_LINE)
            if not line:
                return
            fed.append(line)
            if len(line) == LONGEST_LINE and line[-1] != "\n":
                while (rest := readline(LONGEST_LINE)) and rest[-1] != "\n":
                    pass
                raise _LineTooLong
            yield line

    def __iter__(self) -> Iterator[Row]:
        header, width = self.header, len(self.header)
        for row in self._records():
            cells = row.cells
            if row.problem:
                yield row
            elif not cells or (not cells[0].strip() and not "".join(cells).strip()):
                continue
            elif len(cells) == width:
                if cells != header:
                    yield row
            elif len(cells) > width and not "".join(cells[width:]).strip():
                yield Row(row.number, cells[:width])
            else:
                detail = f"应有 {width} 列，实有 {len(cells)} 列"
                if len(cells) < width and not self._fed[-1].endswith(("\n", "\r")):
                    message = f"{detail}；文件到此结束且没有换行：文件不完整，未载入任何内容"
                    raise FeedError(message, reason="FILE_TRUNCATED", place=self._source.place(row.number))
                yield Row(row.number, cells, BROKEN_ROW, detail)

    def _records(self) -> Iterator[Row]:
        """Every record of the file with its number, empty ones too."""
        fed = self._fed
        fed.clear()
        while True:
            reader = csv.reader(self._lines(), delimiter=self._delimiter, strict=True)
            try:
                with self._source.breaking_off():
                    for cells in reader:
                        self._number += 1
                        row = Row(self._number, tuple(cells))
                        if len(fed) > 1 or len(fed[0]) > LONGEST_CELL:
                            row = _checked(row)
                        yield row
                        fed.clear()
            except csv.Error as error:
                self._number += 1
                yield self._broken(str(error))
            except _LineTooLong:
                self._number += 1
                detail = f"一行超过 {LONGEST_LINE} 个字符"
                yield Row(self._number, (self._fed[0][:_KEPT],), FIELD_TOO_LONG, detail)
            except UnicodeDecodeError as error:
                message = "文件在读取过程中被改动，请重新载入"
                place = self._source.place(self._number + 1)
                raise FeedError(message, reason="FILE_UNREADABLE", place=place) from error
            else:
                return
            fed.clear()

    def _broken(self, said: str) -> Row:
        """The row that could not be read; the lines it swallowed wait to be read again."""
        first, *swallowed = self._fed
        if "unexpected end" in said:
            if not self._fed[-1].endswith(("\n", "\r")):
                message = f"第 {self._number} 行的引号直到文件末尾也没有闭合：文件不完整，或该行多了一个引号"
                raise FeedError(message, reason="FILE_TRUNCATED", place=self._source.place(self._number))
            problem, detail = BROKEN_ROW, "引号没有闭合"
        elif "field larger" in said:
            long = sum(map(len, self._fed))
            problem = FIELD_TOO_LONG if not swallowed else BROKEN_ROW
            detail = f"一个单元格超过 {LONGEST_CELL} 个字符（已读 {long} 个）" if not swallowed else "引号没有闭合"
        else:
            problem, detail = BROKEN_ROW, "引号之后还有文字：单元格内的引号应写成两个"
        self._waiting.extendleft(reversed(swallowed))
        kept = first.rstrip("\r\n")
        if len(kept) > LONGEST_CELL:
            return Row(self._number, (kept[:_KEPT],), problem, detail)
        return Row(self._number, tuple(_loosely([kept], self._delimiter)[0]), problem, detail)


def _checked(row: Row) -> Row:
    detail = too_long(row.cells)
    return Row(row.number, row.cells, FIELD_TOO_LONG, detail) if detail else row


def _loosely(lines: list[str], delimiter: str) -> list[list[str]]:
    """Records of a few lines, without an error: what cannot be read is one cell."""
    reader = csv.reader(lines, delimiter=delimiter)
    rows: list[list[str]] = []
    while True:
        try:
            rows.append(next(reader))
        except StopIteration:
            return rows
        except csv.Error:
            rows.append([])
