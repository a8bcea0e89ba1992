"""A bidirectional call: what comes in is taken in while what came before is still being written to disk.

Answers go out in the order of the messages. A stream holds a bounded number of unanswered ones: while it is full,
nothing more is read, so that gRPC's flow control holds the sender back.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections import deque
from typing import Generic, TypeVar

from google.protobuf.message import Message

from jointsanction.callers import Caller
from jointsanction.errors import RequestError
from jointsanction_server.calls import Answer, Stream

WINDOW = 256
"""Unanswered messages of one stream, or questions where a message has several. It bounds the memory of a stream whose
other end never reads, and is wide enough that group commits stay full."""

LONGEST_STREAM = 1_000_000
"""Messages in one stream: a province's register fits into a few; who needs more opens another, which also lets load
balancers move it."""

_In = TypeVar("_In", bound=Message)
_Kept = TypeVar("_Kept")


class Conversation(ABC, Generic[_In, _Kept]):
    """One call: a task that takes in, and a loop that answers."""

    def __init__(self, stream: Stream, caller: Caller) -> None:
        self.caller = caller
        self._stream = stream
        self.waiting: deque[_Kept] = deque()
        """Messages that are not answered yet, the oldest first."""
        self._answering: tuple[_Kept, ...] = ()
        """The one that is being answered, or was the last."""
        self._came_in = asyncio.Event()
        self._went_out = asyncio.Event()
        self._all_in = False
        self._held = 0

    @abstractmethod
    def take(self, message: _In) -> _Kept:
        """Begin to deal with a message; must not wait."""

    def weight(self, message: _In) -> int:
        """How many calls a message counts for against the caller's rate and in the length of the stream."""
        del message
        return 1

    def held(self, kept: _Kept) -> int:
        """How much of the stream's window a message takes until it is answered."""
        del kept
        return 1

    @abstractmethod
    async def answer(self, kept: _Kept) -> Answer:
        """The answer to a message, once there is one; what is raised ends the call."""

    async def send(self, kept: _Kept) -> None:
        """Send the answer to a message, once there is one."""
        await self._stream.write(await self.answer(kept))

    @abstractmethod
    def drop(self, kept: _Kept) -> None:
        """The call has ended before this was answered, or a moment after: then nothing is left to be done."""

    async def run(self) -> None:
        """Answer everything; raises what ends the call early, after the answers to what came before."""
        taking = asyncio.create_task(self._take_in())
        waiting = self.waiting
        try:
            while await self._something():
                await self.send(self.next())
            await taking
        finally:
            taking.cancel()
            for kept in (*self._answering, *waiting):
                self.drop(kept)

    def next(self) -> _Kept:
        """The oldest message that is not answered yet, which is no longer held."""
        kept = self.waiting.popleft()
        self._answering = (kept,)
        self._held -= self.held(kept)
        self._went_out.set()
        return kept

    async def _something(self) -> bool:
        """Wait until there is something to answer; False when all is answered and nothing more will come."""
        while not self.waiting:
            if self._all_in:
                return False
            self._came_in.clear()
            await self._came_in.wait()
        return True

    async def _take_in(self) -> None:
        stream, waiting, count = self._stream, self.waiting, 0
        try:
            while (message := await stream.read()) is not None:
                weight = self.weight(message)
                count += weight
                if count > LONGEST_STREAM:
                    text = f"一个流最多 {LONGEST_STREAM:,} 条；请另开一个流"
                    raise RequestError(text, reason="STREAM_TOO_LONG")
                self.caller = stream.still(self.caller)
                if pause := stream.spend(self.caller, weight):
                    await asyncio.sleep(pause)
                kept = self.take(message)
                waiting.append(kept)
                self._held += self.held(kept)
                self._came_in.set()
                while self._held >= WINDOW:
                    self._went_out.clear()
                    await self._went_out.wait()
        finally:
            self._all_in = True
            self._came_in.set()
