"""Days and moments as the ledger writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

SHANGHAI = ZoneInfo("Asia/Shanghai")

_LAST_SUMMER_TIME = 1991
_AHEAD = timedelta(hours=8)
"""Of UTC; China has kept one time without daylight saving since 1991. Ten times as fast as asking for the zone."""

_encode = msgspec.json.Encoder().encode


def moment_text(now: datetime) -> str:
    """A moment as ISO text in UTC, to the microsecond; raises ValueError for one without a time zone.

    >>> moment_text(datetime(2026, 3, 1, 8, tzinfo=SHANGHAI))
    '2026-03-01T00:00:00.000000+00:00'
    """
    if now.tzinfo is not UTC:
        if now.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        now = now.astimezone(UTC)
    if now.microsecond:
        # '"2026-03-01T00:00:00.000001Z"', in a tenth of the time of the other.
        return _encode(now)[1:-2].decode() + "+00:00"
    return now.isoformat(timespec="microseconds")


def shanghai_day(now: datetime) -> date:
    """The day in Asia/Shanghai on which a moment falls."""
    if now.tzinfo is UTC and now.year > _LAST_SUMMER_TIME:
        return (now + _AHEAD).date()
    return now.astimezone(SHANGHAI).date()


def shanghai_midnight(day: date) -> datetime:
    """The moment at which a day begins in Asia/Shanghai."""
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def day_of(text: str) -> date | None:
    """A stored day; None for ""."""
    return date.fromisoformat(text) if text else None
