"""A file that is being written and may fail at any byte: a full disk is told once, and then never again."""

from __future__ import annotations

from collections.abc import Callable
from typing import IO

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError


class OutputFile:
    """What the Excel library writes to.

    Its zip archive is closed again when it is thrown away, when the failure has long been told and the file is closed:
    from the first failure on, everything is taken and nothing is done.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._at = 0
        self._lost = False

    def write(self, data: bytes) -> int:
        """Write; OSError the first time that it fails."""
        self._do(lambda: self._file.write(data))
        self._at += len(data)
        return len(data)

    def seek(self, place: int) -> int:
        """Go to a place counted from the start."""
        self._do(lambda: self._file.seek(place))
        self._at = place
        return place

    def tell(self) -> int:
        """The present place."""
        return self._at

    def flush(self) -> None:
        """Hand everything to the system."""
        self._do(self._file.flush)

    def _do(self, action: Callable[[], object]) -> None:
        if self._lost or self._file.closed:
            return
        try:
            action()
        except OSError:
            self._lost = True
            raise


def close_workbook(book: xlsxwriter.Workbook) -> None:
    """Write the archive; OSError where the library would raise an error of its own around it."""
    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error
