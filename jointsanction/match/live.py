"""The live part of the index: what changed since the last build, in plain dictionaries, in chunks.

A chunk ends at a multiple of a fixed number of changes, and a build in the background ends at one too. So when a new
layer has come, the chunks it covers are dropped as they are, and nothing is put in again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from jointsanction.ledger import EntryTexts
from jointsanction.match.keys import entry_keys
from jointsanction.match.layer import is_searchable
from jointsanction.match.names import LiveNames
from jointsanction.match.names.question import Question
from jointsanction.match.reading import read_listed


class LiveChunk:
    """Versions of entries from one range of change numbers; each hides the older ones, here and in what lies below."""

    __slots__ = ("_changed", "_keys", "after", "coded", "first_rows", "has", "uncoded", "upto")

    def __init__(self, after: int) -> None:
        self.after = self.upto = after
        self._keys: dict[int, list[int]] = {}
        self._changed: dict[int, set[int]] = {}
        self.coded = PendingNames()
        self.uncoded = PendingNames()
        self.first_rows: dict[int, tuple[int, int]] = {}
        """Of an entry taken more than once: the first rows of its newest version among coded and uncoded names."""
        self.has: Callable[[int], bool] = self._changed.__contains__

    def take(self, entries: Iterable[EntryTexts], upto: int) -> list[int]:
        """Take up the versions up to a change number; their entry numbers. What was taken of them before is hidden."""
        taken = []
        for entry in entries:
            number, listed = entry.number, read_listed(entry)
            taken.append(number)
            if number in self._changed:
                self._forget(number)
            self._changed[number] = keys = entry_keys(listed)
            for key in keys:
                self._keys.setdefault(key, []).append(number)
            names = self.coded if listed.codes.uscc_valid else self.uncoded
            for name in listed.names:
                if is_searchable(name):
                    names.add(number, name)
        self.upto = upto
        return taken

    def hide_begun_after(self, newest: int) -> None:
        """Hide entries with greater numbers too: seen from the past they are not there."""
        changed = self._changed
        self.has = lambda number: number > newest or number in changed

    def _forget(self, number: int) -> None:
        for key in self._changed[number]:
            self._keys[key].remove(number)
        self.first_rows[number] = (len(self.coded), len(self.uncoded))

    def find(self, key: int) -> list[int]:
        """Entry numbers whose newest version stands under ``key``."""
        return self._keys.get(key, _NOTHING)

    def __len__(self) -> int:
        return len(self._changed)


class PendingNames:
    """Names, taken apart when a search first asks for them.

    That is most of the work of taking up a change, and most questions carry a code and never ask for the names of
    entries that carry one too.
    """

    __slots__ = ("_names", "_pending")

    def __init__(self) -> None:
        self._names = LiveNames()
        self._pending: list[tuple[int, str]] = []

    def __len__(self) -> int:
        return len(self._names) + len(self._pending)

    def add(self, number: int, name: str) -> None:
        """Put one name in; its row is the number of those before it."""
        self._pending.append((number, name))

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        for number, name in self._pending:
            self._names.add(number, name)
        self._pending.clear()
        return self._names.rows(asked)

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as they are stored."""
        return self._names.texts(rows)

    def row_id(self, row: int) -> int:
        """The entry number of a row."""
        return self._names.row_id(row)


_NOTHING: list[int] = []
