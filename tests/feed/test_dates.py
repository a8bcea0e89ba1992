"""Days and ends: every written form reads back, and what cannot be read says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jointsanction.feed.dates import read_day, read_end
from jointsanction.model import LIFELONG, NO_END, UNKNOWN_END, End

DAYS = st.dates(date(1949, 1, 1), date(2200, 12, 31))
HAN = str.maketrans("0123456789", "〇一二三四五六七八九")


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    digit = "〇一二三四五六七八九"
    return ("" if tens < 1 else "十" if tens == 1 else digit[tens] + "十") + (digit[ones] if ones else "")


FORMS: list[Callable[[date], str]] = [
    date.isoformat,
    lambda d: f"{d.year}-{d.month}-{d.day}",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}.{d.month:02}.{d.day:02}",
    lambda d: f"{d:%Y%m%d}",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: f" {d.year} 年 {d.month:02} 月 {d.day:02} 日 ",
    lambda d: f"{str(d.year).translate(HAN)}年{_han(d.month)}月{_han(d.day)}日",
    lambda d: f"{d.year}－{d.month}－{d.day}",
    lambda d: f"{d.isoformat()} 23:59:59",
    lambda d: f"{d.isoformat()} 00:00:00.0",
    lambda d: f"{d:%Y%m%d}103000",
    lambda d: f"{d.year}/{d.month}/{d.day} 8:05",
    lambda d: f"{d.year}年{d.month}月{d.day}日 10时30分",
    lambda d: f"{d.isoformat()}T00:00:00+08:00",
    lambda d: f"{(d - timedelta(days=1)).isoformat()}T16:00:00Z",
    lambda d: f"{(d - timedelta(days=1)).isoformat()}T16:00:00.000+0000",
]


@given(DAYS, st.sampled_from(FORMS))
def test_any_day_in_any_form_reads_back(day: date, form: Callable[[date], str]) -> None:
    """Whatever form a list writes a day in, the same day is read."""
    assert read_day(form(day)) == day


@given(DAYS)
def test_excel_serials_of_five_digits_are_days(day: date) -> None:
    """A day that Excel wrote as its serial number is that day."""
    serial = (day - date(1899, 12, 30)).days
    if 10_000 <= serial <= 99_999:
        assert read_day(str(serial)) == read_day(f"{serial}.5") == day


@pytest.mark.parametrize("text", ["", " ", "无", "/", "-", "空", "0000-00-00", "NULL", "　"])
def test_marks_of_emptiness_are_no_day(text: str) -> None:
    """What people write into a date that is not there is no date, and no error."""
    assert read_day(text) is None
    assert read_end(text, inclusive=True) == UNKNOWN_END


@pytest.mark.parametrize(
    "text",
    ["2023-02-30", "2023-13-01", "1948-12-31", "2201-01-01", "04/20/2015", "2015", "2015年4月", "昨天",
     "2015-04-20 99:00", "二〇一五年十三月一日", "3年", "2015-4/20",
     "123456789012345678", "2015-04-20T10:00:00+99:99x"],
)  # fmt: skip
def test_what_is_no_day_is_said(text: str) -> None:
    """An impossible or ambiguous day is never guessed."""
    with pytest.raises(ValueError, match=r"[\u4e00-\u9fff]"):
        read_day(text)


@given(st.text(max_size=40))
def test_any_text_is_a_day_nothing_or_a_value_error(text: str) -> None:
    """No text breaks the reading of dates."""
    try:
        day = read_day(text)
    except ValueError:
        return
    assert day is None or 1949 <= day.year <= 2200


@pytest.mark.parametrize(
    "text", ["长期", "永久", "2099-12-31", "9999-12-31", "9999/12/31 23:59:59", "2099年12月31日", " 长 期 "]
)
def test_words_and_days_that_mean_no_end(text: str) -> None:
    """长期 and the days that systems write for it mean that there is no end."""
    assert read_end(text, inclusive=True) == read_end(text, inclusive=False) == NO_END


def test_lifelong_is_not_no_end() -> None:
    """终身 is kept apart from 长期."""
    assert read_end("终身", inclusive=True) == LIFELONG


@given(DAYS.filter(lambda day: day != date(2099, 12, 31)))
def test_an_inclusive_end_is_stored_half_open(day: date) -> None:
    """A published last day still counts where the list says so: the stored end is the day after."""
    assert read_end(day.isoformat(), inclusive=True) == End.date(day + timedelta(days=1))
    assert read_end(day.isoformat(), inclusive=False) == End.date(day)
