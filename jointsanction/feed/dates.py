"""Days as lists write them (日期): one door for every form, and the words that stand for an end.

Read: 2015-04-20, 2015/4/20, 2015.4.20, 20150420, 2015年4月20日, 二〇一五年四月二十日, with a time of day or without;
ISO 8601 with a zone, converted to the day in Shanghai; Excel serials of the 1900 system (five digits).
A day without a year of four digits first (04/20/15) could be several days and is not read.

>>> read_day("2015年4月20日"), read_day("42114"), read_day("2015-04-19T16:30:00Z")
(datetime.date(2015, 4, 20), datetime.date(2015, 4, 20), datetime.date(2015, 4, 20))
>>> read_day("无") is None
True
>>> read_day("2023-02-30")
Traceback (most recent call last):
    ...
ValueError: “2023-02-30”不是存在的日期
>>> [str(read_end(text, inclusive=True)) for text in ("长期", "2027-12-31", "")]
['none', '2028-01-01', 'unknown']
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone

from jointsanction.model import LIFELONG, NO_END, UNKNOWN_END, End
from jointsanction.typography import compact, fold_width, tidy

__all__ = ["read_day", "read_end"]

EARLIEST_YEAR, LATEST_YEAR = 1949, 2200
"""Years outside are slips of the keyboard: the republic was founded in the first, nothing is listed past the last."""
# The offset is fixed: Shanghai's summer time ended in 1991, before any list was pushed with a zone.
_SHANGHAI = timezone(timedelta(hours=8))
_SERIAL_ZERO = date(1899, 12, 30)
_QUOTED = 40
"""Characters of an unreadable text that a message quotes."""

_NOTHING = frozenset(
    ("", "无", "/", "//", "-", "--", "—", "——", "空", "暂无", "不详", "未知", "null", "none", "nil", "n/a", "na", "nan")
)
_NOTHING_DAYS = frozenset(("0000-00-00", "0000-00-00 00:00:00", "00000000", "0"))
_NO_END_WORDS = frozenset(
    ("长期", "长期有效", "永久", "永久有效", "无期限", "无固定期限", "无限期", "不限期", "无终止日期")
)
_LIFELONG_WORDS = frozenset(("终身", "终生", "终身禁入", "终身有效", "lifelong"))
_NO_END_DAYS = frozenset((date(2099, 12, 31), date(9999, 12, 31)))

_ISO_LENGTH = 10
_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})\s*(?:(?P<mark>[-/.])\s*(?P<month>[0-9]{1,2})\s*(?P=mark)\s*(?P<day>[0-9]{1,2})"
    r"|年\s*(?P<month_han>[0-9]{1,2})\s*月\s*(?P<day_han>[0-9]{1,2})\s*日?"
    r"|(?P<month_run>[0-9]{2})(?P<day_run>[0-9]{2}))"
    r"(?P<time>.*)",
    re.DOTALL,
)
_TIME = re.compile(
    r"[\sT]*(?P<hour>[0-9]{1,2})(?:[:时点]?(?P<minute>[0-9]{2})(?:[:分]?(?P<second>[0-9]{2})(?:[.,][0-9]+)?秒?|分)?|[:时点])?"
    r"\s*(?P<zone>Z|[+-][0-9]{2}(?::?[0-9]{2})?)?",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
_HAN = re.compile(r"([〇○零Oo0一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日?")
_HAN_DIGITS = str.maketrans("〇○零Oo一二三四五六七八九", "00000123456789")


def read_day(text: str) -> date | None:
    """The day a text names, None where it says that there is none; ValueError (in Chinese) where it cannot be read."""
    if len(text) == _ISO_LENGTH and text[4] == text[7] == "-":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            pass
        else:
            return _within(day, text)
    plain = tidy(fold_width(text))
    if plain.casefold() in _NOTHING or plain in _NOTHING_DAYS:
        return None
    return _within(_parse(plain), text)


def read_end(text: str, *, inclusive: bool) -> End:
    """The end a list publishes: a day, none, lifelong or unknown; ValueError where it cannot be read.

    ``inclusive`` says that the entry still counts on the published day; the end returned is half-open.
    """
    word = compact(text).casefold()
    if word in _NO_END_WORDS:
        return NO_END
    if word in _LIFELONG_WORDS:
        return LIFELONG
    if word.startswith("9999"):
        day: date | None = _parse(tidy(fold_width(text)))
    else:
        day = read_day(text)
    if day is None:
        return UNKNOWN_END
    if day in _NO_END_DAYS:
        return NO_END
    _within(day, text)
    return End.date(day + timedelta(days=1) if inclusive else day)


def _parse(text: str) -> date:
    serial = _SERIAL.fullmatch(text)
    if serial is not None:
        return _SERIAL_ZERO + timedelta(days=int(serial[1]))
    han = _HAN.fullmatch(compact(text))
    if han is not None:
        return _day(int(han[1].translate(_HAN_DIGITS)), _han_number(han[2]), _han_number(han[3]), text)
    written = _WRITTEN.fullmatch(text)
    if written is None:
        raise ValueError(f"无法识别日期“{text[:_QUOTED]}”")
    month = written["month"] or written["month_han"] or written["month_run"]
    number = written["day"] or written["day_han"] or written["day_run"]
    day = _day(int(written["year"]), int(month), int(number), text)
    return _zoned(day, written["time"], text) if written["time"].strip() else day


def _zoned(day: date, time: str, text: str) -> date:
    """The day in Shanghai; a time without a zone is Shanghai's already and changes nothing."""
    found = _TIME.fullmatch(time)
    if found is None or int(found["hour"]) > 24 or int(found["minute"] or 0) > 59:
        raise ValueError(f"无法识别日期“{text[:_QUOTED]}”")
    if not found["zone"]:
        return day
    moment = datetime(day.year, day.month, day.day, tzinfo=_offset(found["zone"]))
    moment += timedelta(hours=int(found["hour"]), minutes=int(found["minute"] or 0))
    return moment.astimezone(_SHANGHAI).date()


def _offset(zone: str) -> timezone:
    if zone in "Zz":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    minutes = min(int(digits[:2]) * 60 + int(digits[2:]), 14 * 60)
    return timezone(timedelta(minutes=-minutes if zone[0] == "-" else minutes))


def _day(year: int, month: int, day: int, text: str) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"“{text[:_QUOTED]}”不是存在的日期") from None


def _han_number(text: str) -> int:
    """One to ninety-nine: 十 10, 十二 12, 二十 20, 三十一 31."""
    tens, ten, ones = text.rpartition("十")
    if "十" in tens or len(tens) > 1 or len(ones) > 1:
        return 0
    digit = "〇一二三四五六七八九".index
    return (10 * (digit(tens) if tens else 1) if ten else 0) + (digit(ones) if ones else 0)


def _within(day: date, text: str) -> date:
    if not EARLIEST_YEAR <= day.year <= LATEST_YEAR:
        raise ValueError(f"“{text[:_QUOTED]}”的年份不在 {EARLIEST_YEAR}–{LATEST_YEAR} 之间")
    return day
