"""A question in the queue of the record: decided when its group is written down, and its answer handed out when that is
on disk.
"""

from __future__ import annotations

import asyncio
from typing import Generic, Protocol, TypeVar

from jointsanction.record import CheckToRecord, Recorded
from jointsanction.record.writer import Done

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """What is to be decided, written down and answered. Its methods are called by the loop, and must not wait."""

    @property
    def streamed(self) -> bool:
        """Whether it came down a stream: what follows is read only while the loop turns."""
        ...

    def decide(self) -> CheckToRecord:
        """What is to be written down; what it raises is the answer, and nothing is written."""
        ...

    def answer(self, recorded: Recorded | None) -> T_co:
        """The answer to what has been written; None: best effort, and it could not be.

        Made while the disk is still at it, and thrown away where that fails; then it may be asked for again with None.
        """
        ...

    def handed_out(self) -> None:
        """The answer goes to the caller now."""
        ...


class Decided:
    """A check that is decided already; its answer is what has become of it."""

    __slots__ = ("_check",)
    streamed = False

    def __init__(self, check: CheckToRecord) -> None:
        self._check = check

    def decide(self) -> CheckToRecord:
        """The check."""
        return self._check

    def answer(self, recorded: Recorded | None) -> Recorded | None:
        """What has become of it."""
        return recorded

    def handed_out(self) -> None:
        """Nothing follows."""


class Answered(Generic[T]):
    """A question with its answer, or with the error that stands for it, and the future that waits for either."""

    __slots__ = ("_answer", "_error", "future", "question")

    def __init__(self, question: Question[T], future: asyncio.Future[T], done: Done) -> None:
        """Make the answer to a question that has been written down or refused."""
        self.question, self.future = question, future
        self._error: Exception | None
        recorded, self._error = done
        if self._error is None:
            try:
                self._answer = question.answer(recorded)
            except Exception as error:  # noqa: BLE001 -- handed to the caller: the loop must outlive any of them
                self._error = error

    def hand_out(self) -> None:
        """Give it to whoever waits."""
        if self.future.done():
            return
        if self._error is not None:
            self.future.set_exception(self._error)
            return
        self.question.handed_out()
        self.future.set_result(self._answer)
