"""The record is tamper-evident: each way of changing it is found, and the first record concerned is named."""

from __future__ import annotations

import sqlite3

import pytest
from record.case import AT, Case

from jointsanction.record import MeasureAnswer

LAST = "(SELECT MAX(record_no) FROM record)"


def fill(case: Case, count: int = 5) -> None:
    """One more chain: the record that opens it, and ``count`` checks."""
    check = case.answered()
    with case.recorder() as recorder:
        for _ in range(count):
            recorder.record(check)


@pytest.mark.parametrize(
    ("harm", "record_no", "said"),
    [
        ("UPDATE record SET body = replace(body, 'RESTRICT', 'CLEAR') WHERE record_no = 3", 3, "被改动"),
        ("UPDATE record SET at = '2020-01-01T00:00:00.000000+00:00' WHERE record_no = 3", 3, "被改动"),
        ("UPDATE record SET digest = zeroblob(32) WHERE record_no = 3", 3, "被改动"),
        ("UPDATE record SET kind = 'MEASURE' WHERE record_no = 4", 4, "被改动"),
        ("DELETE FROM record WHERE record_no = 3", 4, "序号"),
        ("DELETE FROM record WHERE record_no = 1", 2, "序号"),
        ("UPDATE record SET record_no = 99 WHERE record_no = 4", 5, "序号"),
        ("UPDATE checked SET outcome = 'CLEAR' WHERE check_no = 3", 3, "checked"),
        ("DELETE FROM checked WHERE check_no = 3", 3, "checked"),
        ("DELETE FROM hit WHERE check_no = 3", 3, "hit"),
        ("UPDATE measure SET due_on = '' WHERE check_no = 3", 3, "measure"),
        ("UPDATE measure SET enterprise = 'x' WHERE check_no = 3", 3, "measure"),
        ("UPDATE measure SET taken = 1, taken_on = '2026-11-24', answer_no = 4 WHERE check_no = 3", 3, "反馈"),
        (
            "INSERT INTO checked SELECT 77, caller, '', day, '', '', '', '', outcome, 0 FROM checked LIMIT 1",
            77,
            "checked",
        ),
        (f"DELETE FROM record WHERE record_no = {LAST}", 5, "末端"),
    ],
)
def test_each_harm_is_found(case: Case, harm: str, record_no: int, said: str) -> None:
    """A changed byte, a removed, moved or added row, a cut tail: the first record concerned is named."""
    fill(case)
    assert case.broken() == ""
    case.sql(harm)
    found = case.broken()
    assert found.startswith(f"记录 {record_no}（")
    assert said in found


def test_two_records_in_each_others_place_are_found(case: Case) -> None:
    """Swapping the contents of two records breaks the chain at the first of them."""
    fill(case)
    case.sql(
        "UPDATE record SET record_no = 1000 WHERE record_no = 3",
        "UPDATE record SET record_no = 3 WHERE record_no = 4",
        "UPDATE record SET record_no = 4 WHERE record_no = 1000",
    )
    assert case.broken().startswith("记录 3（")


def test_a_cut_tail_with_its_head_put_back_is_found(case: Case) -> None:
    """Whoever cuts the tail and sets the head back cannot seal it without the key."""
    fill(case)
    case.sql(
        f"DELETE FROM record WHERE record_no = {LAST}",
        "DELETE FROM checked WHERE check_no = 6",
        "DELETE FROM hit WHERE check_no = 6",
        "DELETE FROM measure WHERE check_no = 6",
        "UPDATE writer SET seq = 5, digest = (SELECT digest FROM record WHERE record_no = 5)",
    )
    assert "印记" in case.broken()


def test_a_tail_cut_before_another_chain_opened_is_found(case: Case) -> None:
    """A new chain binds the heads of all others, so an older tail cannot go even where its head goes too."""
    fill(case, 2)
    fill(case, 2)
    case.sql(
        "DELETE FROM record WHERE record_no <= 3",
        "DELETE FROM writer WHERE writer NOT IN (SELECT writer FROM record)",
        "DELETE FROM checked WHERE check_no <= 3",
        "DELETE FROM hit WHERE check_no <= 3",
        "DELETE FROM measure WHERE check_no <= 3",
    )
    assert case.broken().startswith("记录 4（")
    assert "开链" in case.broken()


def test_a_changed_answer_is_found(case: Case) -> None:
    """What was fed back cannot be turned round in the table that the figures are counted from."""
    with case.recorder() as recorder:
        check_id = recorder.record(case.answered()).check_id
    with case.read() as record:
        measure = record.get_check(check_id).measures[0]
    answer = MeasureAnswer(
        check_id=check_id,
        entry_id=measure.entry_id,
        measure_id=measure.measure_id,
        department=measure.department,
        taken=True,
        on=AT.date(),
    )
    with case.recorder() as recorder:
        recorder.report_measure(answer, caller="county-a", now=AT)
    assert case.broken() == ""
    case.sql("UPDATE measure SET taken = 0 WHERE taken = 1")
    assert "反馈" in case.broken()


def test_nothing_is_changed_by_chance(case: Case) -> None:
    """The file itself refuses to change or delete a record: tampering takes intent."""
    fill(case)
    for statement in ("DELETE FROM record", "UPDATE record SET body = '{}'", "UPDATE record SET seq = 9, body = NULL"):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            case.sql(statement, at_will=False)


def test_another_key_is_found(case: Case) -> None:
    """The seals belong to the key of this directory."""
    fill(case)
    with case.read() as record:
        found = record.verify(lambda text: "0" * 32).broken
    assert found is not None
    assert "印记" in found.problem
