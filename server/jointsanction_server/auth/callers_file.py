"""callers.yaml while the server runs: an edit is taken up without a restart, a broken one leaves the last good one."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from jointsanction.callers import CallerBook, read_callers
from jointsanction.errors import CallersError, Finding, Place

_LOG = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the file is looked at: this long a revoked key can still be used. A look costs a few microseconds."""

_Mark = tuple[int, int, int, int] | None

_GONE = Finding(
    Place("callers.yaml", 1, 1),
    "FILE_MISSING",
    "文件不见了，沿用上次的内容",
    "请恢复该文件；确要清空，请写 callers: []",
)


class CallersWatch:
    """``book`` is the last good content, ``findings`` what is wrong with the file as it now stands."""

    def __init__(self, path: Path) -> None:
        """Read the file; raises CallersError where it is there and faulty."""
        self._path = path
        self._mark = _mark(path)
        self.book: CallerBook = read_callers(path)
        self.findings: tuple[Finding, ...] = ()
        self._ending = threading.Event()
        self._thread: threading.Thread | None = None

    def refresh(self) -> bool:
        """Take up what has changed since; True where the file is another one than before."""
        mark = _mark(self._path)
        if mark == self._mark:
            return False
        self._mark = mark
        if mark is None:
            self.findings = () if self.book.empty else (_GONE,)
        else:
            try:
                self.book, self.findings = read_callers(self._path), ()
            except CallersError as error:
                self.findings = error.findings
        if self.findings:
            _LOG.error(
                "callers.yaml is faulty; the last good one stays in force: %s", "; ".join(map(str, self.findings))
            )
        else:
            _LOG.info("callers.yaml taken up: %d callers", len(self.book.forms))
        return True

    def start(self, on_change: Callable[[tuple[Finding, ...]], None] | None) -> None:
        """Look at the file every second from a thread of its own: parsing a long one must not hold up calls."""
        self._thread = threading.Thread(target=self._look, args=(on_change,), name="jointsanction-callers", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        if self._thread is not None:
            self._thread.join()

    def _look(self, on_change: Callable[[tuple[Finding, ...]], None] | None) -> None:
        while not self._ending.wait(LOOK_SECONDS):
            if self.refresh() and on_change is not None:
                on_change(self.findings)


def _mark(path: Path) -> _Mark:
    """What tells one state of the file from the next; None where it is not there or cannot be reached."""
    try:
        seen = path.stat()
    except OSError:
        return None
    return seen.st_mtime_ns, seen.st_size, seen.st_ino, seen.st_ctime_ns
