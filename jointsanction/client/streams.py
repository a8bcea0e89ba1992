"""The two streams of the contract: what goes up, and how what comes down is paired with it.

Answers come in the order of what they answer, as many to a message as were ready together, so each is paired with the
oldest that has none yet.
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
from jointsanction.v1.check_service_pb2 import CheckStreamRequest, CheckStreamResponse, StreamedAnswer, StreamedCheck
from jointsanction.v1.list_service_pb2 import PushEntriesRequest, PushEntriesResponse

RECORDS_IN_MESSAGE = 100
"""As many as the contract allows."""

CHECKS_IN_MESSAGE = 50
"""Half of what the contract allows: a stream holds some 250 unanswered questions, so the server answers some messages
while it reads the next."""

BYTES_IN_MESSAGE = 512 * 1024
"""Half of what a server takes; a record that is larger goes alone."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


@dataclass(slots=True)
class Stream(Generic[_Item, _Result]):
    """One stream: its method, and how items become messages and messages results.

    ``part`` is what an item is in a message, ``write`` makes the message of some parts. Items of a sequence go ``most``
    to a message; those that come one after the other go one by one, for how long the next one takes nobody knows.
    """

    method: str
    request: type[Message]
    response: type[Message]
    part: Callable[[_Item], Message]
    write: Callable[[Sequence[Any]], Message]
    read: Callable[[Sequence[_Item], Any], Sequence[_Result]]
    most: int = 1
    _sent: deque[Sequence[_Item]] = field(default_factory=deque)

    def going_up(self, items: Iterable[_Item]) -> Iterator[Message]:
        """The messages of the items."""
        return self._many(items) if isinstance(items, Sequence) else map(self.up, items)

    def _many(self, items: Sequence[_Item]) -> Iterator[Message]:
        group: list[_Item] = []
        parts: list[Message] = []
        size = 0
        for item in items:
            part = self.part(item)
            own = part.ByteSize()
            if group and (len(group) == self.most or size + own > BYTES_IN_MESSAGE):
                yield self._message(group, parts)
                group, parts, size = [], [], 0
            group.append(item)
            parts.append(part)
            size += own
        if group:
            yield self._message(group, parts)

    def up(self, item: _Item) -> Message:
        """The message of one item."""
        return self._message([item], [self.part(item)])

    def _message(self, group: Sequence[_Item], parts: Sequence[Message]) -> Message:
        """The message of some items, which are remembered until they are answered."""
        message = self.write(parts)
        self._sent.append(group)
        return message

    def down(self, response: Message) -> Iterator[tuple[_Item, _Result]]:
        """What an answer says of each item that it answers: of a message, the first of one, or of several."""
        items = self._sent.popleft()
        results = self.read(items, response)
        while len(results) > len(items):
            items = [*items, *self._sent.popleft()]
        if len(results) < len(items):
            self._sent.appendleft(items[len(results) :])
        return zip(items, results, strict=False)


def checks() -> Stream[Question, Answer | ServiceError]:
    """Many questions."""
    return Stream(
        "CheckService/CheckStream",
        CheckStreamRequest,
        CheckStreamResponse,
        _check_message,
        _checks_message,
        _answers,
        most=CHECKS_IN_MESSAGE,
    )


def pushes() -> Stream[ListRecord, Acknowledgement]:
    """Many list records."""
    return Stream(
        "ListService/PushEntries",
        PushEntriesRequest,
        PushEntriesResponse,
        entry_record,
        lambda parts: PushEntriesRequest(records=parts),
        acknowledgements_of,
        most=RECORDS_IN_MESSAGE,
    )


def _check_message(question: Question) -> StreamedCheck:
    return StreamedCheck(correlation_id=question.request_id, check=check_request(question))


def _checks_message(parts: Sequence[StreamedCheck]) -> CheckStreamRequest:
    return CheckStreamRequest(checks=parts)


def _answers(_: Sequence[Question], response: CheckStreamResponse) -> Sequence[Answer | ServiceError]:
    return [_answer_or_error(each) for each in response.answers]


def _answer_or_error(response: StreamedAnswer) -> Answer | ServiceError:
    return status_failure(response.error) if response.HasField("error") else answer_of(response.check)
