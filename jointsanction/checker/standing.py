"""When an entry counts: ``start ≤ as_of < min(end, removed_on)``, days in Asia/Shanghai, half-open.

The start is the listing date, or the day of first receipt where none was given. An end that was not given takes the
list's legal term from the start, where the list has one (TERM_ASSUMED); ``none`` and ``lifelong`` have no end.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date

from msgspec import Struct

from jointsanction.model import EndKind, Entry


class Standing(Struct, frozen=True, gc=False):
    """The half-open span in which an entry counts; ``end`` None means that it goes on."""

    start: date
    end: date | None
    term_assumed: bool

    def counts_on(self, day: date) -> bool:
        """Whether the entry counts on ``day``; outside it is history."""
        return self.start <= day and (self.end is None or day < self.end)


def standing_of(entry: Entry, term_months: int | None) -> Standing:
    """The span of an entry on a list whose legal term is ``term_months`` (None: the list has none)."""
    start = entry.listed_on or entry.first_received_on
    end = entry.end.on
    term_assumed = False
    if entry.end.kind is EndKind.UNKNOWN and term_months is not None:
        end, term_assumed = add_months(start, term_months), True
    if entry.removed_on is not None and (end is None or entry.removed_on < end):
        end, term_assumed = entry.removed_on, False
    return Standing(start, end, term_assumed)


def add_months(day: date, months: int) -> date:
    """The same day of the month ``months`` later; the last day of a shorter month (民法典 art. 202).

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
