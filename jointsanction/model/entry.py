"""An entry (名单记录): one subject on one list, in one version of its history."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from jointsanction.model.end import UNKNOWN_END, End


class Colour(StrEnum):
    """Black and red lists, and grey ones: notice-only lists that are no serious-breach lists."""

    BLACK = "black"
    GREY = "grey"
    RED = "red"


class Entry(Struct, frozen=True, kw_only=True, gc=False):
    """One version of one entry. Dates are days in Asia/Shanghai.

    ``uscc``, ``org_code``, ``reg_no``, ``tax_no`` are canonical codes: a damaged one is kept as written
    (compacted), "" where there is none. ``authorities`` are the differing 认定单位 of its source records in the
    order they were received. ``first_received_on`` stands in for a missing ``listed_on``.
    """

    entry_id: str
    change_no: int
    list: str
    name: str
    former_names: tuple[str, ...] = ()
    uscc: str = ""
    org_code: str = ""
    reg_no: str = ""
    tax_no: str = ""
    legal_representative: str = ""
    authorities: tuple[str, ...] = ()
    doc_no: str = ""
    reason: str = ""
    listed_on: date | None = None
    end: End = UNKNOWN_END
    removed_on: date | None = None
    removed_reason: str = ""
    region: str = ""
    first_received_on: date
