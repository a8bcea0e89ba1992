"""What every reader yields, whatever the file: a header, and rows of text with their numbers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Self

LONGEST_CELL = 32_767
"""Characters in a cell: what a spreadsheet can hold, so that every row can be exported and corrected in one."""

BROKEN_ROW = "BROKEN_ROW"
FIELD_TOO_LONG = "FIELD_TOO_LONG"
_NO_COLUMNS: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table.

    ``number`` is the row as a spreadsheet shows it: counted from 1, header and empty rows included; in JSON lines it
    is the line. ``problem`` is "" or BROKEN_ROW, FIELD_TOO_LONG; ``detail`` says it in Chinese, and ``cells`` then
    hold what could be read. ``rounded`` are the columns (from 0) whose number Excel had rounded before it was saved:
    it keeps 15 digits. ``extra`` are values under keys that the header does not have (JSON lines only).
    """

    number: int
    cells: tuple[str, ...]
    problem: str = ""
    detail: str = ""
    rounded: frozenset[int] = _NO_COLUMNS
    extra: tuple[tuple[str, str], ...] = ()


class TableReader(ABC):
    """An open table, read once from top to bottom; a context manager that closes the file.

    ``format`` is csv, xlsx, xls or jsonl. ``encoding_note`` says in Chinese how the encoding was chosen and where the
    content is not what the file name says. ``size_hint`` and ``position()`` are bytes of the file on disk.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    format: str
    encoding: str
    encoding_note: str
    size_hint: int

    @abstractmethod
    def __iter__(self) -> Iterator[Row]:
        """Rows below the header, without empty rows and repeated headers; FeedError where the file breaks off."""

    @abstractmethod
    def position(self) -> int:
        """Bytes of the file read so far."""

    @abstractmethod
    def close(self) -> None:
        """Close the file; closing twice is allowed."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def too_long(cells: tuple[str, ...]) -> str:
    """What to say of the first cell that is too long, "" where none is."""
    for place, cell in enumerate(cells, 1):
        if len(cell) > LONGEST_CELL:
            return f"第 {place} 列有 {len(cell)} 个字符，最多 {LONGEST_CELL} 个"
    return ""
