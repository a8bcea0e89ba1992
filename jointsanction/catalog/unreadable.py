"""What stands in the place of a rule file's content where a file is there and cannot be read."""

from __future__ import annotations

import os
from pathlib import Path

from jointsanction.errors import Finding, Place


class Unreadable(bytes):
    """Empty content of a file that could not be read; ``why`` says so in Chinese.

    It travels among the contents of a file set, so that a set with such a file is faulty as a whole: left out, the
    file would look deleted, and a smaller rule set would come into force in silence.
    """

    why: str = ""

    def finding(self, file: str) -> Finding:
        """The fault FILE_UNREADABLE of this file."""
        return Finding(Place(file, 1, 1), "FILE_UNREADABLE", f"读不到这个文件：{self.why}", "请恢复该文件，或将其移走")


def content_of(path: Path) -> bytes:
    """The content of a file, or ``Unreadable``. Only a regular file is opened: a pipe would be waited for."""
    try:
        if path.is_file():
            return path.read_bytes()
        why = "是目录" if path.is_dir() else "不是普通文件"
    except OSError as error:
        why = error.strerror or type(error).__name__
    unreadable = Unreadable()
    unreadable.why = why
    return unreadable


def is_there(path: Path) -> bool:
    """Whether the directory has an entry of this name, a broken link among them."""
    return os.path.lexists(path)
