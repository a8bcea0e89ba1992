"""A real server in a process of its own, as ``jointsanction serve`` starts it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

START_SECONDS = 60.0
END_SECONDS = 30.0


@dataclass
class Server:
    """``address`` is where it listens; ``log`` what it has said on stderr so far."""

    process: subprocess.Popen[str]
    address: str
    _log: list[str] = field(default_factory=list)

    @property
    def log(self) -> str:
        return "".join(self._log)

    @property
    def memory_mb(self) -> float:
        """Resident memory of the process, now."""
        return self._status("VmRSS")

    @property
    def peak_mb(self) -> float:
        """The most resident memory that it ever had."""
        return self._status("VmHWM")

    def _status(self, name: str) -> float:
        for line in Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii").splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) / 1024
        raise AssertionError("the server has ended")

    @property
    def alive(self) -> bool:
        return self.process.poll() is None


@contextmanager
def server(data: Path, *options: str | Path, without: str = "", listen: str = "127.0.0.1:0") -> Iterator[Server]:
    """Serve a data directory until the block ends; ``without`` is Python that takes a guard away beforehand."""
    program = ["-c", f"{without}\nfrom jointsanction.cli import main; main()"] if without else ["-m", "jointsanction"]
    command = [sys.executable, *program, "serve", "--data", str(data), "--listen", listen]
    process = subprocess.Popen(
        [*command, *map(str, options)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1", "GRPC_VERBOSITY": "NONE"},
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    log: list[str] = []
    reading = threading.Thread(target=lambda: log.extend(iter(process.stderr.readline, "")), daemon=True)
    reading.start()
    late = threading.Timer(START_SECONDS, process.kill)
    late.start()
    try:
        line = process.stdout.readline()
        late.cancel()
        assert "：" in line, f"the server did not start: {''.join(log)}"
        yield Server(process, line.split("：")[1].strip(), log)
    finally:
        late.cancel()
        _end(process)
        reading.join(5)
        process.stdout.close()
        process.stderr.close()


def _end(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        raise
