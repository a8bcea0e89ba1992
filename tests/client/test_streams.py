"""What comes down a stream is paired with what went up, however many stand in a message."""

from __future__ import annotations

import pytest
from invented import code

from jointsanction.client import ListRecord, Question
from jointsanction.client.streams import checks, pushes
from jointsanction.errors import ServiceError
from jointsanction.model import Subject
from jointsanction.v1.check_service_pb2 import CheckStreamResponse, StreamedAnswer
from jointsanction.v1.list_service_pb2 import Acknowledgement, PushEntriesResponse

QUESTIONS = [Question(Subject(f"清远市第{number}商行")) for number in range(6)]
RECORDS = [ListRecord(list="失信被执行人", name=f"清远市第{number}商行", uscc=code(number)) for number in range(4)]


def answers(count: int) -> CheckStreamResponse:
    response = CheckStreamResponse(answers=[StreamedAnswer() for _ in range(count)])
    for each in response.answers:
        each.error.code = 3
    return response


def test_answers_to_several_messages_and_to_a_part_of_one() -> None:
    """Each belongs to the oldest question that has none yet."""
    stream = checks()
    sent = [stream.up(each) for each in QUESTIONS[:2]] + list(stream.going_up(QUESTIONS[2:]))
    assert [len(message.checks) for message in sent] == [1, 1, 4]  # type: ignore[attr-defined]  # a CheckStreamRequest
    found = [pair for count in (3, 1, 2) for pair in stream.down(answers(count))]
    assert [question for question, _ in found] == QUESTIONS
    assert all(isinstance(answer, ServiceError) for _, answer in found)


def test_a_message_of_records_is_acknowledged_whole() -> None:
    """Another number of acknowledgements than of records is no answer to it, whatever else is under way."""
    response = PushEntriesResponse(acknowledgements=[Acknowledgement(), Acknowledgement()])
    stream = pushes()
    list(stream.going_up(RECORDS[:2]))
    list(stream.going_up(RECORDS[2:3]))
    assert [record for record, _ in stream.down(response)] == RECORDS[:2]
    list(stream.going_up(RECORDS[3:]))
    with pytest.raises(ValueError, match="zip"):
        list(stream.down(response))
