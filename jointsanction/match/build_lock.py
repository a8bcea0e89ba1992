"""One builder at a time for an index folder, over all processes: a lock that ends with the process that holds it.

A large layer that is built while others go on adding small ones has a lock of its own, whose file says up to which
change number.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import Self

_LAYERS, _LARGE = ".build.lock", ".large.lock"
_LONGEST_NUMBER = 20


class BuildLock:
    """Held from ``take`` until ``release`` or the end of the process; a child may be handed ``descriptor``."""

    __slots__ = ("descriptor",)

    def __init__(self, descriptor: int) -> None:
        self.descriptor = descriptor

    @classmethod
    def take(cls, folder: Path) -> Self:
        """Wait for the lock. Raises OSError where the folder cannot be written to."""
        return cls(_locked(folder / _LAYERS, fcntl.LOCK_EX))

    @classmethod
    def try_take(cls, folder: Path) -> Self | None:
        """The lock, or None where another builder has it. Raises OSError as ``take`` does."""
        try:
            return cls(_locked(folder / _LAYERS, fcntl.LOCK_EX | fcntl.LOCK_NB))
        except BlockingIOError:
            return None

    @classmethod
    def take_for_large(cls, folder: Path, upto: int) -> Self:
        """Say that a large layer up to a change number is being built; by whoever holds the other lock and knows that
        no other is. Raises OSError, and BlockingIOError where one is after all.
        """
        lock = cls(_locked(folder / _LARGE, fcntl.LOCK_EX | fcntl.LOCK_NB))
        os.ftruncate(lock.descriptor, 0)
        os.pwrite(lock.descriptor, str(upto).encode(), 0)
        return lock

    def release(self) -> None:
        """Give it up in this process; a child that was handed the descriptor keeps it."""
        os.close(self.descriptor)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def large_under_way(folder: Path) -> int:
    """Up to which change number a large layer is being built by another process; 0 where none is. To be asked by
    whoever holds the lock of the layers: under it a large one is begun.
    """
    if not (folder / _LARGE).exists():
        return 0
    try:
        os.close(_locked(folder / _LARGE, fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError:
        with (folder / _LARGE).open("rb") as file:
            return int(file.read(_LONGEST_NUMBER))
    return 0


def _locked(path: Path, how: int) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(descriptor, how)
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
