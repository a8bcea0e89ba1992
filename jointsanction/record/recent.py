"""What stands in the journal and may not be in the tables yet: requests with their checks, and passages."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from jointsanction.record.journal import Journal

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

Request = tuple[str, str]
"""Caller and request id."""


class Written(NamedTuple):
    """The check that a request was answered with: its number and body, in bytes or, of earlier versions, as text."""

    number: int
    body: bytes | str


class Recent:
    """What one writer knows of the frames of all, itself included; used under the lock of the journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._checks: _UntilFolded[Request, Written] = _UntilFolded()
        self._texts: _UntilFolded[str, bytes] = _UntilFolded()
        self._known_end = 0
        """Up to where the requests of all writers are known."""

    def read_up(self, end: int, folded: int) -> None:
        """Read what others have appended, and forget what is in the tables."""
        self._forget(folded)
        for frame, place in self._journal.frames(max(self._known_end, folded), end):
            self._texts.keep(frame.passages, place)
            checks = [(each.checked[:2], Written(each.record_no, each.body)) for each in frame.records]
            self._checks.keep([each for each in checks if each[0][1]], place)
        self._known_end = end

    def wrote(
        self, checks: Mapping[Request, Written], passages: Mapping[str, bytes], begin: int, end: int, folded: int
    ) -> None:
        """Remember a frame of its own, from ``begin`` to ``end``."""
        self._forget(folded)
        self._checks.keep(checks.items(), end)
        self._texts.keep(passages.items(), end)
        if self._known_end == begin:
            self._known_end = end

    def check_of(self, request: Request) -> Written | None:
        """The check that a request was answered with."""
        return self._checks.known.get(request)

    def text_of(self, ref: str) -> bytes | None:
        """The text of a passage."""
        return self._texts.known.get(ref)

    def _forget(self, folded: int) -> None:
        self._checks.forget(folded)
        self._texts.forget(folded)


class _UntilFolded(Generic[_Key, _Value]):
    """Values until what they stand in has been taken over; what stands in the tables is found there."""

    def __init__(self) -> None:
        self.known: dict[_Key, _Value] = {}
        self._in_order: deque[tuple[int, _Key]] = deque()

    def keep(self, values: Iterable[tuple[_Key, _Value]], end: int) -> None:
        for key, value in values:
            self.known[key] = value
            self._in_order.append((end, key))

    def forget(self, folded: int) -> None:
        while self._in_order and self._in_order[0][0] <= folded:
            _, key = self._in_order.popleft()
            self.known.pop(key, None)
