"""Merges layers into one by what they have kept, together with the changes since: the ledger is read for these alone.

What comes out is, byte for byte, what ``layer_build`` makes of the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from jointsanction.ledger import Ledger
from jointsanction.match.kept import KeptLayer, superseded_left_out
from jointsanction.match.layer_files import LayerFiles
from jointsanction.match.spool import CODED_NAMES, UNCODED_NAMES, Spools, write_spool


def merge_layers(ledger: Ledger, scratch: Path, files: LayerFiles, kept: Sequence[KeptLayer], kept_upto: int) -> int:
    """Write the files of a layer; ``kept``: of layers from where it begins up to the change number ``kept_upto``,
    oldest first. Returns the number of its entries. Raises OSError, LedgerError.
    """
    write_spool(scratch, 0, ledger.entry_texts(after=kept_upto, upto=files.upto))
    spools = Spools(scratch, 1)
    newest = spools.numbers("entries")
    below = superseded_left_out(kept, newest)
    entries = files.write_exact(
        np.concatenate([*(layer.keys for layer in below), spools.keys()]),
        np.concatenate([*(layer.numbers for layer in below), spools.numbers()]),
        np.concatenate([*(layer.entries for layer in below), newest]),
    )
    files.write_names(CODED_NAMES, spools.names(CODED_NAMES), before=[layer.coded for layer in below])
    files.write_names(UNCODED_NAMES, spools.names(UNCODED_NAMES), before=[layer.uncoded for layer in below])
    return entries
