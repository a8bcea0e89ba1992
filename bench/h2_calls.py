"""Unary gRPC calls made over HTTP/2 frames put together beforehand: a caller that costs a tenth of what it measures.

A caller made with grpc.aio costs about as much as the server that it asks. On the same two cores the two together are
then what is measured, and what disturbs either of them counts as the server's: real callers are other machines. Here a
call is two frames, of which all but the stream's number and the message is the same each time, and its answer is
looked at as frames only: one with a message in it is an answer, anything else has failed (RFC 9113, and the gRPC
protocol over it).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

_PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _RST_STREAM, _SETTINGS, _PING, _GOAWAY, _WINDOW_UPDATE = 0, 1, 3, 4, 6, 7, 8
_ACK = _END_STREAM = 1
_END_HEADERS = 4
_INITIAL_WINDOW_SIZE = 4
_WINDOW = 1 << 30
_FIRST_WINDOW = 65_535
_RENEW = 1 << 28
"""Bytes received after which the connection's window is opened again."""
DEADLINE_SECONDS = 10


@dataclass(slots=True)
class _Call:
    due: float
    on_end: Callable[[float, str], None]
    answered: bool = False


class Connection(asyncio.Protocol):
    """One connection; ``open`` makes it."""

    def __init__(self, method: str, authority: str) -> None:
        self._method, self._address = method, authority
        self._leaving: asyncio.Task[None] | None = None
        self._heir: Connection | None = None
        block = _header_block(method, authority)
        self._begin = len(block).to_bytes(3) + bytes((_HEADERS, _END_HEADERS))
        self._block = block
        self._left = b""
        self._calls: dict[int, _Call] = {}
        self._stream = 1
        self._may_send = _FIRST_WINDOW
        self._received = 0
        self._held: list[tuple[bytes, float, Callable[[float, str], None]]] = []
        self._transport: asyncio.WriteTransport | None = None

    @classmethod
    async def open(cls, address: str, method: str) -> Connection:
        """Connect to host:port."""
        host, _, port = address.rpartition(":")
        _, connection = await asyncio.get_running_loop().create_connection(
            lambda: cls(method, address), host, int(port)
        )
        return connection

    @property
    def open_calls(self) -> int:
        """How many have not come to their end."""
        return len(self._calls) + len(self._held) + (self._heir.open_calls if self._heir else 0)

    def call(self, message: bytes, due: float, on_end: Callable[[float, str], None]) -> None:
        """Make a call; ``on_end`` gets the seconds since it was due, and what became of it: "" for an answer."""
        if self._heir is not None:
            self._heir.call(message, due, on_end)
            return
        size = len(message) + 5
        if self._leaving is not None or size > self._may_send:
            self._held.append((message, due, on_end))
            return
        self._may_send -= size
        number, self._stream = self._stream, self._stream + 2
        self._calls[number] = _Call(due, on_end)
        stream = number.to_bytes(4)
        self._write(
            b"".join(
                (
                    *(self._begin, stream, self._block),
                    *(size.to_bytes(3), bytes((_DATA, _END_STREAM)), stream),
                    *(b"\0", len(message).to_bytes(4), message),
                )
            )
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say which windows this end opens: it takes whatever comes."""
        self._transport = cast("asyncio.WriteTransport", transport)
        window = _INITIAL_WINDOW_SIZE.to_bytes(2) + _WINDOW.to_bytes(4)
        self._write(_PREFACE + _frame(_SETTINGS, 0, 0, window) + _frame(_WINDOW_UPDATE, 0, 0, _WINDOW.to_bytes(4)))

    def data_received(self, data: bytes) -> None:
        """Go through the frames that have come in whole."""
        data = self._left + data if self._left else data
        at, end = 0, len(data)
        while end - at >= 9:
            behind = at + 9 + int.from_bytes(data[at : at + 3])
            if behind > end:
                break
            kind, flags = data[at + 3], data[at + 4]
            number = int.from_bytes(data[at + 5 : at + 9])
            if kind == _DATA:
                self._received += behind - at
                if (call := self._calls.get(number)) is not None:
                    call.answered = True
            elif kind == _HEADERS:
                if flags & _END_STREAM:
                    self._end(number, "FAILED")
            else:
                self._other(kind, flags, number, data[at + 9 : behind])
            at = behind
        self._left = data[at:]
        if self._received > _RENEW:
            self._write(_frame(_WINDOW_UPDATE, 0, 0, self._received.to_bytes(4)))
            self._received = 0

    def connection_lost(self, exc: Exception | None) -> None:
        """Calls that are open have failed."""
        del exc
        for number in list(self._calls):
            self._end(number, "LOST")

    def close(self) -> None:
        """Close the connection, and the one that has taken its place; what is still open counts as lost."""
        if self._heir is not None:
            self._heir.close()
        self._end_connection()

    def _end_connection(self) -> None:
        if self._transport is not None:
            self._transport.close()

    def _other(self, kind: int, flags: int, number: int, content: bytes) -> None:
        if kind == _RST_STREAM:
            self._end(number, "RESET")
        elif kind == _SETTINGS and not flags & _ACK:
            self._write(_frame(_SETTINGS, _ACK, 0, b""))
        elif kind == _PING and not flags & _ACK:
            self._write(_frame(_PING, _ACK, 0, content))
        elif kind == _WINDOW_UPDATE and not number:
            self._may_send += int.from_bytes(content)
            self._call_held()
        elif kind == _GOAWAY and self._leaving is None:
            self._leaving = asyncio.create_task(self._hand_on())

    async def _hand_on(self) -> None:
        """The server wants the connection to end, as it does with any after some minutes: calls that are open are still
        answered, later ones take another.
        """
        self._heir = await Connection.open(self._address, self._method)
        self._call_held()
        if not self._calls:
            self._end_connection()

    def _call_held(self) -> None:
        held, self._held = self._held, []
        for message, due, on_end in held:
            self.call(message, due, on_end)

    def _end(self, number: int, why: str) -> None:
        call = self._calls.pop(number, None)
        if call is not None:
            call.on_end(time.perf_counter() - call.due, "" if call.answered else why)
            if self._heir is not None and not self._calls:
                self._end_connection()

    def _write(self, content: bytes) -> None:
        if self._transport is not None:
            self._transport.write(content)


def _frame(kind: int, flags: int, stream: int, content: bytes) -> bytes:
    return len(content).to_bytes(3) + bytes((kind, flags)) + stream.to_bytes(4) + content


def _header_block(method: str, authority: str) -> bytes:
    """The headers of a gRPC call, none of them to be remembered by the other end (RFC 7541, 6.2.2)."""
    known = {":path": 4, ":authority": 1, "content-type": 31}
    block = b"\x83\x86"  # :method POST, :scheme http
    for name, value in (
        (":path", method),
        (":authority", authority),
        ("content-type", "application/grpc"),
        ("te", "trailers"),
        ("grpc-timeout", f"{DEADLINE_SECONDS}S"),
    ):
        index = known.get(name, 0)
        block += bytes((index,)) if index < 15 else bytes((15, index - 15))
        block += b"" if index else _text(name)
        block += _text(value)
    return block


def _text(value: str) -> bytes:
    return len(value).to_bytes(1) + value.encode()
