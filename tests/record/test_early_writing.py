"""Early writing: only a beginning; what it is given cannot do harm."""

from __future__ import annotations

import os
from pathlib import Path

from jointsanction.record.early_writing import begin_writing


def test_what_was_written_stays_and_nothing_is_told_of_errors(tmp_path: Path) -> None:
    """A range that is not there and a descriptor that is closed are left to the flush, which tells of them."""
    path = tmp_path / "file"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    os.pwrite(descriptor, b"x" * 5_000, 0)
    for begin, size in ((0, 5_000), (0, 0), (1 << 40, 10), (-1, -1)):
        begin_writing(descriptor, begin, size)
    os.close(descriptor)
    begin_writing(descriptor, 0, 5_000)
    assert path.read_bytes() == b"x" * 5_000
