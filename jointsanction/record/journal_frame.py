"""A frame of the journal: checks that were written down together, so that all of them are there or none is.

A frame begins on a page and says at which place of the journal it stands. A page that is on disk is never written
again while its frame counts, so a write that is torn harms nothing that was answered; and what is left of an earlier
round stands at another place, so it is never read for a new one.
"""

from __future__ import annotations

import struct
import zlib
from typing import Any

import msgspec
from msgspec import Struct

PAGE = 4096
HEADER = struct.Struct("<4sIQI")
"""Magic, length of the content, place, CRC-32 of the id of the record, of length and place, and of the content."""

_MAGIC = b"JSJ2"
_MAGICS = _MAGIC, b"JSJ1"
"""The second of earlier versions, whose frames have no passages; they cannot read the first, and so lose none."""

_ENDS = struct.Struct("<IQ")


class JournalRecord(Struct, frozen=True, array_like=True, gc=False):
    """A record as the chain has it, and the rows that follow from it; see ``chain`` and ``derived``. ``body`` is in its
    bytes; in a journal that an earlier version has left it is text.
    """

    record_no: int
    seq: int
    kind: str
    at: str
    body: Any
    digest: bytes
    checked: tuple[Any, ...]
    hits: tuple[tuple[Any, ...], ...]
    measures: tuple[tuple[Any, ...], ...]


class Frame(Struct, frozen=True, array_like=True, gc=False):
    """Records of one chain; ``seal``: of the chain's head behind them. ``passages``: ref and text of those that the
    records name and the writer has not written down before.
    """

    writer: str
    seal: str
    records: tuple[JournalRecord, ...]
    passages: tuple[tuple[str, bytes], ...] = ()


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Frame).decode


def size_of(content: bytes) -> int:
    """How much of the journal a frame takes: whole pages."""
    return -(-(HEADER.size + len(content)) // PAGE) * PAGE


def content_of(frame: Frame) -> bytes:
    """A frame in its bytes, without what says where it stands."""
    return _encode(frame)


def with_header(content: bytes, place: int, record_id: bytes) -> bytes:
    """What is written at ``place``; no content stands for the rest of a round that no frame fits into."""
    return HEADER.pack(_MAGIC, len(content), place, _checksum(content, place, record_id)) + content


def length_at(header: bytes, place: int) -> int | None:
    """The length of the content behind a header; None where no frame of that place begins."""
    if len(header) < HEADER.size:
        return None
    magic, length, stands_at, _ = HEADER.unpack_from(header)
    return length if magic in _MAGICS and stands_at == place else None


def is_sound(header: bytes, content: bytes, place: int, record_id: bytes) -> bool:
    """Whether a frame is as it was written, and of this record."""
    checksum: int = HEADER.unpack_from(header)[3]
    return checksum == _checksum(content, place, record_id)


def frame_of(content: bytes) -> Frame:
    """The frame that was written."""
    return _decode(content)


def _checksum(content: bytes, place: int, record_id: bytes) -> int:
    return zlib.crc32(content, zlib.crc32(_ENDS.pack(len(content), place), zlib.crc32(record_id)))
