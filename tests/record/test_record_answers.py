"""The loop: a check stays open until each of its measures is answered, by its department, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import code
from msgspec import structs
from record.case import AT, NAME, TODAY, Case

from jointsanction.errors import RecordError
from jointsanction.model import Subject
from jointsanction.record import CheckFilter, MeasureAnswer, MeasureState, Reach, Recorder


def recorded(case: Case, recorder: Recorder, **fields: str) -> MeasureState:
    """Write one check down and give its one measure."""
    check_id = recorder.record(case.answered(**fields)).check_id
    with case.read() as record:
        (measure,) = record.get_check(check_id).measures
    return measure


def answer(measure: MeasureState, **changes: object) -> MeasureAnswer:
    """A measure taken today."""
    values = {
        "check_id": measure.check_id,
        "entry_id": measure.entry_id,
        "measure_id": measure.measure_id,
        "department": measure.department,
        "taken": True,
        "on": TODAY,
        "doc_no": "清财〔2026〕9号",
        "officer": "李某",
    }
    return MeasureAnswer(**(values | changes))


def test_an_answer_closes_the_check(case: Case) -> None:
    """Due 30 days after the check; open until then and after, closed by the answer, which is kept."""
    with case.recorder() as recorder:
        measure = recorded(case, recorder)
        assert (measure.leads_to, measure.due_on, measure.taken) == ("RESTRICT", TODAY + timedelta(days=30), None)
        with case.read() as record:
            assert len(record.open_checks().measures) == 1
            assert record.open_checks(overdue_on=TODAY + timedelta(days=29)).measures == ()
            assert record.open_checks(overdue_on=TODAY + timedelta(days=30)).measures == (measure,)
            assert [each.open_measures for each in record.list_checks(CheckFilter(only_open=True)).checks] == [1]
        check = recorder.report_measure(answer(measure), caller="county-a", now=AT)
    assert not check.is_open
    assert (check.measures[0].taken, check.measures[0].taken_on) == (True, TODAY)
    assert [event.body["doc_no"] for event in check.events] == ["清财〔2026〕9号"]
    with case.read() as record:
        assert record.open_checks().measures == ()
        assert record.list_checks(CheckFilter(only_open=True)).checks == ()
    assert case.broken() == ""


def test_another_answer_is_refused_unless_it_corrects(case: Case) -> None:
    """The same answer changes nothing; another one needs ``corrects``, and the earlier one stays to be read."""
    with case.recorder() as recorder:
        measure = recorded(case, recorder)
        first = recorder.report_measure(answer(measure), caller="county-a", now=AT)
        again = recorder.report_measure(answer(measure), caller="county-b", now=AT + timedelta(days=1))
        assert again == first
        other = answer(measure, taken=False, reason="申请人已撤回申请")
        with pytest.raises(RecordError) as refused:
            recorder.report_measure(other, caller="county-a", now=AT)
        assert refused.value.reason == "ANSWER_DIFFERS"
        corrected = recorder.report_measure(replace(other, corrects=True), caller="county-a", now=AT)
    assert corrected.measures[0].taken is False
    assert [event.body["taken"] for event in corrected.events] == [True, False]
    assert case.broken() == ""


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"taken": False}, "FIELD_MISSING"),
        ({"on": TODAY + timedelta(days=1)}, "DAY_IN_FUTURE"),
        ({"on": TODAY - timedelta(days=1)}, "DAY_BEFORE_CHECK"),
        ({"department": "税务"}, "MEASURE_OTHER_DEPARTMENT"),
        ({"measure_id": "M99-1"}, "MEASURE_NOT_FOUND"),
        ({"entry_id": "E99"}, "MEASURE_NOT_FOUND"),
        ({"check_id": "C99"}, "CHECK_NOT_FOUND"),
        ({"check_id": "99"}, "CHECK_NOT_FOUND"),
        ({"check_id": "C١"}, "CHECK_NOT_FOUND"),
        ({"reason": "甲" * 2001}, "FIELD_TOO_LONG"),
    ],
)
def test_what_cannot_be_answered_is_refused(case: Case, changes: dict[str, object], reason: str) -> None:
    """Each wrong answer has its reason, and leaves the measure open."""
    with case.recorder() as recorder:
        measure = recorded(case, recorder)
        with pytest.raises(RecordError) as refused:
            recorder.report_measure(answer(measure, **changes), caller="county-a", now=AT)
    assert refused.value.reason == reason
    with case.read() as record:
        assert record.get_check(measure.check_id).is_open


def test_a_possible_match_is_not_acted_upon(case: Case) -> None:
    """A measure that waits for a review can be answered as not taken, never as taken (invariant 1)."""
    with case.recorder() as recorder:
        check_id = recorder.record(case.answered(Subject(NAME))).check_id
        with case.read() as record:
            (measure,) = record.get_check(check_id).measures
        assert (measure.leads_to, measure.due_on, measure.is_open) == ("VERIFY", None, False)
        with pytest.raises(RecordError) as refused:
            recorder.report_measure(answer(measure), caller="county-a", now=AT)
        assert refused.value.reason == "REVIEW_FIRST"
        recorder.report_measure(answer(measure, taken=False, reason="核实不是同一企业"), caller="county-a", now=AT)
    assert case.broken() == ""


def test_a_county_sees_its_own_checks_only(case: Case) -> None:
    """A county sees neither its neighbour nor its city; the city sees its counties; everyone sees what it asked."""
    with case.recorder() as recorder:
        ids = {
            region: recorder.record(case.answered(region=region, caller=f"caller-{region}")).check_id
            for region in ("441800", "441802", "441803", "")
        }
    reaches = {
        Reach("x", ("441802",)): {"441802"},
        Reach("x", ("441802", "441803")): {"441802", "441803"},
        Reach("x", ("441800",)): {"441800", "441802", "441803"},
        Reach("x", ("440000",), ("finance",)): {"441800", "441802", "441803"},
        Reach("x", ("440000",), ("tax",)): set(),
        Reach("caller-441803", ("441802",), ("tax",)): {"441803"},
        Reach("x", ()): set(),
        Reach("x", ("*",)): set(),
        Reach(): {"441800", "441802", "441803", ""},
    }
    with case.read() as record:
        for reach, regions in reaches.items():
            assert {each.region for each in record.list_checks(reach=reach).checks} == regions
            assert len(record.open_checks(reach=reach).measures) == len(regions)
            assert sum(row.checks for row in record.statistics(reach=reach)) == len(regions)
            for region, check_id in ids.items():
                if region in regions:
                    assert record.get_check(check_id, reach=reach).region == region
                else:
                    with pytest.raises(RecordError) as refused:
                        record.get_check(check_id, reach=reach)
                    assert refused.value.reason == "CHECK_NOT_FOUND"


def test_a_county_cannot_answer_for_another(case: Case) -> None:
    """Out of reach is as if it were not there, for answers too."""
    with case.recorder() as recorder:
        measure = recorded(case, recorder, region="441803")
        with pytest.raises(RecordError) as refused:
            recorder.report_measure(answer(measure), caller="x", now=AT, reach=Reach("x", ("441802",)))
    assert refused.value.reason == "CHECK_NOT_FOUND"


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 9), count=st.integers(0, 12))
def test_pages_show_everything_once(case: Case, size: int, count: int) -> None:
    """Whatever the page size, going through the pages shows each check and each open measure exactly once, in order."""
    check = case.answered()
    case.path.unlink(missing_ok=True)
    with case.recorder() as recorder:
        ids = [
            recorder.record(structs.replace(check, at=AT - timedelta(days=7 * (n % 3)))).check_id for n in range(count)
        ]
    with case.read() as record:
        seen, measures, token = [], [], ""
        while True:
            page = record.list_checks(page_size=size, page_token=token)
            seen += [each.check_id for each in page.checks]
            if not (token := page.next_token):
                break
        while True:
            open_page = record.open_checks(page_size=size, page_token=token)
            measures += open_page.measures
            if not (token := open_page.next_token):
                break
    assert seen == ids[::-1]
    assert [(each.due_on, each.check_id) for each in measures] == sorted(
        ((each.due_on, each.check_id) for each in measures), key=lambda pair: (pair[0], int(pair[1][1:]))
    )
    assert len({each.check_id for each in measures}) == len(measures) == sum(n % 3 == 0 for n in range(count))


@pytest.mark.parametrize("token", ["x", "-1", "1.5", "|", "9" * 30])
def test_a_wrong_page_token_is_refused(case: Case, token: str) -> None:
    """Not a traceback but a reason."""
    case.recorder().close()
    with case.read() as record:
        for ask in (record.list_checks, record.open_checks):
            with pytest.raises(RecordError) as refused:
                ask(page_token=token)
            assert refused.value.reason == "PAGE_TOKEN_UNREADABLE"


def test_filters_narrow_the_list(case: Case) -> None:
    """By caller, case, outcome, list and half-open days."""
    with case.recorder() as recorder:
        recorder.record(case.answered(caller="a"))
        recorder.record(case.answered(Subject("清远市无关贸易有限公司", code(9)), caller="b"))
    with case.read() as record:

        def found(**asked: object) -> int:
            return len(record.list_checks(CheckFilter(**asked)).checks)

        assert (found(), found(caller="a"), found(outcome="CLEAR"), found(case_no="2026-1")) == (2, 1, 1, 2)
        assert (found(list="major-tax-violation"), found(list="x")) == (1, 0)
        assert (found(since=TODAY), found(until=TODAY), found(until=TODAY + timedelta(days=1))) == (2, 0, 2)
        assert found(since=date(2027, 1, 1)) == 0
