"""The calls of the contract: for each its method, its message, how the answer is read, and its deadline.

What the two clients share; they differ only in how they wait.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from google.protobuf.message import Message

from jointsanction.client.answer import Answer, answer_of
from jointsanction.client.connection import LIST_SECONDS, SECONDS
from jointsanction.client.plain import plain
from jointsanction.client.question import Question, check_request
from jointsanction.model import Outcome, Verdict
from jointsanction.v1 import (
    case_service_pb2,
    check_service_pb2,
    decision_pb2,
    list_service_pb2,
    memorandum_service_pb2,
    statistics_service_pb2,
)

T = TypeVar("T")
Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call(Generic[T]):
    """One unary call."""

    method: str
    request: Message
    response: type[Message]
    read: Callable[[Any], T]
    seconds: float = SECONDS


@dataclass(frozen=True, slots=True)
class Pages:
    """A call that is made page by page; ``rows`` is the field of the answer that holds them."""

    method: str
    request: Message
    response: type[Message]
    rows: str

    def page(self, token: str) -> Call[tuple[list[Plain], str]]:
        """The call for one page: its rows, and the token of the next, "" on the last."""
        request = type(self.request)()
        request.CopyFrom(self.request)
        request.page_token = token  # type: ignore[attr-defined]
        return Call(self.method, request, self.response, self._read, LIST_SECONDS)

    def _read(self, response: Any) -> tuple[list[Plain], str]:  # noqa: ANN401 -- any of the pages
        return [plain(row) for row in getattr(response, self.rows)], response.next_page_token


def check(question: Question) -> Call[Answer]:
    """Check one enterprise."""
    return Call("CheckService/Check", check_request(question), check_service_pb2.CheckResponse, answer_of)


def get_check(check_id: str) -> Call[Plain]:
    """One recorded check."""
    request = case_service_pb2.GetCheckRequest(check_id=check_id)
    return Call("CaseService/GetCheck", request, case_service_pb2.GetCheckResponse, lambda got: plain(got.check))


def list_checks(
    since: date | None, until: date | None, outcome: Outcome | None, *, only_open: bool, page_size: int, **texts: str
) -> Pages:
    """Recorded checks."""
    request = case_service_pb2.ListChecksRequest(
        since=_text(since),
        until=_text(until),
        outcome=_OUTCOME(outcome + 1) if outcome is not None else _OUTCOME(0),
        only_open=only_open,
        page_size=page_size,
        **texts,
    )
    return Pages("CaseService/ListChecks", request, case_service_pb2.ListChecksResponse, "checks")


def open_measures(overdue_on: date | None, page_size: int) -> Pages:
    """Measures that still want an answer."""
    request = case_service_pb2.ListOpenMeasuresRequest(overdue_on=_text(overdue_on), page_size=page_size)
    return Pages("CaseService/ListOpenMeasures", request, case_service_pb2.ListOpenMeasuresResponse, "measures")


def report_measure(
    check_id: str, entry_id: str, measure_id: str, *, taken: bool, on: date, corrects: bool, **texts: str
) -> Call[Plain]:
    """What was done about a measure."""
    wire = case_service_pb2
    answer = wire.MeasureAnswer(
        entry_id=entry_id,
        measure_id=measure_id,
        action=wire.ACTION_TAKEN_TAKEN if taken else wire.ACTION_TAKEN_NOT_TAKEN,
        on=on.isoformat(),
        **texts,
    )
    request = wire.ReportMeasureRequest(check_id=check_id, answer=answer, corrects=corrects)
    return Call("CaseService/ReportMeasure", request, wire.ReportMeasureResponse, lambda got: plain(got.check))


def review(check_id: str, entry_id: str, verdict: Verdict, *, by: str, reason: str, until: date) -> Call[Plain]:
    """A person's verdict on a match."""
    request = case_service_pb2.ReviewMatchRequest(
        check_id=check_id,
        entry_id=entry_id,
        verdict=decision_pb2.Verdict.Value(f"VERDICT_{verdict.name}"),
        by=by,
        reason=reason,
        until=until.isoformat(),
    )
    return Call("CaseService/ReviewMatch", request, case_service_pb2.ReviewMatchResponse, plain)


def revoke_review(check_id: str, entry_id: str, *, by: str, reason: str) -> Call[int]:
    """A review that no longer holds."""
    request = case_service_pb2.RevokeReviewRequest(check_id=check_id, entry_id=entry_id, by=by, reason=reason)
    response = case_service_pb2.RevokeReviewResponse
    return Call("CaseService/RevokeReview", request, response, lambda got: int(got.change_no))


def statistics(since: date | None, until: date | None, by: str, per: str) -> Call[list[Plain]]:
    """The figures; ``by`` and ``per`` are names of the contract's Dimension and Period, "" for none."""
    wire = statistics_service_pb2
    request = wire.GetStatisticsRequest(
        since=_text(since),
        until=_text(until),
        dimension=wire.Dimension.Value(f"DIMENSION_{by.upper() or 'UNSPECIFIED'}"),
        period=wire.Period.Value(f"PERIOD_{per.upper() or 'UNSPECIFIED'}"),
    )
    response = wire.GetStatisticsResponse
    return Call(
        "StatisticsService/GetStatistics",
        request,
        response,
        lambda got: [plain(each) for each in got.figures],
        LIST_SECONDS,
    )


def get_entry(entry_id: str) -> Call[Plain]:
    """One entry with its history."""
    request = list_service_pb2.GetEntryRequest(entry_id=entry_id)
    return Call("ListService/GetEntry", request, list_service_pb2.GetEntryResponse, plain)


def list_entries(list_name: str, page_size: int) -> Pages:
    """The entries of a list."""
    request = list_service_pb2.ListEntriesRequest(list=list_name, page_size=page_size)
    return Pages("ListService/ListEntries", request, list_service_pb2.ListEntriesResponse, "entries")


def catalog(kind: str, page_size: int) -> Pages:
    """Lists, departments, bodies or items."""
    wire = list_service_pb2
    rows = {"list": "lists", "department": "departments", "body": "bodies", "item": "items"}[kind]
    request = wire.ListCatalogRequest(kind=wire.CatalogKind.Value(f"CATALOG_KIND_{kind.upper()}"), page_size=page_size)
    return Pages("ListService/ListCatalog", request, wire.ListCatalogResponse, rows)


def memoranda(list_name: str, page_size: int) -> Pages:
    """The memoranda in force."""
    request = memorandum_service_pb2.ListMemorandaRequest(list=list_name, page_size=page_size)
    return Pages("MemorandumService/ListMemoranda", request, memorandum_service_pb2.ListMemorandaResponse, "memoranda")


def memorandum(memorandum_id: str) -> Call[Plain]:
    """One memorandum with its measures."""
    request = memorandum_service_pb2.GetMemorandumRequest(memorandum_id=memorandum_id)
    response = memorandum_service_pb2.GetMemorandumResponse
    return Call("MemorandumService/GetMemorandum", request, response, lambda got: plain(got.memorandum))


_OUTCOME = decision_pb2.Outcome.ValueType


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
