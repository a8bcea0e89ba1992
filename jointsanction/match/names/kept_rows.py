"""What is kept beside a small segment of names, so that its rows can be taken into another without being read again.

The segment itself has their texts and letter bits; here are their regions and all their keys, of which its table has
no more than what is not common in the base.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from jointsanction.match.names.keys import Keys
from jointsanction.match.names.rows import MOST_HEADS, NameRows
from jointsanction.match.names.segment_file import ArrayFile, NameIndexDamagedError, write_arrays


def write_kept_rows(path: Path, heads: Keys, plain: Keys, paired: Keys, *, stamp: str) -> None:
    """Write what is kept of a segment of the same stamp."""
    write_arrays(path, {"heads": heads.ravel(), "plain": plain, "paired": paired}, stamp=stamp)


def sound_file(path: Path, *, stamp: str) -> ArrayFile:
    """A file of a layer, read against its checksum.

    Raises NameIndexDamagedError, also where it is of another layer, and FileNotFoundError.
    """
    file = ArrayFile(path)
    file.verify()
    if file.stamp != stamp:
        raise NameIndexDamagedError(f"索引文件不属于此索引层：{path.name}")
    return file


def read_kept_rows(segment: Path, kept: Path, *, stamp: str) -> NameRows:
    """The rows of a segment; both files are read against their checksums.

    Raises what ``sound_file`` does.
    """
    of_segment, of_kept = sound_file(segment, stamp=stamp), sound_file(kept, stamp=stamp)
    row_ids = of_segment.array("row_ids")
    return NameRows(
        row_ids.astype(np.int64),
        of_segment.array("names"),
        np.diff(of_segment.array("ends")).astype(np.uint8),
        of_segment.array("absent"),
        of_kept.array("heads").reshape(-1, MOST_HEADS),
        of_kept.array("plain"),
        of_kept.array("paired"),
    )
