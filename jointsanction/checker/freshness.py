"""How fresh each list is: stale data is visible, not silent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from jointsanction.catalog import Catalog, ListClass
from jointsanction.ledger import ListReceipt
from jointsanction.model import DecisionWarning, WarningCode


@dataclass(frozen=True, slots=True)
class ListFreshness:
    """One list: when it was last received (None: never), how many entries it holds, when it turns stale."""

    listed: ListClass
    last_received_on: date | None
    entries: int

    def stale_on(self, day: date) -> bool:
        """Whether the list is older on ``day`` than the rhythm it declares; a list without one never is."""
        days = self.listed.update_days
        if days is None or self.last_received_on is None:
            return False
        return day >= self.last_received_on + timedelta(days=days)


def freshness_of(catalog: Catalog, receipts: Mapping[str, ListReceipt]) -> tuple[ListFreshness, ...]:
    """Every list of the catalogue in its order."""
    ordered = sorted(catalog.lists.values(), key=lambda listed: listed.order)
    return tuple(
        ListFreshness(listed, receipt.last_received_on if receipt else None, receipt.entries if receipt else 0)
        for listed, receipt in ((listed, receipts.get(listed.code)) for listed in ordered)
    )


def never_loaded_warnings(lists: tuple[ListFreshness, ...]) -> tuple[DecisionWarning, ...]:
    """LIST_NEVER_LOADED naming the lists without any entry ever; a decision says so because it follows from entries.

    How long ago a list was received does not: that travels beside the decision (``Checker.freshness``).
    """
    never = "、".join(each.listed.name for each in lists if each.entries == 0)
    return (DecisionWarning.of(WarningCode.LIST_NEVER_LOADED, lists=never),) if never else ()


def list_notices(lists: tuple[ListFreshness, ...], today: date) -> tuple[str, ...]:
    """What an officer is told once beside many decisions: lists never loaded, and stale ones with their day."""
    told = [warning.text for warning in never_loaded_warnings(lists)]
    stale = "、".join(f"{each.listed.name}（{each.last_received_on}）" for each in stale_lists(lists, today))
    return (*told, f"以下名单已超过应更新的期限（最近收到）：{stale}") if stale else tuple(told)


def stale_lists(lists: tuple[ListFreshness, ...], today: date) -> tuple[ListFreshness, ...]:
    """The lists that are older than the rhythm they declare."""
    return tuple(each for each in lists if each.stale_on(today))
