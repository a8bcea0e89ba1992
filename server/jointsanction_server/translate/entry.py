"""An entry of the library as its message."""

from __future__ import annotations

from datetime import date

from jointsanction.model import Colour, Entry
from jointsanction.v1.entry_pb2 import Entry as WireEntry
from jointsanction_server.translate.enums import COLOUR, END_KIND


def entry_message(entry: Entry, list_name: str, colour: Colour, effective_end: date | None) -> WireEntry:
    """The message of an entry; ``effective_end`` is when it in fact ends. The legal representative is left out."""
    message = WireEntry()
    fill_entry(message, entry, list_name, colour, effective_end)
    return message


def fill_entry(message: WireEntry, entry: Entry, list_name: str, colour: Colour, effective_end: date | None) -> None:
    """The same in an empty message. Few entries have everything, and what is empty need not be set."""
    message.entry_id = entry.entry_id
    message.list = entry.list
    message.list_name = list_name
    message.colour = COLOUR[colour]
    message.name = entry.name
    message.uscc = entry.uscc
    message.doc_no = entry.doc_no
    message.reason = entry.reason
    message.end_kind = END_KIND[entry.end.kind]
    message.authorities.extend(entry.authorities)
    if entry.former_names:
        message.former_names.extend(entry.former_names)
    for field in ("org_code", "reg_no", "tax_no", "removed_reason", "region"):
        if text := getattr(entry, field):
            setattr(message, field, text)
    if entry.listed_on is not None:
        message.listed_on = entry.listed_on.isoformat()
    if entry.end.on is not None:
        message.end_on = entry.end.on.isoformat()
    if effective_end is not None:
        message.effective_end = effective_end.isoformat()
    if entry.removed_on is not None:
        message.removed_on = entry.removed_on.isoformat()


def day_text(day: date | None) -> str:
    """A day as YYYY-MM-DD, "" for none."""
    return "" if day is None else day.isoformat()
