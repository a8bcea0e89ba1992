"""CheckService: one question, or thousands down one call."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from jointsanction.callers import Caller
from jointsanction.errors import Place, RequestError
from jointsanction.record import CheckToRecord, Recorded
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckStreamRequest, CheckStreamResponse, StreamedCheck
from jointsanction_server.asking import Asking
from jointsanction_server.calls import Stream
from jointsanction_server.conversation import Conversation
from jointsanction_server.recording import AsyncRecorder
from jointsanction_server.translate.question import require_short
from jointsanction_server.translate.wire import key_of, text, with_length

_CORRELATION_ID, _CHECK, _ANSWERS = (
    key_of(CheckStreamResponse, field) for field in ("correlation_id", "check", "answers")
)

MOST_CHECKS = 100
"""Questions in one message."""

MOST_BYTES = 1 << 20
"""Bytes of answers in one message, unless one alone is larger: gRPC's clients take 4 MiB, and a question without item
is answered by all measures there are, some 50 KB."""


class CheckService:
    """The methods of CheckService."""

    def __init__(self, asking: Asking, recorder: AsyncRecorder) -> None:
        self._asking = asking
        self._recorder = recorder

    async def check(self, request: CheckRequest, caller: Caller) -> bytes:
        """Check one enterprise; a CheckResponse."""
        return await self._recorder.begin(_Question(self._asking, request, caller))

    async def check_stream(self, stream: Stream, caller: Caller) -> None:
        """Check many."""
        await _CheckStream(stream, caller, self._asking, self._recorder).run()


class _Question:
    """A question down a call of its own."""

    __slots__ = ("_asked", "_asking", "_caller", "_request")
    streamed = False

    def __init__(self, asking: Asking, request: CheckRequest, caller: Caller) -> None:
        self._asking, self._request, self._caller = asking, request, caller

    def decide(self) -> CheckToRecord:
        self._asked = asked = self._asking.ask(self._request, self._caller)
        return asked

    def answer(self, recorded: Recorded | None) -> bytes:
        return self._asking.answer(self._asked, recorded)

    def handed_out(self) -> None:
        self._asking.count(self._asked)


class _StreamQuestion:
    """A question down a stream; its answer has the same fields whether it is alone in its message or not."""

    __slots__ = ("_asked", "_message", "_stream")
    streamed = True

    def __init__(self, message: CheckStreamRequest | StreamedCheck, stream: _CheckStream) -> None:
        self._message, self._stream = message, stream

    def decide(self) -> CheckToRecord:
        message, stream = self._message, self._stream
        require_short(message.correlation_id, "correlation_id")
        self._asked = asked = stream.asking.ask(message.check, stream.caller)
        return asked

    def answer(self, recorded: Recorded | None) -> bytes:
        stream = self._stream
        # One that is not written down may take the place of one that was told and thrown away.
        answer = stream.asking.answer(self._asked, recorded, told=stream.told if recorded is not None else 0)
        stream.told = stream.asking.edition
        return text(_CORRELATION_ID, self._message.correlation_id) + with_length(_CHECK, answer)

    def handed_out(self) -> None:
        self._stream.asking.count(self._asked)


_Answered = tuple[str, "asyncio.Future[bytes]"]
"""The correlation id of a question, and its answer."""


class _Kept(NamedTuple):
    """A message that is not answered yet. ``lone``: it had ``check``, not ``checks``."""

    answers: list[_Answered]
    lone: bool


class _CheckStream(Conversation[CheckStreamRequest, _Kept]):
    def __init__(self, stream: Stream, caller: Caller, asking: Asking, recorder: AsyncRecorder) -> None:
        super().__init__(stream, caller)
        self.asking = asking
        self.told = 0
        """Which edition of the lists' freshness the last answer of this stream knew."""
        self._recorder = recorder

    def take(self, message: CheckStreamRequest) -> _Kept:
        several = message.checks
        if not several:
            return _Kept([self._begin(message)], lone=True)
        if len(several) > MOST_CHECKS or message.HasField("check"):
            told = f"每条消息给出 check，或给出 checks（最多 {MOST_CHECKS} 个），不能同时给出"
            raise RequestError(told, reason="TOO_MANY_CHECKS", place=Place(field="checks"))
        return _Kept([self._begin(each) for each in several], lone=False)

    def _begin(self, asked: CheckStreamRequest | StreamedCheck) -> _Answered:
        return asked.correlation_id, self._recorder.begin(_StreamQuestion(asked, self))

    def weight(self, message: CheckStreamRequest) -> int:
        return len(message.checks) or 1

    def held(self, kept: _Kept) -> int:
        return len(kept.answers)

    async def answer(self, kept: _Kept) -> bytes:
        return await self._answer(*kept.answers[0])

    async def send(self, kept: _Kept) -> None:
        if kept.lone:
            await super().send(kept)
            return
        parts: list[bytes] = []
        size = 0
        while True:
            for each in kept.answers:
                part = with_length(_ANSWERS, await self._answer(*each))
                if parts and size + len(part) > MOST_BYTES:
                    await self._stream.write(b"".join(parts))
                    parts, size = [], 0
                parts.append(part)
                size += len(part)
            if not self._another_is_ready():
                break
            kept = self.next()
        await self._stream.write(b"".join(parts))

    def _another_is_ready(self) -> bool:
        """Whether the next message wants `answers` too and has them by now: it was written down with this one. Sending
        costs half as much as a check, however many answers are sent.
        """
        if not self.waiting:
            return False
        answers, lone = self.waiting[0]
        return not lone and answers[-1][1].done()

    async def _answer(self, correlation_id: str, answered: asyncio.Future[bytes]) -> bytes:
        try:
            return await answered
        except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
            response = CheckStreamResponse(correlation_id=correlation_id)
            response.error.CopyFrom(self._stream.status(error))
            return response.SerializeToString()

    def drop(self, kept: _Kept) -> None:
        for _, answered in kept.answers:
            answered.cancel()
