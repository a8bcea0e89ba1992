"""Rows that could not be taken."""

from __future__ import annotations

from ledger.ledger_samples import LATER, NOW, ends, record

from jointsanction.ledger import Ledger, QuarantineState
from jointsanction.model import DeclinedPerson, RejectedRow


def rejected(row: int, name: str, **changes: object) -> RejectedRow:
    values: dict[str, object] = {
        "row": row,
        "column": 3,
        "field": "listed_on",
        "reason": "DATE_UNREADABLE",
        "message": "日期“昨天”无法识别",
        "list": "D01",
        "cells": (("名称", name), ("列入日期", "昨天")),
    }
    return RejectedRow(**(values | changes))


def numbers(ledger: Ledger, state: str) -> list[int]:
    return [row.no for row in ledger.quarantined(state=state)]


def test_a_row_is_held_with_its_place_and_its_cells(ledger: Ledger) -> None:
    """What an officer needs to correct it comes back."""
    ledger.load([rejected(7, "甲")], file_name="a.csv", now=NOW)
    (row,) = ledger.quarantined()
    assert (row.file, row.row, row.column, row.field) == ("a.csv", 7, 3, "listed_on")
    assert (row.reason, row.message, row.list) == ("DATE_UNREADABLE", "日期“昨天”无法识别", "D01")
    assert row.cells == (("名称", "甲"), ("列入日期", "昨天"))
    assert (row.state, row.closed_by) == (QuarantineState.OPEN, None)


def test_the_same_row_is_held_once_and_counted_each_time(ledger: Ledger) -> None:
    """Loading a file again, or a row twice in one file, does not fill the quarantine."""
    rows = [rejected(2, "甲"), rejected(3, "甲"), rejected(4, "乙")]
    for _ in range(2):
        assert ends(ledger.load(rows, file_name="a.csv", now=NOW)) == {"quarantined_total": 3}
    assert numbers(ledger, "open") == [1, 2]


def test_broken_rows_without_cells_are_told_apart_by_place(ledger: Ledger) -> None:
    """A row of which nothing could be read is known by its file, row and fault."""
    rows = [rejected(row, "", cells=()) for row in (2, 3)]
    ledger.load(rows, file_name="a.csv", now=NOW)
    ledger.load(rows, file_name="b.csv", now=NOW)
    assert len(numbers(ledger, "open")) == 4


def test_a_row_that_is_taken_closes_the_one_it_corrects(ledger: Ledger) -> None:
    """Records in whatever way they end, and declined persons, close the row; an unknown number closes nothing."""
    ledger.load([record(3)], file_name="a", now=NOW)
    ledger.load([rejected(row, f"企业{row}") for row in range(2, 7)], file_name="a.csv", now=NOW)
    rows = [
        record(1, corrects=1),
        record(3, corrects=2),
        DeclinedPerson(row=4, list="D01", person_hash="ab", corrects=4),
        record(4, corrects=99),
    ]
    report = ledger.load(rows, file_name="b.csv", now=LATER)
    assert numbers(ledger, "open") == [3, 5]
    assert [row.closed_by for row in ledger.quarantined(state="corrected")] == [report.load_id] * 3


def test_a_row_rejected_again_takes_the_place_of_the_one_it_was_to_correct(ledger: Ledger) -> None:
    """A failed correction leaves one open row, not two; the same row again leaves the old one."""
    ledger.load([rejected(2, "甲"), rejected(3, "乙")], file_name="a.csv", now=NOW)
    ledger.load([rejected(2, "甲改", corrects=1), rejected(3, "乙", corrects=2)], file_name="b.csv", now=NOW)
    assert numbers(ledger, "open") == [2, 3]
    assert numbers(ledger, "replaced") == [1]


def test_a_number_made_up_in_a_file_never_closes_a_row_of_that_file(ledger: Ledger) -> None:
    """Only rows held by earlier loads can be corrected."""
    ledger.load([rejected(2, "甲", corrects=1), record(1, corrects=1)], file_name="a.csv", now=NOW)
    assert numbers(ledger, "open") == [1]
