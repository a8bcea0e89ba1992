"""What must always hold (docs/decision.md, "Invariants"): one test or more for each, on the shipped rules.

拖欠农民工工资 with 政府采购 at 财政 restricts (保障农民工工资支付条例 art. 48); 纳税信用A级 there facilitates.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import code
from world import NOW, World, codes

from jointsanction.checker import Checker
from jointsanction.checker.checker import BLOCK
from jointsanction.errors import LedgerError, QuestionError
from jointsanction.model import Colour, Context, Decision, EffectiveObligation, Outcome, Strength, Subject

NAME = "清远市禾穗岚建材有限公司"
OTHER = "清远市榆柘橡食品有限公司"
BLACK = {"list": "拖欠农民工工资失信联合惩戒对象", "name": NAME, "uscc": code(1), "doc_no": "清人社〔2026〕1号"}
RED = {"list": "纳税信用A级纳税人", "name": NAME, "uscc": code(1)}
HERE = Context(department="清远市财政局", item="政府采购供应商资格审查")
WHO = Subject(NAME, code(1))


def test_a_confirmed_black_entry_restricts(world: World) -> None:
    """The plain case: equal code, mandatory measure with a live basis, this department and item."""
    world.load([BLACK])
    decision = world.check(WHO, HERE)
    assert decision.outcome is decision.if_confirmed is Outcome.RESTRICT
    assert str(decision.scope) == "ITEM"
    assert {each.effective for each in decision.measures if each.leads_to is Outcome.RESTRICT} == {
        EffectiveObligation.MANDATORY
    }


def test_a_name_alone_never_restricts(world: World) -> None:
    """Invariant 1: the same entry found by name is VERIFY, and says what it would be if confirmed."""
    world.load([BLACK])
    decision = world.check(Subject(NAME), HERE)
    assert decision.matches[0].strength is Strength.CONFIRMED
    assert (decision.outcome, decision.if_confirmed) == (Outcome.VERIFY, Outcome.RESTRICT)
    assert all(each.leads_to <= Outcome.VERIFY for each in decision.measures)


def test_a_possible_match_never_rewards(world: World) -> None:
    """Invariant 1: the parent's red entry does not reward its branch."""
    world.load([RED])
    decision = world.check(Subject(NAME + "英德分公司", code(9)), HERE)
    assert [each.strength for each in decision.matches] == [Strength.POSSIBLE]
    assert decision.outcome is Outcome.CLEAR


def test_a_red_entry_rewards(world: World) -> None:
    """The plain case of the other colour; by name too."""
    world.load([RED])
    assert world.check(WHO, HERE).outcome is Outcome.FACILITATE
    assert world.check(Subject(NAME), HERE).outcome is Outcome.FACILITATE


@pytest.mark.parametrize("black_list", ["拖欠农民工工资失信联合惩戒对象", "海关失信企业"])
def test_a_confirmed_black_entry_suppresses_every_red_measure(world: World, black_list: str) -> None:
    """Invariant 3: with a measure or without one (海关失信企业 has no memorandum), and the answer says so."""
    world.load([{**BLACK, "list": black_list}, RED])
    decision = world.check(WHO, HERE)
    assert decision.outcome in (Outcome.RESTRICT, Outcome.NOTICE)
    assert decision.suppressed
    assert all(each.effective is not EffectiveObligation.FACILITATE for each in decision.measures)
    assert "RED_SUPPRESSED" in codes(decision)


def test_a_grey_entry_never_suppresses(world: World) -> None:
    """经营异常名录 is no serious-breach list: it notices, and the reward stays."""
    world.load([{**BLACK, "list": "经营异常名录"}, RED])
    decision = world.check(WHO, HERE)
    assert decision.outcome is Outcome.NOTICE
    assert not decision.suppressed
    assert any(each.effective is EffectiveObligation.FACILITATE for each in decision.measures)


def test_a_black_entry_to_be_verified_holds_the_reward(world: World) -> None:
    """A black VERIFY pending: red measures are shown as held, and confirmed they would be suppressed."""
    branch = Subject(NAME + "英德分公司", code(9))
    world.load([BLACK, {**RED, "name": branch.name, "uscc": branch.uscc}])
    decision = world.check(branch, HERE)
    assert (decision.outcome, decision.if_confirmed) == (Outcome.VERIFY, Outcome.RESTRICT)
    red = {each.entry.entry_id for each in decision.matches if each.colour is Colour.RED}
    assert {each.effective for each in decision.measures if each.entry_id in red} == {EffectiveObligation.HELD}
    assert "RED_HELD" in codes(decision)


def test_an_ended_black_entry_gives_the_reward_back(world: World) -> None:
    """Repair ends the punishment at once: from that day on nothing is suppressed."""
    world.load([{**BLACK, "removed_on": "2026-06-01", "removed_reason": "信用修复"}, RED])
    day_before = Context(HERE.department, HERE.item, as_of=date(2026, 5, 31))
    assert world.check(WHO, day_before).outcome is Outcome.RESTRICT
    assert world.check(WHO, HERE).outcome is Outcome.FACILITATE


def test_every_measure_names_where_it_comes_from(world: World) -> None:
    """Invariant 4: memorandum, document number, legal basis and level, entry and why."""
    world.load([BLACK, RED])
    for decision in (world.check(WHO, HERE), world.check(WHO)):
        entries = {each.entry.entry_id for each in decision.matches}
        for each in (*decision.measures, *decision.suppressed, *decision.for_persons):
            assert each.measure.memorandum.title
            assert each.measure.memorandum.doc_no
            assert each.entry_id in entries
            assert each.why
            assert all(basis.name and basis.level for basis in each.measure.legal_basis)
        assert any(each.measure.legal_basis for each in decision.measures)


def test_a_decision_is_a_pure_function(world: World) -> None:
    """Invariant 5: the same question, versions and day give the same bytes, in another checker too."""
    world.load([BLACK, RED])
    with world.open() as one, Checker.open(world.data, today=lambda: date(2031, 1, 1)) as two:
        asked = Context(HERE.department, HERE.item, as_of=date(2026, 7, 1))
        assert one.check(WHO, asked).to_json() == two.check(WHO, asked).to_json() == one.check(WHO, asked).to_json()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(offset=st.integers(-3, 3))
def test_published_end_dates_are_inclusive_where_the_list_says_so(
    tmp_path_factory: pytest.TempPathFactory, offset: int
) -> None:
    """Invariant 6: an end published as 2026-06-30 counts on that day and not on the next."""
    world = World(tmp_path_factory.mktemp("world"))
    world.load([{**BLACK, "expires_on": "2026-06-30"}])
    day = date(2026, 6, 30) + timedelta(days=offset)
    decision = world.check(WHO, Context(as_of=day))
    assert bool(decision.matches) is (day <= date(2026, 6, 30))


def test_without_listing_date_it_counts_from_the_shanghai_day_of_receipt(world: World) -> None:
    """Invariant 6: received at 17:00 UTC is the next day in Shanghai."""
    world.load([{**BLACK, "listed_on": ""}], now=datetime(2026, 11, 20, 17, 0, tzinfo=UTC))
    assert not world.check(WHO, Context(as_of=date(2026, 11, 20))).matches
    assert world.check(WHO, Context(as_of=date(2026, 11, 21))).matches


def test_nothing_that_was_pushed_is_lost(world: World) -> None:
    """Invariant 7: each row of a messy file ends in exactly one way, and a second load changes nothing."""
    rows = [
        BLACK,
        {**BLACK, "authority": "英德市人力资源和社会保障局"},
        {**BLACK, "list": "没有这个名单"},
        {"list": "失信被执行人", "name": "", "uscc": "无"},
        {"list": "失信被执行人", "name": OTHER, "listed_on": "2026-02-30"},
        {"list": "失信被执行人", "name": OTHER, "uscc": "11010119900307" + "1234"},
        {"list": "失信被执行人", "name": "欧阳岚"},
    ]
    first = world.load(rows)
    endings = first.accepted, first.joined, first.unchanged, first.superseded, first.declined, first.quarantined_total
    assert sum(endings) == first.read == len(rows)
    assert (first.joined, first.declined, first.quarantined_total) == (1, 1, 3)
    with world.open() as checker:
        before = checker.list_version
    second = world.load(rows)
    assert (second.accepted, second.joined, second.superseded) == (0, 0, 0)
    with world.open() as checker:
        assert checker.list_version == before


def test_freshness_is_visible(world: World) -> None:
    """Invariant 8: lists never loaded are named in every answer; loaded ones carry their day."""
    world.load([BLACK])
    decision = world.check(WHO)
    never = next(each.text for each in decision.warnings if each.code == "LIST_NEVER_LOADED")
    assert "失信被执行人" in never
    assert "拖欠农民工工资" not in never
    with world.open() as checker:
        fresh = {each.listed.code: each.last_received_on for each in checker.freshness()}
    assert fresh["wage-arrears"] == NOW.date()
    assert fresh["judgment-debtor"] is None


def test_an_empty_ledger_is_an_error(world: World) -> None:
    """No answer is never CLEAR: with no list ever loaded, nothing can be decided."""
    with pytest.raises(LedgerError) as caught:
        world.check(WHO)
    assert caught.value.reason == "LEDGER_EMPTY"


@pytest.mark.parametrize(
    ("subject", "context", "reason", "field"),
    [
        (Subject(), Context(), "SUBJECT_EMPTY", "name"),
        (Subject("　", "无"), Context(), "SUBJECT_EMPTY", "name"),
        (Subject("岚" * 20_001), Context(), "FIELD_TOO_LONG", "name"),
        (WHO, Context(department="不存在的部门"), "DEPARTMENT_NOT_FOUND", "department"),
        (WHO, Context(region="不存在的区划"), "REGION_NOT_FOUND", "region"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    world: World, subject: Subject, context: Context, reason: str, field: str
) -> None:
    """Bad questions are answered with a stable reason and the field, never with CLEAR."""
    world.load([BLACK])
    with pytest.raises(QuestionError) as caught:
        world.check(subject, context)
    assert (caught.value.reason, caught.value.place.field) == (reason, field)


def test_an_unknown_item_weakens_to_advisory(world: World) -> None:
    """A mandatory measure for certain items is advisory where the item is not known, and ITEM_UNKNOWN says so."""
    world.load([BLACK])
    for item in ("", "从未见过的事项"):
        decision = world.check(WHO, Context("财政", item, "清远市"))
        assert decision.outcome is Outcome.SCRUTINIZE
        assert "ITEM_UNKNOWN" in codes(decision)


def test_an_item_the_measures_do_not_touch(world: World) -> None:
    """Listed, but nothing here: NOTICE, and 不得据此限制."""
    world.load([{**BLACK, "list": "政府采购严重违法失信"}])
    decision = world.check(WHO, Context("烟草", "烟草专卖零售许可证核发", "清远市"))
    assert decision.outcome is Outcome.NOTICE
    assert "LISTED_NO_MEASURE" in codes(decision)


def test_no_department_is_for_reading(world: World) -> None:
    """No department given: every department tried, scope ANY."""
    world.load([BLACK])
    decision = world.check(WHO)
    assert str(decision.scope) == "ANY"
    assert len({each.measure.department for each in decision.measures}) > 1


def test_a_load_is_visible_to_the_next_check(world: World) -> None:
    """An open checker sees what another process has loaded, and a removal as well."""
    world.load([RED])
    with world.open() as checker:
        assert checker.check(WHO, HERE).outcome is Outcome.FACILITATE
        world.load([{**BLACK, "record_id": "7"}])
        assert checker.check(WHO, HERE).outcome is Outcome.RESTRICT
        world.load([{**BLACK, "record_id": "7", "removed_on": "2026-11-24", "removed_reason": "撤销"}])
        assert checker.check(WHO, HERE).outcome is Outcome.FACILITATE


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_loading_does_not_decide(world: World, order: tuple[int, ...]) -> None:
    """Two black lists and a red one come to the same outcome in whatever order they arrive; no measure is lost."""
    rows = [BLACK, {**BLACK, "list": "环境保护失信", "doc_no": "清环〔2026〕2号"}, RED]
    for place in order:
        world.load([rows[place]])
    decision = world.check(WHO, HERE)
    assert decision.outcome is Outcome.RESTRICT
    assert {each.measure.memorandum.id for each in decision.measures} >= {"M05", "M07"}
    assert {each.measure.memorandum.id for each in decision.suppressed} == {"M03"}


def test_many_questions_keep_their_order_and_their_errors(world: World) -> None:
    """check_many answers in order; a bad question yields its error in its place and ends nothing."""
    world.load([BLACK])
    with world.open() as checker:
        answers = list(checker.check_many([WHO, Subject(), (Subject(OTHER, code(3)), HERE)], HERE))
    assert [type(each).__name__ for each in answers] == ["Decision", "QuestionError", "Decision"]


def test_subjects_asked_together_are_decided_as_each_alone(world: World) -> None:
    """check_block gives the very bytes of check, in order, whatever is asked beside; a bad question has its error."""
    rows = [BLACK, RED, {**BLACK, "uscc": "", "name": OTHER, "doc_no": "清环〔2026〕3号"}]
    world.load(rows)
    names = ["清远市榆柘像食品有限公司", "清远市榆柘橡食品", "张三", "榆柘橡食品(清远)有限公司", OTHER, ""]
    asked = [WHO, Subject(), *(Subject(name, uscc) for name in names for uscc in ("", code(3), code(3)[:-1]))] * 13
    with world.open() as checker:
        together = checker.check_block(asked, HERE)
        alone = list(checker.check_many(asked, HERE))
    assert len(asked) > BLOCK
    assert [_bytes(each) for each in together] == [_bytes(each) for each in alone]
    assert {each.outcome for each in together if isinstance(each, Decision)} > {Outcome.RESTRICT, Outcome.CLEAR}


def _bytes(answer: Decision | QuestionError) -> str:
    return answer.reason if isinstance(answer, QuestionError) else answer.to_json()


def test_a_look_into_the_past_gives_the_same_bytes(world: World) -> None:
    """Invariant 5: a checker pinned to an old change number answers as one did then, whatever was loaded since."""
    world.load([BLACK])
    asked = Context(HERE.department, HERE.item, as_of=date(2026, 7, 1))
    with world.open() as then:
        before, change_no = then.check(WHO, asked).to_json(), then.change_no
    world.load([RED, {**BLACK, "list": "海关失信企业"}])
    with Checker.open(world.data, upto=change_no) as pinned:
        assert pinned.check(WHO, asked).to_json() == before


def test_a_record_that_its_source_moves_leaves_its_list(world: World) -> None:
    """A source record is known by (source, record_id): on another list it no longer counts on the first one."""
    world.load([{**BLACK, "source": "省平台", "record_id": "R1"}])
    world.load([{**BLACK, "source": "省平台", "record_id": "R1", "list": "经营异常名录"}])
    assert [match.entry.list for match in world.check(WHO).matches] == ["abnormal-operation"]


def test_an_item_of_another_department_brings_no_measure(world: World) -> None:
    """A measure counts where its department matches; the owner's measures come along for delegated items only."""
    world.load([BLACK])
    decision = world.check(WHO, Context("气象", "政府采购供应商资格审查", "清远市"))
    assert "财政" not in {each.measure.department for each in decision.measures}
    assert "ITEM_OTHER_DEPARTMENT" in codes(decision)
