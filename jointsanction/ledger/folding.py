"""An entry is the fold of its current source records, in the order in which they were first received.

Of a text the latest that says something stands; of the end the latest that is known; of the removal the earliest day.
Authorities are all kept, as are former names; a name that another source writes otherwise stays findable among them.
Each step needs only the fold so far, so a record that is received last joins without a look at the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import NamedTuple

from jointsanction.model import EndKind, SourceRecord


class Visible(NamedTuple):
    """What an entry or a source record says; days and the end as the text that the ledger holds."""

    name: str = ""
    normal: str = ""
    former_names: tuple[str, ...] = ()
    uscc: str = ""
    org_code: str = ""
    reg_no: str = ""
    tax_no: str = ""
    legal_representative: str = ""
    authorities: tuple[str, ...] = ()
    doc_no: str = ""
    reason: str = ""
    listed_on: str = ""
    end: str = EndKind.UNKNOWN.value
    removed_on: str = ""
    removed_reason: str = ""
    region: str = ""


def visible(record: SourceRecord, normal: str) -> Visible:
    """What one record says; ``normal`` is the normal form of its name."""
    return join_record(
        Visible(),
        Visible(
            record.name,
            normal,
            record.former_names,
            record.uscc,
            record.org_code,
            record.reg_no,
            record.tax_no,
            record.legal_representative,
            (record.authority,) if record.authority else (),
            record.doc_no,
            record.reason,
            record.listed_on.isoformat() if record.listed_on else "",
            str(record.end),
            record.removed_on.isoformat() if record.removed_on else "",
            record.removed_reason,
            record.region,
        ),
    )


def join_record(entry: Visible, record: Visible) -> Visible:
    """One step of the fold: ``record`` is received after everything in ``entry``."""
    name, normal = (record.name, record.normal) if record.name else (entry.name, entry.normal)
    former = entry.former_names
    if record.former_names or (entry.normal and entry.normal != normal) or name in former:
        displaced = (entry.name,) if entry.normal and entry.normal != normal else ()
        former = tuple(dict.fromkeys(old for old in (*former, *displaced, *record.former_names) if old and old != name))
    days = [day for day in (entry.removed_on, record.removed_on) if day]
    return Visible(
        name,
        normal,
        former,
        record.uscc or entry.uscc,
        record.org_code or entry.org_code,
        record.reg_no or entry.reg_no,
        record.tax_no or entry.tax_no,
        record.legal_representative or entry.legal_representative,
        entry.authorities
        if not record.authorities or record.authorities[0] in entry.authorities
        else entry.authorities + record.authorities,
        record.doc_no or entry.doc_no,
        record.reason or entry.reason,
        record.listed_on or entry.listed_on,
        record.end if record.end != EndKind.UNKNOWN else entry.end,
        min(days) if days else "",
        record.removed_reason or entry.removed_reason,
        record.region or entry.region,
    )


def fold(records: Sequence[Visible]) -> Visible:
    """The entry that ``records`` make, in the order of their first receipt."""
    return reduce(join_record, records, Visible())
