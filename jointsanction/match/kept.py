"""What a small layer keeps so that it can be merged into another: reading its entries anew takes ten times as long.

Reading an entry of the ledger and its names costs some 30 µs of processor, and beside a server that is asked all the
time every merge would cost that again. So a generation keeps its keys as they were before they were sorted; a merge
takes those of the entries that no newer layer has, and comes to the very files that the ledger would come to. What is
kept is never asked by a question, and where any of it is missing or damaged, the ledger is read.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jointsanction.match.layer import CODED, UNCODED, layer_stamp
from jointsanction.match.manifest import LayerPlace
from jointsanction.match.names import NameIndexDamagedError
from jointsanction.match.names.kept_rows import read_kept_rows, sound_file
from jointsanction.match.names.rows import NameRows
from jointsanction.match.names.segment_file import write_arrays

EXACT_KEPT, CODED_KEPT, UNCODED_KEPT = "exact.kept", "names-coded.kept", "names-uncoded.kept"
_LOG = logging.getLogger(__name__)

MOST_KEPT = 1_000_000
"""Changes of the largest layer that keeps anything: it is merged in memory, some 300 bytes an entry."""

Numbers = npt.NDArray[np.uint32]


class KeptLayer(NamedTuple):
    """``numbers[i]`` is the entry under ``keys[i]``; ``entries`` are all of them, once."""

    keys: npt.NDArray[np.uint64]
    numbers: Numbers
    entries: Numbers
    coded: NameRows
    uncoded: NameRows

    def without(self, newer: Numbers) -> KeptLayer:
        """What of it counts below newer layers that have these entries."""
        stay = ~np.isin(self.numbers, newer)
        return KeptLayer(
            self.keys[stay],
            self.numbers[stay],
            self.entries[~np.isin(self.entries, newer)],
            *(rows.only(~np.isin(rows.row_ids, newer)) for rows in (self.coded, self.uncoded)),
        )


def write_kept_keys(
    path: Path, keys: npt.NDArray[np.uint64], numbers: Numbers, entries: Numbers, *, stamp: str
) -> None:
    """Write what is kept beside an exact segment."""
    write_arrays(path, {"keys": keys, "numbers": numbers, "entries": entries}, stamp=stamp)


def read_kept(index: Path, layers: Iterable[LayerPlace], ledger_id: str) -> list[KeptLayer] | None:
    """What these layers have kept; None where one has not, or it is damaged. Raises OSError."""
    try:
        return [_read(index / place.folder, layer_stamp(ledger_id, place.after, place.upto)) for place in layers]
    except FileNotFoundError:
        return None
    except (NameIndexDamagedError, LookupError, TypeError, ValueError) as error:
        # The header of a file has no checksum of its own, and may say what cannot be.
        _LOG.warning("what layers keep is damaged, the ledger is read: %s", error)
        return None


def _read(folder: Path, stamp: str) -> KeptLayer:
    file = sound_file(folder / EXACT_KEPT, stamp=stamp)
    return KeptLayer(
        file.array("keys"),
        file.array("numbers"),
        file.array("entries"),
        read_kept_rows(folder / CODED, folder / CODED_KEPT, stamp=stamp),
        read_kept_rows(folder / UNCODED, folder / UNCODED_KEPT, stamp=stamp),
    )


def superseded_left_out(kept: Sequence[KeptLayer], newest: Numbers) -> list[KeptLayer]:
    """What counts of each layer, oldest first, below the entries ``newest``."""
    newer = newest
    found: list[KeptLayer] = []
    for layer in reversed(kept):
        found.append(layer.without(newer))
        newer = np.concatenate([newer, layer.entries])
    return found[::-1]
