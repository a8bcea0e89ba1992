"""Take the journal over into the record's tables, within a transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from jointsanction.errors import Place, RecordError
from jointsanction.record.chain import INSERT_RECORD, write_head
from jointsanction.record.derived import INSERT_CHECKED, INSERT_HIT, INSERT_MEASURE
from jointsanction.record.journal import Journal
from jointsanction.record.journal_frame import Frame
from jointsanction.record.passage import INSERT_PASSAGE


class Folded(NamedTuple):
    """Up to which place the journal stands in the tables now, and how many records have just come there."""

    upto: int
    records: int


def fold(cursor: sqlite3.Cursor, journal: Journal, upto: int | None = None) -> Folded:
    """Take over what is not in the tables yet, within a transaction that holds the write lock; ``upto``: only what
    lies before that place. Raises sqlite3.Error, and RecordError RECORD_DAMAGED where it cannot be read.
    """
    (folded,) = cursor.execute("SELECT folded FROM journal").fetchone()
    end = journal.end() if upto is None else upto
    if folded >= end:
        return Folded(folded, 0)
    frames: list[Frame] = []
    for frame, place in journal.frames(folded, end):
        frames.append(frame)
        folded = place
    if folded != end:
        message = "留痕日志中有一处读不出来；请运行 doctor，然后重新启动服务"
        raise RecordError(message, reason="RECORD_DAMAGED", place=Place(field="journal"))
    count = _insert(cursor, frames)
    cursor.execute("UPDATE journal SET folded = ?", (folded,))
    return Folded(folded, count)


def _insert(cursor: sqlite3.Cursor, frames: Iterable[Frame]) -> int:
    records: list[tuple[Any, ...]] = []
    checked: list[tuple[Any, ...]] = []
    hits: list[tuple[Any, ...]] = []
    measures: list[tuple[Any, ...]] = []
    heads: dict[str, tuple[int, bytes, str]] = {}
    passages: dict[str, bytes] = {}
    for frame in frames:
        passages.update(frame.passages)
        writer = frame.writer
        for each in frame.records:
            number = each.record_no
            records.append((number, writer, each.seq, each.kind, each.at, each.body, each.digest))
            checked.append((number, *each.checked))
            hits.extend([(number, *row) for row in each.hits])
            measures.extend([(number, *row) for row in each.measures])
        last = frame.records[-1]
        heads[writer] = last.seq, last.digest, frame.seal
    cursor.executemany(INSERT_PASSAGE, passages.items())
    cursor.executemany(INSERT_RECORD, records)
    cursor.executemany(INSERT_CHECKED, checked)
    cursor.executemany(INSERT_HIT, hits)
    cursor.executemany(INSERT_MEASURE, measures)
    for writer, head in heads.items():
        write_head(cursor, writer, *head)
    return len(records)
