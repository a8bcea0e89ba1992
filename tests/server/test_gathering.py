"""How long a commit waits for company: a lone caller hardly ever, many callers until they have fallen into step."""

from __future__ import annotations

from collections import deque

import pytest

from jointsanction_server.gathering import (
    CLOSE,
    FIRST_EXPECTED,
    LONE_AFTER_TRIAL,
    LONE_BEFORE_TRIAL,
    LONGEST_WAIT,
    LOOK_EVERY,
    TURNAROUND,
    TURNS,
    VAIN,
    Gathering,
    Step,
)

REST, MOMENT = 0.0015, 0.002


class Callers:
    """So many callers, each of whom asks again ``pause`` seconds after the answer; a commit takes ``cost`` seconds."""

    def __init__(
        self, count: int, *, pause: float, apart: float = 0.0001, cost: float = 0.0003, streamed: bool = False
    ) -> None:
        self.gathering = Gathering()
        self.streamed = streamed
        self.now = 0.0
        self.pause, self.apart, self.cost = pause, apart, cost
        self.coming = deque(number * apart for number in range(count))
        self.groups: list[int] = []
        self.waits: list[float] = []

    def ask(self, groups: int) -> None:
        """Let so many groups be committed."""
        gathering = self.gathering
        for _ in range(groups):
            first = self.now = max(self.now, self.coming[0])
            gathering.begin(self.now)
            while (step := gathering.look(self._waiting(), self.now, streamed=self.streamed)) is not Step.COMMIT:
                if step is Step.REST:
                    self.now += REST
                elif step is Step.MOMENT:
                    until = self.now + MOMENT
                    while self.now < until and not gathering.enough(self._waiting()):
                        self.now += 0.00001
            count = self._waiting()
            for _ in range(count):
                self.coming.popleft()
            self.waits.append(self.now - first)
            self.now += self.cost
            gathering.committed(count, self.now)
            self.groups.append(count)
            self.coming.extend(self.now + self.pause + number * self.apart for number in range(count))

    def _waiting(self) -> int:
        return sum(at <= self.now for at in self.coming)


def test_a_lone_caller_hardly_ever_waits() -> None:
    """One question after the other: of a thousand, a handful wait for a moment each, to see whether somebody comes."""
    one = Callers(1, pause=0.0005)
    one.ask(1_000)
    waited = [wait for wait in one.waits if wait]
    assert len(waited) <= VAIN * (1 + 1_000 // LONE_AFTER_TRIAL)
    assert max(waited) <= REST + 1e-9


def test_checks_far_apart_never_wait() -> None:
    """Nobody can be held up behind a check that has been answered long ago."""
    one = Callers(1, pause=2 * CLOSE)
    one.ask(500)
    assert not any(one.waits)


def test_who_asks_too_soon_after_an_answer_is_not_taken_for_alone() -> None:
    """It has waited while another was answered, and so may more have; nobody is alone while groups are committed."""
    gathering = Gathering()
    assert gathering.alone(1.0)
    gathering.committed(1, 1.0)
    assert not gathering.alone(1.0 + TURNAROUND / 2)
    assert gathering.alone(1.0 + 2 * TURNAROUND)
    gathering.committed(2, 2.0)
    assert not gathering.alone(3.0)


def test_of_the_lone_some_look_round() -> None:
    """Many callers whom the server meets one by one are found out by the fourth, which lets in what else is ready."""
    gathering = Gathering()
    taken_for_alone = [gathering.alone(float(number)) for number in range(1, 4 * LOOK_EVERY + 1)]
    assert taken_for_alone == ([True] * (LOOK_EVERY - 1) + [False]) * 4


@pytest.mark.parametrize(("streamed", "longest"), [(False, 2 * REST), (True, MOMENT)], ids=["calls", "streams"])
def test_callers_held_up_one_behind_the_other_fall_into_step(streamed: bool, longest: float) -> None:
    """Eight callers whose checks would each have been a commit of its own share one."""
    eight = Callers(8, pause=0.0004, streamed=streamed)
    eight.ask(200)
    assert eight.groups[-40:].count(8) >= 35
    assert sum(wait > longest for wait in eight.waits[-40:]) <= 40 // 8 + 2


def test_more_callers_make_larger_groups() -> None:
    """What came together last time is no bound: sixty callers share what five milliseconds bring."""
    sixty = Callers(60, pause=0.0004)
    sixty.ask(100)
    assert max(sixty.groups) > 2 * FIRST_EXPECTED
    assert max(sixty.waits) <= LONGEST_WAIT + MOMENT


def turns_until_sure(gathering: Gathering, waiting: int) -> None:
    """After a rest: the loop turns so often without anybody more."""
    for _ in range(TURNS):
        assert gathering.look(waiting, 0.0) is Step.TURN


def rests_in_vain(gathering: Gathering) -> None:
    """One question, for which the loop rests, and turns until it is sure that nobody else has come."""
    gathering.begin(0.0)
    assert gathering.look(1, 0.0) is Step.TURN
    assert gathering.look(1, 0.0) is Step.REST
    turns_until_sure(gathering, 1)
    assert gathering.look(1, 0.0) is Step.COMMIT


def test_one_rest_without_anybody_is_not_the_end_of_sharing() -> None:
    """On a busy processor it may be chance; several in a row are not."""
    gathering = Gathering()
    gathering.committed(16, 0.0)
    for vain in range(1, VAIN + 1):
        rests_in_vain(gathering)
        gathering.committed(1, vain * REST)
    gathering.begin(0.0)
    assert gathering.look(1, 0.0) is Step.COMMIT


def test_a_stream_is_read_while_it_is_waited_for() -> None:
    """While the loop rests nothing of a stream is read, so it goes on, and looks again as long as more comes."""
    gathering = Gathering()
    gathering.committed(16, 0.0)
    gathering.begin(0.0)
    assert gathering.look(1, 0.0, streamed=True) is Step.TURN
    assert gathering.look(1, 0.0, streamed=True) is Step.MOMENT
    assert gathering.look(2, 0.0, streamed=True) is Step.TURN
    assert gathering.look(2, 0.0, streamed=True) is Step.MOMENT
    assert gathering.look(2, 0.0, streamed=True) is Step.COMMIT


def test_nobody_rests_once_as_many_have_come_as_are_expected() -> None:
    """Callers who have fallen into step come together anyway."""
    gathering = Gathering()
    gathering.committed(FIRST_EXPECTED - 1, 0.0)
    gathering.begin(0.0)
    assert gathering.look(FIRST_EXPECTED - 1, 0.0) is Step.TURN
    assert gathering.look(FIRST_EXPECTED - 1, 0.0) is Step.COMMIT


def test_the_loop_rests_again_as_long_as_more_have_come() -> None:
    """After a rest it turns until all that came meanwhile has been handed over."""
    gathering = Gathering()
    gathering.committed(64, 0.0)
    gathering.begin(0.0)
    assert gathering.look(1, 0.0) is Step.TURN
    assert gathering.look(1, 0.0) is Step.REST
    assert gathering.look(1, 0.0) is Step.TURN
    assert gathering.look(4, 0.0) is Step.TURN
    turns_until_sure(gathering, 4)
    assert gathering.look(4, 0.0) is Step.REST


def test_a_trial_comes_after_lone_checks_in_close_succession() -> None:
    """Then a check waits for company once, though none was there before."""
    gathering = Gathering()
    for number in range(LONE_BEFORE_TRIAL):
        gathering.begin(0.0)
        assert gathering.look(1, 0.0) is Step.COMMIT, number
        gathering.committed(1, number * CLOSE / 2)
    rests_in_vain(gathering)
