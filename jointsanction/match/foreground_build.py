"""A build that is waited for: when an index is opened far behind its ledger, and after a load."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from jointsanction.errors import LedgerError
from jointsanction.ledger import Ledger
from jointsanction.match.build import bring_up_to_date
from jointsanction.match.build_process import build_and_wait
from jointsanction.match.layer_stack import close_layers, open_layers

LOADED_LIMIT = 1_000
"""Changes that a load leaves for others to read, each about 12 µs: those that serve read them between two calls."""

_OWN_PROCESS_FROM = 50_000
"""Changes from which several processes pay."""

_MOST_PROCESSES = 4
_LOG = logging.getLogger(__name__)


def build_and_take_note(ledger: Ledger, folder: Path, *, upto: int, behind: int, whole: bool = False) -> bool:
    """Build what is missing up to a change number, about ``behind`` changes; False where it cannot be built.

    Then the log says why; answers do not depend on it, for what the index lacks is read from the ledger.
    """
    try:
        if behind > _OWN_PROCESS_FROM and sys.executable:
            build_and_wait(ledger.path, folder, upto=upto, processes=_cores(), whole=whole)
        else:
            bring_up_to_date(ledger, folder, upto=upto, whole=whole)
    except (OSError, LedgerError) as error:
        _LOG.warning("the index could not be brought up to date: %s", error)
        return False
    return True


def build_after_load(ledger: Ledger, folder: Path) -> None:
    """After a load: build what later openings would otherwise have to read, if that is much."""
    upto = ledger.change_no()
    layers = open_layers(folder, ledger.ledger_id, lambda: upto, ())
    behind = upto - (layers[-1].place.upto if layers else 0)
    close_layers(layers)
    if behind > LOADED_LIMIT:
        build_and_take_note(ledger, folder, upto=upto, behind=behind)


def _cores() -> int:
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(usable, _MOST_PROCESSES)
