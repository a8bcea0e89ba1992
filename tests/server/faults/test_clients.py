"""Clients that vanish, that never read, that do nothing, and a thousand of them."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import repeat
from pathlib import Path
from urllib.request import urlopen

import grpc
import pytest
from command import ROOT
from faulty import LISTED, SUBJECT, TENDER, answered, wait_for
from served import Server, server
from world import World

from jointsanction.client.question import Question, check_request
from jointsanction.record import CheckRecord
from jointsanction.v1.check_service_pb2 import CheckStreamRequest
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction_server.conversation import WINDOW

_STREAMING = """
import sys
sys.path[:0] = {paths!r}
from faulty import SUBJECT, TENDER
from jointsanction.client import Client, Question
with Client({address!r}) as client:
    for number, _ in enumerate(client.check_stream(Question(SUBJECT, TENDER) for _ in range(10_000_000))):
        if number == 50:
            print("running", flush=True)
"""


@pytest.fixture(scope="module")
def metrics_port() -> int:
    """A port that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The data of the server that most tests of this file share."""
    shared = World(tmp_path_factory.mktemp("clients"))
    shared.load([LISTED])
    return shared


@pytest.fixture(scope="module")
def running(shared: World, metrics_port: int) -> Iterator[Server]:
    with server(shared.data, "--metrics", f"127.0.0.1:{metrics_port}") as running:
        yield running


def streams_running(port: int) -> float:
    """How many CheckStream calls the server has open, by its own metrics."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        text = page.read().decode()
    found = re.findall(r"^grpc_server_\w*(?:running|in_flight)\w*\{[^}]*CheckStream[^}]*\} (\S+)$", text, re.MULTILINE)
    assert found, text
    return sum(map(float, found))


def test_a_client_that_disappears_in_mid_stream(shared: World, running: Server, metrics_port: int) -> None:
    """A client that is killed leaves nothing behind: its call ends, what it was answered is in the record, and the
    record is whole.
    """
    paths = [str(ROOT / "tests"), str(ROOT), str(ROOT / "server")]
    program = _STREAMING.format(paths=paths, address=running.address)
    client = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert client.stdout is not None
    try:
        assert client.stdout.readline() == "running\n"
        assert streams_running(metrics_port) == 1
    finally:
        os.kill(client.pid, signal.SIGKILL)
        client.wait()
        client.stdout.close()
    wait_for(lambda: streams_running(metrics_port) == 0)
    assert answered(running)
    with CheckRecord.open(shared.directory.record) as record:
        assert len(record.list_checks().checks) > 50
        assert record.verify(shared.directory.hasher()).broken is None


@contextmanager
def flood(address: str) -> Iterator[None]:
    """Ask without end and never read an answer."""
    asked = CheckStreamRequest(check=check_request(Question(SUBJECT, TENDER, ""))).SerializeToString()
    with grpc.insecure_channel(address) as channel:
        call = channel.stream_stream("/jointsanction.v1.CheckService/CheckStream")(repeat(asked), timeout=400)
        try:
            yield
        finally:
            call.cancel()


def asked_for(world: World) -> int:
    """How many checks stand in the record."""
    with closing(sqlite3.connect(world.directory.record)) as connection:
        return int(connection.execute("SELECT COUNT(*) FROM checked").fetchone()[0])


MANY = 8_000
"""More answers than fit into the window and into what gRPC lets lie in transit; 3,464 were seen."""


def test_without_the_guard_a_client_that_never_reads_is_served_for_ever(listed: World) -> None:
    """Without the window the server goes on asking, recording and keeping answers that nobody fetches."""
    guard = "from jointsanction_server import conversation; conversation.WINDOW = 1 << 60"
    with server(listed.data, without=guard) as bare, flood(bare.address):
        wait_for(lambda: asked_for(listed) > MANY, 300)


def test_a_client_that_never_reads(listed: World) -> None:
    """Who asks without end and never reads an answer is held back: when the window and what lies in transit are full
    nothing more is asked for it; the server's memory is bounded, and others are answered at once.
    """
    counts: list[int] = []

    def settled() -> bool:
        counts.append(asked_for(listed))
        time.sleep(1)
        return counts[-1] > WINDOW and len(counts) > 10 and counts[-10] == counts[-1]

    with server(listed.data) as running:
        before = running.memory_mb
        with flood(running.address):
            wait_for(settled, 200)
            assert counts[-1] < MANY
            started = time.monotonic()
            assert answered(running)
            assert time.monotonic() - started < 10
            assert running.memory_mb - before < 40


def test_a_thousand_idle_connections(running: Server) -> None:
    """A thousand connections that say nothing, and a hundred calls that ask nothing, cost little and hold nobody up."""
    host, _, port = running.address.rpartition(":")
    before = running.memory_mb
    with ExitStack() as stack:
        for _ in range(1_000):
            stack.enter_context(socket.create_connection((host, int(port)), timeout=10))
        channels = [stack.enter_context(_own_channel(running.address, number)) for number in range(100)]
        calls = [CheckServiceStub(channel).CheckStream(_silence(), timeout=60) for channel in channels]
        time.sleep(1)
        started = time.monotonic()
        assert all(answered(running) for _ in range(10))
        assert time.monotonic() - started < 20
        assert running.memory_mb - before < 150
        for call in calls:
            call.cancel()
    assert answered(running)


def test_what_is_no_http2(running: Server) -> None:
    """Who talks HTTP/1.1, TLS or noise to the port is turned away; the server goes on."""
    host, _, port = running.address.rpartition(":")
    for noise in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"\x16\x03\x01\x02\x00" + b"\x00" * 600, os.urandom(5_000)):
        with socket.create_connection((host, int(port)), timeout=10) as connection:
            connection.sendall(noise)
            connection.settimeout(20)
            try:
                while connection.recv(65_536):
                    pass
            except (ConnectionResetError, TimeoutError):
                pass
    assert answered(running)


def test_memory_is_what_the_system_says(running: Server) -> None:
    """What the other tests go by is not zero."""
    assert running.memory_mb > 20
    assert Path(f"/proc/{running.process.pid}").is_dir()


def _own_channel(address: str, number: int) -> grpc.Channel:
    """A channel over a connection of its own."""
    return grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1), ("number", number)])


def _silence() -> Iterator[CheckStreamRequest]:
    time.sleep(30)
    yield from ()
