"""CheckService: one question, or thousands down one call."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from google.rpc.status_pb2 import Status

from jointsanction.callers import Caller
from jointsanction.record import CheckToRecord, Recorded
from jointsanction.v1.check_service_pb2 import CheckRequest, CheckResponse, CheckStreamRequest, CheckStreamResponse
from jointsanction_server.asking import Asking
from jointsanction_server.calls import Stream
from jointsanction_server.conversation import Conversation
from jointsanction_server.recording import AsyncRecorder
from jointsanction_server.translate.question import require_short


class CheckService:
    """The methods of CheckService."""

    def __init__(self, asking: Asking, recorder: AsyncRecorder) -> None:
        self._asking = asking
        self._recorder = recorder

    async def check(self, request: CheckRequest, caller: Caller) -> CheckResponse:
        """Check one enterprise."""
        asked = self._asking.ask(request, caller)
        return self._asking.answer(asked, await self._recorder.record(asked))

    async def check_stream(self, stream: Stream, caller: Caller) -> None:
        """Check many."""
        await _CheckStream(stream, caller, self._asking, self._recorder).run()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question that is being written down."""

    correlation_id: str
    question: CheckToRecord
    recorded: asyncio.Future[Recorded | None]


@dataclass(frozen=True, slots=True)
class _Refused:
    """A question that cannot be answered."""

    correlation_id: str
    status: Status


class _CheckStream(Conversation[CheckStreamRequest, _Asked | _Refused]):
    def __init__(self, stream: Stream, caller: Caller, asking: Asking, recorder: AsyncRecorder) -> None:
        super().__init__(stream, caller)
        self._asking = asking
        self._recorder = recorder
        self._told = 0

    def take(self, message: CheckStreamRequest) -> _Asked | _Refused:
        correlation_id = message.correlation_id
        try:
            require_short(correlation_id, "correlation_id")
            question = self._asking.ask(message.check, self.caller)
            return _Asked(correlation_id, question, self._recorder.begin(question))
        except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
            return _Refused(correlation_id, self._stream.status(error))

    async def answer(self, kept: _Asked | _Refused) -> CheckStreamResponse:
        response = CheckStreamResponse(correlation_id=kept.correlation_id)
        if isinstance(kept, _Refused):
            response.error.CopyFrom(kept.status)
            return response
        try:
            recorded = await kept.recorded
            self._asking.fill(response.check, kept.question, recorded, told=self._told)
            self._told = self._asking.edition
        except Exception as error:  # noqa: BLE001 -- one question's error is its own answer
            response.error.CopyFrom(self._stream.status(error))
        return response

    def drop(self, kept: _Asked | _Refused) -> None:
        if isinstance(kept, _Asked):
            kept.recorded.cancel()
