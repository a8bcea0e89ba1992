"""A question in the queue of the record: decided when its group is written down, answered when that is on disk."""

from __future__ import annotations

import asyncio
from typing import Protocol, TypeVar

from jointsanction.record import CheckToRecord, Recorded

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Question(Protocol[T_co]):
    """What is to be decided, written down and answered. Both methods are called by the loop, and must not wait."""

    @property
    def streamed(self) -> bool:
        """Whether it came down a stream: what follows is read only while the loop turns."""
        ...

    def decide(self) -> CheckToRecord:
        """What is to be written down; what it raises is the answer, and nothing is written."""
        ...

    def answer(self, recorded: Recorded | None) -> T_co:
        """The answer, now that it is on disk; None: best effort, and it is not written."""
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


def settle(question: Question[T], future: asyncio.Future[T], recorded: Recorded | None) -> None:
    """Give the future its answer, or what making the answer raised."""
    try:
        future.set_result(question.answer(recorded))
    except Exception as error:  # noqa: BLE001 -- handed to the caller: the loop must outlive any of them
        future.set_exception(error)
