"""A real server over a real socket, in the test's own event loop, and clients of it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import grpc.aio
from google.protobuf.message import Message
from google.rpc import error_details_pb2
from google.rpc.status_pb2 import Status

from jointsanction.v1.case_service_pb2_grpc import CaseServiceStub
from jointsanction.v1.check_service_pb2_grpc import CheckServiceStub
from jointsanction.v1.list_service_pb2_grpc import ListServiceStub
from jointsanction.v1.memorandum_service_pb2_grpc import MemorandumServiceStub
from jointsanction.v1.statistics_service_pb2_grpc import StatisticsServiceStub
from jointsanction_server.serving import Serving
from jointsanction_server.settings import ServeSettings


class Client:
    """Stubs over one channel."""

    def __init__(self, address: str, channel: grpc.aio.Channel) -> None:
        self.address = address
        self.channel = channel
        self.check = CheckServiceStub(channel)
        self.lists = ListServiceStub(channel)
        self.memoranda = MemorandumServiceStub(channel)
        self.cases = CaseServiceStub(channel)
        self.statistics = StatisticsServiceStub(channel)


@asynccontextmanager
async def serving(data: Path, **settings: object) -> AsyncIterator[tuple[Serving, Client]]:
    """A server on a port of its own, ended in good order when the block ends."""
    loop = asyncio.get_running_loop()
    address: asyncio.Future[str] = loop.create_future()
    given = {"listen": "127.0.0.1:0", "grace_seconds": 2.0, **settings}
    server = Serving(ServeSettings(data=data, **given), ready=address.set_result)
    running = asyncio.create_task(server.run())
    await asyncio.wait([running, address], return_when=asyncio.FIRST_COMPLETED)
    if running.done():
        running.result()  # raises what kept it from starting
    try:
        async with grpc.aio.insecure_channel(address.result()) as channel:
            yield server, Client(address.result(), channel)
    finally:
        server.stop()
        await running


def reason_of(error: grpc.aio.AioRpcError) -> str:
    """The stable reason of a failed call."""
    return detail_of(error, error_details_pb2.ErrorInfo()).reason


def detail_of(error: grpc.aio.AioRpcError, kind: Message) -> Message:
    """The detail of one kind that a failed call carries; an empty one where there is none."""
    packed = next((value for key, value in error.trailing_metadata() or () if key == "grpc-status-details-bin"), b"")
    for each in Status.FromString(packed).details:
        if each.Unpack(kind):
            break
    return kind


async def refused(call: object) -> tuple[grpc.StatusCode, str]:
    """Code and reason with which a call fails; it must."""
    try:
        await call
    except grpc.aio.AioRpcError as error:
        return error.code(), reason_of(error)
    raise AssertionError("the call was answered")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
