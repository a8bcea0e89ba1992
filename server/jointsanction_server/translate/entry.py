"""An entry of the library as its message."""

from __future__ import annotations

from datetime import date

from jointsanction.model import Colour, Entry
from jointsanction.v1.entry_pb2 import Entry as WireEntry
from jointsanction_server.translate.enums import COLOUR, END_KIND


def entry_message(entry: Entry, list_name: str, colour: Colour, effective_end: date | None) -> WireEntry:
    """The message of an entry; ``effective_end`` is when it in fact ends. The legal representative is left out."""
    return WireEntry(
        entry_id=entry.entry_id,
        list=entry.list,
        list_name=list_name,
        colour=COLOUR[colour],
        name=entry.name,
        former_names=entry.former_names,
        uscc=entry.uscc,
        org_code=entry.org_code,
        reg_no=entry.reg_no,
        tax_no=entry.tax_no,
        authorities=entry.authorities,
        doc_no=entry.doc_no,
        reason=entry.reason,
        listed_on=day_text(entry.listed_on),
        end_kind=END_KIND[entry.end.kind],
        end_on=day_text(entry.end.on),
        effective_end=day_text(effective_end),
        removed_on=day_text(entry.removed_on),
        removed_reason=entry.removed_reason,
        region=entry.region,
    )


def day_text(day: date | None) -> str:
    """A day as YYYY-MM-DD, "" for none."""
    return "" if day is None else day.isoformat()
