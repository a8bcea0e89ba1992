"""The life of a server: health, drain, deadlines, limits, callers that vanish or never read."""

from __future__ import annotations

import asyncio
import sqlite3
import stat
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Self

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from invented import code
from questions import LISTED
from record.held import record_held
from serving import run
from sidecar import Client, free_port, reason_of, refused, serving
from world import World

from jointsanction.errors import TransportError
from jointsanction.record import Recorder
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckResponse, CheckStreamRequest
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction.v1.list_service_pb2 import EntryRecord, PushEntriesRequest
from jointsanction.v1.question_pb2 import Subject
from jointsanction_server.sidecar import SERVICES

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
QUESTION = CheckRequest(subject=Subject(name="清远市翠砚贸易有限公司", uscc=code(1)))


class Held:
    """Holds up the record, so that calls are in flight for as long as a test wants."""

    def __init__(self, world: World) -> None:
        self._path = world.directory.record
        self._until = ExitStack()

    def __enter__(self) -> Self:
        self._until.enter_context(record_held(self._path))
        return self

    def let_go(self) -> None:
        self._until.close()

    def __exit__(self, *_: object) -> None:
        self.let_go()


@pytest.fixture
def listed(world: World) -> World:
    world.load(LISTED)
    return world


def test_health_of_every_service_follows_the_life_of_the_server(listed: World) -> None:
    """SERVING for each service and for the whole once it is warm, NOT_SERVING as soon as it is told to end."""

    async def talk() -> list[int]:
        async with serving(listed.data, prestop_seconds=0.3) as (server, client):
            health = health_pb2_grpc.HealthStub(client.channel)
            for name in ("", *SERVICES):
                assert (await health.Check(health_pb2.HealthCheckRequest(service=name))).status == SERVING
            watch = health.Watch(health_pb2.HealthCheckRequest(service="jointsanction.v1.CheckService"))
            seen = [(await watch.read()).status]
            server.stop()
            seen.append((await watch.read()).status)
            # Load balancers are still on their way to know: what they send meanwhile is answered.
            assert (await client.check.Check(QUESTION)).check_id
            return seen

    assert run(talk()) == [SERVING, NOT_SERVING]


def test_a_server_that_is_starting_says_so(listed: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the data is being opened health says NOT_SERVING and a call is told to come again."""
    from jointsanction_server import serving as module

    opening, gate = asyncio.Event(), asyncio.Event()
    before = module.Serving._open

    async def slowly(self: module.Serving) -> object:
        opening.set()
        await gate.wait()
        return await before(self)

    monkeypatch.setattr(module.Serving, "_open", slowly)

    async def talk() -> None:
        port = free_port()
        ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        settings = module.ServeSettings(data=listed.data, listen=f"127.0.0.1:{port}")
        server = module.Serving(settings, ready=ready.set_result)
        running = asyncio.create_task(server.run())
        await opening.wait()
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            health = health_pb2_grpc.HealthStub(channel)
            assert (await health.Check(health_pb2.HealthCheckRequest())).status == NOT_SERVING
            client = Client("", channel)
            assert await refused(client.check.Check(QUESTION)) == (grpc.StatusCode.UNAVAILABLE, "SERVER_STARTING")
            gate.set()
            await ready
            assert (await client.check.Check(QUESTION)).check_id
        server.stop()
        await running

    run(talk())


def test_calls_that_run_come_to_their_end_when_the_server_ends(listed: World) -> None:
    """Told to end, the server answers the call it has begun, refuses new ones, and has written everything down."""

    async def talk() -> tuple[str, grpc.StatusCode]:
        async with serving(listed.data) as (server, client):
            await client.check.Check(QUESTION)
            with Held(listed) as held:
                begun = client.check.Check(QUESTION)
                await asyncio.sleep(0.2)
                server.stop()
                await asyncio.sleep(0.2)
                async with grpc.aio.insecure_channel(client.address) as other:
                    code_, _ = await refused_or_gone(Client("", other).check.Check(QUESTION))
                held.let_go()
                return (await begun).check_id, code_

    assert run(talk()) == ("C3", grpc.StatusCode.UNAVAILABLE)


async def refused_or_gone(call: object) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as raised:
        await call
    return raised.value.code(), reason_of(raised.value)


def test_a_deadline_is_honoured(listed: World) -> None:
    """A call whose time is over ends with DEADLINE_EXCEEDED, and is not written down when the record comes free."""

    async def talk() -> list[str]:
        async with serving(listed.data) as (_, client):
            first = await client.check.Check(QUESTION)
            with Held(listed) as held:
                # One is being written when the record is held; the next waits behind it and dies waiting.
                writing = client.check.Check(QUESTION)
                await asyncio.sleep(0.2)
                late = client.check.Check(QUESTION, timeout=0.2)
                assert (await refused_or_gone(late))[0] is grpc.StatusCode.DEADLINE_EXCEEDED
                await asyncio.sleep(0.1)  # the server hears of it a moment after the caller
                held.let_go()
                second = await writing
            third = await client.check.Check(QUESTION)
            return [first.check_id, second.check_id, third.check_id]

    numbers = [int(check_id[1:]) for check_id in run(talk())]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_no_work_is_done_for_a_call_that_is_dead_already(listed: World) -> None:
    """A call that came in while the server was held up, and whose time is over by then, is not even asked about."""

    def ask(address: str) -> grpc.StatusCode:
        with grpc.insecure_channel(address) as channel:
            grpc.channel_ready_future(channel).result(timeout=10)
            ready.set()
            go.wait(10)
            with pytest.raises(grpc.RpcError) as raised:
                CheckServiceStub(channel).Check(QUESTION, timeout=0.3)
            return raised.value.code()

    ready, go = threading.Event(), threading.Event()

    async def talk() -> tuple[grpc.StatusCode, int]:
        async with serving(listed.data) as (server, client):
            asking = asyncio.create_task(asyncio.to_thread(ask, client.address))
            while not ready.is_set():
                await asyncio.sleep(0.01)
            go.set()
            time.sleep(1.0)  # holds the server's loop up
            code_ = await asking
            await client.check.Check(QUESTION)
            return code_, server._figures.outcomes.total()

    assert run(talk()) == (grpc.StatusCode.DEADLINE_EXCEEDED, 1)


def test_a_message_that_is_too_long_is_refused(listed: World) -> None:
    """RESOURCE_EXHAUSTED, and the next call is answered."""

    async def talk() -> None:
        async with serving(listed.data) as (_, client):
            huge = CheckRequest(subject=Subject(name="甲" * 1_000_000))
            assert (await refused_or_gone(client.check.Check(huge)))[0] is grpc.StatusCode.RESOURCE_EXHAUSTED
            assert (await client.check.Check(QUESTION)).check_id

    run(talk())


@pytest.mark.parametrize("message", [b"\xff\xff\xff", b"\x0a\x04\x0a\x02\xc3\x28", b"\x0a\xff\xff\xff\xff\x0f"])
def test_what_is_no_message_is_told_so(listed: World, message: bytes) -> None:
    """Bytes that are no protobuf, or text that is no UTF-8, are INVALID_ARGUMENT and say nothing of the inside."""

    async def talk() -> None:
        async with serving(listed.data) as (_, client):
            unary = client.channel.unary_unary("/jointsanction.v1.CheckService/Check")
            assert await refused(unary(message)) == (grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_UNREADABLE")
            stream = client.channel.stream_stream("/jointsanction.v1.CheckService/CheckStream")()
            await stream.write(message)
            assert await refused(stream.read()) == (grpc.StatusCode.INVALID_ARGUMENT, "MESSAGE_UNREADABLE")

    run(talk())


def test_more_calls_than_may_run_are_refused(listed: World) -> None:
    """Beyond the limit a call is RESOURCE_EXHAUSTED at once; those that run are answered."""

    async def talk() -> tuple[int, set[grpc.StatusCode]]:
        async with serving(listed.data, most_calls=20) as (_, client):
            await client.check.Check(QUESTION)
            with Held(listed) as held:
                calls = [asyncio.ensure_future(outcome(client.check.Check(QUESTION))) for _ in range(60)]
                await asyncio.sleep(0.5)
                held.let_go()
                found = await asyncio.gather(*calls)
            answered = sum(1 for each in found if each is None)
            return answered, {each for each in found if each is not None}

    answered, codes = run(talk())
    assert answered >= 19
    assert codes == {grpc.StatusCode.RESOURCE_EXHAUSTED}


async def outcome(call: object) -> grpc.StatusCode | None:
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return error.code()
    return None


def test_idle_streams_hold_up_nobody(listed: World) -> None:
    """With a hundred streams open and silent a call is answered as ever."""

    async def talk() -> None:
        async with serving(listed.data) as (_, client):
            streams = [client.check.CheckStream() for _ in range(100)]
            for stream in streams:
                await stream.write(CheckStreamRequest(correlation_id="x", check=QUESTION))
                await stream.read()
            await asyncio.wait_for(client.check.Check(QUESTION), 5)
            for stream in streams:
                stream.cancel()

    run(talk())


def test_a_caller_that_vanishes_leaves_nothing_behind(listed: World) -> None:
    """A stream that is cut off ends on the server too; its figures say so."""

    async def talk() -> tuple[int, int]:
        async with serving(listed.data) as (server, client):
            async with grpc.aio.insecure_channel(client.address) as channel:
                call = Client("", channel).check.CheckStream()
                await call.write(CheckStreamRequest(check=QUESTION))
                await call.read()
                figures = server._figures.method("CheckService/CheckStream")
                running = figures.running
                call.cancel()
            for _ in range(100):
                if not figures.running:
                    break
                await asyncio.sleep(0.02)
            return running, figures.running

    assert run(talk()) == (1, 0)


def test_a_unix_socket_is_for_owner_and_group(listed: World, tmp_path: Path) -> None:
    """The socket has mode 0660, is answered on, is not taken away by a second server, and goes with the first."""
    path = tmp_path / "s.sock"

    async def talk() -> int:
        async with serving(listed.data, listen=f"unix:{path}") as (_, client):
            assert (await client.check.Check(QUESTION)).check_id
            with pytest.raises(TransportError) as raised:
                async with serving(listed.data, listen=f"unix:{path}"):
                    pass
            assert raised.value.reason == "ADDRESS_TAKEN"
            assert (await client.check.Check(QUESTION)).check_id
            return stat.S_IMODE(path.stat().st_mode)

    assert run(talk()) == 0o660
    assert not path.exists()


def test_a_port_is_not_shared_by_mistake(listed: World) -> None:
    """A second server on the same port does not start."""

    async def talk() -> str:
        async with serving(listed.data) as (_, client):
            with pytest.raises(TransportError) as raised:
                async with serving(listed.data, listen=client.address):
                    pass
            return raised.value.reason

    assert run(talk()) == "ADDRESS_TAKEN"


def test_reflection_tells_the_contract(listed: World) -> None:
    """Tools can read the services off the server, unless it was switched off."""

    def told(address: str) -> set[str]:
        with grpc.insecure_channel(address) as channel:
            database = ProtoReflectionDescriptorDatabase(channel)
            names = set(database.get_services())
            pool = DescriptorPool(database)
            assert pool.FindServiceByName("jointsanction.v1.CheckService").methods_by_name["Check"]
            return names

    async def talk() -> set[str]:
        async with serving(listed.data) as (_, client):
            return await asyncio.to_thread(told, client.address)

    async def untold() -> bool:
        async with serving(listed.data, reflection=False) as (_, client):
            try:
                await asyncio.to_thread(told, client.address)
            except grpc.RpcError as error:
                return error.code() is grpc.StatusCode.UNIMPLEMENTED
            return False

    assert set(SERVICES) <= run(talk())
    assert run(untold())


def test_a_record_that_cannot_be_written_fails_the_call_unless_the_operator_chose_otherwise(listed: World) -> None:
    """Required: UNAVAILABLE with the reason. Best effort: answered without a check id, and counted."""
    Recorder.open(listed.directory.record, seal=listed.directory.hasher()).close()

    async def talk(*, best_effort: bool) -> tuple[CheckResponse | tuple[grpc.StatusCode, str], dict[str, int]]:
        async with serving(listed.data, best_effort=best_effort) as (server, client):
            broken = sqlite3.connect(listed.directory.record, isolation_level=None)
            broken.execute("ALTER TABLE checked RENAME TO gone")
            try:
                call = client.check.Check(QUESTION)
                answer = await call if best_effort else await refused(call)
            finally:
                broken.execute("ALTER TABLE gone RENAME TO checked")
                broken.close()
            return answer, dict(server._figures.lost)

    assert run(talk(best_effort=False)) == ((grpc.StatusCode.UNAVAILABLE, "RECORD_DAMAGED"), {})
    answer, lost = run(talk(best_effort=True))
    assert isinstance(answer, CheckResponse)
    assert (answer.check_id, answer.decision.as_of != "", lost) == ("", True, {"RECORD_DAMAGED": 1})


def test_a_push_that_cannot_be_written_is_not_acknowledged(listed: World) -> None:
    """The stream fails with the ledger's reason; nothing was told to be durable that is not."""
    from jointsanction.errors import LedgerError
    from jointsanction_server.clerk import Clerk

    async def talk() -> None:
        async with serving(listed.data) as (server, client):

            def full(*_: object, **__: object) -> None:
                raise LedgerError("磁盘已满", reason="LEDGER_FULL")

            clerk = server._sidecar.clerk
            assert isinstance(clerk, Clerk)
            clerk.push = full  # type: ignore[method-assign]
            call = client.lists.PushEntries()
            await call.write(PushEntriesRequest(record=EntryRecord(list="失信被执行人", name="甲乙丙有限公司")))
            assert await refused(call.read()) == (grpc.StatusCode.UNAVAILABLE, "LEDGER_FULL")

    run(talk())
