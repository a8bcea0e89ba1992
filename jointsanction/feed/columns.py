"""Which column means what: headings against ``data/columns.yaml``, however they are typed.

>>> recognise_columns(["序号", " 企业名称*", "统一社会信用代码（必填）"]).fields
('', 'name', 'uscc')
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import yaml

from jointsanction.errors import FeedError, Place
from jointsanction.typography import compact

IDENTIFIER_FIELDS: Final = ("uscc", "org_code", "reg_no", "tax_no")
GENERATION_FIELDS: Final = ("code_2", "code_3", "code_5", "code_6")
_ROUTED: Final = ("identifier", "code_2", "code_3")
_SUBJECT: Final = frozenset(("name", *IDENTIFIER_FIELDS, *_ROUTED))
_SEVERAL: Final = frozenset(("identifier", "person_id", "detail", "ignored"))
_REMARK = re.compile(r"[(\[{【〔「《][^)\]}】〕」》]*[)\]}】〕」》]")
_MARKS = re.compile(r"[\W_]+")
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The header of a table and, column by column, the field it means ("" for a detail)."""

    header: tuple[str, ...]
    fields: tuple[str, ...]

    def has(self, field: str) -> bool:
        """Whether a column means this field."""
        return field in self.fields

    def index(self, field: str) -> int:
        """Place (from 0) of the column that means this field, -1 where there is none."""
        return self.fields.index(field) if field in self.fields else -1

    def indexes(self, field: str) -> tuple[int, ...]:
        """Places of all columns that mean this field."""
        return tuple(place for place, found in enumerate(self.fields) if found == field)

    def heading(self, place: int) -> str:
        """The heading of a column as written; a column without one is named by its number."""
        written = self.header[place].strip() if place < len(self.header) else ""
        return written or f"第{place + 1}列"


def recognise_columns(header: Sequence[str]) -> ColumnMap:
    """Say what each column means.

    Where two columns mean one field, the heading that stands higher in the table of headings is taken and the other is
    a detail. Raises FeedError COLUMN_TWICE where both headings are the same, COLUMN_MISSING where no column names the
    subject.
    """
    found = [_meaning(heading) for heading in header]
    best: dict[str, int] = {}
    for field, rank in found:
        if field and field not in _SEVERAL:
            best[field] = min(rank, best.get(field, rank))
    claims = Counter(field for field, rank in found if field in best and rank == best[field])
    for field, count in claims.items():
        if count > 1:
            _raise_twice(header, [at for at, claim in enumerate(found) if claim == (field, best[field])], field)
    fields = tuple("" if field == "detail" or rank > best.get(field, rank) else field for field, rank in found)
    if not _SUBJECT.intersection(fields):
        _raise_missing(header)
    return ColumnMap(tuple(header), fields)


def field_of(heading: str) -> str:
    """The field that a heading means, "detail" where it is known to be none, "" where it is not known."""
    return _meaning(heading)[0]


def tells_subject(field: str) -> bool:
    """Whether a column of this field says which subject a row is about."""
    return field in _SUBJECT


def _meaning(heading: str) -> tuple[str, int]:
    known = _headings()
    plain = compact(heading).casefold()
    if len(plain) > 2 * _SHOWN:
        return "", 0  # a sentence, not a heading
    return known.get(_MARKS.sub("", plain)) or known.get(_MARKS.sub("", _REMARK.sub("", plain))) or ("", 0)


@cache
def _headings() -> dict[str, tuple[str, int]]:
    """Compared form of a heading → field and rank."""
    text = (files(__package__) / "data" / "columns.yaml").read_text(encoding="utf-8")
    table: dict[str, list[str]] = yaml.safe_load(text)
    known: dict[str, tuple[str, int]] = {}
    for field, headings in table.items():
        own = [] if field in ("ignored", "detail") else [field]
        for rank, heading in enumerate((*own, *headings)):
            known.setdefault(_MARKS.sub("", compact(heading).casefold()), (field, rank))
    return known


def _raise_twice(header: Sequence[str], places: list[int], field: str) -> None:
    where = "、".join(f"第 {place + 1} 列" for place in places)
    message = f"{where}的标题都是“{header[places[0]].strip()}”，无法判断以哪一列为准；请删去或改名其中一列"
    raise FeedError(message, reason="COLUMN_TWICE", place=Place(column=places[1] + 1, field=field))


def _raise_missing(header: Sequence[str]) -> None:
    found = "、".join(heading.strip() for heading in header[:_SHOWN] if heading.strip()) or "（空）"
    message = (
        f"没有找到名称列，也没有代码列。文件中的列：{found}。"
        "至少要有一列：企业名称（主体名称、单位名称、name）或统一社会信用代码（组织机构代码、注册号、税务登记号、uscc）"
    )
    raise FeedError(message, reason="COLUMN_MISSING", place=Place(field="name"))
