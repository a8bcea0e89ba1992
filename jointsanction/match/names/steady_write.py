"""Writing a large file so that others who flush meanwhile need not wait for all of it.

A file system puts what has been written to any file on its way together: a small flush behind a hundred megabytes that
nobody has flushed yet takes as long as these do, and whoever waits for it is a check that is being recorded.
"""

from __future__ import annotations

import os

_flush = getattr(os, "fdatasync", os.fsync)  # not everywhere

PIECE = 4 << 20
"""Bytes between two flushes: some 20 ms of a slow disk."""


def write_steadily(descriptor: int, content: bytes | memoryview) -> None:
    """Write all of it, flushed piece by piece; what is below one piece waits for the caller's own flush."""
    rest = memoryview(content).cast("B") if len(content) else memoryview(b"")
    while len(rest):
        written = os.write(descriptor, rest[:PIECE])
        rest = rest[written:]
        if written == PIECE:
            _flush(descriptor)
