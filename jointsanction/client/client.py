"""The client for threads. The one for an event loop has the same methods; see ``async_client``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from types import TracebackType
from typing import Any, Self, TypeVar

import grpc

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


class Client:
    """Calls the service; threads may share it.

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
        self._channel = connection.channel()

    def check(self, subject: Subject, context: Context = _HERE, *, request_id: str = "", operator: str = "") -> Answer:
        """Check one enterprise. Without a ``request_id`` one is made up, so that a repetition is written down once."""
        return self._call(calls.check(Question(subject, context, request_id or new_request_id(), operator)))

    def check_stream(self, questions: Iterable[Question]) -> Iterator[tuple[Question, Answer | ServiceError]]:
        """Check many down one call, answers in the order of the questions; a question's own error is in its place."""
        return self._stream(streams.checks(), questions)

    def push(self, records: Iterable[ListRecord]) -> Iterator[tuple[ListRecord, Acknowledgement]]:
        """Push list records; each is on disk when its acknowledgement comes. The others may be pushed again.

        Records in a list or tuple go a hundred to a message, which costs a fraction.
        """
        return self._stream(streams.pushes(), records)

    def get_check(self, check_id: str) -> Plain:
        """One recorded check with its measures and what has happened to it."""
        return self._call(calls.get_check(check_id))

    def list_checks(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        outcome: Outcome | None = None,
        only_open: bool = False,
        page_size: int = 100,
        **texts: str,
    ) -> Iterator[Plain]:
        """Recorded checks, newest first; ``texts``: caller, region, department, item, case_no, list."""
        return self._pages(calls.list_checks(since, until, outcome, only_open=only_open, page_size=page_size, **texts))

    def open_measures(self, *, overdue_on: date | None = None, page_size: int = 100) -> Iterator[Plain]:
        """Measures that still want an answer, those due first in front."""
        return self._pages(calls.open_measures(overdue_on, page_size))

    def report_measure(
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
        return self._call(call)

    def review(self, check_id: str, entry_id: str, verdict: Verdict, *, by: str, reason: str, until: date) -> Plain:
        """Give a person's verdict on a match; it holds up to, not on, ``until``."""
        return self._call(calls.review(check_id, entry_id, verdict, by=by, reason=reason, until=until))

    def revoke_review(self, check_id: str, entry_id: str, *, by: str, reason: str) -> int:
        """Revoke a review; the change number from which on answers know it. Never repeated by itself."""
        return self._call(calls.revoke_review(check_id, entry_id, by=by, reason=reason))

    def statistics(
        self, *, since: date | None = None, until: date | None = None, by: str = "", per: str = ""
    ) -> list[Plain]:
        """The figures; ``by`` region, department, list, memorandum, leads_to; ``per`` month or year."""
        return self._call(calls.statistics(since, until, by, per))

    def get_entry(self, entry_id: str) -> Plain:
        """One entry with its history and source records."""
        return self._call(calls.get_entry(entry_id))

    def list_entries(self, list_name: str = "", *, page_size: int = 100) -> Iterator[Plain]:
        """The entries of a list, or of all."""
        return self._pages(calls.list_entries(list_name, page_size))

    def catalog(self, kind: str = "list", *, page_size: int = 100) -> Iterator[Plain]:
        """What the catalogue has: ``kind`` list, department, body or item."""
        return self._pages(calls.catalog(kind, page_size))

    def memoranda(self, list_name: str = "", *, page_size: int = 100) -> Iterator[Plain]:
        """The memoranda in force, without their measures."""
        return self._pages(calls.memoranda(list_name, page_size))

    def memorandum(self, memorandum_id: str) -> Plain:
        """One memorandum with its measures."""
        return self._call(calls.memorandum(memorandum_id))

    def close(self) -> None:
        """Give the connection up."""
        self._channel.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _call(self, call: Call[_T]) -> _T:
        ask: Any = self._channel.unary_unary(
            f"/jointsanction.v1.{call.method}",
            request_serializer=type(call.request).SerializeToString,
            response_deserializer=call.response.FromString,
        )
        try:
            response = ask(call.request, timeout=self._seconds or call.seconds, metadata=self._metadata)
        except grpc.RpcError as error:
            raise failure_of(error) from None
        return call.read(response)

    def _pages(self, pages: Pages) -> Iterator[Plain]:
        token, more = "", True
        while more:
            rows, token = self._call(pages.page(token))
            yield from rows
            more = bool(token)

    def _stream(self, stream: streams.Stream[_Item, _T], items: Iterable[_Item]) -> Iterator[tuple[_Item, _T]]:
        ask: Any = self._channel.stream_stream(
            f"/jointsanction.v1.{stream.method}",
            request_serializer=stream.request.SerializeToString,
            response_deserializer=stream.response.FromString,
        )
        call = ask(stream.going_up(items), timeout=self._seconds or STREAM_SECONDS, metadata=self._metadata)
        try:
            for response in call:
                yield from stream.down(response)
        except grpc.RpcError as error:
            raise failure_of(error) from None
        finally:
            call.cancel()
