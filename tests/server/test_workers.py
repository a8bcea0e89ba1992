"""``jointsanction serve`` as processes: several workers on one port, one that is killed, an orderly end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import grpc
from command import start
from invented import code
from questions import LISTED
from world import World

from jointsanction.record import CheckRecord
from jointsanction.v1.check_service_pb2 import CheckRequest
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction.v1.question_pb2 import Subject

QUESTION = CheckRequest(subject=Subject(name="清远市翠砚贸易有限公司", uscc=code(1)))


@contextmanager
def served(world: World, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address; ended in the end whatever happens."""
    process = start("serve", "--data", world.data, "--listen", "127.0.0.1:0", *options)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"127\.0\.0\.1:\d+", line)
        assert found, process.stderr.read() if process.stderr else line
        yield process, found[0]
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    """The serving children of a supervisor."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def ask(address: str) -> str:
    """One check over a connection of its own, so that any worker may get it."""
    with grpc.insecure_channel(address, options=(("grpc.use_local_subchannel_pool", 1),)) as channel:
        return CheckServiceStub(channel).Check(QUESTION, timeout=10).check_id


def test_a_killed_worker_is_replaced_and_no_answer_is_lost(world: World) -> None:
    """Under kill -9 of a worker calls fail cleanly or are answered, every answered check is in the record, there are as
    many workers as before, and SIGTERM ends all of them with exit code 0.
    """
    world.load(LISTED)
    with served(world, "--workers", "2") as (process, address):
        answered = [ask(address) for _ in range(8)]
        before = workers_of(process)
        os.kill(before[0], signal.SIGKILL)
        failures = []
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                answered.append(ask(address))
            except grpc.RpcError as error:
                failures.append(error.code())
            now = workers_of(process)
            if len(now) == 2 and before[0] not in now:
                break
        assert len(now) == 2
        assert before[1] in now
        assert set(failures) <= {grpc.StatusCode.UNAVAILABLE}
        process.terminate()
        _, log = process.communicate(timeout=30)
        assert process.returncode == 0, log
        assert '"worker_died"' in log
    with CheckRecord.open(world.directory.record) as record:
        assert len(set(answered)) == len(answered)
        for check_id in answered:
            assert record.get_check(check_id).body is not None
        assert record.verify(world.directory.hasher()).broken is None


def test_one_server_ends_in_good_order(world: World) -> None:
    """SIGTERM ends a single server with exit code 0, its log in JSON, and what it answered in the record."""
    world.load(LISTED)
    with served(world) as (process, address):
        check_id = ask(address)
        process.terminate()
        _, log = process.communicate(timeout=30)
    assert (process.returncode, '"ended"' in log) == (0, True), log
    with CheckRecord.open(world.directory.record) as record:
        assert record.get_check(check_id).body is not None


def test_plaintext_stays_on_the_machine(world: World) -> None:
    """Without TLS an address that others can reach is refused, with exit code 2 and the reason."""
    world.load(LISTED)
    process = start("serve", "--data", world.data, "--listen", "0.0.0.0:0")
    _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "PLAINTEXT_REFUSED" in log


def test_what_keeps_workers_from_starting_is_said_at_once(world: World) -> None:
    """A faulty data directory or a taken port ends the parent with exit code 2 before any worker is made."""
    (world.data / "ledger.sqlite3").unlink()
    process = start("serve", "--data", world.data, "--listen", "127.0.0.1:0", "--workers", "2")
    _, log = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "DATA_DIRECTORY_MISSING" in log
