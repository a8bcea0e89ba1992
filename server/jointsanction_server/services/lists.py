"""ListService: records pushed onto the lists, entries read from them, and the catalogue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from jointsanction.callers import Caller, Right
from jointsanction.checker import Checker
from jointsanction.checker.standing import standing_of
from jointsanction.errors import Place, QuestionError, RequestError
from jointsanction.ledger import Ledger
from jointsanction.model import Entry
from jointsanction.v1 import entry_pb2
from jointsanction.v1 import list_service_pb2 as wire
from jointsanction_server.calls import Stream
from jointsanction_server.clerk_messages import PushEnd, PushMessage
from jointsanction_server.conversation import Conversation
from jointsanction_server.one_thread import OneThread
from jointsanction_server.pushing import Pusher
from jointsanction_server.services.pages import number_of, page_of, page_size
from jointsanction_server.translate import catalog as translate
from jointsanction_server.translate.entry import entry_message
from jointsanction_server.translate.pushed import acknowledge
from jointsanction_server.translate.question import require_given, require_short


class ListService:
    """The methods of ListService. ``today`` is the day in Asia/Shanghai."""

    def __init__(
        self, checker: Checker, ledger: Ledger, thread: OneThread, pusher: Pusher, today: Callable[[], date]
    ) -> None:
        self._checker = checker
        self._ledger = ledger
        self._thread = thread
        self._pusher = pusher
        self._today = today

    async def push_entries(self, stream: Stream, caller: Caller) -> None:
        """Take records; each is acknowledged once it is on disk."""
        caller.require(Right.PUSH)
        await _PushStream(stream, caller, self._checker, self._pusher).run()

    async def get_entry(self, request: wire.GetEntryRequest, caller: Caller) -> wire.GetEntryResponse:
        """One entry, its versions, its source records."""
        caller.require(Right.CHECK)
        entry_id = require_given(request.entry_id, "entry_id")
        self._checker.refresh()
        version = self._checker.list_version
        history = await self._thread.do(self._ledger.history, entry_id)
        if not history:
            message = f"没有名单记录“{entry_id}”"
            raise RequestError(message, reason="ENTRY_NOT_FOUND", place=Place(field="entry_id"))
        records = await self._thread.do(self._ledger.source_records, entry_id)
        return wire.GetEntryResponse(
            entry=self._message(history[-1]),
            history=map(self._message, history),
            source_records=[translate.source_record(each) for each in records if each.superseded_by is None],
            list_version=version,
        )

    async def list_entries(self, request: wire.ListEntriesRequest, caller: Caller) -> wire.ListEntriesResponse:
        """A page of entries."""
        caller.require(Right.CHECK)
        after, size = number_of(request.page_token), page_size(request.page_size)
        code = self._list_code(request.list) if request.list else ""
        self._checker.refresh()
        version = self._checker.list_version
        found = await self._thread.do(self._ledger.entry_page, code, after=after, size=size + 1)
        shown = found[:size]
        return wire.ListEntriesResponse(
            entries=map(self._message, shown),
            next_page_token=shown[-1].entry_id[1:] if len(found) > size else "",
            list_version=version,
        )

    async def list_catalog(self, request: wire.ListCatalogRequest, caller: Caller) -> wire.ListCatalogResponse:
        """A page of lists, departments, bodies or items."""
        caller.require(Right.CHECK)
        self._checker.refresh()
        rules = self._checker.rules
        response = wire.ListCatalogResponse(list_version=self._checker.list_version, rule_version=rules.version)
        asked = request.page_size, request.page_token
        if request.kind == wire.CATALOG_KIND_DEPARTMENT:
            departments, token = page_of(sorted(rules.catalog.departments.values(), key=lambda each: each.code), *asked)
            response.departments.extend(map(translate.department, departments))
        elif request.kind == wire.CATALOG_KIND_BODY:
            bodies, token = page_of(sorted(rules.catalog.bodies.values(), key=lambda each: each.code), *asked)
            response.bodies.extend(map(translate.body, bodies))
        elif request.kind == wire.CATALOG_KIND_ITEM:
            items, token = page_of(sorted(rules.catalog.items.values(), key=lambda each: each.code), *asked)
            response.items.extend(map(translate.item, items))
        else:
            today = self._today()
            lists, token = page_of(self._checker.freshness(), *asked)
            response.lists.extend(translate.list_class(each, today) for each in lists)
        response.next_page_token = token
        return response

    def _message(self, entry: Entry) -> entry_pb2.Entry:
        listed = self._checker.rules.catalog.lists[entry.list]
        return entry_message(entry, listed.name, listed.colour, standing_of(entry, listed.term_months).end)

    def _list_code(self, text: str) -> str:
        found = self._checker.rules.catalog.find_list(require_short(text, "list"))
        if found is None:
            raise QuestionError(f"没有名为“{text}”的名单", reason="LIST_NOT_FOUND", place=Place(field="list"))
        return found.code


MOST_RECORDS = 100
"""Records in one message: some 50 KB. They become durable in one transaction, so it bounds that as well."""


@dataclass(frozen=True, slots=True)
class _Pushing:
    correlation_id: str
    ends: asyncio.Future[list[PushEnd]]
    lone: bool
    """Whether the message had ``record``, not ``records``."""


class _PushStream(Conversation[wire.PushEntriesRequest, _Pushing]):
    def __init__(self, stream: Stream, caller: Caller, checker: Checker, pusher: Pusher) -> None:
        super().__init__(stream, caller)
        self._checker = checker
        self._pusher = pusher

    def take(self, message: wire.PushEntriesRequest) -> _Pushing:
        correlation_id = require_short(message.correlation_id, "correlation_id")
        lone = message.HasField("record")
        records = (message.record,) if lone else tuple(message.records)
        _require_records(len(records), with_more=lone and bool(message.records))
        caller = self.caller
        if caller.lists is not None:
            self._require_lists(records)
        content = tuple([record.SerializeToString() for record in records])
        ends = self._pusher.push(PushMessage(content, caller.name, Right.ADMIN in caller.rights))
        return _Pushing(correlation_id, ends, lone)

    def _require_lists(self, records: tuple[wire.EntryRecord, ...]) -> None:
        for record in records:
            listed = self._checker.rules.catalog.find_list(record.list)
            self.caller.require_list(listed.code if listed else record.list[:60])
            if record.corrects:  # the quarantined record may be of any list
                self.caller.require(Right.ADMIN)

    def weight(self, message: wire.PushEntriesRequest) -> int:
        return len(message.records) or 1

    async def answer(self, kept: _Pushing) -> wire.PushEntriesResponse:
        ends = await kept.ends
        response = wire.PushEntriesResponse(correlation_id=kept.correlation_id)
        if kept.lone:
            acknowledge(response, ends[0])
        else:
            for end in ends:
                acknowledge(response.acknowledgements.add(), end)
        return response

    def drop(self, kept: _Pushing) -> None:
        kept.ends.cancel()


def _require_records(count: int, *, with_more: bool) -> None:
    if not count:
        raise RequestError("必须给出 record 或 records", reason="FIELD_MISSING", place=Place(field="record"))
    if with_more or count > MOST_RECORDS:
        text = f"每条消息给出 record，或给出 records（最多 {MOST_RECORDS} 条），不能同时给出"
        raise RequestError(text, reason="TOO_MANY_RECORDS", place=Place(field="records"))
