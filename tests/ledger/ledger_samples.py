"""Invented companies and records for the tests of the ledger; every code is well formed, none is issued."""

from __future__ import annotations

from datetime import UTC, date, datetime

from jointsanction.identifiers import org_code, uscc
from jointsanction.model import Entry, SourceRecord

NOW = datetime(2026, 3, 1, 1, tzinfo=UTC)
LATER = datetime(2026, 4, 2, 17, tzinfo=UTC)  # 3 April in Shanghai


def code(number: int) -> str:
    """A valid invented USCC."""
    core = f"MA5{number:05d}"
    head = "91445500" + core + org_code.check_character(core)
    return head + uscc.check_character(head)


def company(number: int) -> str:
    """An invented company name."""
    numerals = "".join("零一二三四五六七八九"[int(digit)] for digit in str(number))
    return f"清远市溪石{numerals}贸易有限公司"


def record(number: int = 1, /, **changes: object) -> SourceRecord:
    """A record about company ``number``."""
    values: dict[str, object] = {
        "row": number + 1,
        "list": "D01",
        "name": company(number),
        "uscc": code(number),
        "authority": "清远市某局",
        "doc_no": "清罚〔2025〕1号",
        "reason": "未按规定公示",
        "listed_on": date(2025, 6, 1),
    }
    return SourceRecord(**(values | changes))


def ends(report: object) -> dict[str, int]:
    """The ends of a load that any row came to."""
    names = ("accepted", "joined", "unchanged", "superseded", "declined", "quarantined_total")
    return {name: count for name in names if (count := getattr(report, name))}


def told(entries: object) -> dict[str, Entry]:
    """Entries by id."""
    return {entry.entry_id: entry for entry in entries}
