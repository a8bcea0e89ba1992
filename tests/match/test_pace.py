"""A build rests where the machine is busy, and only there."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jointsanction.match import pace
from jointsanction.match.pace import Pace


def work(seconds: float) -> float:
    """Use a processor for so long; the time that it takes."""
    begin, until = time.monotonic(), time.process_time() + seconds
    while time.process_time() < until:
        pass
    return time.monotonic() - begin


def told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str) -> None:
    """What the system says of its processors."""
    stat = tmp_path / "stat"
    if line:
        stat.write_text(f"{line}\ncpu0 1\n", encoding="ascii")
    monkeypatch.setattr(pace, "_STAT", stat)


@pytest.mark.parametrize("line", ["", "cpu  100 0 0 0 0 0 0 0 0 0"], ids=["not told", "no tick since"])
def test_it_rests_five_times_as_long_as_it_works(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, line: str) -> None:
    """Where others use the machine, or that is not told, a sixth of a processor is used at most."""
    told(monkeypatch, tmp_path, line)
    with Pace():
        assert work(0.1) > 0.4


def test_it_does_not_rest_where_nobody_else_works(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is idle and what the build itself uses is most of the machine."""
    ticks = iter(range(0, 10_000_000, 1_000))
    monkeypatch.setattr(pace, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(pace, "_ticks", lambda: (next(ticks) * 9 // 10, next(ticks)))
    slept: list[float] = []
    monkeypatch.setattr(time, "sleep", slept.append)
    with Pace():
        work(0.1)
    assert slept == []


def test_a_signal_may_come_while_another_is_dealt_with(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest of the outer one is none of less than nothing, which would end the build."""
    paced, slept, seconds = Pace(), list[float](), iter(range(1_000, 2_000))
    within = iter([True])

    def process_time() -> float:
        now = float(next(seconds))
        if next(within, False):
            paced._rest(signal.SIGPROF, None)
        return now

    monkeypatch.setattr(time, "process_time", process_time)
    monkeypatch.setattr(time, "sleep", slept.append)
    paced._rest(signal.SIGPROF, None)
    assert len(slept) == 2
    assert min(slept) >= 0


def test_what_counts_as_busy() -> None:
    """The build's own work is no reason to rest; that of others is."""
    busy = pace._Busy()
    first = pace._ticks()
    assert first[1] >= first[0] >= 0
    busy._looked -= 1
    busy._ticks = (first[0] - 10, first[1] - 1_000)
    assert busy.is_machine_busy()
    busy._looked -= 1
    busy._ticks = (first[0] - 990, first[1] - 1_000)
    assert not busy.is_machine_busy()


def test_nothing_is_left_behind() -> None:
    """After the block no timer runs and no signal that is still on its way ends the process."""
    with Pace():
        work(0.02)
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)
    signal.raise_signal(signal.SIGPROF)


def test_a_process_that_rested_ends_well() -> None:
    """It ends with 0, however close to a tick of the timer it comes to its end."""
    code = "from jointsanction.match.pace import Pace\nwith Pace():\n    sum(range(3_000_000))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
