"""Passages: what many bodies say in the same words is stored once, and is in every body that is read."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from invented import code
from record.case import NAME, Case

from jointsanction.errors import RecordError
from jointsanction.model import Context, Subject, WarningCode
from jointsanction.record import Folding
from jointsanction.record.chain import Chain, heads_digest
from jointsanction.record.journal import Journal
from jointsanction.record.journal_frame import Frame, JournalRecord, content_of, length_at, with_header
from jointsanction.record.passage import ref_of
from jointsanction.record.shortening import GENERAL

ANYBODY = Context(region="清远市")
"""Answered by every measure there is."""


def rows(case: Case, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(case.path)) as tables:
        return tables.execute(statement).fetchall()


def written_whole(case: Case) -> bytes:
    """The body of a check with a request id as earlier versions wrote it, with everything in it."""
    check = case.answered(request_id="r1")
    with case.recorder() as recorder:
        body = json.loads(recorder.prepare(check).body)
    return json.dumps({**body, "decision": check.decision.to_dict()}, ensure_ascii=False).encode()


@pytest.mark.parametrize("context", [ANYBODY, Context("财政", "QY-CZ-001", "清远市")], ids=["any", "tender"])
def test_a_body_is_read_as_it_was_decided(case: Case, context: Context) -> None:
    """Byte for byte, though most of it is stored elsewhere, and once."""
    check = case.answered(context=context)
    with case.recorder() as recorder:
        ids = [recorder.record(check).check_id for _ in range(3)]
    with case.read() as record:
        bodies = [record.get_check(each).body for each in ids]
    assert [json.dumps(body["decision"], ensure_ascii=False) for body in bodies if body] == 3 * [
        json.dumps(check.decision.to_dict(), ensure_ascii=False)
    ]
    ((stored,),) = rows(case, f"SELECT length(CAST(body AS BLOB)) FROM record WHERE record_no = {ids[0][1:]}")
    assert stored < (0.45 if context is ANYBODY else 0.7) * len(check.decision.to_json().encode())
    refs = [(ref, ref_of(text.encode())) for ref, text in rows(case, "SELECT ref, text FROM passage")]  # type: ignore[union-attr, attr-defined]  # text
    assert refs
    assert all(ref == expected for ref, expected in refs)
    assert len(refs) == len({json.dumps(each) for each in _said(check.decision.to_dict())})
    assert case.broken() == ""


def _said(decision: dict[str, object]) -> list[object]:
    """Everything in a decision that is a passage."""
    measures = [
        {field: value for field, value in each.items() if field not in ("entry_id", "why")}
        for name in ("measures", "suppressed", "for_persons")
        for each in decision[name]  # type: ignore[attr-defined]  # a list of measures
    ]
    return [*measures, *(each for each in decision["warnings"] if each["code"] in GENERAL)]  # type: ignore[attr-defined]  # a list


def test_what_is_said_of_a_subject_or_an_entry_is_no_passage(case: Case) -> None:
    """Passages outlive the bodies that name them: nothing in them may be about anybody."""
    assert {WarningCode.NAME_DIFFERS, WarningCode.CODE_DAMAGED, WarningCode.TERM_ASSUMED}.isdisjoint(GENERAL)
    assert {WarningCode.LIST_NEVER_LOADED, WarningCode.LISTED_NO_MEASURE, WarningCode.CONDITION} <= GENERAL
    check = case.answered(Subject("清远市谷雨食品有限公司", code(1)[:-1] + "*"), ANYBODY)
    assert any(each.code not in GENERAL for each in check.decision.warnings)
    with case.recorder() as recorder:
        check_id = recorder.record(check).check_id
    with case.read() as record:
        body = record.get_check(check_id).body
    assert body is not None
    assert body["decision"] == check.decision.to_dict()
    said = "".join(str(text) for (text,) in rows(case, "SELECT text FROM passage"))
    assert all(word not in said for word in ("谷雨", NAME, code(1)[:-1], "E1"))


def test_a_request_answered_before_is_answered_whole(case: Case) -> None:
    """Wherever the first answer stands: in a frame of this writer or another's, in the tables, in the same group."""
    check = case.answered(request_id="r1")
    decision = check.decision.to_dict()
    with case.recorder() as recorder:
        plain, asked = recorder.prepare(case.answered()), recorder.prepare(check)
    with closing(case.writer()) as one, closing(case.writer()) as other:
        one.write([recorder.prepare(case.answered(Subject("清远市石溪商行")))])
        other.write([recorder.prepare(case.answered(Subject("清远市石溪商行")))])
        found = one.write([plain, asked, asked])[2:] + one.write([asked]) + other.write([asked])
        one.sync()
        with Folding(case.path) as folding:
            folding.fold()
        found += one.write([asked]) + other.write([asked])
        with closing(case.writer()) as newcomer:
            found += newcomer.write([asked]) + newcomer.write([asked])
        assert [result.first for result, _ in found] == [decision] * 7
    with case.recorder() as recorder:
        assert recorder.record(check).first == decision
    assert case.broken() == ""


def test_a_request_repeated_in_one_transaction_is_answered_whole(case: Case) -> None:
    """Straight into the tables, where nothing of it is written yet."""
    check = case.answered(request_id="r1")
    with closing(case.writer()) as writer, case.recorder() as recorder:
        prepared = recorder.prepare(check)
        first, again = writer.write([prepared, prepared])
    assert (first[0].first, again[0].first) == (None, check.decision.to_dict())


def test_a_passage_is_written_once_by_each_writer(case: Case) -> None:
    """Frames after the first have none of it, and the tables one of each."""
    with case.recorder() as recorder:
        prepared = recorder.prepare(case.answered())
    with closing(case.writer()) as one, closing(case.writer()) as other:
        for writer in (one, other, one, other, one):
            writer.write([prepared])
            writer.sync()
        with closing(sqlite3.connect(case.path)) as tables, closing(Journal(case.path, tables)) as journal:
            told = [len(placed.frame.passages) for placed in journal.frames(0)]
    assert told == [len(prepared.passages), len(prepared.passages), 0]
    with case.read() as record:
        assert len(record.list_checks().checks) == 5
    assert rows(case, "SELECT COUNT(*) FROM passage") == [(len(prepared.passages),)]


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        ("UPDATE passage SET text = replace(text, 'RESTRICT', 'CLEAR')", "被改动"),
        ("DELETE FROM passage WHERE text LIKE '%RESTRICT%'", "缺失"),
    ],
)
def test_harm_to_a_passage_is_found(case: Case, harm: str, said: str) -> None:
    """By verifying, and a missing one also by who reads a body that names it."""
    with case.recorder() as recorder:
        check_id = recorder.record(case.answered()).check_id
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        case.sql(harm, at_will=False)
    case.sql("DROP TRIGGER passage_stays", "DROP TRIGGER passage_unchanged", harm)
    assert said in case.broken()
    if said == "缺失":
        with case.read() as record, pytest.raises(RecordError) as damaged:
            record.get_check(check_id)
        assert damaged.value.reason == "RECORD_DAMAGED"


def test_bodies_of_before_are_read_as_they_are(case: Case) -> None:
    """In the tables and in a journal that an earlier version has left, also for a repeated request."""
    whole = written_whole(case)
    check = case.answered(request_id="r1")
    with case.recorder() as recorder:
        prepared = recorder.prepare(check)
    with closing(sqlite3.connect(case.path)) as tables, closing(Journal(case.path, tables)) as journal:
        with journal.locked():
            chain = Chain.new()
            opening = chain.next_row(1, "OPENED", prepared.at, b'{"heads":"%s"}' % heads_digest({}).encode())
            row = chain.next_row(2, "CHECK", prepared.at, whole)
            record = JournalRecord(2, 2, "CHECK", prepared.at, whole.decode(), row[-1], *prepared.rows)
            frame = content_of(Frame(chain.writer, chain.sealed(case.seal), (record,)))
        with tables:
            tables.execute("INSERT INTO record VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?)", opening)
        with journal.locked():
            journal.append(frame, 2, journal.ends())
        journal.sync()
    with closing(case.writer()) as writer:
        ((answer, _),) = writer.write([prepared])
    assert (answer.check_id, answer.first) == ("C2", check.decision.to_dict())
    with case.read() as record:
        assert record.get_check("C2").body == json.loads(whole)
    assert rows(case, "SELECT COUNT(*) FROM passage") == [(0,)]
    assert case.broken() == ""


def test_earlier_versions_read_no_frame_of_this_one() -> None:
    """They would lose its passages; this one reads theirs."""
    written = with_header(b"content", 4096, bytes(16))
    assert written[:4] == b"JSJ2"
    assert length_at(written, 4096) == length_at(b"JSJ1" + written[4:], 4096) == len(b"content")
    assert length_at(b"JSJ3" + written[4:], 4096) is None
