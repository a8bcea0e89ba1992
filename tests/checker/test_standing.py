"""When an entry counts: half-open days, ends that are never folded, assumed terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.checker.standing import add_months, standing_of
from jointsanction.model import LIFELONG, NO_END, UNKNOWN_END, End, Entry

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def entry(
    listed_on: date | None, end: End = UNKNOWN_END, removed_on: date | None = None, received: date = date(2025, 3, 1)
) -> Entry:
    return Entry(
        entry_id="E1",
        change_no=1,
        list="judgment-debtor",
        name="清远市禾穗建材有限公司",
        listed_on=listed_on,
        end=end,
        removed_on=removed_on,
        first_received_on=received,
    )


@given(start=DAYS, length=st.integers(1, 2000), offset=st.integers(-2100, 4100))
def test_days_are_half_open(start: date, length: int, offset: int) -> None:
    """Invariant 6: an entry counts on its first day and on no day from its end on."""
    end = start + timedelta(days=length)
    day = start + timedelta(days=offset)
    assert standing_of(entry(start, End.date(end)), None).counts_on(day) is (start <= day < end)


@given(start=DAYS, end_after=st.integers(1, 900), removed_after=st.integers(0, 900))
def test_the_earlier_of_end_and_removal_decides(start: date, end_after: int, removed_after: int) -> None:
    """A removal (修复) ends an entry at once; a removal after the end changes nothing."""
    end, removed = start + timedelta(days=end_after), start + timedelta(days=removed_after)
    assert standing_of(entry(start, End.date(end), removed), None).end == min(end, removed)


@pytest.mark.parametrize("end", [NO_END, LIFELONG])
def test_no_end_and_lifelong_do_not_take_the_term(end: End) -> None:
    """长期 and 终身 are what they say, on a list with a legal term too."""
    standing = standing_of(entry(date(2000, 1, 1), end), 12)
    assert standing.end is None
    assert not standing.term_assumed
    assert standing.counts_on(date(2099, 1, 1))


def test_an_unknown_end_takes_the_term_of_the_list() -> None:
    """An end that was not given is the start plus the legal term, and the answer says that it was assumed."""
    standing = standing_of(entry(date(2024, 2, 29)), 12)
    assert standing.end == date(2025, 2, 28)
    assert standing.term_assumed


def test_an_unknown_end_without_a_term_does_not_end() -> None:
    """Where the list has no legal term, nothing is assumed."""
    standing = standing_of(entry(date(2024, 2, 29)), None)
    assert standing.end is None
    assert not standing.term_assumed


def test_without_listing_date_it_counts_from_first_receipt() -> None:
    """Invariant 6: no listed_on, so the entry counts from the day it was first received."""
    standing = standing_of(entry(None, received=date(2025, 3, 1)), None)
    assert not standing.counts_on(date(2025, 2, 28))
    assert standing.counts_on(date(2025, 3, 1))


@given(day=DAYS, months=st.integers(0, 120))
def test_months_keep_the_day_or_take_the_last(day: date, months: int) -> None:
    """A month later is the same day of the month, or the last day of a shorter one."""
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)
