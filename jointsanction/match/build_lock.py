"""One builder at a time for an index folder, over all processes: a lock that ends with the process that holds it."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

_LOCK_NAME = ".build.lock"


class BuildLock:
    """Held from ``take`` until ``release`` or the end of the process; a child may be handed ``descriptor``."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Wait for the lock. Raises OSError where the folder cannot be written to."""
        return cls(_locked(folder, fcntl.LOCK_EX))

    @classmethod
    def try_take(cls, folder: Path) -> Self | None:
        """The lock, or None where another builder has it. Raises OSError as ``take`` does."""
        try:
            return cls(_locked(folder, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return None

    def release(self) -> None:
        """Give it up in this process; a child that was handed the descriptor keeps it."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _locked(folder: Path, how: int) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / _LOCK_NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
