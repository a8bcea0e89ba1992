"""What comes over the wire is no message of the contract, or far too much of one."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest
from faulty import LISTED, SUBJECT, TENDER, answered
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from served import Server, server
from world import World

from jointsanction.client import Client, Question, ServiceError
from jointsanction.client.failure import failure_of
from jointsanction.client.question import check_request
from jointsanction.model import Subject
from jointsanction_server.settings import LONGEST_MESSAGE
from jointsanction_server.sidecar import SERVICES

METHODS = [
    (f"/{name}/{method.name}", bool(method.server_streaming))
    for name, service in SERVICES.items()
    for method in service.methods
]
EXPECTED = {
    "OK", "INVALID_ARGUMENT", "NOT_FOUND", "FAILED_PRECONDITION", "ALREADY_EXISTS", "PERMISSION_DENIED", "ABORTED",
}  # fmt: skip


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    world = World(tmp_path_factory.mktemp("messages"))
    world.load([LISTED])
    with server(world.data) as running:
        yield running


@pytest.fixture(scope="module")
def channel(running: Server) -> Iterator[grpc.Channel]:
    with grpc.insecure_channel(running.address, options=[("grpc.enable_retries", 0)]) as channel:
        yield channel


def send(channel: grpc.Channel, method: str, streaming: bool, data: bytes) -> tuple[str, str]:
    """Send bytes as they are: the code and the reason."""
    try:
        if streaming:
            for _ in channel.stream_stream(method)(iter([data]), timeout=20):
                pass
        else:
            channel.unary_unary(method)(data, timeout=20)
    except grpc.RpcError as error:
        failed = failure_of(error)
        for name, value in error.trailing_metadata() or ():
            assert name != "grpc-status-details-bin" or b"Traceback" not in value
        assert ".py" not in failed.message
        return failed.code, failed.reason
    return "OK", ""


def nearly(request: bytes) -> st.SearchStrategy[bytes]:
    """Bytes at all, and a good message with a piece of it changed."""
    changed = st.tuples(st.integers(0, len(request) - 1), st.binary(max_size=8)).map(
        lambda change: request[: change[0]] + change[1] + request[change[0] + len(change[1]) :]
    )
    return st.binary(max_size=300) | changed


GOOD = check_request(Question(SUBJECT, TENDER, "")).SerializeToString()


@pytest.mark.parametrize(("method", "streaming"), METHODS)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=nearly(GOOD))
def test_any_bytes_at_all(channel: grpc.Channel, method: str, streaming: bool, data: bytes) -> None:
    """Whatever bytes arrive at whatever method, the end is one of the contract's, never INTERNAL or UNKNOWN, and
    nothing of the inside comes out.
    """
    code, reason = send(channel, method, streaming, data)
    assert code in EXPECTED, (code, reason)
    assert code == "OK" or reason.isupper()


def test_without_the_guard_gRPC_answers_for_us(listed: World) -> None:  # noqa: N802
    """Where gRPC itself finds the message unreadable, the caller is told UNKNOWN, and no reason of ours."""
    guard = "from jointsanction_server import calls; calls._reader = lambda message: message.FromString"
    with server(listed.data, without=guard) as bare, grpc.insecure_channel(bare.address) as channel:
        found = send(channel, "/jointsanction.v1.CheckService/Check", streaming=False, data=b"\xff" * 40)
    assert found == ("UNKNOWN", "UNKNOWN")


@pytest.mark.parametrize(("method", "streaming"), METHODS)
@pytest.mark.parametrize("data", [b"\x0a\x05", b"\xff" * 40, b"\x0a\xff\xff\xff\xff\x7f", b"\x0b" * 2_000])
def test_what_is_no_protobuf(channel: grpc.Channel, method: str, streaming: bool, data: bytes) -> None:
    """A message that is cut, groups without end, and impossible lengths are unreadable, by name."""
    assert send(channel, method, streaming, data) == ("INVALID_ARGUMENT", "MESSAGE_UNREADABLE")


@pytest.mark.parametrize("text", [b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", "清远".encode("gb18030")])
def test_invalid_utf_8(channel: grpc.Channel, running: Server, text: bytes) -> None:
    """A name in GB18030, or with half a character, is refused as unreadable; nothing is guessed."""
    subject = b"\x0a" + bytes([len(text)]) + text
    data = b"\x0a" + bytes([len(subject)]) + subject
    expected = ("INVALID_ARGUMENT", "MESSAGE_UNREADABLE")
    assert send(channel, "/jointsanction.v1.CheckService/Check", streaming=False, data=data) == expected
    assert answered(running)


HUGE = b"\x0a" + b"\x00" * 100 * 1024 * 1024


def test_without_the_guard_a_hundred_megabytes_are_held(listed: World) -> None:
    """Without the bound the server takes the whole message in before it finds that it is none."""
    guard = "from jointsanction_server import settings; settings.LONGEST_MESSAGE = 1 << 30"
    with server(listed.data, without=guard) as bare, grpc.insecure_channel(bare.address) as channel:
        before = bare.memory_mb
        code, _ = send(channel, "/jointsanction.v1.CheckService/Check", streaming=False, data=HUGE)
        assert code == "INVALID_ARGUMENT"
        assert bare.peak_mb - before > 100


@pytest.mark.parametrize(("method", "streaming"), METHODS)
def test_a_hundred_megabytes(channel: grpc.Channel, running: Server, method: str, streaming: bool) -> None:
    """A message of 100 MB is refused before it is held: the server's memory never rises."""
    before = running.peak_mb
    code, _ = send(channel, method, streaming, HUGE)
    assert code in ("RESOURCE_EXHAUSTED", "UNAVAILABLE")
    assert running.peak_mb - before < 10
    assert answered(running)


def test_a_message_just_short_enough(running: Server) -> None:
    """A message below the bound is read, and refused for what it says: a name is no novel."""
    with Client(running.address) as client, pytest.raises(ServiceError) as refusal:
        client.check(Subject("长" * (LONGEST_MESSAGE // 3 - 200)))
    assert (refusal.value.code, refusal.value.reason) == ("INVALID_ARGUMENT", "FIELD_TOO_LONG")


def test_headers_without_end(running: Server) -> None:
    """Metadata beyond gRPC's own bound ends that call alone."""
    with grpc.insecure_channel(running.address) as channel:
        call = channel.unary_unary("/jointsanction.v1.CheckService/Check")
        with pytest.raises(grpc.RpcError) as refusal:
            call(GOOD, timeout=10, metadata=[("authorization", "Bearer " + "x" * 100_000)])
    assert refusal.value.code() in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE)
    assert answered(running)


@pytest.mark.parametrize(
    "method", ["/jointsanction.v1.CheckService/Delete", "/x/y", "/jointsanction.v2.CheckService/Check"]
)
def test_no_such_method(channel: grpc.Channel, method: str) -> None:
    """A method that there is not is UNIMPLEMENTED."""
    with pytest.raises(grpc.RpcError) as refusal:
        channel.unary_unary(method)(b"", timeout=10)
    assert refusal.value.code() is grpc.StatusCode.UNIMPLEMENTED
