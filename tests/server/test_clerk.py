"""The clerk of a serving process: what it was given is done once, whatever becomes of the clerk."""

from __future__ import annotations

import inspect
import os
import pickle
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from invented import code
from world import NOW, World

from jointsanction import errors
from jointsanction.checker import compile_rules
from jointsanction.errors import Finding, JointsanctionError, Place, RulesError
from jointsanction.ledger import Fate, Ledger
from jointsanction.match.manifest import read_manifest
from jointsanction.v1.list_service_pb2 import EntryRecord
from jointsanction_server.clerk import Clerk
from jointsanction_server.clerk_builds import ClerkBuilds
from jointsanction_server.clerk_messages import BuildWanted, PushEnd, PushGroup, PushMessage


@pytest.fixture
def clerk(world: World) -> Iterator[Clerk]:
    with closing(Clerk(world.data)) as clerk:
        yield clerk


def group(clerk: Clerk, *numbers: int) -> PushGroup:
    records = tuple(
        EntryRecord(list="失信被执行人", name=f"清远市第{number}建材有限公司", uscc=code(number)).SerializeToString()
        for number in numbers
    )
    message = PushMessage(records, "province", administers=False)
    return PushGroup((message,), clerk.rules(NOW).version, NOW)


def fates(ends: list[PushEnd]) -> list[object]:
    return [end.end for end in ends]


def listed(world: World) -> int:
    with Ledger.open(world.directory.ledger) as ledger:
        return ledger.entry_count()


def test_another_process_writes(world: World, clerk: Clerk) -> None:
    """What it says of each record is so in the ledger, and it is not this process that wrote."""
    assert fates(clerk.push(group(clerk, 1, 2, 1))) == [Fate.ACCEPTED, Fate.ACCEPTED, Fate.UNCHANGED]
    assert clerk.pid not in (0, os.getpid())
    assert listed(world) == 2


def test_a_clerk_gives_way_to_the_session_that_it_is_of(clerk: Clerk) -> None:
    """It has a group of its own for signals, and none for the scheduler."""
    clerk.rules(NOW)
    assert os.getsid(clerk.pid) == os.getsid(0)
    assert os.getpgid(clerk.pid) == clerk.pid != os.getpgid(0)
    assert os.getpriority(os.PRIO_PROCESS, clerk.pid) > os.getpriority(os.PRIO_PROCESS, 0)


def test_rules_come_as_they_are_compiled_here(world: World, clerk: Clerk) -> None:
    """Another process's rule set says what this one's would."""
    ours, theirs = compile_rules(world.directory.rule_files()), clerk.rules(NOW)
    assert theirs.version == ours.version
    assert theirs.rulebook.memoranda == ours.rulebook.memoranda
    assert dict(theirs.catalog.items) == dict(ours.catalog.items)
    assert theirs.catalog.find_region("清城区") == ours.catalog.find_region("清城区") is not None


def test_faults_of_rule_files_arrive_with_their_places(world: World, clerk: Clerk) -> None:
    """Where there is no earlier good set, the error names every fault, as it would without a clerk."""
    (world.data / "memoranda" / "faulty.yaml").write_text("id: [", "utf-8")
    with pytest.raises(RulesError) as raised:
        clerk.rules(NOW)
    assert [finding.place.file for finding in raised.value.findings] == ["memoranda/faulty.yaml"]


def test_a_killed_clerk_is_replaced(world: World, clerk: Clerk) -> None:
    """The next push goes to another one."""
    given = group(clerk, 1)
    killed = clerk.pid
    os.kill(killed, signal.SIGKILL)
    assert fates(clerk.push(given)) == [Fate.ACCEPTED]
    assert clerk.pid not in (0, killed)
    assert listed(world) == 1


def test_a_push_over_which_the_clerk_dies_is_done_all_the_same(world: World, clerk: Clerk) -> None:
    """A clerk that is killed while it waits for the ledger has taken nothing; another one takes the records, once."""
    given = group(clerk, 1, 2)
    with closing(sqlite3.connect(world.directory.ledger, isolation_level=None)) as other, ThreadPoolExecutor(1) as own:
        other.execute("BEGIN IMMEDIATE")
        pushing = own.submit(clerk.push, given)
        time.sleep(0.2)
        os.kill(clerk.pid, signal.SIGKILL)
        time.sleep(0.2)
        other.execute("ROLLBACK")
        assert fates(pushing.result()) == [Fate.ACCEPTED, Fate.ACCEPTED]
    assert listed(world) == 2


def test_without_a_process_the_work_is_done_here(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that lets no process start takes pushes and rules all the same."""
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with closing(Clerk(world.data)) as clerk:
        assert fates(clerk.push(group(clerk, 1))) == [Fate.ACCEPTED]
        assert clerk.pid == 0
    assert listed(world) == 1


def test_an_index_is_built_by_a_process_of_the_clerk(world: World, clerk: Clerk) -> None:
    """The process that answers starts none, does not wait for the clerk, and asks it no more often than it must."""
    clerk.push(group(clerk, 1, 2))
    asked: list[BuildWanted] = []
    build, builds = clerk.build, ClerkBuilds(clerk)
    clerk.build = lambda wanted: asked.append(wanted) or build(wanted)  # type: ignore[method-assign, func-returns-value]
    for _ in range(50):
        builds.start(2, patience=1)
    for _ in range(400):
        if (manifest := read_manifest(world.directory.index)) is not None:
            break
        time.sleep(0.05)
    assert manifest is not None
    assert manifest.layers[-1].upto == 2
    builds.close()
    assert asked == [BuildWanted(2, 1)]
    assert not builds.fails
    builds.start(3, patience=1)
    assert len(asked) == 1


def test_a_clerk_ends_with_the_process_that_it_works_for(world: World) -> None:
    """Also where that is killed: nobody is left who writes into a ledger that a restored one may have replaced."""
    script = (
        "import os, signal, sys; from pathlib import Path; from datetime import datetime, UTC;"
        "from jointsanction_server.clerk import Clerk;"
        "clerk = Clerk(Path(sys.argv[1])); clerk.rules(datetime.now(UTC)); print(clerk.pid, flush=True);"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    ended = subprocess.run([sys.executable, "-c", script, str(world.data)], capture_output=True, text=True)
    pid = int(ended.stdout)
    for _ in range(200):
        if not _runs(pid):
            return
        time.sleep(0.05)
    raise AssertionError("it still runs")


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


FINDING = Finding(Place("lists.yaml", 3), "SOME_CODE", "错误")
KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, JointsanctionError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_goes_from_one_process_to_another(kind: type[JointsanctionError]) -> None:
    """Class, reason, place and whatever else it carries arrive."""
    more: dict[str, object] = {"code": "UNAVAILABLE"} if kind is errors.ServiceError else {}
    findings = ((FINDING,),) if "findings" in inspect.signature(kind).parameters else ()
    sent = kind("说明", *findings, reason="SOME_REASON", place=Place(field="name"), **more)
    arrived = pickle.loads(pickle.dumps(sent))
    assert type(arrived) is kind
    assert (str(arrived), vars(arrived)) == (str(sent), vars(sent))
