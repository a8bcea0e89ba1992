"""CheckService: one question, or thousands down one call."""

from __future__ import annotations

import asyncio

from jointsanction.callers import Caller
from jointsanction.record import CheckToRecord, Recorded
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckStreamRequest, CheckStreamResponse
from jointsanction_server.asking import Asking
from jointsanction_server.calls import Stream
from jointsanction_server.conversation import Conversation
from jointsanction_server.recording import AsyncRecorder
from jointsanction_server.translate.question import require_short
from jointsanction_server.translate.wire import key_of, text, with_length

_CORRELATION_ID, _CHECK = (key_of(CheckStreamResponse, field) for field in ("correlation_id", "check"))


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


class _StreamQuestion:
    """A question down a stream."""

    __slots__ = ("_asked", "_message", "_stream")
    streamed = True

    def __init__(self, message: CheckStreamRequest, stream: _CheckStream) -> None:
        self._message, self._stream = message, stream

    def decide(self) -> CheckToRecord:
        message, stream = self._message, self._stream
        require_short(message.correlation_id, "correlation_id")
        self._asked = asked = stream.asking.ask(message.check, stream.caller)
        return asked

    def answer(self, recorded: Recorded | None) -> bytes:
        stream = self._stream
        answer = stream.asking.answer(self._asked, recorded, told=stream.told)
        stream.told = stream.asking.edition
        return text(_CORRELATION_ID, self._message.correlation_id) + with_length(_CHECK, answer)


_Kept = tuple[CheckStreamRequest, "asyncio.Future[bytes]"]


class _CheckStream(Conversation[CheckStreamRequest, _Kept]):
    def __init__(self, stream: Stream, caller: Caller, asking: Asking, recorder: AsyncRecorder) -> None:
        super().__init__(stream, caller)
        self.asking = asking
        self.told = 0
        """Which edition of the lists' freshness the last answer of this stream knew."""
        self._recorder = recorder

    def take(self, message: CheckStreamRequest) -> _Kept:
        return message, self._recorder.begin(_StreamQuestion(message, self))

    async def answer(self, kept: _Kept) -> bytes:
        message, answered = kept
        try:
            return await answered
        except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
            response = CheckStreamResponse(correlation_id=message.correlation_id)
            response.error.CopyFrom(self._stream.status(error))
            return response.SerializeToString()

    def drop(self, kept: _Kept) -> None:
        kept[1].cancel()
