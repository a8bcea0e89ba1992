"""What is counted from the record: checks, hits, measures, and distinct enterprises.

An enterprise is *restricted* (惩戒) once a measure that comes from a black or grey entry was taken against it, and
*rewarded* (激励) once one from a red entry was; only answers count, never decisions. Measures that lead to RESTRICT and
those that lead to SCRUTINIZE are told apart by the dimension ``leads_to``. An enterprise known by its organisation code
in one check and by its unified code in another is one enterprise.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from jointsanction.identifiers import uscc
from jointsanction.record.reach import EVERYTHING, Reach


class Dimension(StrEnum):
    """By what the figures are told apart. Checks belong to a list or memorandum through what they hit."""

    NONE = ""
    REGION = "region"
    DEPARTMENT = "department"
    LIST = "list"
    MEMORANDUM = "memorandum"
    LEADS_TO = "leads_to"


class Per(StrEnum):
    """Length of a period; NONE gives one figure for the whole span."""

    NONE = ""
    MONTH = "month"
    YEAR = "year"


_DAY_LENGTH = {Per.NONE: 0, Per.MONTH: 7, Per.YEAR: 4}


@dataclass(slots=True)
class Figures:
    """The figures of one group in one period ("" for the whole span).

    ``restricted`` and ``rewarded`` count distinct enterprises in the period; ``restricted_so_far`` and
    ``rewarded_so_far`` all until its end, from the beginning of the record.
    """

    group: str
    period: str
    checks: int = 0
    hits: int = 0
    measures_due: int = 0
    measures_taken: int = 0
    measures_not_taken: int = 0
    restricted: int = 0
    rewarded: int = 0
    restricted_so_far: int = 0
    rewarded_so_far: int = 0


@dataclass(slots=True)
class _Distinct:
    """Enterprises of one group and colour: those before the span, and those of each period in it."""

    before: set[str] = field(default_factory=set)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def counts(self, periods: Iterable[str]) -> Iterator[tuple[str, int, int]]:
        """Each period with the number of enterprises in it and until its end."""
        so_far = set(self.before)
        for period in sorted({*periods, *self.seen}):
            here = self.seen.get(period, set())
            so_far |= here
            yield period, len(_enterprises(here)), len(_enterprises(so_far))


def read_statistics(
    cursor: sqlite3.Cursor,
    *,
    since: date | None = None,
    until: date | None = None,
    by: Dimension = Dimension.NONE,
    per: Per = Per.NONE,
    reach: Reach = EVERYTHING,
) -> tuple[Figures, ...]:
    """Figures by group and period, in one consistent state; ``since`` and ``until`` are days, half-open.

    Checks and measures due are counted on the day of the check, answers on the day that they name.
    """
    first, last = since.isoformat() if since else "", until.isoformat() if until else "9"
    found: dict[tuple[str, str], Figures] = {}

    def at(group: str, period: str) -> Figures:
        return found.setdefault((group, period), Figures(group, period))

    cursor.execute("BEGIN")
    try:
        for group, period, checks, hits in _checks(cursor, by, per, reach, first, last):
            figures = at(group, period)
            figures.checks, figures.hits = checks, hits
        for group, period, due in _due(cursor, by, per, reach, first, last):
            at(group, period).measures_due = due
        distinct: dict[tuple[str, bool], _Distinct] = {}
        for group, day, red, taken, enterprise, count in _answers(cursor, by, reach, last):
            period = day[: _DAY_LENGTH[per]]
            if day >= first:
                figures = at(group, period)
                figures.measures_taken += count if taken else 0
                figures.measures_not_taken += 0 if taken else count
            if taken:
                enterprises = distinct.setdefault((group, bool(red)), _Distinct())
                (enterprises.before if day < first else enterprises.seen.setdefault(period, set())).add(enterprise)
    finally:
        cursor.execute("ROLLBACK")
    if per is Per.NONE:
        for group, _ in distinct:
            at(group, "")
    for (group, red), enterprises in distinct.items():
        for period, here, so_far in enterprises.counts([period for of, period in found if of == group]):
            figures = at(group, period)
            if red:
                figures.rewarded, figures.rewarded_so_far = here, so_far
            else:
                figures.restricted, figures.restricted_so_far = here, so_far
    return tuple(found[key] for key in sorted(found))


_GROUP = {
    Dimension.NONE: "''",
    Dimension.REGION: "c.region",
    Dimension.DEPARTMENT: "c.department",
    Dimension.LIST: "h.list",
    Dimension.MEMORANDUM: "m.memorandum",
    Dimension.LEADS_TO: "m.leads_to",
}
_MEASURES = (
    " JOIN checked c ON c.check_no = m.check_no JOIN hit h ON h.check_no = m.check_no AND h.entry_id = m.entry_id"
)


def _checks(
    cursor: sqlite3.Cursor, by: Dimension, per: Per, reach: Reach, first: str, last: str
) -> Iterable[tuple[Any, ...]]:
    reached, values = reach.condition()
    joined = {Dimension.LIST: "hit h", Dimension.MEMORANDUM: "measure m", Dimension.LEADS_TO: "measure m"}.get(by)
    source = f"checked c JOIN {joined} USING (check_no)" if joined else "checked c"
    return cursor.execute(
        f"SELECT {_GROUP[by]}, substr(c.day, 1, {_DAY_LENGTH[per]}) AS period, COUNT(DISTINCT c.check_no),"  # noqa: S608 -- constants
        f" COUNT(DISTINCT CASE WHEN c.matches > 0 THEN c.check_no END) FROM {source}"
        f" WHERE c.day >= ? AND c.day < ? AND {reached} GROUP BY 1, 2",
        (first, last, *values),
    ).fetchall()


def _due(
    cursor: sqlite3.Cursor, by: Dimension, per: Per, reach: Reach, first: str, last: str
) -> Iterable[tuple[Any, ...]]:
    reached, values = reach.condition()
    return cursor.execute(
        f"SELECT {_GROUP[by]}, substr(c.day, 1, {_DAY_LENGTH[per]}) AS period, COUNT(*) FROM measure m{_MEASURES}"  # noqa: S608 -- constants
        f" WHERE m.due_on <> '' AND c.day >= ? AND c.day < ? AND {reached} GROUP BY 1, 2",
        (first, last, *values),
    ).fetchall()


def _answers(cursor: sqlite3.Cursor, by: Dimension, reach: Reach, last: str) -> Iterable[tuple[Any, ...]]:
    reached, values = reach.condition()
    return cursor.execute(
        f"SELECT {_GROUP[by]}, m.taken_on, h.colour = 'red', m.taken, m.enterprise, COUNT(*) FROM measure m{_MEASURES}"  # noqa: S608 -- constants
        f" WHERE m.answer_no IS NOT NULL AND m.taken_on < ? AND {reached} GROUP BY 1, 2, 3, 4, 5",
        (last, *values),
    ).fetchall()


def _enterprises(keys: Iterable[str]) -> set[str]:
    """Keys with the organisation codes left out that a unified code among them embeds."""
    found = set(keys)
    embedded = {key[uscc.ORG_CODE] for key in found if len(key) == uscc.LENGTH}
    return found - embedded
