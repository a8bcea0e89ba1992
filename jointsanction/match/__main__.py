"""The process that builds the index: ``python -m jointsanction.match LEDGER FOLDER``; exit code 1 and a line if not."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import suppress
from pathlib import Path

from jointsanction.errors import JointsanctionError
from jointsanction.ledger import Ledger
from jointsanction.match.build import bring_up_to_date
from jointsanction.match.build_lock import BuildLock
from jointsanction.match.build_process import LOCK_OPTION, NICE_OPTION, PROCESSES_OPTION, UPTO_OPTION, WHOLE_OPTION
from jointsanction.match.manifest import sound_manifest
from jointsanction.match.pace import rest_no_more

_NICEST = 19
_FAR_BEHIND = 100_000
"""Changes that are in no layer, from which on a build does not rest: they are in the memory of every process."""


def main(words: list[str]) -> int:
    """Build what is missing."""
    parser = argparse.ArgumentParser(prog="python -m jointsanction.match", description=__doc__)
    parser.add_argument("ledger", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument(PROCESSES_OPTION, type=int, default=1, help="processes that read the ledger")
    parser.add_argument(UPTO_OPTION, type=int, help="build up to this change number")
    parser.add_argument(NICE_OPTION, action="store_true", help="give way to every other process")
    parser.add_argument(WHOLE_OPTION, action="store_true", help="build everything anew")
    parser.add_argument(LOCK_OPTION, type=int, help="descriptor of the lock, held already")
    given = parser.parse_args(words)
    if given.nice:
        _give_way()
    lock = None if given.lock_fd is None else BuildLock(given.lock_fd)
    try:
        with Ledger.open(given.ledger, read_only=True) as ledger:
            if _is_far_behind(ledger, given.folder):
                rest_no_more()
            bring_up_to_date(
                ledger,
                given.folder,
                processes=given.processes,
                upto=given.upto,
                whole=given.whole,
                beside=given.nice,
                lock=lock,
            )
    except (JointsanctionError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def _is_far_behind(ledger: Ledger, folder: Path) -> bool:
    """Whether more is missing than builds that rest can keep up with."""
    manifest = sound_manifest(folder)
    top = manifest.layers[-1].upto if manifest is not None and manifest.layers else 0
    return ledger.change_no() - top > _FAR_BEHIND


def _give_way() -> None:
    """Run where nobody else wants to: a niced process still keeps a processor for some milliseconds at a time."""
    os.nice(_NICEST)
    if hasattr(os, "SCHED_IDLE"):  # Linux
        with suppress(OSError):
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
