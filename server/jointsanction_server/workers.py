"""Several serving processes on one port (SO_REUSEPORT), and a parent that replaces one that dies.

The parent holds the port without listening on it, makes sure that the index is there, and never talks gRPC itself. The
children are spawned: each opens everything anew and maps the same index. A child whose parent has gone ends by itself.
"""

from __future__ import annotations

import asyncio
import gc
import multiprocessing
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

import structlog

from jointsanction.checker import Checker
from jointsanction.errors import JointsanctionError, Place, TransportError
from jointsanction_server.logs import log_as_json
from jointsanction_server.loop import run_loop
from jointsanction_server.serving import Serving
from jointsanction_server.settings import ServeSettings

_LOG = structlog.get_logger("jointsanction_server.workers")
_SPAWN = multiprocessing.get_context("spawn")

SOON = 2.0
"""Seconds: a worker that ends sooner after its start than this never served."""

MOST_FAILURES = 5
"""Workers in a row that never served, after which the parent gives up: what keeps them from it will not go away."""

LAST_WAIT = 10.0
"""Seconds beyond the time that calls are given to end, after which a worker that still runs is killed."""


class Supervisor:
    """Keeps as many workers as the settings say. ``ready`` is told the address when the first one serves."""

    def __init__(self, settings: ServeSettings, *, ready: Callable[[str], None] = lambda _: None) -> None:
        self._settings = settings
        self._ready = ready
        self._ending = False
        self._kill_at = float("inf")
        self._failures = 0
        self._workers: dict[int, _Worker] = {}

    def stop(self, *_signal: object) -> None:
        """End all workers in good order."""
        self._ending = True
        self._kill_at = time.monotonic() + self._settings.prestop_seconds + self._settings.grace_seconds + LAST_WAIT
        for worker in self._workers.values():
            worker.process.terminate()

    def run(self) -> int:
        """Serve until told to end; the exit code. Raises what keeps a server from starting."""
        # What is wrong with the data shows here, and the index is built once rather than by every worker.
        Checker.open(self._settings.data).close()
        with closing(_hold_port(self._settings.listen)) as held:
            host = self._settings.listen.rpartition(":")[0]
            self._settings = replace(self._settings, listen=f"{host}:{held.getsockname()[1]}")
            for number in range(self._settings.workers):
                self._start(number)
            while self._workers:
                self._look()
        return 1 if self._failures >= MOST_FAILURES else 0

    def _start(self, number: int) -> None:
        ours, theirs = _SPAWN.Pipe(duplex=True)
        process = _SPAWN.Process(target=_work, args=(self._settings, number, theirs), name=f"jointsanction-{number}")
        process.start()
        theirs.close()
        self._workers[number] = _Worker(process, ours)
        if self._ending:  # told to end meanwhile
            process.terminate()

    def _look(self) -> None:
        """Wait for a word of a worker, or its end."""
        by_sentinel = {worker.process.sentinel: number for number, worker in self._workers.items()}
        by_pipe = {worker.pipe: worker for worker in self._workers.values() if not worker.told}
        found = wait([*by_sentinel, *by_pipe], timeout=1.0)
        # The words first: a worker that has died may have said before that it served.
        for pipe in by_pipe.keys() & set(found):
            self._hear(by_pipe[pipe])
        for sentinel in by_sentinel.keys() & set(found):
            self._bury(by_sentinel[sentinel])
        if time.monotonic() > self._kill_at:
            for worker in self._workers.values():
                worker.process.kill()

    def _hear(self, worker: _Worker) -> None:
        worker.told = True
        try:
            address = worker.pipe.recv()
        except (EOFError, OSError):
            return  # it has died; its end is dealt with when it is seen
        worker.served = True
        self._failures = 0
        self._ready(address)
        self._ready = lambda _: None

    def _bury(self, number: int) -> None:
        worker = self._workers.pop(number)
        worker.process.join()
        worker.pipe.close()
        code = worker.process.exitcode
        if self._ending:
            return
        _LOG.error("worker_died", number=number, pid=worker.process.pid, exit_code=code)
        if not worker.served:
            self._failures += 1
            if self._failures >= MOST_FAILURES:
                _LOG.error("giving_up", failures=self._failures)
                self.stop()
                return
            time.sleep(min(0.1 * 2**self._failures, SOON))
        self._start(number)


class _Worker:
    """``told``: it has said its address, or can say nothing any more; ``served``: it did serve."""

    __slots__ = ("pipe", "process", "served", "told")

    def __init__(self, process: SpawnProcess, pipe: Connection) -> None:
        self.process = process
        self.pipe = pipe
        self.told = False
        self.served = False


def end_with_signals(supervisor: Supervisor) -> None:
    """Let SIGTERM and Ctrl-C end the supervisor."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, supervisor.stop)


def _hold_port(listen: str) -> socket.socket:
    """A socket that is bound and does not listen: nobody else takes the port, and 0 becomes a number."""
    host, _, port = listen.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    held = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    try:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind((host, int(port)))
    except OSError as error:
        held.close()
        message = f"不能监听 {listen}：{error.strerror}"
        raise TransportError(message, reason="ADDRESS_TAKEN", place=Place(field="--listen")) from error
    return held


def _work(settings: ServeSettings, number: int, parent: Connection) -> None:
    """The life of a worker."""
    gc.disable()  # until it serves
    log_as_json(settings.log_level, worker=number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent tells its workers

    async def serve() -> None:
        serving = Serving(settings, worker=number, ready=parent.send, own_process=True)
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, serving.stop)
        threading.Thread(target=_mourn, args=(parent, loop, serving), daemon=True).start()
        await serving.run()

    try:
        run_loop(serve())
    except JointsanctionError as error:
        _LOG.error("not_started", reason=error.reason, message=error.message)
        sys.exit(2)


def _mourn(parent: Connection, loop: asyncio.AbstractEventLoop, serving: Serving) -> None:
    """End when the parent has gone: nobody would replace or end this worker any more."""
    try:
        parent.recv()
    except (EOFError, OSError):
        loop.call_soon_threadsafe(serving.stop)
