"""Fields in the bytes they travel in (protobuf encoding), for the messages that every check makes.

Setting fields on a message one by one takes three times as long as putting its bytes together, and most of them are
the same from answer to answer: those are kept. Field numbers come from the contract, so nothing is written twice; a
test holds what is put together here against the messages themselves.

A message is its fields one after the other, each a key (number and kind) and, for text and messages, a length.
https://protobuf.dev/programming-guides/encoding/
"""

from __future__ import annotations

from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

_DELIMITED = 2
_WITH_LENGTH = (FieldDescriptor.TYPE_STRING, FieldDescriptor.TYPE_BYTES, FieldDescriptor.TYPE_MESSAGE)


def varint(number: int) -> bytes:
    r"""A number that is not negative: seven bits a byte, the lowest first.

    >>> varint(0), varint(127), varint(300)
    (b'\x00', b'\x7f', b'\xac\x02')
    """
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


class _Lengths(dict[int, bytes]):
    """A length as it is written; those of most fields are there, and others are worked out."""

    def __missing__(self, size: int) -> bytes:
        return varint(size)


_LENGTHS = _Lengths({size: varint(size) for size in range(4_096)})


def key_of(message: type[Message], field: str) -> bytes:
    r"""What stands before the length of a text or message.

    >>> from jointsanction.v1.question_pb2 import Subject
    >>> key_of(Subject, "uscc")
    b'\x12'
    """
    found = message.DESCRIPTOR.fields_by_name[field]
    if found.type not in _WITH_LENGTH:
        raise AssertionError(f"{field} is neither text nor a message")
    return varint(found.number << 3 | _DELIMITED)


def with_length(key: bytes, content: bytes) -> bytes:
    """One field: a message that has been put together, or text in UTF-8."""
    return key + _LENGTHS[len(content)] + content


def text(key: bytes, value: str) -> bytes:
    """One field of text; empty text is not there."""
    if not value:
        return b""
    # As ``with_length``, without the call: an answer has a dozen of them.
    content = value.encode()
    return key + _LENGTHS[len(content)] + content
