"""A check read back: what was written down, how its measures have been answered, what has happened since."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from jointsanction.record.passage import text_of, whole_body
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.writing import check_id_of, check_no_of, not_found


@dataclass(frozen=True, slots=True)
class MeasureState:
    """One measure of a check that wants an answer. ``due_on`` None: its match wants a review first.

    ``taken`` None: not answered yet; ``taken_on`` is the day that the answer names.
    """

    check_id: str
    entry_id: str
    measure_id: str
    memorandum: str
    department: str
    leads_to: str
    enterprise: str
    due_on: date | None
    taken: bool | None
    taken_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether it still wants an answer."""
        return self.due_on is not None and self.taken is None


@dataclass(frozen=True, slots=True)
class Event:
    """What was written down about a check later: MEASURE (an answer) or REVIEW, as it was given."""

    kind: str
    at: datetime
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredCheck:
    """A check with its measures and events. ``body`` is what was written down; None when its keeping has ended."""

    check_id: str
    at: datetime
    caller: str
    region: str
    department: str
    outcome: str
    body: dict[str, Any] | None
    measures: tuple[MeasureState, ...]
    events: tuple[Event, ...]

    @property
    def is_open(self) -> bool:
        """Whether any measure still wants an answer."""
        return any(measure.is_open for measure in self.measures)


MEASURE_STATE = (
    "m.check_no, m.entry_id, m.measure_id, m.memorandum, m.department, m.leads_to, m.enterprise, m.due_on, m.taken,"
    " m.taken_on"
)
"""The columns that ``measure_state`` reads."""


def measure_state(row: tuple[Any, ...]) -> MeasureState:
    """A measure from a row of MEASURE_STATE."""
    number, entry_id, measure_id, memorandum, department, leads_to, enterprise, due_on, taken, taken_on = row
    return MeasureState(
        check_id_of(number),
        entry_id,
        measure_id,
        memorandum,
        department,
        leads_to,
        enterprise,
        date.fromisoformat(due_on) if due_on else None,
        None if taken is None else bool(taken),
        date.fromisoformat(taken_on) if taken_on else None,
    )


def read_check(cursor: sqlite3.Cursor, check_id: str, reach: Reach = EVERYTHING) -> StoredCheck:
    """One check; raises RecordError CHECK_NOT_FOUND also for one that is out of reach, and RECORD_DAMAGED."""
    number = check_no_of(check_id)
    condition, values = reach.condition()
    row = cursor.execute(
        "SELECT r.at, r.body, c.caller, c.region, c.department, c.outcome FROM checked c"  # noqa: S608 -- constants
        f" JOIN record r ON r.record_no = c.check_no WHERE c.check_no = ? AND {condition}",
        (number, *values),
    ).fetchone()
    if row is None:
        raise not_found(check_id)
    at, body, caller, region, department, outcome = row
    measures = cursor.execute(
        f"SELECT {MEASURE_STATE} FROM measure m WHERE m.check_no = ?",  # noqa: S608 -- constants
        (number,),
    ).fetchall()
    events = cursor.execute(
        "SELECT r.kind, r.at, r.body FROM event e JOIN record r ON r.record_no = e.record_no"
        " WHERE e.check_no = ? ORDER BY e.record_no",
        (number,),
    ).fetchall()
    return StoredCheck(
        check_id,
        datetime.fromisoformat(at),
        caller,
        region,
        department,
        outcome,
        None if body is None else whole_body(body, partial(text_of, cursor)),
        tuple(map(measure_state, measures)),
        tuple(
            Event(kind, datetime.fromisoformat(moment), json.loads(text))
            for kind, moment, text in events
            if text is not None
        ),
    )
