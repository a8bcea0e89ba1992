"""Run the command line inside the test's process, as ``main`` does."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jointsanction.cli import main

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Ran:
    """Exit code and what was printed."""

    code: int
    out: str
    err: str


def run(*words: str | Path, data: Path | None = None) -> Ran:
    """Run one command line; ``data`` becomes ``--data``."""
    given = [*map(str, words), *(["--data", str(data)] if data else [])]
    out, err = io.StringIO(), io.StringIO()
    code: object = 0
    with _handlers_kept(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main(given)
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int)
    assert "Traceback" not in out.getvalue() + err.getvalue()
    return Ran(code, out.getvalue(), err.getvalue())


def start(*words: str | Path) -> subprocess.Popen[str]:
    """Start one command line as a process group of its own."""
    paths = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return subprocess.Popen(
        [sys.executable, "-c", "from jointsanction.cli import main; main()", *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"},
        start_new_session=True,
    )


@contextlib.contextmanager
def _handlers_kept() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
