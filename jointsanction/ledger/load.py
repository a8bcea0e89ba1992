"""Load one file: one transaction, read in batches so that memory does not grow with the file.

Whatever is raised in the middle (a cut file, a full disk, Ctrl-C), nothing of the file has been applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.load_report import LoadReport
from jointsanction.ledger.loading import Loading
from jointsanction.model import FeedItem

BATCH_ROWS = 2_000
"""Rows held in memory at once: large enough that look-ups cost little per row, small enough for a few megabytes."""


def load_items(
    connections: Connections,
    items: Iterable[FeedItem],
    *,
    file_name: str,
    encoding: str,
    now: datetime,
    on_row: Callable[[int], None] | None,
) -> LoadReport:
    """Load ``items`` in one transaction; it is durable when this returns."""
    with connections.writing() as connection:
        loading = Loading(connection, file_name=file_name, encoding=encoding, now=now)
        batch: list[FeedItem] = []
        for count, item in enumerate(items, start=1):
            batch.append(item)
            if len(batch) == BATCH_ROWS:
                loading.take(batch)
                batch = []
            if on_row is not None:
                on_row(count)
        if batch:
            loading.take(batch)
        return loading.finish()
