"""Reviews (人工核定) of matches. They change decisions, so they are part of the list version.

A review binds the subject's valid USCC and one version of an entry; without a USCC it belongs to one check and no other
question finds it. A newer review of the same pair, or its revocation (verdict ""), supersedes the one before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
)
from sqlalchemy import update as sql_update

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.counter import keep_numbers, take_numbers
from jointsanction.ledger.days import moment_text
from jointsanction.ledger.faults import DRIVER_ERRORS, as_ledger_error
from jointsanction.ledger.reading import MAX_CHANGE, compiled
from jointsanction.ledger.schema import metadata
from jointsanction.model.review import Verdict


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


review = Table(
    "review",
    metadata,
    Column("change_no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("entry_no", Integer, ForeignKey("entry.entry_no"), nullable=False),
    Column("entry_change_no", BigInteger, nullable=False),
    _text("uscc"),
    _text("check_id"),
    _text("verdict"),
    _text("by"),
    _text("reason"),
    _text("until"),
    _text("reviewed_at"),
    Column("superseded_by", BigInteger, nullable=True),
    Index("ix_review_entry", "entry_no"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review. It holds for the version ``entry_change_no`` of the entry and up to, not on, the day ``until``.

    ``change_no`` is given by the ledger; ``uscc`` "" means that it holds for ``check_id`` alone.
    """

    entry_id: str
    entry_change_no: int
    uscc: str
    check_id: str
    verdict: Verdict
    by: str
    reason: str
    until: date
    reviewed_at: datetime
    change_no: int = 0


_r = review.c
_UPTO = (_r.change_no <= bindparam("upto")) & or_(_r.superseded_by.is_(None), _r.superseded_by > bindparam("upto"))
_LAST = compiled(select(func.max(_r.change_no)).where(_r.change_no <= bindparam("upto")))
_COLUMNS = (
    _r.change_no, _r.entry_no, _r.entry_change_no, _r.uscc, _r.check_id, _r.verdict, _r.by, _r.reason, _r.until,
    _r.reviewed_at,
)  # fmt: skip
_ALL = compiled(select(*_COLUMNS).where(_UPTO, _r.verdict != literal_column("''")).order_by(_r.change_no))


def write_review(connections: Connections, given: Review, *, now: datetime) -> int:
    """Write a review in the place of the pair's earlier one; its change number. Durable when this returns."""
    return _write(connections, given, str(given.verdict), now=now)


def revoke_review(connections: Connections, standing: Review, *, by: str, reason: str, now: datetime) -> int:
    """Write down that a review no longer holds; the change number of that."""
    return _write(connections, standing, "", by=by, reason=reason, now=now)


def _write(
    connections: Connections, given: Review, verdict: str, *, by: str = "", reason: str = "", now: datetime
) -> int:
    entry_no = int(given.entry_id[1:])
    with connections.writing() as connection:
        numbers = take_numbers(connection)
        numbers.change_no += 1
        pair = (_r.entry_no == entry_no) & (_r.uscc == given.uscc) & _r.superseded_by.is_(None)
        if not given.uscc:
            pair &= _r.check_id == given.check_id
        connection.execute(sql_update(review).where(pair).values(superseded_by=numbers.change_no))
        row = {
            "change_no": numbers.change_no,
            "entry_no": entry_no,
            "entry_change_no": given.entry_change_no,
            "uscc": given.uscc,
            "check_id": given.check_id,
            "verdict": verdict,
            "by": by or given.by,
            "reason": reason or given.reason,
            "until": given.until.isoformat(),
            "reviewed_at": moment_text(now),
        }
        connection.execute(insert(review).values(row))
        keep_numbers(connection, numbers)
        return numbers.change_no


def read_reviews(connections: Connections, upto: int | None) -> tuple[Review, ...]:
    """Every review that stood at a change number, oldest first, expired ones too."""
    limit = MAX_CHANGE if upto is None else upto
    try:
        return tuple(_review_of(row) for row in connections.cursor().execute(_ALL, (limit, limit)))
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error


def read_reviews_change_no(connections: Connections, upto: int | None) -> int:
    """The highest change number that a review or revocation took up to ``upto``; 0 where there is none."""
    try:
        row = connections.cursor().execute(_LAST, (MAX_CHANGE if upto is None else upto,)).fetchone()
    except DRIVER_ERRORS as error:
        raise as_ledger_error(error, connections.path) from error
    return int(row[0] or 0)


class ReviewsInForce:
    """The reviews by USCC, in memory; they are read again only when a review was written or revoked since."""

    __slots__ = ("_by_uscc", "_connections", "_read_at", "_upto")

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._by_uscc: dict[str, tuple[Review, ...]] = {}
        self._upto: int = 0
        self._read_at: int = 0

    def of(self, uscc: str, upto: int) -> tuple[Review, ...]:
        """Reviews that bind a USCC, oldest first; () for most."""
        if upto != self._upto:
            self._take_up(upto)
        return self._by_uscc.get(uscc, ())

    def _take_up(self, upto: int) -> None:
        last = read_reviews_change_no(self._connections, upto)
        if last != self._read_at:
            found: dict[str, tuple[Review, ...]] = {}
            for each in read_reviews(self._connections, upto) if last else ():
                if each.uscc:
                    found[each.uscc] = (*found.get(each.uscc, ()), each)
            self._by_uscc, self._read_at = found, last
        self._upto = upto


def _review_of(row: tuple[Any, ...]) -> Review:
    change_no, entry_no, entry_change_no, uscc, check_id, verdict, by, reason, until, reviewed_at = row
    return Review(
        entry_id=f"E{entry_no}",
        entry_change_no=entry_change_no,
        uscc=uscc,
        check_id=check_id,
        verdict=Verdict(verdict),
        by=by,
        reason=reason,
        until=date.fromisoformat(until),
        reviewed_at=datetime.fromisoformat(reviewed_at),
        change_no=change_no,
    )
