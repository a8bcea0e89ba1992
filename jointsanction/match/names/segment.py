"""An immutable part of the name index, memory-mapped and shared by all processes through the page cache."""

from __future__ import annotations

from codecs import utf_16_le_decode
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.match.names.keys import Keys
from jointsanction.match.names.language import NameModel
from jointsanction.match.names.question import Question
from jointsanction.match.names.question_block import Places, QuestionBlock
from jointsanction.match.names.segment_file import ArrayFile
from jointsanction.match.names.table import KeyTable, Rows

_SURROGATE = 0xD800
"""What is set in both halves of a character beyond the first 65,536."""

_LONGEST = 255
"""Halves of a stored text, whose number was written in a byte."""


class NameSegment:
    """Probes by key and names by row; opened in about a millisecond whatever its size."""

    def __init__(self, path: Path) -> None:
        """Raises NameIndexDamagedError (reason INDEX_DAMAGED) or FileNotFoundError."""
        self._file = file = ArrayFile(path)
        self.stamp = file.stamp
        self._table = KeyTable(file.array("buckets"), file.array("elements"), file.array("absent"))
        self.common: Keys = file.array("common")
        """Which keys are common in the names, sorted (:mod:`common_keys`); none in a segment above a base."""
        self._row_ids = file.view("row_ids")
        self._ends = file.view("ends")
        self._names = file.view("names").cast("H")
        self._ends_array = file.array("ends")
        self._units = file.array("names").view("<u2")

    @cached_property
    def model(self) -> NameModel:
        """What is common in the names; only of a segment that is a base."""
        file = self._file
        return NameModel(file.view("single"), file.view("pair"), file.view("triple"))

    def __len__(self) -> int:
        return len(self._row_ids)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        return self._table.rows(asked)

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as they are stored; see :mod:`listed`."""
        ends, names = self._ends, self._names
        return [utf_16_le_decode(names[ends[row] : ends[row + 1]], "surrogatepass")[0] for row in rows]

    def rows_of_block(self, asked: QuestionBlock) -> tuple[Places, Rows, npt.NDArray[np.bool_]]:
        """The same for many questions: whose, which row, and whether it is under a firm key."""
        return self._table.rows_of_block(asked)

    def texts_of_many(self, rows: npt.NDArray[np.int64]) -> list[str]:
        """The same as ``texts`` for many rows at once."""
        ends = self._ends_array
        begins, stops = ends[rows], ends[rows + 1]
        lengths = stops - begins
        if len(lengths) and lengths.max() > _LONGEST:
            raise ValueError("a name that is longer than any")
        upto = np.cumsum(lengths)
        places = (begins - (upto - lengths)).repeat(lengths)
        places += np.arange(len(places), dtype=places.dtype)
        units = self._units[places]
        if np.any((units & _SURROGATE) == _SURROGATE):
            return self.texts(rows.tolist())
        text = utf_16_le_decode(units.data, "surrogatepass")[0]
        return [text[begin:end] for begin, end in pairwise([0, *upto.tolist()])]

    def row_id(self, row: int) -> int:
        """The row id that was given when the segment was built."""
        return int(self._row_ids[row])

    def row_ids(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The same for many rows."""
        return np.asarray(self._row_ids)[rows].astype(np.int64)

    def verify(self) -> None:
        """Read the whole file against its checksum; raises NameIndexDamagedError."""
        self._file.verify()

    def close(self) -> None:
        """Let go of the mapping; the system takes it back when nothing reads it any more."""
        del self.common, self._table, self._row_ids, self._ends, self._names, self._ends_array, self._units, self._file
