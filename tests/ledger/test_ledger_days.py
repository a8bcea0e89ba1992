"""Days and moments: the quick ways give what the zone and the standard library give."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import example, given
from hypothesis import strategies as st

from jointsanction.ledger.days import SHANGHAI, moment_text, shanghai_day

_MOMENTS = st.datetimes(datetime(1900, 1, 1), datetime(9998, 12, 31), timezones=st.sampled_from([UTC, SHANGHAI]))  # noqa: DTZ001


@given(_MOMENTS)
@example(datetime(2026, 3, 1, 8, 0, 0, 1, UTC))
@example(datetime(2026, 3, 1, 8, 0, 0, 100_000, timezone(timedelta(hours=-5))))
def test_a_moment_is_told_in_utc_to_the_microsecond(moment: datetime) -> None:
    """Also where it has none."""
    assert moment_text(moment) == moment.astimezone(UTC).isoformat(timespec="microseconds")


@given(_MOMENTS)
@example(datetime(1991, 7, 1, 15, 30, tzinfo=UTC))
@example(datetime(1991, 12, 31, 16, tzinfo=UTC))
@example(datetime(2026, 3, 1, 15, 59, 59, 999_999, UTC))
@example(datetime(2026, 3, 1, 16, tzinfo=UTC))
def test_a_day_is_that_of_shanghai(moment: datetime) -> None:
    """Summer time, which ended in 1991, counts where it was kept."""
    assert shanghai_day(moment) == moment.astimezone(SHANGHAI).date()
