"""Where commands print: as wide as the terminal, and wide enough for tables where there is none."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

_WIDTH_WITHOUT_TERMINAL = 140


def console() -> Console:
    """A console on stdout that colours nothing by guessing."""
    shown = Console(highlight=False)
    if not shown.is_terminal:
        shown.width = _WIDTH_WITHOUT_TERMINAL
    return shown


def folding_table(*columns: str, lines: bool = False) -> Table:
    """A table whose cells are folded, never cut."""
    table = Table(show_lines=lines)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
