"""Records whose keeping has ended (保存期满): what they say is erased, that they were made stays.

The body of a record goes, and of a check the case number and the request id. Its digest stays, so the chains can
still be verified, and so do the rows that figures are counted from: day, region, department, item, outcome, list,
measure, what was done, and the enterprise that it is counted for. A measure that was never answered stays open.

Each erasing is a record itself, which says up to where: a body that is missing beyond that has been taken away.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from jointsanction.errors import Place, RecordError
from jointsanction.ledger.days import moment_text, shanghai_day, shanghai_midnight
from jointsanction.record.recorder import Recorder
from jointsanction.record.transaction import OPENED, Transaction

ERASED = "ERASED"
"""Kind of the record of an erasing."""

LEAST_DAYS = 366
"""A record is kept for a year at least: measures are answered within a quarter, figures are counted by the year."""

_BATCH = 2_000
"""Records erased in one transaction: it holds up other writers for some tens of milliseconds."""

_NEXT = "SELECT record_no, at FROM record WHERE record_no > ? ORDER BY record_no LIMIT ?"
_BODIES = (
    "UPDATE record SET body = NULL WHERE record_no > ? AND record_no <= ? AND body IS NOT NULL AND kind NOT IN (?, ?)"
)
_CHECKS = "UPDATE checked SET request_id = '', case_no = '' WHERE check_no > ? AND check_no <= ?"


def require_keeping(keep_days: int) -> None:
    """Raises RecordError KEEPING_TOO_SHORT."""
    if keep_days < LEAST_DAYS:
        message = f"查询记录至少保存 {LEAST_DAYS} 天"
        raise RecordError(message, reason="KEEPING_TOO_SHORT", place=Place(field="keep_days"))


def erase_expired(recorder: Recorder, *, keep_days: int, now: datetime) -> int:
    """Erase what was written down more than ``keep_days`` days ago; how many records that were.

    Raises RecordError: KEEPING_TOO_SHORT, and what ``Recorder.work`` raises.
    """
    require_keeping(keep_days)
    before = shanghai_day(now) - timedelta(days=keep_days)
    erased = 0
    while count := recorder.work(partial(_erase, before=before, now=now)):
        erased += count
    return erased


def _erase(transaction: Transaction, *, before: date, now: datetime) -> int:
    cursor = transaction.cursor
    (upto,) = cursor.execute("SELECT upto FROM erased").fetchone()
    until, last = moment_text(shanghai_midnight(before)), upto
    for number, at in cursor.execute(_NEXT, (upto, _BATCH)):
        if at >= until:
            # In the order of their numbers: a clock that was wrong for a while keeps too much, never too little.
            break
        last = number
    if last == upto:
        return 0
    count = cursor.execute(_BODIES, (upto, last, OPENED, ERASED)).rowcount
    cursor.execute(_CHECKS, (upto, last))
    cursor.execute("UPDATE erased SET upto = ?", (last,))
    transaction.append_json(ERASED, moment_text(now), {"before": before.isoformat(), "upto": last, "records": count})
    return count or 1
