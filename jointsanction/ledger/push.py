"""Records that are pushed, a few at a time: like a small load, and each record is told how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.load_report import Fate
from jointsanction.ledger.loading import Loading
from jointsanction.model import FeedItem, RejectedRow


@dataclass(frozen=True, slots=True)
class Pushed:
    """How each record ended, in their order (a rejected row: in quarantine), and the change number of all of them."""

    ends: tuple[Fate | RejectedRow, ...]
    change_no: int


def push_items(connections: Connections, items: Sequence[FeedItem], *, origin: str, now: datetime) -> Pushed:
    """Take ``items`` in one transaction; they are durable when this returns, and when it raises none was taken."""
    with connections.writing() as connection:
        loading = Loading(connection, file_name=origin, encoding="", now=now)
        ends = loading.take(items)
        report = loading.finish()
    return Pushed(tuple(ends), report.change_no)
