"""A progress bar on stderr, only where someone is looking."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

_SECONDS_BETWEEN = 0.1


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int, int], None] | None]:
    """A function that takes (rows, bytes read, bytes in all); None where stderr is no terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[rows]:,} 行"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None, rows=0)
        shown_at = 0.0

        def advance(rows: int, done: int, total: int) -> None:
            nonlocal shown_at
            now = monotonic()
            if now - shown_at >= _SECONDS_BETWEEN:  # a call comes with every row, which is far too often to draw
                shown_at = now
                bar.update(task, completed=done, total=max(total, 1), rows=rows)

        yield advance
