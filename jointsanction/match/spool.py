"""What a build has read of the ledger, on disk between reading and sorting, so that memory stays bounded.

One spool holds a range of change numbers, and each is written by one process. Files of a spool, beside each other in
the scratch folder: keys (64 bit) and the entry number of each (32 bit), every entry number (32 bit), and for the names
of entries with and without a valid code the entry numbers (32 bit) and the normal forms, one a line.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from jointsanction.ledger import EntryTexts
from jointsanction.match.keys import entry_keys
from jointsanction.match.layer import is_searchable
from jointsanction.match.reading import read_listed

_FLUSH = 1 << 16
CODED_NAMES, UNCODED_NAMES = "coded", "uncoded"


def write_spool(folder: Path, part: int, entries: Iterable[EntryTexts]) -> int:
    """Read entries and write spool number ``part``; how many there were."""
    keys, numbers, every = array("Q"), array("I"), array("I")
    coded, uncoded = _Names(folder, CODED_NAMES, part), _Names(folder, UNCODED_NAMES, part)
    with _file(folder, "keys", part).open("wb") as key_file, _file(folder, "numbers", part).open("wb") as number_file:
        for entry in entries:
            listed = read_listed(entry)
            number = entry.number
            own = entry_keys(listed)
            keys.extend(own)
            numbers.extend([number] * len(own))
            every.append(number)
            names = coded if listed.codes.uscc_valid else uncoded
            for name in listed.names:
                if is_searchable(name):
                    names.add(number, name)
            if len(keys) >= _FLUSH:
                keys.tofile(key_file)
                numbers.tofile(number_file)
                del keys[:], numbers[:]
        keys.tofile(key_file)
        numbers.tofile(number_file)
    with _file(folder, "entries", part).open("wb") as file:
        every.tofile(file)
    coded.close()
    uncoded.close()
    return len(every)


class Spools:
    """All spools of one build, in the order of their ranges."""

    def __init__(self, folder: Path, parts: int) -> None:
        self._folder = folder
        self._parts = range(parts)

    def keys(self) -> npt.NDArray[np.uint64]:
        """Every key."""
        return np.concatenate([np.fromfile(_file(self._folder, "keys", part), np.uint64) for part in self._parts])

    def numbers(self, what: str = "numbers") -> npt.NDArray[np.uint32]:
        """The entry number of every key, or (``entries``) of every entry."""
        return np.concatenate([np.fromfile(_file(self._folder, what, part), np.uint32) for part in self._parts])

    def names(self, kind: str) -> Iterator[tuple[int, str]]:
        """(entry number, normal form) of each name of a kind."""
        for part in self._parts:
            numbers = np.fromfile(_file(self._folder, f"{kind}.numbers", part), np.uint32)
            with _file(self._folder, kind, part).open(encoding="utf-8", errors="surrogatepass", newline="\n") as lines:
                yield from zip(numbers.tolist(), map(_without_end, lines), strict=True)


class _Names:
    def __init__(self, folder: Path, kind: str, part: int) -> None:
        self._numbers = array("I")
        self._numbers_path = _file(folder, f"{kind}.numbers", part)
        self._file = _file(folder, kind, part).open("w", encoding="utf-8", errors="surrogatepass", newline="\n")

    def add(self, number: int, name: str) -> None:
        self._numbers.append(number)
        self._file.write(name + "\n")

    def close(self) -> None:
        self._file.close()
        with self._numbers_path.open("wb") as file:
            self._numbers.tofile(file)


def _without_end(line: str) -> str:
    return line[:-1]


def _file(folder: Path, what: str, part: int) -> Path:
    return folder / f"{what}.{part}"
