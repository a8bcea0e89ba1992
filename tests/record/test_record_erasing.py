"""Keeping ends: what was said goes, what is counted and the chains stay."""

from __future__ import annotations

from datetime import timedelta

import pytest
from record.case import AT, TODAY, Case

from jointsanction.errors import RecordError
from jointsanction.record import MeasureAnswer, erase_expired, erasing

LATER = AT + timedelta(days=400)


def filled(case: Case) -> list[str]:
    """Two checks of long ago, the first answered, and one of now; their ids."""
    with case.recorder() as recorder:
        old = [recorder.record(case.answered(request_id=f"r{turn}")).check_id for turn in range(2)]
        check = recorder.work(lambda each: each.read_row("SELECT entry_id, measure_id, department FROM measure", ()))
        assert check is not None
        entry_id, measure_id, department = check
        recorder.report_measure(
            MeasureAnswer(
                check_id=old[0], entry_id=entry_id, measure_id=measure_id, department=department, taken=True, on=TODAY
            ),
            caller="county-a",
            now=AT,
        )
        return [*old, recorder.record(case.answered(at=LATER)).check_id]


def test_the_content_goes_and_the_figures_stay(case: Case) -> None:
    """Bodies, case numbers and request ids of what is older are gone; figures, open measures and chains stay."""
    first, second, new = filled(case)
    with case.read() as record:
        before = record.statistics(), record.open_checks(page_size=500).measures
    with case.recorder() as recorder:
        assert erase_expired(recorder, keep_days=399, now=LATER) == 3
        assert erase_expired(recorder, keep_days=399, now=LATER) == 0
    with case.read() as record:
        old, kept = record.get_check(first), record.get_check(new)
        assert old.body is None
        assert old.events == ()
        assert any(measure.taken for measure in old.measures)
        assert kept.body is not None
        assert (record.statistics(), record.open_checks(page_size=500).measures) == before
        assert [each.case_no for each in record.list_checks().checks] == ["2026-1", "", ""]
    assert case.broken() == ""
    with case.recorder() as recorder:
        repeated = recorder.record(case.answered(request_id="r1"))
    assert not repeated.repeated
    assert repeated.check_id != second


def test_the_day_is_half_open(case: Case) -> None:
    """What was written down exactly so many days ago is kept for that day."""
    filled(case)
    with case.recorder() as recorder:
        assert erase_expired(recorder, keep_days=400, now=LATER) == 0
        assert erase_expired(recorder, keep_days=399, now=LATER) == 3


def test_many_are_erased_step_by_step(case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    """One transaction takes a few; the next goes on behind them, also after a pause."""
    monkeypatch.setattr(erasing, "_BATCH", 2)
    check = case.answered()
    with case.recorder() as recorder:
        for _ in range(7):
            recorder.record(check)
        assert erase_expired(recorder, keep_days=366, now=LATER) == 7
    with case.read() as record:
        assert {record.get_check(each.check_id).body is None for each in record.list_checks().checks} == {True}
    assert case.broken() == ""


def test_a_body_that_was_taken_away_is_told(case: Case) -> None:
    """Without a record that erases it a missing body is a broken record; the marker beside the chain proves nothing."""
    filled(case)
    case.sql("UPDATE record SET body = NULL WHERE record_no = 3", "UPDATE erased SET upto = 4")
    assert case.broken().startswith("记录 3（")


def test_what_erased_cannot_be_erased(case: Case) -> None:
    """Neither the record of an erasing nor the one that opens a chain may lose its body."""
    filled(case)
    with case.recorder() as recorder:
        erase_expired(recorder, keep_days=399, now=LATER)
    case.sql("UPDATE record SET body = NULL WHERE kind = 'ERASED'")
    assert "内容缺失" in case.broken()


def test_less_than_a_year_is_refused(case: Case) -> None:
    """A slip in a setting must not cost the record of this year."""
    with case.recorder() as recorder, pytest.raises(RecordError) as refused:
        erase_expired(recorder, keep_days=30, now=LATER)
    assert refused.value.reason == "KEEPING_TOO_SHORT"
