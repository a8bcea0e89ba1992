"""The clerk: a process beside one that answers, started when it is first needed.

A pushed record costs some 0.2 ms and a rule set 50 to 200 ms of an interpreter; in a thread of the answering process
every check would wait for its turn meanwhile. A clerk that is killed is replaced, and what it was about to do is done
again: taking a record twice changes nothing. It ends by itself when the process that it works for has gone.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import datetime
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jointsanction.checker import Rules
from jointsanction_server.clerk_messages import BuildWanted, PushEnd, PushGroup
from jointsanction_server.clerk_work import ClerkWork

_LOG = logging.getLogger(__name__)

TRIES = 2
"""Clerks that may die over the same work; then the answering process does it itself ..."""

REST_SECONDS = 60.0
"""... and all that comes for so long: what keeps a clerk from working will not go away at once."""

PATIENCE_SECONDS = 0.5
"""How long the journal waits for other work of the clerk: in six seconds it may be full."""

END_SECONDS = 10.0
"""How long a clerk may finish what it does when the server ends; far beyond a transaction."""


class Clerk:
    """Threads may share it: each waits until the work of the others is done."""

    def __init__(self, data: Path, *, log_level: str = "warning") -> None:
        self._data = data
        self._log_level = log_level
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._own: ClerkWork | None = None
        self._without_until = 0.0

    @property
    def pid(self) -> int:
        """The process id of the clerk; 0 while there is none."""
        return 0 if self._process is None else self._process.pid

    def push(self, group: PushGroup) -> list[PushEnd]:
        """How each record ended; they are durable when this returns. Raises LedgerError: then none was taken."""
        ends: list[PushEnd] = self._do("push", group)
        return ends

    def rules(self, now: datetime) -> Rules:
        """Take up the rule files as they stand; raises what ``rules_in_force`` raises."""
        rules: Rules = self._do("rules", now)
        return rules

    def build(self, wanted: BuildWanted) -> bool:
        """Have the next layer of the index built, unless one is being built; whether the last build failed."""
        failed: bool = self._do("build", wanted)
        return failed

    def fold(self) -> bool:
        """Take the journal of the record over into its tables; False where the clerk has been at something else for too
        long, such as a push that waits for a ledger into which a long file is being loaded.

        Raises RecordError; nothing is lost then.
        """
        if not self._lock.acquire(timeout=PATIENCE_SECONDS):
            return False
        try:
            self._work("fold", None)
        finally:
            self._lock.release()
        return True

    def _do(self, what: str, given: object) -> Any:  # noqa: ANN401 -- what that work returns
        with self._lock:
            return self._work(what, given)

    def _work(self, what: str, given: object) -> Any:  # noqa: ANN401 -- what that work returns
        tries = 0 if time.monotonic() < self._without_until else TRIES
        for _ in range(tries):
            try:
                pipe = self._pipe or self._start()
                pipe.send((what, given))
                result, error = pipe.recv()
            except (EOFError, OSError) as gone:
                _LOG.warning("the clerk has gone: %s", type(gone).__name__)
                self._bury()
                continue
            if error is not None:
                raise error
            return result
        if tries:
            self._without_until = time.monotonic() + REST_SECONDS
        if self._own is None:
            self._own = ClerkWork(self._data)
        return getattr(self._own, what)(given)

    def _start(self) -> Connection[Any, Any]:
        ours, theirs = Pipe(duplex=True)
        command = [sys.executable, "-P", "-m", "jointsanction_server.clerk_process", self._log_level]
        with theirs:
            try:
                self._process = subprocess.Popen(  # noqa: S603 -- this interpreter, no shell
                    [*command, str(theirs.fileno()), str(self._data)],
                    # The same modules as here, none of the working directory.
                    env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    pass_fds=(theirs.fileno(),),
                    process_group=0,  # a terminal's Ctrl-C is not for it; see NICE for why it is no session
                )
            except BaseException:
                ours.close()
                raise
        self._pipe = ours
        return ours

    def _bury(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._pipe = self._process = None

    def close(self) -> None:
        """Let it finish what it does, then end it."""
        with self._lock:
            if self._pipe is not None:
                self._pipe.close()
            if self._process is not None:
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(END_SECONDS)
            self._pipe = None
            self._bury()
            if self._own is not None:
                self._own.close()
                self._own = None
