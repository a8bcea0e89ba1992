"""The two streams of the contract: what goes up, and how what comes down is paired with it.

Answers come in the order of the messages, so each is paired with the oldest that has none yet.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message

from jointsanction.client.answer import Acknowledgement, Answer, acknowledgements_of, answer_of
from jointsanction.client.failure import status_failure
from jointsanction.client.question import ListRecord, Question, check_request, entry_record
from jointsanction.errors import ServiceError
from jointsanction.v1.check_service_pb2 import CheckStreamRequest, CheckStreamResponse
from jointsanction.v1.list_service_pb2 import PushEntriesRequest, PushEntriesResponse

RECORDS_IN_MESSAGE = 100
"""As many as the contract allows."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Stream(Generic[_Item, _Result]):
    """One stream: its method, and how items become messages and messages results.

    Items of a sequence go ``most`` to a message; those that come one after the other go one by one, for how long the
    next one takes nobody knows.
    """

    method: str
    request: type[Message]
    response: type[Message]
    write: Callable[[Sequence[_Item]], Message]
    read: Callable[[Sequence[_Item], Any], Sequence[_Result]]
    most: int = 1
    _sent: deque[Sequence[_Item]] = field(default_factory=deque)

    def going_up(self, items: Iterable[_Item]) -> Iterator[Message]:
        """The messages of the items."""
        if isinstance(items, Sequence):
            for at in range(0, len(items), self.most):
                yield self.up(items[at : at + self.most])
        else:
            for item in items:
                yield self.up((item,))

    def up(self, items: Sequence[_Item]) -> Message:
        """The message of some items, which are remembered until they are answered."""
        message = self.write(items)
        self._sent.append(items)
        return message

    def down(self, response: Message) -> Iterator[tuple[_Item, _Result]]:
        """What an answer says of each item that it answers."""
        items = self._sent.popleft()
        return zip(items, self.read(items, response), strict=True)


def checks() -> Stream[Question, Answer | ServiceError]:
    """Many questions."""
    return Stream(
        "CheckService/CheckStream",
        CheckStreamRequest,
        CheckStreamResponse,
        _check_message,
        lambda _, response: (_answer_or_error(response),),
    )


def pushes() -> Stream[ListRecord, Acknowledgement]:
    """Many list records."""
    return Stream(
        "ListService/PushEntries",
        PushEntriesRequest,
        PushEntriesResponse,
        _push_message,
        acknowledgements_of,
        most=RECORDS_IN_MESSAGE,
    )


def _check_message(questions: Sequence[Question]) -> CheckStreamRequest:
    (question,) = questions
    return CheckStreamRequest(correlation_id=question.request_id, check=check_request(question))


def _push_message(records: Sequence[ListRecord]) -> PushEntriesRequest:
    return PushEntriesRequest(records=map(entry_record, records))


def _answer_or_error(response: CheckStreamResponse) -> Answer | ServiceError:
    return status_failure(response.error) if response.HasField("error") else answer_of(response.check)
