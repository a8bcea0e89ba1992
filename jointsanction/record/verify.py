"""Is the record whole: every chain, the sealed heads, and every row that is derived from a body."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jointsanction.errors import RecordError
from jointsanction.record.answers import MEASURE
from jointsanction.record.chain import START, Seal, digest_of, heads_digest, read_heads, seal_text
from jointsanction.record.derived import CHECKED_COLUMNS, HIT_COLUMNS, MEASURE_COLUMNS, check_rows
from jointsanction.record.erasing import ERASED
from jointsanction.record.passage import TextOf, ref_of, whole_body
from jointsanction.record.reviewing import REVIEW
from jointsanction.record.transaction import OPENED
from jointsanction.record.writing import CHECK, check_no_of

_ALL = "SELECT record_no, writer, seq, kind, at, body, digest FROM record ORDER BY record_no"
_REVIEWS = (
    "SELECT r.body FROM event e JOIN record r ON r.record_no = e.record_no"
    " WHERE e.check_no = ? AND r.kind = ? AND r.body IS NOT NULL ORDER BY r.record_no"
)
_FETCH = 500


@dataclass(frozen=True, slots=True)
class Broken:
    """Where the record is broken: number of the first record concerned (0: none is left), its writer, what is wrong."""

    record_no: int
    writer: str
    problem: str

    def __str__(self) -> str:
        return f"记录 {self.record_no}（写入者 {self.writer or '未知'}）：{self.problem}"


@dataclass(frozen=True, slots=True)
class Verified:
    """How many records and chains were read, and the first that is broken (None: the record is whole)."""

    records: int
    chains: int
    broken: Broken | None


def verify_record(cursor: sqlite3.Cursor, seal: Seal) -> Verified:
    """Read the whole record in one consistent state; the first fault ends it."""
    cursor.execute("BEGIN")
    try:
        heads: dict[str, tuple[int, bytes]] = {}
        count = 0
        passages, changed = _passages(cursor)
        if changed:
            return Verified(0, 0, Broken(0, "", f"记录引用的文字（{changed}）被改动"))
        rows = cursor.connection.cursor()
        erased = _erased_upto(cursor)
        for count, (row, problem) in enumerate(_walk(rows, cursor, heads, erased, passages.get), start=1):
            if problem:
                return Verified(count, len(heads), Broken(row[0], row[1], problem))
        return Verified(count, len(heads), _heads(cursor, heads, seal) or _leftovers(cursor))
    finally:
        cursor.execute("ROLLBACK")


def _passages(cursor: sqlite3.Cursor) -> tuple[dict[str, str], str]:
    """All passages by their refs, and the first that is not what its ref says ("" for none)."""
    passages: dict[str, str] = dict(cursor.execute("SELECT ref, text FROM passage"))
    return passages, next((ref for ref, text in passages.items() if ref_of(text.encode()) != ref), "")


def _erased_upto(cursor: sqlite3.Cursor) -> int:
    """Up to which record bodies may be missing, by what the chains say; whoever adds to them breaks one."""
    bodies = cursor.execute("SELECT body FROM record WHERE kind = ? AND body IS NOT NULL", (ERASED,))
    return max((int(json.loads(body)["upto"]) for (body,) in bodies), default=0)


def _walk(
    rows: sqlite3.Cursor,
    cursor: sqlite3.Cursor,
    heads: dict[str, tuple[int, bytes]],
    erased: int,
    text_of: TextOf,
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Each record with what is wrong with it ("" for nothing); ``heads`` is where the chains stand so far, ``erased``
    up to which record bodies may be missing.
    """
    rows.execute(_ALL)
    while batch := rows.fetchmany(_FETCH):
        for row in batch:
            number, writer, seq, kind, at, body, digest = row
            before_seq, before = heads.get(writer, (0, START))
            if seq != before_seq + 1:
                yield row, f"序号应为 {before_seq + 1}，实为 {seq}：其间的记录被删除、插入或调换"
            elif body is None and (number > erased or kind in (OPENED, ERASED)):
                yield row, "内容缺失，而没有保存期满后删除它的记录"
            elif body is not None and digest != digest_of(before, number, writer, seq, kind, at, body.encode()):
                yield row, "内容与摘要不符：记录被改动"
            elif seq == 1 and (kind != OPENED or json.loads(body)["heads"] != heads_digest(heads)):
                yield row, "开链时所见的各链末端与现存的不符：此前的记录被删除"
            else:
                yield row, _derived(cursor, number, kind, body, text_of)
            heads[writer] = (seq, digest)


def _derived(cursor: sqlite3.Cursor, number: int, kind: str, body: str | None, text_of: TextOf) -> str:
    """What is wrong with the passages that one record names, and with the rows that follow from it."""
    if body is None:
        return ""
    if kind == CHECK:
        try:
            expected = check_rows(number, whole_body(body, text_of))
        except RecordError as error:
            return error.message
        for table, columns, rows in (
            ("checked", CHECKED_COLUMNS, (expected.checked,)),
            ("hit", HIT_COLUMNS, expected.hits),
            ("measure", MEASURE_COLUMNS, expected.measures),
        ):
            statement = f"SELECT {', '.join(columns)} FROM {table} WHERE check_no = ?"  # noqa: S608 -- constants
            found = cursor.execute(statement, (number,)).fetchall()
            if table == "measure":
                found = _without_reviewed(cursor, number, found)
            if sorted(found) != list(rows):
                return f"用于检索和统计的 {table} 表与记录的内容不符"
    else:
        return _derived_later(cursor, number, kind, json.loads(body))
    return ""


def _derived_later(cursor: sqlite3.Cursor, number: int, kind: str, body: dict[str, Any]) -> str:
    """The same for what happened to a check later."""
    if kind == MEASURE:
        key = (check_no_of(body["check_id"]), body["entry_id"], body["measure_id"])
        row = cursor.execute(
            "SELECT answer_no, taken, taken_on FROM measure WHERE check_no = ? AND entry_id = ? AND measure_id = ?", key
        ).fetchone()
        latest = row is not None and row[0] is not None and row[0] >= number
        if not latest or (row[0] == number and row[1:] != (int(body["taken"]), body["on"])):
            return "反馈的内容与 measure 表不符"
    if kind in (MEASURE, REVIEW):
        check_no = check_no_of(body["check_id"])
        if (
            cursor.execute("SELECT 1 FROM event WHERE check_no = ? AND record_no = ?", (check_no, number)).fetchone()
            is None
        ):
            return "记录没有列入查询的后续事项（event 表）"
    return ""


def _without_reviewed(cursor: sqlite3.Cursor, number: int, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Measures as the check itself had them: where a review has set the day since, it must be the last one's day."""
    days: dict[str, str] = {}
    for (text,) in cursor.connection.execute(_REVIEWS, (number, REVIEW)):
        review = json.loads(text)
        days[review["entry_id"]] = review["due_on"]
    return [
        (*row[:-1], "" if row[-1] == days[row[1]] else f"not {days[row[1]]}")
        if row[5] == "VERIFY" and row[1] in days
        else row
        for row in found
    ]


def _heads(cursor: sqlite3.Cursor, heads: dict[str, tuple[int, bytes]], seal: Seal) -> Broken | None:
    written = read_heads(cursor)
    for writer, (seq, digest) in sorted(written.items()):
        last = heads.get(writer, (0, START))
        if last != (seq, digest):
            row = cursor.execute("SELECT MAX(record_no) FROM record WHERE writer = ?", (writer,)).fetchone()
            return Broken(
                row[0] or 0, writer, f"链的末端应为第 {seq} 条，现存到第 {last[0]} 条：其后的记录被删除或改动"
            )
        (sealed,) = cursor.execute("SELECT seal FROM writer WHERE writer = ?", (writer,)).fetchone()
        if sealed != seal(seal_text(writer, seq, digest)):
            return Broken(0, writer, "链末端的印记不符：末端被改动，或密钥已更换")
    unknown = sorted(set(heads) - set(written))
    return Broken(0, unknown[0], "链的末端没有登记") if unknown else None


def _leftovers(cursor: sqlite3.Cursor) -> Broken | None:
    """Rows of derived tables that no record stands behind."""
    for table in ("checked", "hit", "measure"):
        row = cursor.execute(
            f"SELECT MIN(t.check_no) FROM {table} t LEFT JOIN record r ON r.record_no = t.check_no AND r.kind = ?"  # noqa: S608 -- constants
            " WHERE r.record_no IS NULL",
            (CHECK,),
        ).fetchone()
        if row[0] is not None:
            return Broken(int(row[0]), "", f"{table} 表中有没有记录支持的行")
    row = cursor.execute(
        "SELECT MIN(m.check_no) FROM measure m LEFT JOIN record r ON r.record_no = m.answer_no AND r.kind = ?"
        " WHERE (m.answer_no IS NOT NULL AND r.record_no IS NULL) OR (m.answer_no IS NULL) <> (m.taken IS NULL)",
        (MEASURE,),
    ).fetchone()
    return Broken(int(row[0]), "", "measure 表中有没有反馈支持的结果") if row[0] is not None else None
