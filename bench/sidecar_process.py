"""Servers as processes of their own: started, asked whether they serve, and what they have cost. Linux only."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

_BENCH = Path(__file__).resolve().parent
_ADDRESS = re.compile(r"127\.0\.0\.1:\d+")


class ServerProcess:
    """A running server; ``address`` is host:port."""

    def __init__(self, process: subprocess.Popen[bytes], address: str) -> None:
        self.process = process
        self.address = address

    def workers(self) -> list[int]:
        """Process ids of what serves: the children of a supervisor, else the process itself."""
        spawned = [pid for pid in _children(self.process.pid) if b"spawn_main" in _command(pid)]
        return spawned or [self.process.pid]

    def serving(self) -> list[int]:
        """The workers and their clerks; not what builds the index now and then."""
        workers = self.workers()
        clerks = [pid for worker in workers for pid in _children(worker) if b"clerk_process" in _command(pid)]
        return [*workers, *clerks]

    def cpu(self) -> float:
        """Seconds of CPU that its workers and their clerks have used, all threads."""
        return sum(
            int(path.read_text(encoding="ascii").split()[0]) / 1e9
            for pid in self.serving()
            for path in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )

    def memory(self) -> float:
        """MiB that its workers and their clerks hold for themselves alone, without what they map from files."""
        found = 0
        for pid in self.serving():
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            found += int(re.search(r"RssAnon:\s+(\d+)", status)[1])  # type: ignore[index]  # every Linux has it
        return found / 1024

    def end(self) -> None:
        """Tell it to end and wait for it."""
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self.process.kill()

    @classmethod
    def started(cls, *command: str) -> Self:
        """Start it; it prints its address or port first. Its log goes where nobody reads it."""
        log = tempfile.TemporaryFile()  # noqa: SIM115 -- the process has it
        # An installed program has its modules compiled: what is compiled here once must be kept for the next start.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=environment)
        line = process.stdout.readline().decode() if process.stdout else ""
        found = _ADDRESS.search(line)
        if found is None and not line.strip().isdigit():
            log.seek(0)
            raise SystemExit(log.read().decode() or f"the server said: {line!r}")
        return cls(process, found[0] if found else f"127.0.0.1:{line.strip()}")


@contextmanager
def echo(*options: str) -> Iterator[ServerProcess]:
    """The baseline."""
    server = ServerProcess.started(sys.executable, str(_BENCH / "echo_server.py"), *options)
    try:
        yield server
    finally:
        server.process.kill()


@contextmanager
def sidecar(data: Path, *, workers: int = 1) -> Iterator[ServerProcess]:
    """``jointsanction serve`` as an operator runs it."""
    command = (sys.executable, "-m", "jointsanction", "serve", "--data", str(data), "--listen", "127.0.0.1:0")
    server = ServerProcess.started(*command, "--workers", str(workers), "--log-level", "error")
    try:
        yield server
    finally:
        server.end()


def seconds_until_serving(address: str, *, patience: float = 60.0) -> float:
    """How long until the server says SERVING, over new connections."""
    start = time.perf_counter()
    while time.perf_counter() - start < patience:
        with grpc.insecure_channel(address, options=[("grpc.use_local_subchannel_pool", 1)]) as channel:
            try:
                stub = health_pb2_grpc.HealthStub(channel)
                told = stub.Check(health_pb2.HealthCheckRequest(), timeout=1.0)
            except grpc.RpcError:
                time.sleep(0.01)
                continue
            if told.status == health_pb2.HealthCheckResponse.SERVING:
                return time.perf_counter() - start
            time.sleep(0.01)
    raise SystemExit(f"{address} does not serve after {patience:.0f} s")


def _children(pid: int) -> list[int]:
    """Whichever thread has started them."""
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text(encoding="ascii").split())
    return found


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
