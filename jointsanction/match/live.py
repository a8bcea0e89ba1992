"""The live part of the index: what changed since the last build, in plain dictionaries, in chunks.

A chunk ends at a multiple of a fixed number of changes, and a build in the background ends at one too. So when a new
layer has come, the chunks it covers are dropped as they are, and nothing is put in again.

What stays of an entry is numbers, text and one tuple: of a thousand entries a second the garbage collector would look
at each container that is kept, and every check would wait for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt

from jointsanction.ledger import EntryTexts
from jointsanction.match.keys import entry_keys
from jointsanction.match.layer import is_searchable
from jointsanction.match.names import CommonKeys, LiveNames
from jointsanction.match.names.question import Question
from jointsanction.match.reading import read_listed

Note = Callable[[int, tuple[int, ...]], None]
"""Told the number and the keys of an entry."""


class LiveChunk:
    """Versions of entries from one range of change numbers; each hides the older ones, here and in what lies below."""

    __slots__ = ("_changed", "_keys", "_note", "after", "coded", "first_rows", "has", "uncoded", "upto")

    def __init__(
        self, after: int, common: CommonKeys, before: LiveChunk | None = None, note: Note | None = None
    ) -> None:
        """``common``: keys that are common in the base. ``before``: the chunk that ends where this one begins. ``note``
        is told of every entry and its keys.
        """
        self._note = note
        self.after = self.upto = after
        self._keys: dict[int, int | tuple[int, ...]] = {}
        self._changed: dict[int, tuple[int, ...]] = {}
        self.coded: PendingNames = PendingNames(common, at_once=before is not None and before.coded.asked)
        self.uncoded: PendingNames = PendingNames(common, at_once=before is not None and before.uncoded.asked)
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
            self._changed[number] = keys = tuple(entry_keys(listed))
            if self._note is not None:
                self._note(number, keys)
            for key in keys:
                if key in self._keys:
                    self._keys[key] = (*self.find(key), number)
                else:
                    self._keys[key] = number
            names = self.coded if listed.codes.uscc_valid else self.uncoded
            for name in listed.names:
                if is_searchable(name):
                    names.add(number, name)
        self.coded.settle()
        self.uncoded.settle()
        self.upto = upto
        return taken

    def put_over(self, common: CommonKeys, note: Note | None) -> None:
        """Go over to another base: its common keys, and who is told of every entry, now and from now on."""
        self.coded.put_over(common)
        self.uncoded.put_over(common)
        self._note = note
        if note is not None:
            for number, keys in self._changed.items():
                note(number, keys)

    def hide_begun_after(self, newest: int) -> None:
        """Hide entries with greater numbers too: seen from the past they are not there."""
        changed = self._changed
        self.has = lambda number: number > newest or number in changed

    def _forget(self, number: int) -> None:
        for key in self._changed[number]:
            self._keys[key] = tuple(other for other in self.find(key) if other != number)
        self.first_rows[number] = (len(self.coded), len(self.uncoded))

    def find(self, key: int) -> Sequence[int]:
        """Entry numbers whose newest version stands under ``key``."""
        found = self._keys.get(key, _NOTHING)
        return (found,) if isinstance(found, int) else found

    def __len__(self) -> int:
        return len(self._changed)


class PendingNames:
    """Names, taken apart when a search first asks for them; ``at_once`` when a push of them has come.

    That is most of the work of taking up a change, and most questions carry a code and never ask for the names of
    entries that carry one too. Where somebody does ask for them, more will: then the names of the next chunk are taken
    apart push by push, so that no question finds thousands of them waiting.
    """

    __slots__ = ("_at_once", "_names", "_numbers", "_pending", "asked")

    def __init__(self, common: CommonKeys, *, at_once: bool = False) -> None:
        self.asked = False
        """Whether a search has asked for them."""
        self._at_once = at_once
        self._names = LiveNames(common)
        self._numbers: list[int] = []
        self._pending: list[str] = []

    def __len__(self) -> int:
        return len(self._names) + len(self._pending)

    def add(self, number: int, name: str) -> None:
        """Put one name in; its row is the number of those before it."""
        self._numbers.append(number)
        self._pending.append(name)

    def settle(self) -> None:
        """The last name of several has been put in: take them apart if that is to be done at once."""
        if self._at_once:
            self._take_apart()

    def _take_apart(self) -> None:
        if self._pending:
            self._names.add(list(zip(self._numbers, self._pending, strict=True)))
            self._numbers.clear()
            self._pending.clear()

    def put_over(self, common: CommonKeys) -> None:
        """Go over to another base, in which other keys are common."""
        self._names.put_over(common)

    def rows(self, asked: Question) -> tuple[list[int], list[int]]:
        """Rows that share a key with the question, once for each: a firm one, another one."""
        self.asked = self._at_once = True
        self._take_apart()
        return self._names.rows(asked)

    def texts(self, rows: Iterable[int]) -> list[str]:
        """The listed names of rows as they are stored."""
        return self._names.texts(rows)

    def row_ids(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """The entry numbers of many rows."""
        return self._names.row_ids(rows)

    def row_id(self, row: int) -> int:
        """The entry number of a row."""
        return self._names.row_id(row)


_NOTHING: tuple[int, ...] = ()
