"""How fresh each list is, as answers tell it."""

from __future__ import annotations

from datetime import date

from jointsanction.checker import ListFreshness
from jointsanction.v1.check_service_pb2 import CheckResponse
from jointsanction.v1.check_service_pb2 import ListFreshness as WireListFreshness
from jointsanction_server.translate.entry import day_text


class Envelopes:
    """The lists as every answer tells them: the same bytes until a list is received or a day begins."""

    __slots__ = ("_day", "_lists", "edition", "told")

    def __init__(self) -> None:
        self.edition = 0
        """Counts how often what is told has changed."""
        self._lists: tuple[ListFreshness, ...] = ()
        self._day = date.min
        self.told = b""
        """The fields of an answer that tell it."""

    def take_up(self, lists: tuple[ListFreshness, ...], today: date) -> None:
        """Take up the freshness of today."""
        if lists is self._lists and today == self._day:
            return
        self._lists, self._day = lists, today
        self.edition += 1
        told = [
            WireListFreshness(
                list=each.listed.code,
                last_received_on=day_text(each.last_received_on),
                stale=each.stale_on(today),
            )
            for each in lists
        ]
        self.told = CheckResponse(lists=told).SerializeToString()
