"""By what a source record is known again, and by what a change of it shows.

A record with a number of its own is known by (source, record_id), whatever list it stands on, so that it leaves a list
when its source moves it; where no source is named, by (list, record_id), since two unnamed files may both count from
1. Any other is known by its content. The digest covers
the content: every canonical field and the other columns, but not the row it stood in. It is SHA-256 over JSON in a
fixed order with empty fields left out; that same JSON is what the ledger stores.
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import NamedTuple

from jointsanction.ledger.days import day_of
from jointsanction.model import UNKNOWN_END, End, SourceRecord

encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
"""Compact JSON, as the ledger holds it; one encoder for all, since making one costs more than using it."""

_TEXTS = (
    "name",
    "uscc",
    "org_code",
    "reg_no",
    "tax_no",
    "legal_representative",
    "authority",
    "doc_no",
    "reason",
    "removed_reason",
    "region",
)


class Content(NamedTuple):
    """A record as the ledger stores it: 32-byte identity and digest, fields and details as JSON."""

    identity: bytes
    digest: bytes
    fields: str
    details: str


def content_of(record: SourceRecord) -> Content:
    """Content of ``record``; raises UnicodeEncodeError where a text holds half a character (a lone surrogate)."""
    fields: dict[str, object] = {name: text for name in _TEXTS if (text := getattr(record, name))}
    if record.former_names:
        fields["former_names"] = record.former_names
    if record.listed_on:
        fields["listed_on"] = record.listed_on.isoformat()
    if record.end != UNKNOWN_END:
        fields["end"] = str(record.end)
    if record.removed_on:
        fields["removed_on"] = record.removed_on.isoformat()
    written = encode(fields)
    details = encode(record.details) if record.details else ""
    known_by = encode((record.list, record.source, record.record_id))
    # JSON escapes line breaks, so none of the three parts can run into the next.
    digest = sha256(f"{known_by}\n{written}\n{details}".encode()).digest()
    identity = digest
    if record.record_id:
        own = encode((record.source, record.record_id)) if record.source else known_by
        identity = sha256(own.encode()).digest()
    return Content(identity, digest, written, details)


def record_of(row: tuple[str, str, str, int, str, str]) -> SourceRecord:
    """The record that ``content_of`` wrote: list, source, record_id, row, fields, details of the stored one."""
    list_code, source, record_id, row_no, written, details = row
    fields = json.loads(written)
    texts = {name: fields.get(name, "") for name in _TEXTS}
    return SourceRecord(
        row=row_no,
        list=list_code,
        source=source,
        record_id=record_id,
        former_names=tuple(fields.get("former_names", ())),
        listed_on=day_of(fields.get("listed_on", "")),
        end=End.parse(fields["end"]) if "end" in fields else UNKNOWN_END,
        removed_on=day_of(fields.get("removed_on", "")),
        details=tuple((name, text) for name, text in json.loads(details)) if details else (),
        **texts,
    )
