"""The two numberings of 行政相对人代码 in the 双公示 forms: codes 2 and 3 swap their meaning.

====  ====================  =====================
code  form of 2016          forms of 2018 and 2020
====  ====================  =====================
2     组织机构代码          工商注册号
3     工商登记码            组织机构代码
5     居民身份证号          事业单位证书号
6     (none)                社会组织登记证号
====  ====================  =====================

No heading says which form a file follows, so the content of the first rows does. Where it does not, every value is
read for what it is, and code 5 is treated as a person's number, the meaning that does no harm when it is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from jointsanction.feed.columns import GENERATION_FIELDS, ColumnMap
from jointsanction.feed.table import Row
from jointsanction.identifiers import Kind, State, read

ROWS_LOOKED_AT = 1_000

_FORM_2016 = {"code_2": "org_code", "code_3": "reg_no", "code_5": "person_id", "code_6": ""}
_FORM_2018 = {"code_2": "reg_no", "code_3": "org_code", "code_5": "", "code_6": ""}
_UNDECIDED = {"code_2": "identifier", "code_3": "identifier", "code_5": "person_id", "code_6": ""}
_FOR_2016 = (("code_2", Kind.ORG_CODE), ("code_3", Kind.REG_NO))
_FOR_2018 = (("code_2", Kind.REG_NO), ("code_3", Kind.ORG_CODE))


def settle_generation(columns: ColumnMap, rows: Iterable[Row]) -> tuple[ColumnMap, Iterator[Row]]:
    """The columns with their meaning in the form that this file follows, and all its rows again."""
    if not any(columns.has(field) for field in GENERATION_FIELDS):
        return columns, iter(rows)
    rest = iter(rows)
    first = list(islice(rest, ROWS_LOOKED_AT))
    meaning = _meaning(columns, first)
    taken = set(columns.fields)
    fields: list[str] = []
    for field in columns.fields:
        means = meaning.get(field, field)
        # A column that says itself what it is keeps the field; the numbered one is then read value by value.
        fields.append("identifier" if means != field and means in taken and means != "person_id" and means else means)
    return ColumnMap(columns.header, tuple(fields)), chain(first, rest)


def _meaning(columns: ColumnMap, rows: list[Row]) -> dict[str, str]:
    votes_2016 = sum(_holds(columns, rows, field, kind) for field, kind in _FOR_2016) + _residents(columns, rows)
    votes_2018 = sum(_holds(columns, rows, field, kind) for field, kind in _FOR_2018)
    if votes_2016 == votes_2018:
        return _FORM_2018 if not votes_2016 and columns.has("code_6") else _UNDECIDED
    return _FORM_2016 if votes_2016 > votes_2018 else _FORM_2018


def _cells(columns: ColumnMap, rows: list[Row], field: str) -> Iterator[str]:
    place = columns.index(field)
    if place >= 0:
        yield from (row.cells[place] for row in rows if not row.problem and row.cells[place])


def _holds(columns: ColumnMap, rows: list[Row], field: str, kind: Kind) -> int:
    readings = (read(cell) for cell in _cells(columns, rows, field))
    return sum(1 for reading in readings if reading.state is State.VALID and reading.kind is kind)


def _residents(columns: ColumnMap, rows: list[Row]) -> int:
    return sum(1 for cell in _cells(columns, rows, "code_5") if read(cell).state is State.RESIDENT_ID)
