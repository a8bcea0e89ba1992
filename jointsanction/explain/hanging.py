"""How facts stand on a page: names in one column, and lines that hang under their first one."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def indented(facts: Iterable[tuple[str, str]]) -> RenderableType:
    """Facts as name and value, those without a value left out."""
    table = grid()
    for name, value in facts:
        if value:
            table.add_row(name, Text(value))
    return Padding(table, (0, 0, 0, 2))


def hanging(mark: str, text: str) -> RenderableType:
    """A text behind a mark; its further lines begin under its first character."""
    table = Table.grid()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row(f"  {mark}", Text(text))
    return table


def grid() -> Table:
    """Two columns without lines, the second one folded and never cut."""
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    return table
