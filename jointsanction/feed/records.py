"""Rows into feed items: a source record (来源记录), a rejected row, or a declined natural person; one for every row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from jointsanction.catalog import Catalog, ListClass
from jointsanction.errors import FeedError, Place
from jointsanction.feed.columns import ColumnMap
from jointsanction.feed.dates import read_day, read_end
from jointsanction.feed.former_names import split_former_names
from jointsanction.feed.generations import settle_generation
from jointsanction.feed.identifier_columns import Codes, identifier_places, read_codes
from jointsanction.feed.persons import (
    KeyedHash,
    covered,
    is_nothing,
    is_resident_id,
    named_like_person,
    person_hash,
    says_person,
)
from jointsanction.feed.rejected import Rejecter, corrected_number
from jointsanction.feed.subjects import LONGEST_NAME
from jointsanction.feed.table import Row
from jointsanction.identifiers import State, read, resident_id
from jointsanction.model import UNKNOWN_END, DeclinedPerson, End, FeedItem, RejectedRow, SourceRecord
from jointsanction.names import read as read_name
from jointsanction.typography import tidy

_TEXTS = ("legal_representative", "authority", "doc_no", "reason", "removed_reason", "region")
_KEPT_AS_DETAILS = frozenset(("", "subject_kind", "persons"))


def read_records(
    reader: Iterable[Row],
    columns: ColumnMap,
    *,
    catalog: Catalog,
    default_list: str | None,
    source: str,
    keyed_hash: Callable[[str], str],
) -> Iterator[FeedItem]:
    """One item for every row, in order, as a stream.

    ``default_list`` (code, name or alias) is the list of rows that name none; ``source`` says whose record numbers
    these are where no column does; ``keyed_hash`` is how persons' numbers are kept. Raises FeedError LIST_MISSING
    where there is neither a list column nor a default, or the default is in no catalogue.
    """
    default = catalog.find_list(default_list) if default_list else None
    if default_list and default is None:
        near = "、".join(catalog.suggest("list", default_list))
        message = f"没有名为“{default_list}”的名单" + (f"；是否为：{near}" if near else "")
        raise FeedError(message, reason="LIST_MISSING", place=Place(field="list"))
    if default is None and not columns.has("list"):
        message = "文件中没有“名单”列，也没有指定名单"
        raise FeedError(message, reason="LIST_MISSING", place=Place(row=1, field="list"))
    settled, rows = settle_generation(columns, reader)
    return map(_RowReading(settled, catalog, default, source, keyed_hash).item, rows)


class _RowReading:
    """Reads the rows of one table; lists are looked up once for each name."""

    def __init__(
        self, columns: ColumnMap, catalog: Catalog, default: ListClass | None, source: str, keyed_hash: KeyedHash
    ) -> None:
        self._columns = columns
        self._catalog = catalog
        self._default = default
        self._source = source
        self._hash = keyed_hash
        self._rejecter = Rejecter(columns, keyed_hash)
        self._identifiers = identifier_places(columns)
        self._at = {field: place for place, field in enumerate(columns.fields) if field}
        self._texts = tuple((field, self._at[field]) for field in _TEXTS if field in self._at)
        self._person_ids = columns.indexes("person_id")
        self._details = tuple(place for place, field in enumerate(columns.fields) if field in _KEPT_AS_DETAILS)
        self._lists: dict[str, ListClass | None] = {}

    def item(self, row: Row) -> FeedItem:
        """What becomes of one row."""
        if row.problem:
            return self._rejecter.broken(row, list=self._default.code if self._default else "")
        name = tidy(self._cell(row, "name"))
        if len(name) > LONGEST_NAME:
            message = f"名称有 {len(name)} 个字符，最多 {LONGEST_NAME} 个"
            return self._rejecter.reject(row, "FIELD_TOO_LONG", message, field="name")
        codes = read_codes(row.cells, self._identifiers, row.rounded)
        if is_nothing(name):
            name = ""
        elif name[0].isascii():
            name = self._without_number(name, codes)
        listed = self._list_of(row)
        person = self._person(row, name, codes)
        if person:
            code = listed.code if listed else ""
            return DeclinedPerson(
                row=row.number, list=code, person_hash=person, corrects=corrected_number(self._columns, row)
            )
        if listed is None:
            return self._without_list(row)
        if not name and not codes.codes:
            message = "没有名称，也没有可用的代码"
            return self._rejecter.reject(row, "SUBJECT_MISSING", message, field="name", list=listed.code)
        return self._record(row, name, codes, listed)

    def _cell(self, row: Row, field: str) -> str:
        place = self._at.get(field, -1)
        return row.cells[place] if place >= 0 else ""

    def _without_number(self, name: str, codes: Codes) -> str:
        """A name that begins with a number: an enterprise's is used as its code, a person's is no name."""
        if is_resident_id(name):
            codes.residents.append(self._at["name"])
            codes.warnings.append("RESIDENT_ID_MASKED")
            return ""
        code = read_name(name).code
        reading = read(code) if code else None
        if reading is not None and reading.state is State.VALID and reading.kind is not None and not codes.codes:
            codes.codes[str(reading.kind).lower()] = reading.code
            codes.sound = True
        return name

    def _list_of(self, row: Row) -> ListClass | None:
        text = self._cell(row, "list").strip()
        if not text:
            return self._default
        if text not in self._lists:
            self._lists[text] = self._catalog.find_list(text)
        return self._lists[text]

    def _without_list(self, row: Row) -> RejectedRow:
        text = self._cell(row, "list").strip()
        if not text:
            return self._rejecter.reject(row, "LIST_MISSING", "这一行没有写明名单", field="list")
        near = "、".join(self._catalog.suggest("list", text))
        message = f"没有名为“{resident_id.mask_all(text[:60])}”的名单" + (f"；是否为：{near}" if near else "")
        return self._rejecter.reject(row, "UNKNOWN_LIST", message, field="list")

    def _person(self, row: Row, name: str, codes: Codes) -> str:
        """Keyed hash of the natural person whom a row is about, "" where it is about an enterprise."""
        numbers = [row.cells[place] for place in (*codes.residents, *self._person_ids)]
        number = next((text for text in numbers if not is_nothing(text)), "")
        # An enterprise's name beside an enterprise's code outweighs a 主体类别 that says 自然人: to decline such a row
        # would be to lose a listing.
        enterprise = bool(codes.codes and name and not named_like_person(name))
        if says_person(self._cell(row, "subject_kind")) and not enterprise:
            return person_hash(number or name, self._hash) if number or name else ""
        if codes.codes:
            return ""
        if named_like_person(name) or (not name and codes.residents):
            return person_hash(number or name, self._hash)
        return ""

    def _record(self, row: Row, name: str, codes: Codes, listed: ListClass) -> FeedItem:
        days: dict[str, date | None] = {}
        end = UNKNOWN_END
        field = "listed_on"
        try:
            for field in ("listed_on", "removed_on"):
                days[field] = read_day(self._cell(row, field))
            field = "expires_on"
            end = self._end(row, listed)
        except ValueError as error:
            if field == "expires_on" and field not in self._at:
                field = "end"
            place = self._at[field]
            message = f"第 {place + 1} 列“{self._columns.heading(place)}”：{resident_id.mask_all(str(error))}"
            return self._rejecter.reject(row, "DATE_UNREADABLE", message, field=field, list=listed.code)
        warnings = codes.warnings
        details = self._detail_pairs(row, codes)
        texts = {field: self._text(row.cells[place], warnings) for field, place in self._texts}
        record_id = tidy(self._cell(row, "record_id"))
        safe_id = resident_id.mask_all(record_id)
        if safe_id != record_id:  # masked numbers would no longer tell records apart
            safe_id = f"{safe_id} #{self._hash(record_id)}"
            warnings.append("RESIDENT_ID_MASKED")
        return SourceRecord(
            row=row.number,
            list=listed.code,
            name=self._text(name, warnings),
            record_id=safe_id,
            source=self._text(self._cell(row, "source"), warnings) or self._source,
            former_names=split_former_names(resident_id.mask_all(self._cell(row, "former_names"))),
            uscc=codes.codes.get("uscc", ""),
            org_code=codes.codes.get("org_code", ""),
            reg_no=codes.codes.get("reg_no", ""),
            tax_no=codes.codes.get("tax_no", ""),
            listed_on=days["listed_on"],
            end=end,
            removed_on=days["removed_on"],
            details=details,
            corrects=corrected_number(self._columns, row),
            warnings=tuple(dict.fromkeys(warnings)),
            **texts,
        )

    def _end(self, row: Row, listed: ListClass) -> End:
        published = self._cell(row, "expires_on")
        if published or "end" not in self._at:
            return read_end(published, inclusive=listed.end_inclusive)
        own = self._cell(row, "end").strip()
        return End.parse(own) if own else UNKNOWN_END

    def _text(self, text: str, warnings: list[str]) -> str:
        if not text:
            return ""
        plain = tidy(text)
        safe = resident_id.mask_all(plain)
        if safe != plain:
            warnings.append("RESIDENT_ID_MASKED")
        return safe

    def _detail_pairs(self, row: Row, codes: Codes) -> tuple[tuple[str, str], ...]:
        """Everything that has no field of its own, in file order, persons' numbers covered."""
        cells = row.cells
        persons = {*self._person_ids, *codes.residents}
        pairs: list[tuple[str, str]] = []
        for place in sorted({*self._details, *codes.leftovers, *persons}):
            text = cells[place]
            if not text.strip():
                continue
            if place in persons:
                if is_nothing(text):
                    continue
                codes.warnings.append("RESIDENT_ID_MASKED")
                kept = covered(text, self._hash)
            else:
                kept = self._detail(text, codes)
            pairs.append((self._columns.heading(place), kept))
        pairs.extend((key, self._detail(text, codes)) for key, text in row.extra if text)
        return tuple(pairs)

    def _detail(self, text: str, codes: Codes) -> str:
        if is_resident_id(text):
            codes.warnings.append("RESIDENT_ID_MASKED")
            return covered(text, self._hash)
        return self._text(text, codes.warnings)
