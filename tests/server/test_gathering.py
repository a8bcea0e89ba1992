"""How long a commit waits for company: a lone caller hardly ever, many callers until they have fallen into step."""

from __future__ import annotations

from collections import deque

from jointsanction_server.gathering import (
    CLOSE,
    FIRST_EXPECTED,
    LONE_AFTER_TRIAL,
    LONE_BEFORE_TRIAL,
    LONGEST_WAIT,
    LOOK_EVERY,
    TURNAROUND,
    VAIN,
    Gathering,
    Step,
)

MOMENT = 0.001


class Callers:
    """So many callers, each of whom asks again ``pause`` seconds after the answer; a commit takes ``cost`` seconds."""

    def __init__(self, count: int, *, pause: float, apart: float = 0.0001, cost: float = 0.0003) -> None:
        self.gathering = Gathering()
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
            while (step := gathering.look(self._waiting(), self.now)) is not Step.COMMIT:
                if step is Step.MOMENT:
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
    assert max(waited) <= 2 * MOMENT


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


def test_callers_held_up_one_behind_the_other_fall_into_step() -> None:
    """Eight callers whose checks would each have been a commit of its own share one, and do not wait for a ninth."""
    eight = Callers(8, pause=0.0004)
    eight.ask(200)
    assert eight.groups[-40:].count(8) >= 35
    in_step = eight.waits[-40:]
    assert sum(wait > MOMENT for wait in in_step) <= 40 // 8 + 2


def test_more_callers_make_larger_groups() -> None:
    """What came together last time is no bound: sixty callers share what five milliseconds bring."""
    sixty = Callers(60, pause=0.0004)
    sixty.ask(100)
    assert max(sixty.groups) > 2 * FIRST_EXPECTED
    assert max(sixty.waits) <= LONGEST_WAIT + MOMENT


def test_one_moment_without_anybody_is_not_the_end_of_sharing() -> None:
    """On a busy processor it may be chance; several in a row are not."""
    gathering = Gathering()
    gathering.committed(16, 0.0)
    for vain in range(1, VAIN + 1):
        gathering.begin(0.0)
        assert gathering.look(1, 0.0) is Step.TURN
        assert gathering.look(1, 0.0) is Step.MOMENT
        assert gathering.look(1, 0.0) is Step.COMMIT
        gathering.committed(1, vain * MOMENT)
    gathering.begin(0.0)
    assert gathering.look(1, 0.0) is Step.COMMIT


def test_a_trial_comes_after_lone_checks_in_close_succession() -> None:
    """Then a check waits for company once, though none was there before."""
    gathering = Gathering()
    for number in range(LONE_BEFORE_TRIAL + 1):
        gathering.begin(0.0)
        assert gathering.look(1, 0.0) is Step.COMMIT, number
        gathering.committed(1, number * CLOSE / 2)
        if number == LONE_BEFORE_TRIAL - 1:
            break
    gathering.begin(0.0)
    assert gathering.look(1, 0.0) is Step.TURN
