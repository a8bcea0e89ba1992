"""How fresh each list is, as the envelope that answers are put into."""

from __future__ import annotations

from datetime import date

from jointsanction.checker import ListFreshness
from jointsanction.v1.check_service_pb2 import CheckResponse
from jointsanction.v1.check_service_pb2 import ListFreshness as WireListFreshness
from jointsanction_server.translate.entry import day_text


class Envelopes:
    """Answers with the lists filled in. They are the same until a list is received or a day begins, so they are kept
    as bytes: parsing them is the quickest way to a message of one's own.
    """

    __slots__ = ("_bytes", "_day", "_lists", "edition")

    def __init__(self) -> None:
        self.edition = 0
        """Counts how often what is told has changed."""
        self._lists: tuple[ListFreshness, ...] = ()
        self._day = date.min
        self._bytes = b""

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
        self._bytes = CheckResponse(lists=told).SerializeToString()

    def put_on(self, response: CheckResponse) -> None:
        """Let an answer say how fresh the lists are."""
        response.MergeFromString(self._bytes)
