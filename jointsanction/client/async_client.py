"""The client for an event loop: the methods of ``client``, to be awaited or iterated with ``async for``."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Iterable
from datetime import date
from types import TracebackType
from typing import Any, Self, TypeVar

import grpc
from google.protobuf.message import Message

from jointsanction.client import calls, streams
from jointsanction.client.answer import Acknowledgement, Answer
from jointsanction.client.calls import Call, Pages, Plain
from jointsanction.client.connection import STREAM_SECONDS, Connection, Tls
from jointsanction.client.failure import failure_of
from jointsanction.client.question import ListRecord, Question, new_request_id
from jointsanction.errors import ServiceError
from jointsanction.model import Context, Outcome, Subject, Verdict

_T = TypeVar("_T")
_Item = TypeVar("_Item")
_HERE = Context()

Items = Iterable[_Item] | AsyncIterable[_Item]
"""What goes up a stream: an iterable, or an asynchronous one."""


class AsyncClient:
    """Calls the service from the event loop in which it was made.

    Every call has a deadline (``seconds``, where given, for all of them), is repeated while the service goes down or
    comes up and for nothing else, and raises ServiceError where there is no answer: then the case goes on under a
    manual check and is asked again. No answer is never CLEAR.
    """

    def __init__(
        self,
        target: str,
        *,
        key: str = "",
        tls: Tls | None = None,
        insecure: bool = False,
        seconds: float | None = None,
    ) -> None:
        """Raises TransportError where a key or a question would travel in plaintext, or a TLS file cannot be used."""
        connection = Connection(target=target, key=key, tls=tls, insecure=insecure)
        self._metadata = connection.metadata
        self._seconds = seconds
        self._channel = connection.aio_channel()

    async def check(
        self, subject: Subject, context: Context = _HERE, *, request_id: str = "", operator: str = ""
    ) -> Answer:
        """Check one enterprise. Without a ``request_id`` one is made up, so that a repetition is written down once."""
        return await self._call(calls.check(Question(subject, context, request_id or new_request_id(), operator)))

    def check_stream(self, questions: Items[Question]) -> AsyncIterator[tuple[Question, Answer | ServiceError]]:
        """Check many down one call, answers in the order of the questions; a question's own error is in its place."""
        return self._stream(streams.checks(), questions)

    def push(self, records: Items[ListRecord]) -> AsyncIterator[tuple[ListRecord, Acknowledgement]]:
        """Push list records; each is on disk when its acknowledgement comes. The others may be pushed again.

        Records in a list or tuple go a hundred to a message, which costs a fraction.
        """
        return self._stream(streams.pushes(), records)

    async def get_check(self, check_id: str) -> Plain:
        """One recorded check with its measures and what has happened to it."""
        return await self._call(calls.get_check(check_id))

    def list_checks(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        outcome: Outcome | None = None,
        only_open: bool = False,
        page_size: int = 100,
        **texts: str,
    ) -> AsyncIterator[Plain]:
        """Recorded checks, newest first; ``texts``: caller, region, department, item, case_no, list."""
        return self._pages(calls.list_checks(since, until, outcome, only_open=only_open, page_size=page_size, **texts))

    def open_measures(self, *, overdue_on: date | None = None, page_size: int = 100) -> AsyncIterator[Plain]:
        """Measures that still want an answer, those due first in front."""
        return self._pages(calls.open_measures(overdue_on, page_size))

    async def report_measure(
        self,
        check_id: str,
        entry_id: str,
        measure_id: str,
        *,
        department: str,
        taken: bool,
        on: date,
        reason: str = "",
        doc_no: str = "",
        officer: str = "",
        corrects: bool = False,
    ) -> Plain:
        """Say what was done about a measure; the check as it then stands. A reason is needed where it was not taken."""
        texts = {"department": department, "reason": reason, "doc_no": doc_no, "officer": officer}
        call = calls.report_measure(check_id, entry_id, measure_id, taken=taken, on=on, corrects=corrects, **texts)
        return await self._call(call)

    async def review(
        self, check_id: str, entry_id: str, verdict: Verdict, *, by: str, reason: str, until: date
    ) -> Plain:
        """Give a person's verdict on a match; it holds up to, not on, ``until``."""
        return await self._call(calls.review(check_id, entry_id, verdict, by=by, reason=reason, until=until))

    async def revoke_review(self, check_id: str, entry_id: str, *, by: str, reason: str) -> int:
        """Revoke a review; the change number from which on answers know it. Never repeated by itself."""
        return await self._call(calls.revoke_review(check_id, entry_id, by=by, reason=reason))

    async def statistics(
        self, *, since: date | None = None, until: date | None = None, by: str = "", per: str = ""
    ) -> list[Plain]:
        """The figures; ``by`` region, department, list, memorandum, leads_to; ``per`` month or year."""
        return await self._call(calls.statistics(since, until, by, per))

    async def get_entry(self, entry_id: str) -> Plain:
        """One entry with its history and source records."""
        return await self._call(calls.get_entry(entry_id))

    def list_entries(self, list_name: str = "", *, page_size: int = 100) -> AsyncIterator[Plain]:
        """The entries of a list, or of all."""
        return self._pages(calls.list_entries(list_name, page_size))

    def catalog(self, kind: str = "list", *, page_size: int = 100) -> AsyncIterator[Plain]:
        """What the catalogue has: ``kind`` list, department, body or item."""
        return self._pages(calls.catalog(kind, page_size))

    def memoranda(self, list_name: str = "", *, page_size: int = 100) -> AsyncIterator[Plain]:
        """The memoranda in force, without their measures."""
        return self._pages(calls.memoranda(list_name, page_size))

    async def memorandum(self, memorandum_id: str) -> Plain:
        """One memorandum with its measures."""
        return await self._call(calls.memorandum(memorandum_id))

    async def close(self) -> None:
        """Give the connection up."""
        await self._channel.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _call(self, call: Call[_T]) -> _T:
        ask: Any = self._channel.unary_unary(
            f"/jointsanction.v1.{call.method}",
            request_serializer=type(call.request).SerializeToString,
            response_deserializer=call.response.FromString,
        )
        try:
            response = await ask(call.request, timeout=self._seconds or call.seconds, metadata=self._metadata)
        except grpc.aio.AioRpcError as error:
            raise failure_of(error) from None
        return call.read(response)

    async def _pages(self, pages: Pages) -> AsyncIterator[Plain]:
        token, more = "", True
        while more:
            rows, token = await self._call(pages.page(token))
            for row in rows:
                yield row
            more = bool(token)

    async def _stream(self, stream: streams.Stream[_Item, _T], items: Items[_Item]) -> AsyncIterator[tuple[_Item, _T]]:
        ask: Any = self._channel.stream_stream(
            f"/jointsanction.v1.{stream.method}",
            request_serializer=stream.request.SerializeToString,
            response_deserializer=stream.response.FromString,
        )
        call = ask(_going_up(stream, items), timeout=self._seconds or STREAM_SECONDS, metadata=self._metadata)
        try:
            async for response in call:
                for pair in stream.down(response):
                    yield pair
        except grpc.aio.AioRpcError as error:
            raise failure_of(error) from None
        finally:
            call.cancel()


async def _going_up(stream: streams.Stream[_Item, _T], items: Items[_Item]) -> AsyncIterator[Message]:
    if isinstance(items, AsyncIterable):
        async for item in items:
            yield stream.up((item,))
    else:
        for message in stream.going_up(items):
            yield message
