"""The disk is full while a check is recorded (here: no file may grow any more)."""

from __future__ import annotations

import resource
import sys
from pathlib import Path

import pytest
from faulty import SUBJECT, TENDER, answered, ask, wait_for
from served import Server, server
from world import World

from jointsanction.client import Client
from jointsanction.record import CheckRecord

_UNLIMITED = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def no_file_grows(server: Server, data: Path) -> None:
    """From now on the server cannot write behind what is the end of the record's longest file now."""
    longest = max(path.stat().st_size for path in data.glob("record.*"))
    limit(server, (longest, resource.RLIM_INFINITY))


def limit(server: Server, longest: tuple[int, int]) -> None:
    """Limit the files of the server and of its clerk, which takes the journal over."""
    number = server.process.pid
    of_threads = Path(f"/proc/{number}/task").glob("*/children")
    children = " ".join(path.read_text(encoding="ascii") for path in of_threads).split()
    for each in (number, *map(int, children)):
        resource.prlimit(each, resource.RLIMIT_FSIZE, longest)


@pytest.fixture(autouse=True)
def limits() -> None:
    """Another process's limits can be set where it is one's own user's, on Linux."""
    assert sys.platform == "linux"


def fill(running: Server, listed: World) -> str:
    """Ask until the record is full: the reason of the first question that gets no answer."""
    assert answered(running)
    no_file_grows(running, listed.data)
    with Client(running.address) as client:
        for _ in range(500):
            found = ask(running)
            if isinstance(found, str):
                return found
            if found.check_id == "":
                return "unrecorded"
        assert client.check(SUBJECT, TENDER)
    return ""


def test_without_the_guard_checks_go_unrecorded(listed: World) -> None:
    """What ``--record best-effort`` chooses to do is the harm: answers that nobody will ever find in the record."""
    with server(listed.data, "--record", "best-effort") as running:
        assert fill(running, listed) == "unrecorded"


def test_no_answer_that_is_not_recorded(listed: World) -> None:
    """A check that cannot be written down fails, and says why; what needs no record still works; once there is room
    again, so does the rest, without a restart; and the record is whole.
    """
    with server(listed.data) as running:
        assert fill(running, listed) == "UNAVAILABLE RECORD_FULL"
        with Client(running.address) as client:
            assert client.get_entry("E1")["entry"]["name"]
            assert len(list(client.memoranda())) == 8
        assert ask(running) == "UNAVAILABLE RECORD_FULL"
        limit(running, _UNLIMITED)
        wait_for(lambda: answered(running))
    with CheckRecord.open(listed.directory.record) as record:
        assert record.verify(listed.directory.hasher()).broken is None
