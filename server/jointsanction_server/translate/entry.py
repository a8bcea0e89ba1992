"""An entry of the library as its message."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jointsanction.model import Colour, Entry
from jointsanction.v1.entry_pb2 import Entry as WireEntry
from jointsanction_server.translate.enums import COLOUR, END_KIND
from jointsanction_server.translate.wire import key_of, text, with_length

LISTS_KEPT = 256

WORDS_KEPT = 4_096
"""Authorities, reasons and regions in their fields: thousands of entries have the same."""

DAYS_KEPT = 16_384
"""Days in their fields: those of twenty years in each of two."""


def _keys(*fields: str) -> tuple[bytes, ...]:
    return tuple([key_of(WireEntry, field) for field in fields])


_ENTRY_ID, _NAME, _FORMER_NAMES, _AUTHORITIES = _keys("entry_id", "name", "former_names", "authorities")
_USCC, _ORG_CODE, _REG_NO, _TAX_NO = _keys("uscc", "org_code", "reg_no", "tax_no")
_DOC_NO, _REASON, _REMOVED_REASON, _REGION = _keys("doc_no", "reason", "removed_reason", "region")
_LISTED_ON, _END_ON, _EFFECTIVE_END, _REMOVED_ON = _keys("listed_on", "end_on", "effective_end", "removed_on")
_END_KINDS = {kind: WireEntry(end_kind=value).SerializeToString() for kind, value in END_KIND.items()}


def entry_message(entry: Entry, list_name: str, colour: Colour, effective_end: date | None) -> WireEntry:
    """The message of an entry; ``effective_end`` is when it in fact ends. The legal representative is left out."""
    return WireEntry.FromString(entry_bytes(entry, list_name, colour, effective_end))


def entry_bytes(entry: Entry, list_name: str, colour: Colour, effective_end: date | None) -> bytes:
    """The same in bytes, its fields in the order of their numbers. Few entries have everything."""
    end, listed_on, removed_on = entry.end, entry.listed_on, entry.removed_on
    fields = [
        text(_ENTRY_ID, entry.entry_id),
        _list_bytes(entry.list, list_name, colour),
        text(_NAME, entry.name),
    ]
    if entry.former_names:
        fields += [with_length(_FORMER_NAMES, name.encode()) for name in entry.former_names]
    fields.append(text(_USCC, entry.uscc))
    if entry.org_code or entry.reg_no or entry.tax_no:
        fields += (text(_ORG_CODE, entry.org_code), text(_REG_NO, entry.reg_no), text(_TAX_NO, entry.tax_no))
    for authority in entry.authorities:
        fields.append(_word(_AUTHORITIES, authority))
    fields += (
        text(_DOC_NO, entry.doc_no),
        _word(_REASON, entry.reason),
        _day(_LISTED_ON, listed_on) if listed_on is not None else b"",
        _END_KINDS[end.kind],
    )
    if end.on is not None:
        fields.append(_day(_END_ON, end.on))
    if effective_end is not None:
        fields.append(_day(_EFFECTIVE_END, effective_end))
    if removed_on is not None:
        fields.append(_day(_REMOVED_ON, removed_on))
    if entry.removed_reason or entry.region:
        fields += (_word(_REMOVED_REASON, entry.removed_reason), _word(_REGION, entry.region))
    return b"".join(fields)


@lru_cache(WORDS_KEPT)
def _word(key: bytes, value: str) -> bytes:
    return text(key, value)


@lru_cache(DAYS_KEPT)
def _day(key: bytes, day: date) -> bytes:
    return text(key, day.isoformat())


@lru_cache(LISTS_KEPT)
def _list_bytes(code: str, name: str, colour: Colour) -> bytes:
    """What an entry says of its list."""
    return WireEntry(list=code, list_name=name, colour=COLOUR[colour]).SerializeToString()


def day_text(day: date | None) -> str:
    """A day as YYYY-MM-DD, "" for none."""
    return "" if day is None else day.isoformat()
