"""TLS over real sockets: who gets through the handshake, who is known, and files renewed while the server stands."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
import pytest
from certificates import Authority
from grpc_health.v1 import health_pb2, health_pb2_grpc
from serving import run

from jointsanction.callers import CallerForm, add_caller
from jointsanction.errors import AuthError, TransportError
from jointsanction_server.auth import Guard, TlsFiles, server_credentials


class Answers(health_pb2_grpc.HealthServicer):
    """Answers whom the guard lets in; the least service there is."""

    def __init__(self, guard: Guard) -> None:
        self.guard = guard
        self.seen: list[str] = []

    async def Check(  # noqa: N802 -- the contract's name
        self, request: health_pb2.HealthCheckRequest, context: grpc.aio.ServicerContext
    ) -> health_pb2.HealthCheckResponse:
        try:
            caller = self.guard.identify(context.invocation_metadata(), context.auth_context(), context.peer())
        except AuthError as error:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, error.reason)
        self.seen.append(caller.name)
        return health_pb2.HealthCheckResponse(status=health_pb2.HealthCheckResponse.SERVING)


@asynccontextmanager
async def serving(tmp_path: Path, files: TlsFiles) -> AsyncIterator[tuple[int, Answers]]:
    """A server with one caller, qc, bound to a certificate."""
    path = tmp_path / "callers.yaml"
    if not path.exists():
        filled = {"name": "qc", "rights": ["check"], "departments": None, "regions": None}
        add_caller(path, CallerForm.model_validate({**filled, "certificates": ["spiffe://qy.example/qc"]}))
    answers = Answers(Guard(path))
    server = grpc.aio.server()
    health_pb2_grpc.add_HealthServicer_to_server(answers, server)
    port = server.add_secure_port("127.0.0.1:0", server_credentials(files))
    await server.start()
    try:
        yield port, answers
    finally:
        await server.stop(0)


async def ask(port: int, authority: Path, pair: tuple[Path, Path] | None) -> str:
    """Ask once with a certificate and key: "" for an answer, else the code and what it says."""
    chain, key = (pair[0].read_bytes(), pair[1].read_bytes()) if pair else (None, None)
    credentials = grpc.ssl_channel_credentials(authority.read_bytes(), key, chain)
    async with grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials) as channel:
        try:
            await health_pb2_grpc.HealthStub(channel).Check(health_pb2.HealthCheckRequest(), timeout=10)
        except grpc.aio.AioRpcError as error:
            return f"{error.code().name} {error.details() if error.code().name == 'UNAUTHENTICATED' else ''}".strip()
    return ""


@pytest.fixture
def own(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "own")


@pytest.fixture
def files(own: Authority) -> TlsFiles:
    return TlsFiles(*own.issue("server", "127.0.0.1", "localhost"), own.certificate)


def test_certificates_of_clients(tmp_path: Path, own: Authority, files: TlsFiles) -> None:
    """A bound certificate is let in. Of a wrong authority, missing or expired, it fails the handshake and never reaches
    a method; one that nobody is bound to is refused by name.
    """
    other = Authority(tmp_path / "other")
    bound = "spiffe://qy.example/qc"
    cases = {
        "bound": (own.issue("qc", bound), ""),
        "of nobody": (own.issue("fg", "fg.example"), "UNAUTHENTICATED CERTIFICATE_NOT_ALLOWED"),
        "wrong authority": (other.issue("qc", bound), "UNAVAILABLE"),
        "none": (None, "UNAVAILABLE"),
        "expired": (own.issue("old", bound, days=(-9, -1)), "UNAVAILABLE"),
        "not yet": (own.issue("early", bound, days=(1, 9)), "UNAVAILABLE"),
    }

    async def main() -> None:
        async with serving(tmp_path, files) as (port, answers):
            found = {name: await ask(port, own.certificate, pair) for name, (pair, _) in cases.items()}
            assert found == {name: expected for name, (_, expected) in cases.items()}
            assert answers.seen == ["qc"]
            assert await ask(port, other.certificate, cases["bound"][0]) == "UNAVAILABLE"  # the client's own check

    run(main())


def test_renewal_without_a_restart(tmp_path: Path, own: Authority, files: TlsFiles) -> None:
    """New files serve the next connection; the one that stands goes on; files that do not fit change nothing."""
    pair = own.issue("qc", "spiffe://qy.example/qc")
    later = own.issue("later", "127.0.0.1")

    def shown(port: int) -> str:
        context = ssl.create_default_context(cafile=own.certificate)
        context.load_cert_chain(*pair)
        context.set_alpn_protocols(["h2"])
        with (
            socket.create_connection(("127.0.0.1", port)) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1") as secure,
        ):
            peer = secure.getpeercert() or {}
            return str(dict(part[0] for part in peer["subject"])["commonName"])  # type: ignore[misc,index,arg-type]

    async def main() -> None:
        async with serving(tmp_path, files) as (port, answers):
            chain, key = pair[0].read_bytes(), pair[1].read_bytes()
            credentials = grpc.ssl_channel_credentials(own.certificate.read_bytes(), key, chain)
            async with grpc.aio.secure_channel(f"127.0.0.1:{port}", credentials) as channel:
                stub = health_pb2_grpc.HealthStub(channel)
                await stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
                assert await asyncio.to_thread(shown, port) == "server"
                shutil.copy(later[0], files.certificate)  # the certificate alone: it does not fit the old key
                assert await asyncio.to_thread(shown, port) == "server"
                shutil.copy(later[1], files.key)
                assert await asyncio.to_thread(shown, port) == "later"
                await stub.Check(health_pb2.HealthCheckRequest(), timeout=10)
            assert await ask(port, own.certificate, pair) == ""
            assert answers.seen == ["qc"] * 3

    run(main())


@pytest.mark.parametrize("name", ["certificate", "key", "client_ca"])
@pytest.mark.parametrize(("change", "missing"), [("unlink", True), ("write", False)])
def test_files_that_cannot_be_used(files: TlsFiles, name: str, change: str, missing: bool) -> None:
    """A missing file, and one that is no PEM, are told by name when the server starts."""
    path: Path = getattr(files, name)
    if missing:
        path.unlink()
    else:
        path.write_text("x", encoding="ascii")
    with pytest.raises(TransportError) as refusal:
        server_credentials(files)
    expected = "TLS_FILE_UNREADABLE" if missing or name == "client_ca" else "TLS_FILES_MISMATCH"
    assert refusal.value.reason == expected
    assert refusal.value.place.file == str(path if missing or name == "client_ca" else files.certificate)


def test_a_key_of_another_certificate(own: Authority, files: TlsFiles) -> None:
    """A key that does not belong to the certificate is told at the start, not at the first handshake."""
    with pytest.raises(TransportError) as refusal:
        server_credentials(TlsFiles(files.certificate, own.issue("other", "x")[1]))
    assert refusal.value.reason == "TLS_FILES_MISMATCH"
