"""Days and moments as the ledger writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def moment_text(now: datetime) -> str:
    """A moment as ISO text in UTC, to the microsecond; raises ValueError for one without a time zone.

    >>> moment_text(datetime(2026, 3, 1, 8, tzinfo=SHANGHAI))
    '2026-03-01T00:00:00.000000+00:00'
    """
    if now.tzinfo is not UTC:
        if now.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        now = now.astimezone(UTC)
    return now.isoformat(timespec="microseconds")


def shanghai_day(now: datetime) -> date:
    """The day in Asia/Shanghai on which a moment falls."""
    return now.astimezone(SHANGHAI).date()


def shanghai_midnight(day: date) -> datetime:
    """The moment at which a day begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def day_of(text: str) -> date | None:
    """A stored day; None for ""."""
    return date.fromisoformat(text) if text else None
