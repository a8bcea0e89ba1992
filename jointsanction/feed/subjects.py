"""Rows into subjects (主体) for batch screening. Nothing is cleaned: the checker reads what was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jointsanction.feed.columns import ColumnMap
from jointsanction.feed.former_names import split_former_names
from jointsanction.feed.generations import settle_generation
from jointsanction.feed.identifier_columns import FIELDS, KINDS, identifier_places, is_rounded
from jointsanction.feed.persons import is_nothing
from jointsanction.feed.rejected import Rejecter
from jointsanction.feed.table import Row
from jointsanction.identifiers import State, read, resident_id
from jointsanction.model import RejectedRow, Subject

LONGEST_NAME = 1_000
_NUMBER_INSIDE = re.compile(r"[0-9０-９]{6}").search
_SHORTEST_RESIDENT_ID = 15
_USCC_LENGTH = 18
"""What has this length and begins with 9 is a code of an enterprise: neither a person's nor rounded."""
_NO_NAMES: tuple[str, ...] = ()


def read_subjects(reader: Iterable[Row], columns: ColumnMap) -> Iterator[tuple[Row, Subject | RejectedRow]]:
    """A subject, or the reason why there is none, for every row in order.

    Codes stay as typed, in the field of their column; those of a column for any identifier go where their shape says.
    Persons' numbers are masked, and numbers that a spreadsheet had rounded are left out.
    """
    columns, rows = settle_generation(columns, reader)
    rejecter = Rejecter(columns)
    places = identifier_places(columns)
    plain = all(field != "identifier" for _, field in places) and len({field for _, field in places}) == len(places)
    name_at, former_at, persons_at = columns.index("name"), columns.index("former_names"), columns.index("persons")
    for row in rows:
        if row.problem:
            yield row, rejecter.broken(row)
            continue
        cells = row.cells
        name = cells[name_at] if name_at >= 0 else ""
        if len(name) > LONGEST_NAME:
            message = f"名称有 {len(name)} 个字符，最多 {LONGEST_NAME} 个"
            yield row, rejecter.reject(row, "FIELD_TOO_LONG", message, field="name")
            continue
        if _NUMBER_INSIDE(name):
            name = resident_id.mask_all(name)
        codes: dict[str, str] = {}
        for place, field in places:
            text = cells[place]
            if text:
                if not plain or row.rounded or text[0] != "9" or len(text) != _USCC_LENGTH:
                    field, text = _placed(text, place, field, codes, row.rounded)
                if text:
                    codes[field] = text
        if is_nothing(name) and not any(_says_something(text) for text in codes.values()):
            message = "没有名称，也没有可用的代码"
            yield row, rejecter.reject(row, "SUBJECT_MISSING", message, field="name")
            continue
        former = split_former_names(cells[former_at]) if former_at >= 0 else _NO_NAMES
        persons = split_former_names(cells[persons_at]) if persons_at >= 0 else _NO_NAMES
        get = codes.get
        yield (
            row,
            Subject(name, get("uscc", ""), get("org_code", ""), get("reg_no", ""), get("tax_no", ""), former, persons),
        )


def _placed(text: str, place: int, field: str, taken: dict[str, str], rounded: frozenset[int]) -> tuple[str, str]:
    """Field and text of one value; "" for a text that must not be used or has no field left."""
    if is_rounded(place, text, rounded):
        return field, ""
    if field != "identifier":
        if len(text) >= _SHORTEST_RESIDENT_ID and read(text, KINDS[field]).state is State.RESIDENT_ID:
            text = resident_id.mask(text)
        return field, text
    reading = read(text)
    target = FIELDS[reading.kind] if reading.kind is not None else "uscc"
    if reading.state is State.RESIDENT_ID:
        text = resident_id.mask(text)
    return target, "" if target in taken else text


def _says_something(text: str) -> bool:
    return read(text).state in (State.VALID, State.DAMAGED)
