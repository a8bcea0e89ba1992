"""One serving process from start to end.

It listens at once and says NOT_SERVING; when everything is open and warm it says SERVING. Told to end, it says
NOT_SERVING again, lets the calls that run come to their end, writes what waits, and closes.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import grpc
import grpc.aio
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_health.v1.health import aio as aio_health
from grpc_reflection.v1alpha import reflection

from jointsanction.checker import DataDirectory
from jointsanction.errors import Finding, Place, TransportError
from jointsanction_server.accepting import aio_server
from jointsanction_server.auth import server_credentials
from jointsanction_server.calls import Calls, Router
from jointsanction_server.door import GuardedDoor
from jointsanction_server.metrics import ServerFigures, State
from jointsanction_server.settings import ServeSettings
from jointsanction_server.sidecar import SERVICES, Sidecar

_LOG = structlog.get_logger("jointsanction_server.serving")

RULES, CALLERS = "jointsanction.rules", "jointsanction.callers"
"""Names under which health says NOT_SERVING while edited files are faulty and the last good ones stand. The services go
on: what they answer by is sound."""

SOCKET_MODE = 0o660
"""Of a Unix socket: its owner and group may call."""


SWITCH_SECONDS = 0.0005
"""After so long a thread that wants to run gets its turn (Python's own: 0.005). The loop gives its turn up with every
statement of SQLite; while records are pushed as fast as they can be taken, the slowest hundredth of the checks beside
took 54 to 84 ms rather than 173 to 191 (November 2026, 2 cores with other work, two runs each)."""

COLLECT = 2_000, 100, 50
"""Thresholds of the garbage collector while serving. gRPC leaves a cycle of five objects with each call: two thousand
are looked at in a millisecond, and twenty thousand took 12 ms. With Python's own thresholds (700, 10, 10) it takes 3 %
of a check's time."""


class Serving:
    """``ready`` is told the address once the server answers; ``stop`` makes it end.

    ``own_process``: the process does nothing but serve, and its garbage collector is set for that.
    """

    def __init__(
        self,
        settings: ServeSettings,
        *,
        worker: int = 0,
        ready: Callable[[str], None] = lambda _: None,
        own_process: bool = False,
    ) -> None:
        self._own_process = own_process
        self._settings = settings
        self._worker = worker
        self._ready = ready
        self._stopping = asyncio.Event()
        self._figures = ServerFigures()
        self._sidecar: Sidecar | None = None
        self._telling: set[asyncio.Task[None]] = set()
        self._health = aio_health.HealthServicer()
        self._door = GuardedDoor(DataDirectory(settings.data).callers, self._figures.denials)

    def stop(self) -> None:
        """End in good order."""
        self._stopping.set()

    async def run(self) -> None:
        """Serve until ``stop``; raises what keeps the server from starting."""
        settings, self._loop = self._settings, asyncio.get_running_loop()
        router, calls = Router(), Calls(self._door, self._figures, log_each=settings.log_level == "debug")
        for service in SERVICES.values():
            router.handlers.update(calls.starting(service))
        server = aio_server(settings.grpc_options(), maximum_concurrent_rpcs=settings.most_calls)
        server.add_generic_rpc_handlers((router,))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, server)
        if settings.reflection:
            reflection.enable_server_reflection((*SERVICES, HEALTH, reflection.SERVICE_NAME), server)
        await self._say(health_pb2.HealthCheckResponse.NOT_SERVING)
        # One of several workers listens when it is warm: until then the others answer. One alone says NOT_SERVING.
        alone = settings.workers == 1
        address = _bind(server, settings) if alone else ""
        self._door.guard.start(self._tell_callers)
        try:
            if alone:
                await server.start()
            with self._metrics():
                sidecar = await self._open()
                for name, service in SERVICES.items():
                    router.handlers.update(calls.handlers(service, sidecar.services[name]))
                await self._say(health_pb2.HealthCheckResponse.SERVING)
                self._say_of(RULES, sound=not sidecar.checker.rules.findings)
                self._say_of(CALLERS, sound=not self._door.guard.findings)
                if not alone:
                    address = _bind(server, settings)
                    await server.start()
                _LOG.info("serving", address=address, worker=self._worker, pid=os.getpid(), **_versions(sidecar))
                self._ready(address)
                beside = [asyncio.create_task(sidecar.keep_up())]
                if settings.keep_days and not self._worker:
                    beside.append(asyncio.create_task(sidecar.erase_expired(settings.keep_days)))
                await self._stopping.wait()
                for task in beside:
                    task.cancel()
                _LOG.info("ending", worker=self._worker)
                await self._health.enter_graceful_shutdown()
                await asyncio.sleep(settings.prestop_seconds)
        finally:
            await server.stop(settings.grace_seconds if self._stopping.is_set() else None)
            self._door.close()
            if self._sidecar is not None:
                await self._sidecar.close()
            if settings.listen.startswith("unix:"):
                Path(settings.listen.removeprefix("unix:")).unlink(missing_ok=True)
        _LOG.info("ended", worker=self._worker)

    async def _open(self) -> Sidecar:
        """Open and warm up in a thread: health must be told meanwhile that the server is not serving yet."""
        settings, loop = self._settings, asyncio.get_running_loop()

        def work() -> Sidecar:
            opened = Sidecar.open(
                settings.data,
                loop,
                best_effort=settings.best_effort,
                figures=self._figures,
                rule_look_seconds=settings.rule_look_seconds,
                on_rules=lambda rules: self._say_of(RULES, sound=not rules.findings),
                log_level=settings.log_level,
            )
            self._sidecar = opened
            opened.warm_up()
            return opened

        sidecar = await asyncio.to_thread(work)
        self._door.record_with(sidecar.plain_recorder)
        if self._own_process:
            # What is open by now stays: the collector need not walk through it again and again.
            gc.freeze()
            gc.set_threshold(*COLLECT)
            gc.enable()  # off since the process began
            sys.setswitchinterval(SWITCH_SECONDS)
        return sidecar

    async def _say(self, status: health_pb2.HealthCheckResponse.ServingStatus) -> None:
        for name in ("", *SERVICES):
            await self._health.set(name, status)

    def _tell_callers(self, findings: tuple[Finding, ...]) -> None:
        """Called from the thread that looks after callers.yaml."""
        self._loop.call_soon_threadsafe(lambda: self._say_of(CALLERS, sound=not findings))

    def _say_of(self, name: str, *, sound: bool) -> None:
        """Tell the health of rule files or callers, from the loop; ``_telling`` keeps the tasks until they are done."""
        serving = health_pb2.HealthCheckResponse.SERVING if sound else health_pb2.HealthCheckResponse.NOT_SERVING
        task = asyncio.get_running_loop().create_task(self._health.set(name, serving))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def _state(self) -> State:
        if self._sidecar is None:
            return State()
        return replace(self._sidecar.state(), callers_degraded=bool(self._door.guard.findings))

    @contextmanager
    def _metrics(self) -> Iterator[None]:
        if not self._settings.metrics:
            yield
            return
        from prometheus_client import start_http_server

        from jointsanction_server.exposition import registry_of

        host, _, port = self._settings.metrics.rpartition(":")
        registry = registry_of(self._figures, self._state)
        try:
            server, thread = start_http_server(int(port) + self._worker, addr=host, registry=registry)
        except OSError as error:
            message = f"指标地址 {self._settings.metrics} 不能使用：{error.strerror}"
            raise TransportError(message, reason="ADDRESS_TAKEN", place=Place(field="--metrics")) from error
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def _bind(server: grpc.aio.Server, settings: ServeSettings) -> str:
    """Listen; the address with the port that was found where 0 was asked for. Raises TransportError ADDRESS_TAKEN."""
    listen = settings.listen
    try:
        if listen.startswith("unix:"):
            path = listen.removeprefix("unix:")
            _require_free(path)
            server.add_insecure_port(listen)
            Path(path).chmod(SOCKET_MODE)
            return listen
        if settings.tls is not None:
            port = server.add_secure_port(listen, server_credentials(settings.tls))
        else:
            port = server.add_insecure_port(listen)
    except (RuntimeError, OSError) as error:
        message = f"不能监听 {listen}：地址已被占用或不可用"
        raise TransportError(message, reason="ADDRESS_TAKEN", place=Place(field="--listen")) from error
    return f"{listen.rpartition(':')[0]}:{port}"


def _require_free(path: str) -> None:
    """A server that still runs must not lose its socket: gRPC would take it away."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as probe:
        probe.connect(path)
        raise TransportError(f"{path} 上已有服务在运行", reason="ADDRESS_TAKEN", place=Place(field="--listen"))


def _versions(sidecar: Sidecar) -> dict[str, str]:
    checker = sidecar.checker
    return {"list_version": checker.list_version, "rule_version": checker.rules.version}


async def serve_until_told(
    settings: ServeSettings, *, worker: int = 0, ready: Callable[[str], None] = lambda _: None
) -> None:
    """Serve until SIGTERM or SIGINT."""
    serving = Serving(settings, worker=worker, ready=ready, own_process=True)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, serving.stop)
    await serving.run()
