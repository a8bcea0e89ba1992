"""The two streams of the contract: what goes up, and how what comes down is paired with it.

Answers come in the order of the questions, so each is paired with the oldest that has none yet.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message

from jointsanction.client.answer import Acknowledgement, Answer, acknowledgement_of, answer_of
from jointsanction.client.failure import status_failure
from jointsanction.client.question import ListRecord, Question, check_request, entry_record
from jointsanction.errors import ServiceError
from jointsanction.v1.check_service_pb2 import CheckStreamRequest, CheckStreamResponse
from jointsanction.v1.list_service_pb2 import PushEntriesRequest, PushEntriesResponse

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Stream(Generic[_Item, _Result]):
    """One stream: its method, and how items become messages and messages results."""

    method: str
    request: type[Message]
    response: type[Message]
    write: Callable[[_Item], Message]
    read: Callable[[Any], _Result]
    _sent: deque[_Item] = field(default_factory=deque)

    def going_up(self, items: Iterable[_Item]) -> Iterator[Message]:
        """The messages of the items."""
        for item in items:
            yield self.up(item)

    def up(self, item: _Item) -> Message:
        """The message of one item, which is remembered until it is answered."""
        message = self.write(item)
        self._sent.append(item)
        return message

    def down(self, response: Message) -> tuple[_Item, _Result]:
        """An answer with the item that it answers."""
        return self._sent.popleft(), self.read(response)


def checks() -> Stream[Question, Answer | ServiceError]:
    """Many questions."""
    return Stream(
        "CheckService/CheckStream",
        CheckStreamRequest,
        CheckStreamResponse,
        lambda question: CheckStreamRequest(correlation_id=question.request_id, check=check_request(question)),
        _answer_or_error,
    )


def pushes() -> Stream[ListRecord, Acknowledgement]:
    """Many list records."""
    return Stream(
        "ListService/PushEntries",
        PushEntriesRequest,
        PushEntriesResponse,
        lambda record: PushEntriesRequest(correlation_id=record.record_id, record=entry_record(record)),
        acknowledgement_of,
    )


def _answer_or_error(response: CheckStreamResponse) -> Answer | ServiceError:
    return status_failure(response.error) if response.HasField("error") else answer_of(response.check)
