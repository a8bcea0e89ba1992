"""A person's verdict on a match: what it binds, how long, and that it never overrides two valid codes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from invented import code
from record.case import AT, NAME, TENDER, TODAY, Case
from world import World, codes

from jointsanction.checker import Checker
from jointsanction.errors import RecordError
from jointsanction.ledger import Ledger, Review
from jointsanction.model import Basis, Context, Decision, Outcome, Subject, Verdict
from jointsanction.record import Recorder, ReviewRequest, review_match, revoke_match_review

UNTIL = date(2027, 11, 24)
ASKED = Subject(NAME, code(1))
NEXT_DAY = AT + timedelta(days=1)


@pytest.fixture
def named(world: World) -> Case:
    """The list knows the company by name alone, so its match waits for a person."""
    return Case(world, {"name": NAME, "record_id": "r1"})


def review(case: Case, verdict: Verdict, subject: Subject = ASKED, **changes: object) -> tuple[str, Review]:
    """Check, write down, review."""
    with case.recorder() as recorder, Ledger.open(case.world.directory.ledger) as ledger:
        check_id = recorder.record(case.answered(subject)).check_id
        return check_id, _review(recorder, ledger, check_id, verdict, **changes)


def _review(recorder: Recorder, ledger: Ledger, check_id: str, verdict: Verdict, **changes: object) -> Review:
    values = {"entry_id": "E1", "by": "李某", "reason": "经查阅营业执照", "until": UNTIL, **changes}
    asked = ReviewRequest(check_id=check_id, verdict=verdict, **values)
    return review_match(recorder, ledger, asked, caller="county-a", now=AT)


def revoke(case: Case, check_id: str) -> None:
    with case.recorder() as recorder, Ledger.open(case.world.directory.ledger) as ledger:
        revoke_match_review(
            recorder, ledger, check_id=check_id, entry_id="E1", by="王某", reason="看错", caller="x", now=NEXT_DAY
        )


def decide(case: Case, subject: Subject = ASKED, context: Context = TENDER) -> Decision:
    return case.world.check(subject, context)


def test_same_counts_as_confirmed_by_identifier(named: Case) -> None:
    """VERIFY before, RESTRICT after; the answer shows who found it and until when, and the list version has moved."""
    before = decide(named)
    assert (before.outcome, before.matches[0].basis) == (Outcome.VERIFY, Basis.NAME)
    review(named, Verdict.SAME)
    after = decide(named)
    assert (after.outcome, after.matches[0].basis, after.matches[0].strength) == (
        Outcome.RESTRICT,
        Basis.REVIEW,
        "CONFIRMED",
    )
    assert after.to_dict()["matches"][0]["review"] == {"verdict": "SAME", "by": "李某", "until": "2027-11-24"}
    assert "人工核定" in after.measures[0].why
    assert codes(after) >= {"REVIEWED_SAME"}
    assert after.list_version != before.list_version
    assert named.world.check(ASKED, TENDER) == after


def test_different_silences_the_pair(named: Case) -> None:
    """CLEAR after, with a warning that names the entry and who ruled it out."""
    review(named, Verdict.DIFFERENT)
    after = decide(named)
    assert (after.outcome, after.if_confirmed, after.matches) == (Outcome.CLEAR, Outcome.CLEAR, ())
    (told,) = (warning.text for warning in after.warnings if warning.code == "REVIEWED_DIFFERENT")
    assert "E1" in told
    assert "李某" in told
    assert "2027-11-24" in told


def test_same_is_found_under_another_name(named: Case) -> None:
    """It binds the code and the entry: a question that would not lead to the entry by itself finds it too."""
    review(named, Verdict.SAME)
    for asked in (Subject("", code(1)), Subject("清远市另一个全不相同贸易有限公司", code(1))):
        assert decide(named, asked).outcome is Outcome.RESTRICT
    for asked in (Subject(NAME), Subject(NAME, code(2)), Subject("", code(2))):
        assert decide(named, asked).outcome is not Outcome.RESTRICT


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_review_ends_on_its_last_day(named: Case, verdict: Verdict) -> None:
    """It holds the day before ``until`` and not on it."""
    review(named, verdict)
    for day, holds in ((UNTIL - timedelta(days=1), True), (UNTIL, False)):
        decision = decide(named, context=Context("财政", "QY-CZ-001", "清远市", day))
        assert (decision.outcome is not Outcome.VERIFY) is holds


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_review_ends_when_the_entry_changes(named: Case, verdict: Verdict) -> None:
    """It was given about what the entry said then."""
    review(named, verdict)
    named.world.load([{"name": NAME, "record_id": "r1", "reason": "新的事由"}], list_name="重大税收违法失信主体")
    assert decide(named).outcome is Outcome.VERIFY
    assert codes(decide(named)) == codes(decide(named)) - {"REVIEWED_SAME", "REVIEWED_DIFFERENT"}


@pytest.mark.parametrize("verdict", list(Verdict))
def test_a_revoked_review_is_gone_and_the_past_stays(named: Case, verdict: Verdict) -> None:
    """The list version moves with the review and its revocation; a checker of the time in between still knows it."""
    before = decide(named)
    check_id, given = review(named, verdict)
    during = decide(named)
    revoke(named, check_id)
    after = decide(named)
    assert len({each.list_version for each in (before, during, after)}) == 3
    assert (before.outcome, after.outcome) == (Outcome.VERIFY, Outcome.VERIFY)
    with Checker.open(named.world.data, upto=given.change_no) as past:
        assert past.check(ASKED, Context("财政", "QY-CZ-001", "清远市", TODAY)).to_json() == during.to_json()
    with named.recorder() as recorder, Ledger.open(named.world.directory.ledger) as ledger:
        assert ledger.integrity_problems() == ()
        with pytest.raises(RecordError) as refused:
            revoke_match_review(
                recorder, ledger, check_id=check_id, entry_id="E1", by="王某", reason="看错", caller="x", now=AT
            )
    assert refused.value.reason == "REVIEW_NOT_FOUND"


def test_an_open_checker_takes_a_review_up(named: Case) -> None:
    """The next check of a running process knows it."""
    with named.world.open() as checker:
        assert checker.check(ASKED, TENDER).outcome is Outcome.VERIFY
        check_id, _ = review(named, Verdict.SAME)
        assert checker.check(ASKED, TENDER).outcome is Outcome.RESTRICT
        revoke(named, check_id)
        assert checker.check(ASKED, TENDER).outcome is Outcome.VERIFY


def test_without_a_code_it_holds_for_the_check_alone(named: Case) -> None:
    """Another question by the same name is not decided by it; the check itself can be acted upon."""
    check_id, given = review(named, Verdict.SAME, Subject(NAME))
    assert given.uscc == ""
    assert decide(named, Subject(NAME)).outcome is Outcome.VERIFY
    assert decide(named).outcome is Outcome.VERIFY
    with named.read() as record:
        check = record.get_check(check_id)
    assert check.is_open
    assert check.measures[0].due_on == TODAY + timedelta(days=30)
    assert [event.body["verdict"] for event in check.events] == ["SAME"]


def test_two_valid_codes_stay_two_enterprises(case: Case) -> None:
    """Invariant 2: a review cannot make one enterprise of them, not even one that stands in the ledger."""
    with Ledger.open(case.world.directory.ledger) as ledger:
        entry = ledger.entry("E1")
        assert entry is not None
        forged = Review(
            entry_id="E1",
            entry_change_no=entry.change_no,
            uscc=code(2),
            check_id="C1",
            verdict=Verdict.SAME,
            by="李某",
            reason="误",
            until=UNTIL,
            reviewed_at=AT,
        )
        ledger.review(forged, now=AT)
    for asked in (Subject(NAME, code(2)), Subject("", code(2))):
        assert decide(case, asked).matches == ()
        assert decide(case, asked).outcome is Outcome.CLEAR


@pytest.mark.parametrize(
    ("subject", "changes", "verdict", "reason"),
    [
        (ASKED, {"entry_id": "E9"}, Verdict.SAME, "ENTRY_NOT_FOUND"),
        (ASKED, {"until": TODAY}, Verdict.SAME, "REVIEW_EXPIRED"),
        (ASKED, {"reason": " "}, Verdict.SAME, "FIELD_MISSING"),
        (ASKED, {"by": ""}, Verdict.DIFFERENT, "FIELD_MISSING"),
        (Subject(NAME + "英德分公司"), {}, Verdict.SAME, "REVIEW_OF_PARENT"),
    ],
)
def test_a_review_that_says_nothing_is_refused(
    named: Case, subject: Subject, changes: dict[str, object], verdict: Verdict, reason: str
) -> None:
    """Each with its reason; nothing is written."""
    with pytest.raises(RecordError) as refused:
        review(named, verdict, subject, **changes)
    assert refused.value.reason == reason
    with Ledger.open(named.world.directory.ledger) as ledger:
        assert ledger.reviews() == ()


def test_what_an_identifier_has_confirmed_needs_no_review(case: Case) -> None:
    """Equal codes cannot be ruled out by an officer: a wrong entry is put right by whoever listed it."""
    with pytest.raises(RecordError) as refused:
        review(case, Verdict.DIFFERENT)
    assert refused.value.reason == "REVIEW_NOT_NEEDED"


def test_an_entry_that_has_changed_is_looked_at_again(named: Case) -> None:
    """A verdict given on what a check showed is not written about a newer version."""
    with named.recorder() as recorder, Ledger.open(named.world.directory.ledger) as ledger:
        check_id = recorder.record(named.answered()).check_id
        named.world.load([{"name": NAME, "record_id": "r1", "reason": "新"}], list_name="重大税收违法失信主体")
        with pytest.raises(RecordError) as refused:
            _review(recorder, ledger, check_id, Verdict.SAME)
    assert refused.value.reason == "ENTRY_CHANGED"


def test_the_same_review_again_changes_nothing(named: Case) -> None:
    """Neither a change number nor a second event; another verdict takes the place of the first."""
    with named.recorder() as recorder, Ledger.open(named.world.directory.ledger) as ledger:
        check_id = recorder.record(named.answered()).check_id
        first = _review(recorder, ledger, check_id, Verdict.SAME)
        again = _review(recorder, ledger, check_id, Verdict.SAME)
        assert (again, ledger.change_no()) == (first, first.change_no)
        other = _review(recorder, ledger, check_id, Verdict.DIFFERENT)
        assert [each.verdict for each in ledger.reviews()] == [Verdict.DIFFERENT]
        assert other.change_no > first.change_no
        assert ledger.integrity_problems() == ()
    with named.read() as record:
        check = record.get_check(check_id)
    assert [event.body["verdict"] for event in check.events] == ["SAME", "DIFFERENT"]
    assert not check.is_open
    assert named.broken() == ""


def test_a_hidden_open_measure_is_found(named: Case) -> None:
    """A due day that a review set cannot be taken away unseen."""
    review(named, Verdict.SAME)
    assert named.broken() == ""
    named.sql("UPDATE measure SET due_on = ''")
    assert "measure" in named.broken()
    named.sql("UPDATE measure SET due_on = '2099-01-01'")
    assert "measure" in named.broken()
