"""Files under a server's feet: the index is cut, a rule file is broken."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from faulty import answered, ask, wait_for
from served import server
from world import World

from jointsanction.ledger import Ledger
from jointsanction.match.foreground_build import build_and_take_note


@pytest.fixture
def segment(listed: World) -> Path:
    """The index as a file, which short lists do without."""
    with Ledger.open(listed.directory.ledger) as ledger:
        listed.directory.index.mkdir(exist_ok=True)
        last = ledger.change_no()
        assert build_and_take_note(ledger, listed.directory.index, upto=last, behind=last, whole=True)
    return next(listed.directory.index.rglob("exact.seg"))


@pytest.mark.parametrize("keep", [0, 10, 0.5, 0.99])
def test_an_index_that_was_cut_before_the_start(listed: World, segment: Path, keep: float) -> None:
    """A cut index is seen and made anew: the start costs that much longer and nothing is missed."""
    size = segment.stat().st_size
    os.truncate(segment, int(keep if keep > 1 else size * keep))
    with server(listed.data) as running:
        assert answered(running)


def test_every_file_of_the_index_may_be_cut(listed: World, segment: Path) -> None:
    """The same for all of its files at once."""
    for path in segment.parent.iterdir():
        os.truncate(path, path.stat().st_size // 2)
    with server(listed.data) as running:
        assert answered(running)


def test_an_index_that_is_cut_while_it_is_used(listed: World, segment: Path) -> None:
    """A worker that touches what is no longer there is ended by the system; it is replaced, the index is made anew, and
    the service answers again by itself.
    """
    with server(listed.data, "--workers", "2") as running:
        assert answered(running)
        for path in segment.parent.iterdir():
            os.truncate(path, 0)
        for _ in range(8):
            ask(running)
        wait_for(lambda: answered(running))
        assert all(answered(running) for _ in range(8))


def test_a_broken_rule_file_changes_nothing(listed: World) -> None:
    """While a rule file is broken the last good rules answer, the log names the place, and an edit that mends it is
    taken up.
    """
    path = next((listed.data / "memoranda").glob("*.yaml"))
    good = path.read_text(encoding="utf-8")
    with server(listed.data) as running:
        before = ask(running)
        assert not isinstance(before, str)
        path.write_text(good.replace("title:", "titel:", 1), encoding="utf-8")
        wait_for(lambda: path.name in running.log)
        during = ask(running)
        assert not isinstance(during, str)
        assert during.decision["rule_version"] == before.decision["rule_version"]
        assert during.decision["measures"] == before.decision["measures"]
        path.write_text(good + "# 无关紧要\n", encoding="utf-8")

        def taken_up() -> bool:
            found = ask(running)
            return not isinstance(found, str) and found.decision["rule_version"] != before.decision["rule_version"]

        wait_for(taken_up)


def test_a_broken_file_of_callers_changes_nothing(listed: World) -> None:
    """The same for callers.yaml: nobody gains or loses anything by a slip."""
    path = listed.directory.callers
    path.write_text("callers: []\n", encoding="utf-8")
    with server(listed.data) as running:
        assert answered(running)
        path.write_text("callers: [", encoding="utf-8")
        wait_for(lambda: "callers.yaml" in running.log)
        assert answered(running)
