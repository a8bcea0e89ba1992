"""The files of a layer that is being built, and beside those of a small one what it keeps for a merge."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.engine_version import ENGINE_VERSION
from jointsanction.match.kept import CODED_KEPT, EXACT_KEPT, MOST_KEPT, UNCODED_KEPT, write_kept_keys
from jointsanction.match.layer import CODED, EXACT, UNCODED, layer_stamp
from jointsanction.match.names import CommonKeys, build_segment
from jointsanction.match.names.rows import NameRows
from jointsanction.match.segment_file import write_segment
from jointsanction.match.spool import CODED_NAMES, UNCODED_NAMES

_NAME_FILES = {CODED_NAMES: (CODED, CODED_KEPT), UNCODED_NAMES: (UNCODED, UNCODED_KEPT)}


@dataclass(frozen=True, slots=True)
class LayerFiles:
    """Of the layer ``after`` < change no. <= ``upto`` of a ledger, in ``folder``; ``common``: keys that are
    common in the base below it; None for a base itself.
    """

    folder: Path
    ledger_id: str
    after: int
    upto: int
    common: CommonKeys | None

    @property
    def _stamp(self) -> str:
        return layer_stamp(self.ledger_id, self.after, self.upto)

    @property
    def _is_kept(self) -> bool:
        return self.common is not None and self.upto - self.after <= MOST_KEPT

    def write_exact(
        self, keys: npt.NDArray[np.uint64], numbers: npt.NDArray[np.uint32], entries: npt.NDArray[np.uint32]
    ) -> int:
        """Write the exact segment; see ``write_segment``. Returns the number of entries."""
        if self._is_kept:
            write_kept_keys(self.folder / EXACT_KEPT, keys, numbers, entries, stamp=self._stamp)
        write_segment(
            self.folder / EXACT, keys, numbers, entries,
            ledger_id=self.ledger_id, engine_version=ENGINE_VERSION, after=self.after, upto=self.upto,
        )  # fmt: skip
        return len(entries)

    def write_names(
        self, kind: str, names: Iterable[tuple[int, str]], *, workers: int = 0, before: Iterable[NameRows] = ()
    ) -> None:
        """Write the segment of names of a kind; see ``build_segment``."""
        segment, kept = _NAME_FILES[kind]
        build_segment(
            self.folder / segment,
            names,
            stamp=self._stamp,
            workers=workers,
            common=self.common,
            before=before,
            keep=self.folder / kept if self._is_kept else None,
        )
