"""Rule files while the server runs: an edit is taken up within seconds, a broken one leaves the last good rules.

The clerk compiles them, a thread looks after the files and waits for it; the event loop only swaps one reference.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jointsanction.checker import DataDirectory, Rules
from jointsanction.errors import JointsanctionError

_LOG = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
"""How often the files are looked at. They must lie still for as long before they are taken up, so that several files
that are saved or copied together come into force together."""

_Marks = dict[Path, tuple[int, int, int]]


class RuleWatch:
    """``take_up`` compiles the files as they stand and may take a while; ``on_rules`` is called from the thread that
    watches, with each rule set that is to be used from then on.
    """

    def __init__(
        self,
        directory: DataDirectory,
        take_up: Callable[[datetime], Rules],
        on_rules: Callable[[Rules], None],
        *,
        now: Callable[[], datetime],
        look_seconds: float = LOOK_SECONDS,
    ) -> None:
        self._directory = directory
        self._rules = take_up
        self._on_rules = on_rules
        self._now = now
        self._look_seconds = look_seconds
        self._used = marks(directory)
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, name="jointsanction-rules", daemon=True)

    def start(self) -> None:
        """Look after the files from now on."""
        self._thread.start()

    def close(self) -> None:
        """End the thread."""
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join()

    def _look(self) -> None:
        seen = self._used
        while not self._ending.wait(self._look_seconds):
            now = marks(self._directory)
            if now != self._used and now == seen:
                self._used = now
                self._take_up()
            seen = now

    def _take_up(self) -> None:
        try:
            rules = self._rules(self._now())
        except JointsanctionError as error:
            # Not a fault of the files: those leave the last good set in force, with findings.
            _LOG.error("rule files could not be taken up: %s", error.reason)
            return
        if rules.findings:
            told = "; ".join(f"{each.place}: {each.code}" for each in rules.findings[:10])
            _LOG.error("rule files are faulty, %s stays in force: %s", rules.version, told)
        else:
            _LOG.info("rules %s taken up", rules.version)
        self._on_rules(rules)


def marks(directory: DataDirectory) -> _Marks:
    """What tells one state of the rule files from the next; files that vanish meanwhile are left out."""
    found: _Marks = {}
    for folder in ("catalog", "memoranda"):
        for path in (directory.root / folder).glob("*.*"):
            try:
                seen = path.stat()
            except OSError:
                continue
            found[path] = (seen.st_mtime_ns, seen.st_size, seen.st_ino)
    return found
