"""The rulebook: memoranda in force × department × item × region × day → effective measures."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from jointsanction.catalog import Catalog, ResolvedContext
from jointsanction.memoranda.applying import Question, applied
from jointsanction.memoranda.consequences import Consequences, consequences_of
from jointsanction.memoranda.item_selector import ItemMatch
from jointsanction.memoranda.live_basis import in_force
from jointsanction.memoranda.memorandum import Memorandum
from jointsanction.model import EffectiveMeasure

CACHED_QUESTIONS = 4096
"""Distinct (list, question) pairs kept: bounds the memory; a city asks 15 lists about some hundred items a day."""


class Rulebook:
    """Compiled memoranda over one catalogue; never changes, and is safe to share between threads.

    ``version`` identifies the content of all catalogue and memorandum files (see ``rule_version``).
    """

    __slots__ = ("_by_list", "_cached", "_catalog", "_consequences", "_court", "_items", "memoranda", "version")

    def __init__(self, version: str, memoranda: tuple[Memorandum, ...], catalog: Catalog, *, court: str) -> None:
        """``court`` is the function code of the courts, for whom judicial interpretations are a live basis."""
        self.version = version
        self.memoranda = memoranda
        self._catalog = catalog
        self._court = court
        self._items = {item.code: item for item in catalog.items.values()}
        self._by_list = {
            code: tuple(memorandum for memorandum in memoranda if code in memorandum.lists)
            for memorandum in memoranda
            for code in memorandum.lists
        }
        self._cached = lru_cache(maxsize=CACHED_QUESTIONS)(self._measures)
        self._consequences = lru_cache(maxsize=CACHED_QUESTIONS)(self._sum_up)

    def __reduce__(self) -> tuple[object, ...]:
        """What goes to another process is what the files say; what was asked before stays here."""
        return _made_again, (self.version, self.memoranda, self._catalog, self._court)

    def memoranda_for(self, list_code: str, as_of: date) -> tuple[Memorandum, ...]:
        """The memoranda about a list that are in force on the day, in the order of their files."""
        return tuple(
            memorandum
            for memorandum in self._by_list.get(list_code, ())
            if in_force(memorandum.valid_from, memorandum.valid_to, as_of)
        )

    def measures(self, list_code: str, context: ResolvedContext, as_of: date) -> tuple[EffectiveMeasure, ...]:
        """What an entry of the list comes to for this question: one result per measure, department and role.

        Measures that do not touch the item are left out, and so are regional ones where no region is given (see
        ``regional_left_out``). Roles other than ENTERPRISE are included: they bind persons and decide nothing about
        the enterprise. ``context`` is one that this rulebook's catalogue resolved.
        """
        item = context.item
        # Plain strings as the key: hashing the context itself would cost more than the whole look-up.
        return self._cached(
            list_code, context.departments, "" if item is None else item.code, context.item_given, context.region, as_of
        )

    def consequences(self, list_code: str, context: ResolvedContext, as_of: date) -> Consequences:
        """The same measures, sorted by whom they bind and summed up: what deciding asks for."""
        item = context.item
        return self._consequences(
            list_code, context.departments, "" if item is None else item.code, context.item_given, context.region, as_of
        )

    def regional_left_out(self, list_code: str, context: ResolvedContext, as_of: date) -> bool:
        """Whether some measure was left out only because the question names no region."""
        return self._leaves_out(
            list_code, Question(context.departments, context.item, context.item_given, context.region, as_of)
        )

    def _leaves_out(self, list_code: str, question: Question) -> bool:
        return not question.region and any(
            measure.regions
            and in_force(measure.valid_from, measure.valid_to, question.as_of)
            and question.departments_of(measure)
            and question.item_match(measure) is not ItemMatch.NO
            for memorandum in self.memoranda_for(list_code, question.as_of)
            for measure in memorandum.measures
        )

    def _sum_up(
        self,
        list_code: str,
        departments: tuple[str, ...],
        item_code: str,
        item_given: bool,
        region: str,
        as_of: date,
    ) -> Consequences:
        question = Question(departments, self._items.get(item_code), item_given, region, as_of)
        return consequences_of(
            self._cached(list_code, departments, item_code, item_given, region, as_of),
            regional_left_out=self._leaves_out(list_code, question),
            has_memorandum=bool(self.memoranda_for(list_code, as_of)),
        )

    def _measures(
        self,
        list_code: str,
        departments: tuple[str, ...],
        item_code: str,
        item_given: bool,
        region: str,
        as_of: date,
    ) -> tuple[EffectiveMeasure, ...]:
        question = Question(departments, self._items.get(item_code), item_given, region, as_of)
        return tuple(
            result
            for memorandum in self.memoranda_for(list_code, as_of)
            for measure in memorandum.measures
            for result in applied(memorandum, measure, question, self._catalog, self._court)
        )


def _made_again(version: str, memoranda: tuple[Memorandum, ...], catalog: Catalog, court: str) -> Rulebook:
    return Rulebook(version, memoranda, catalog, court=court)
