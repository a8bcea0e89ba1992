"""MemorandumService: the memoranda of the rules in force."""

from __future__ import annotations

from jointsanction.callers import Caller, Right
from jointsanction.checker import Checker
from jointsanction.errors import Place, QuestionError
from jointsanction.v1 import memorandum_service_pb2 as wire
from jointsanction_server.services.pages import page_of
from jointsanction_server.translate.memorandum import memorandum_message
from jointsanction_server.translate.question import require_given, require_short


class MemorandumService:
    """The methods of MemorandumService."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    async def list_memoranda(self, request: wire.ListMemorandaRequest, caller: Caller) -> wire.ListMemorandaResponse:
        """A page of memoranda."""
        caller.require(Right.CHECK)
        rules = self._checker.rules
        memoranda = rules.rulebook.memoranda
        if request.list:
            listed = rules.catalog.find_list(require_short(request.list, "list"))
            if listed is None:
                message = f"没有名为“{request.list}”的名单"
                raise QuestionError(message, reason="LIST_NOT_FOUND", place=Place(field="list"))
            memoranda = tuple(each for each in memoranda if listed.code in each.lists)
        shown, token = page_of(memoranda, request.page_size, request.page_token)
        return wire.ListMemorandaResponse(
            memoranda=[memorandum_message(each, with_measures=False) for each in shown],
            next_page_token=token,
            rule_version=rules.version,
        )

    async def get_memorandum(self, request: wire.GetMemorandumRequest, caller: Caller) -> wire.GetMemorandumResponse:
        """One memorandum with its measures."""
        caller.require(Right.CHECK)
        asked = require_given(request.memorandum_id, "memorandum_id")
        rules = self._checker.rules
        found = next((each for each in rules.rulebook.memoranda if each.id == asked), None)
        if found is None:
            message = f"没有备忘录“{asked}”"
            raise QuestionError(message, reason="MEMORANDUM_NOT_FOUND", place=Place(field="memorandum_id"))
        return wire.GetMemorandumResponse(
            memorandum=memorandum_message(found, with_measures=True), rule_version=rules.version
        )
