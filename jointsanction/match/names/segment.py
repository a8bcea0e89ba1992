"""An immutable part of the name index, memory-mapped and shared by all processes through the page cache."""

from __future__ import annotations

from pathlib import Path

from jointsanction.match.names.language import NameModel
from jointsanction.match.names.listed import ListedName, unpacked
from jointsanction.match.names.segment_file import ArrayFile
from jointsanction.match.names.table import KeyTable


class NameSegment:
    """Probes by key and names by row; opened in about a millisecond whatever its size."""

    def __init__(self, path: Path) -> None:
        """Raises NameIndexDamagedError (reason INDEX_DAMAGED) or FileNotFoundError."""
        self._file = file = ArrayFile(path)
        self.stamp = file.stamp
        self.stems = KeyTable(file.array("stems"), file.array("stems_starts"))
        self.refined = KeyTable(file.array("refined"), file.array("refined_starts"))
        self.pairs = KeyTable(file.array("pairs"), file.array("pairs_starts"))
        self.model = NameModel(file.array("single"), file.array("pair"), file.array("triple"))
        self._row_ids = file.array("row_ids")
        self._ends = file.array("ends")
        self._names = file.array("names")

    def __len__(self) -> int:
        return len(self._row_ids)

    def name(self, row: int) -> ListedName:
        """The listed name of a row."""
        ends = self._ends
        return unpacked(str(self._names[2 * ends[row] : 2 * ends[row + 1]], "utf-16-le", "surrogatepass"))

    def row_id(self, row: int) -> int:
        """The row id that was given when the segment was built."""
        return int(self._row_ids[row])

    def verify(self) -> None:
        """Read the whole file against its checksum; raises NameIndexDamagedError."""
        self._file.verify()

    def close(self) -> None:
        """Give the mapping back; the segment is unusable afterwards."""
        for part in (self.stems, self.refined, self.pairs, self.model):
            part.release()
        for view in (self._row_ids, self._ends, self._names):
            view.release()
        self._file.close()
