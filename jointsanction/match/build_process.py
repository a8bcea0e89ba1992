"""A build in a process of its own: niced beside one that serves, or waited for when an index is opened.

``python -m jointsanction.match`` is that process. It is a plain subprocess, so that a program which uses the library
needs no guard around its main module, and a process that serves is neither forked nor slowed down by a thread.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from jointsanction.errors import LedgerError
from jointsanction.match import pace
from jointsanction.match.build_lock import BuildLock

_LOG = logging.getLogger(__name__)

LOCK_OPTION, UPTO_OPTION, PROCESSES_OPTION = "--lock-fd", "--upto", "--processes"
NICE_OPTION, WHOLE_OPTION = "--nice", "--whole"
_STOP_SECONDS = 10.0


class Builds(Protocol):
    """Who builds the next layer for an index that answers meanwhile."""

    @property
    def fails(self) -> bool:
        """Whether the last build that was asked for failed."""
        ...

    def start(self, upto: int, *, patience: int) -> object:
        """Have a layer built up to a change number, unless one is being built; see ``BackgroundBuild``."""
        ...

    def close(self) -> None:
        """Nothing more is asked for."""
        ...


class BackgroundBuild:
    """Builds started by this process; the next ``start`` or ``close`` takes notice of their ends.

    One adds layers at a time; another may be at work on a new base meanwhile.
    """

    __slots__ = ("_failed_at", "_folder", "_ledger", "_processes")

    def __init__(self, ledger: Path, folder: Path) -> None:
        self._ledger = ledger
        self._folder = folder
        self._processes: list[tuple[subprocess.Popen[str], int]] = []
        self._failed_at = 0

    def start(self, upto: int, *, patience: int) -> bool:
        """Start a build up to a change number, unless one adds layers, here or in another process; whether it was
        started.

        After a failure the next attempt is ``patience`` changes away, so that a full disk does not cost a process for
        each push.
        """
        self._notice_ends()
        if (self._failed_at and upto < self._failed_at + patience) or not sys.executable:
            return False
        try:
            lock = BuildLock.try_take(self._folder)
            if lock is None:
                return False
            with lock:
                options = [LOCK_OPTION, str(lock.descriptor), UPTO_OPTION, str(upto), NICE_OPTION]
                self._processes.append((_started(self._ledger, self._folder, options, lock.descriptor), upto))
        except OSError as error:
            _LOG.warning("the index cannot be brought up to date: %s", error)
            self._failed_at = upto
            return False
        return True

    @property
    def fails(self) -> bool:
        """Whether the last build of this process that has ended failed."""
        self._notice_ends()
        return self._failed_at > 0

    def _notice_ends(self) -> None:
        for process, upto in self._processes:
            code = process.poll()
            if code is not None:
                _, told = process.communicate()
                self._failed_at = upto if code else 0
                if code:
                    _LOG.warning("the index could not be brought up to date (exit code %d): %s", code, _last_line(told))
        self._processes = [each for each in self._processes if each[0].returncode is None]

    def wait(self) -> None:
        """Wait for the end of the builds that run."""
        for process, _ in self._processes:
            process.wait()
        self._notice_ends()

    def close(self) -> None:
        """End the builds that still run: nothing is lost, the next one begins anew."""
        for process, _ in self._processes:
            process.terminate()
        for process, _ in self._processes:
            try:
                process.communicate(timeout=_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.communicate()
        self._processes = []


def build_and_wait(ledger: Path, folder: Path, *, upto: int, processes: int, whole: bool = False) -> None:
    """Bring the index up to date in a process of its own; raises LedgerError INDEX_NOT_BUILT with what went wrong."""
    options = [UPTO_OPTION, str(upto), PROCESSES_OPTION, str(processes), *([WHOLE_OPTION] if whole else [])]
    with _started(ledger, folder, options, None) as process:
        try:
            _, told = process.communicate()
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise LedgerError(f"索引没有建成：{_last_line(told)}", reason="INDEX_NOT_BUILT")


def _started(ledger: Path, folder: Path, options: list[str], keep: int | None) -> subprocess.Popen[str]:
    # -P and the path handed over: the same modules as here, none of the working directory.
    run = (pace.__file__,) if NICE_OPTION in options else ("-m",)
    command = [sys.executable, "-P", *run, "jointsanction.match", *options, "--", str(ledger), str(folder)]
    return subprocess.Popen(  # noqa: S603 -- this interpreter, no shell
        command,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        errors="replace",
        pass_fds=() if keep is None else (keep,),
        # A terminal's Ctrl-C is not for it. Not a session of its own: Linux would give it as much of the processors as
        # all of this one, however low its priority (autogroup), and every check beside it would wait.
        process_group=0,
    )


def _last_line(told: str) -> str:
    lines = told.strip().splitlines()
    return lines[-1] if lines else "没有说明"
