"""Lists of checks and of measures that still want an answer, page by page, within a caller's reach."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from jointsanction.errors import Place, RecordError
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.stored import MEASURE_STATE, MeasureState, measure_state
from jointsanction.record.writing import check_id_of

LARGEST_PAGE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckFilter:
    """What is asked for; "" and None ask for everything. ``since`` and ``until`` are days, half-open."""

    since: date | None = None
    until: date | None = None
    caller: str = ""
    region: str = ""
    department: str = ""
    item: str = ""
    case_no: str = ""
    outcome: str = ""
    list: str = ""
    only_open: bool = False


@dataclass(frozen=True, slots=True)
class ListedCheck:
    """A check in a list; the whole of it is read by its id."""

    check_id: str
    at: datetime
    caller: str
    region: str
    department: str
    item: str
    case_no: str
    outcome: str
    open_measures: int


@dataclass(frozen=True, slots=True)
class CheckPage:
    """Some checks, newest first; ``next_token`` "" on the last page."""

    checks: tuple[ListedCheck, ...]
    next_token: str


@dataclass(frozen=True, slots=True)
class MeasurePage:
    """Some open measures, those due first in front; ``next_token`` "" on the last page."""

    measures: tuple[MeasureState, ...]
    next_token: str


_OPEN = "m.check_no = c.check_no AND m.answer_no IS NULL AND m.due_on <> ''"
_EQUALS = ("caller", "region", "department", "item", "case_no", "outcome")


def read_checks(
    cursor: sqlite3.Cursor, asked: CheckFilter, reach: Reach = EVERYTHING, *, page_size: int = 100, token: str = ""
) -> CheckPage:
    """Checks newest first; raises RecordError PAGE_TOKEN_UNREADABLE."""
    reached, values = reach.condition()
    conditions: list[str] = [reached]
    limits: list[Any] = list(values)
    for field in _EQUALS:
        if text := getattr(asked, field):
            conditions.append(f"c.{field} = ?")
            limits.append(text)
    for day, comparison in ((asked.since, ">="), (asked.until, "<")):
        if day is not None:
            conditions.append(f"c.day {comparison} ?")
            limits.append(day.isoformat())
    if asked.list:
        conditions.append("EXISTS (SELECT 1 FROM hit h WHERE h.check_no = c.check_no AND h.list = ?)")
        limits.append(asked.list)
    if asked.only_open:
        conditions.append(f"EXISTS (SELECT 1 FROM measure m WHERE {_OPEN})")  # noqa: S608 -- constants
    if token:
        conditions.append("c.check_no < ?")
        limits.append(_number(token))
    size = _size(page_size)
    rows = cursor.execute(
        "SELECT c.check_no, r.at, c.caller, c.region, c.department, c.item, c.case_no, c.outcome,"  # noqa: S608 -- constants
        f" (SELECT COUNT(*) FROM measure m WHERE {_OPEN})"
        f" FROM checked c JOIN record r ON r.record_no = c.check_no WHERE {' AND '.join(conditions)}"
        " ORDER BY c.check_no DESC LIMIT ?",
        (*limits, size + 1),
    ).fetchall()
    checks = tuple(
        ListedCheck(check_id_of(number), datetime.fromisoformat(at), *rest) for number, at, *rest in rows[:size]
    )
    return CheckPage(checks, str(rows[size - 1][0]) if len(rows) > size else "")


def read_open_measures(
    cursor: sqlite3.Cursor,
    *,
    overdue_on: date | None = None,
    reach: Reach = EVERYTHING,
    page_size: int = 100,
    token: str = "",
) -> MeasurePage:
    """Measures without an answer; with ``overdue_on`` only those whose day had come by then (half-open)."""
    reached, values = reach.condition()
    conditions, limits = [reached, "m.answer_no IS NULL", "m.due_on <> ''"], list[Any](values)
    if overdue_on is not None:
        conditions.append("m.due_on <= ?")
        limits.append(overdue_on.isoformat())
    if token:
        conditions.append("(m.due_on, m.check_no, m.entry_id, m.measure_id) > (?, ?, ?, ?)")
        due_on, number, *rest = (*token.split("|"), "", "", "", "")[:4]
        limits.extend((due_on, _number(number), *rest))
    size = _size(page_size)
    rows = cursor.execute(
        f"SELECT {MEASURE_STATE} FROM measure m JOIN checked c ON c.check_no = m.check_no"  # noqa: S608 -- constants
        f" WHERE {' AND '.join(conditions)} ORDER BY m.due_on, m.check_no, m.entry_id, m.measure_id LIMIT ?",
        (*limits, size + 1),
    ).fetchall()
    measures = tuple(map(measure_state, rows[:size]))
    if len(rows) <= size:
        return MeasurePage(measures, "")
    last = rows[size - 1]
    return MeasurePage(measures, f"{last[7]}|{last[0]}|{last[1]}|{last[2]}")


def _size(page_size: int) -> int:
    return max(1, min(page_size, LARGEST_PAGE))


def _number(text: str) -> int:
    if text.isascii() and text.isdecimal() and len(text) <= 18:
        return int(text)
    raise RecordError("翻页标记不对", reason="PAGE_TOKEN_UNREADABLE", place=Place(field="page_token"))
