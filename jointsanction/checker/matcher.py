"""From a subject to its matches on a day: candidates of the index, active entries only, judged by the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from jointsanction.catalog import Catalog, ListClass
from jointsanction.checker.standing import Standing, standing_of
from jointsanction.errors import Place, QuestionError
from jointsanction.ledger import Ledger, Review
from jointsanction.match import (
    EntryIndex,
    EntryReading,
    Judgement,
    Resembling,
    SubjectReading,
    apply_review,
    judge,
    judge_similar,
    read_subject,
)
from jointsanction.model import Basis, DecisionWarning, Match, Relation, Strength, Subject, WarningCode

LONGEST_SUBJECT = 20_000
"""Characters of a subject in all; beyond that the question is refused, before any work is done on it."""

_FIELDS = ("name", "uscc", "org_code", "reg_no", "tax_no", "former_names")

_BASIS_PLACE = {basis: place for place, basis in enumerate(Basis)}


def read_question(subject: Subject) -> SubjectReading:
    """Read a subject; raises QuestionError (SUBJECT_EMPTY, FIELD_TOO_LONG, TEXT_UNREADABLE) naming the field."""
    text = subject.name + subject.uscc + subject.org_code + subject.reg_no + subject.tax_no
    if subject.former_names:
        text = "".join((text, *subject.former_names))
    if len(text) > LONGEST_SUBJECT:
        field = max(_FIELDS, key=lambda name: len(getattr(subject, name)))
        message = f"主体各栏合计超过 {LONGEST_SUBJECT} 个字符"
        raise QuestionError(message, reason="FIELD_TOO_LONG", place=Place(field=field))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        message = "文字中有残缺的字符，请检查编码"
        raise QuestionError(message, reason="TEXT_UNREADABLE", place=Place(field="name")) from error
    reading = read_subject(subject)
    if not reading.says_something:
        told = "；".join(warning.text for warning in reading.warnings)
        message = "没有可供查询的名称或代码" + (f"（{told}）" if told else "")
        raise QuestionError(message, reason="SUBJECT_EMPTY", place=Place(field="name"))
    return reading


class Matcher:
    """Holds what matching needs: the index, the ledger behind it and the lists' terms."""

    __slots__ = ("_catalog", "_codes_of_name", "_index", "_ledger")

    def __init__(self, ledger: Ledger, index: EntryIndex, catalog: Catalog) -> None:
        self._index = index
        self._ledger = ledger
        self._catalog = catalog
        self._codes_of_name = lambda name: ledger.usccs_of_name(name, upto=index.change_no)

    def resembling_each(self, readings: Sequence[SubjectReading]) -> list[Resembling]:
        """For each of many subjects the entries whose names resemble its own, looked up together."""
        return self._index.resembling_each(readings)

    def matches(
        self, reading: SubjectReading, as_of: date, resembling: Resembling | None = None
    ) -> tuple[tuple[Match, ...], tuple[DecisionWarning, ...]]:
        """Matches strongest first, and what is to be said about them; ``resembling`` if it is known already."""
        found: list[Match] = []
        warnings: dict[DecisionWarning, None] = {}
        judged = self._judged(reading, self._index.resembling(reading) if resembling is None else resembling)
        if not judged and not reading.uscc_valid:
            return (), ()
        if reading.uscc_valid and (reviews := self._ledger.reviews_for(reading.uscc, upto=self._index.change_no)):
            self._apply(reviews, judged, reading, as_of)
        for judgement, candidate in judged.values():
            self._take(judgement, candidate, as_of, found, warnings)
        if len(found) > 1:
            found.sort(key=_rank)
        return tuple(found), tuple(warnings)

    def _judged(self, reading: SubjectReading, resembling: Resembling) -> dict[str, tuple[Judgement, EntryReading]]:
        """Every entry that the ladder has something to say about, by its id."""
        judged: dict[str, tuple[Judgement, EntryReading]] = {}
        for candidate in self._index.candidates(reading):
            judgement = judge(reading, candidate, self._codes_of_name)
            if judgement is not None:
                judged[candidate.entry.entry_id] = (judgement, candidate)
        for similar, candidate in resembling:
            if candidate.entry.entry_id not in judged:
                judgement = judge_similar(reading, candidate, similar)
                if judgement is not None:
                    judged[candidate.entry.entry_id] = (judgement, candidate)
        return judged

    def _apply(
        self,
        reviews: tuple[Review, ...],
        judged: dict[str, tuple[Judgement, EntryReading]],
        reading: SubjectReading,
        as_of: date,
    ) -> None:
        """Let the reviews of this USCC speak, also of entries that this question did not lead to."""
        for review in reviews:
            before, candidate = judged.get(review.entry_id, (None, None))
            if candidate is None:
                candidate = self._index.entry(int(review.entry_id[1:]))
            after = apply_review(before, review, reading, candidate, as_of)
            if after is not None:
                judged[review.entry_id] = (after, candidate)

    def _take(
        self,
        judgement: Judgement,
        candidate: EntryReading,
        as_of: date,
        found: list[Match],
        warnings: dict[DecisionWarning, None],
    ) -> None:
        """Add what is judged, if the entry counts on the day."""
        entry = candidate.entry
        listed = self._catalog.lists[entry.list]
        standing = standing_of(entry, listed.term_months)
        if not standing.counts_on(as_of):
            return
        warnings.update(dict.fromkeys(judgement.warnings))
        if judgement.strength is None:
            return
        found.append(_as_match(judgement, judgement.strength, candidate, listed, standing))
        if standing.term_assumed:
            about = DecisionWarning.of(WarningCode.TERM_ASSUMED, entry=entry.entry_id, until=standing.end)
            warnings[about] = None


def _as_match(
    judgement: Judgement, strength: Strength, candidate: EntryReading, listed: ListClass, standing: Standing
) -> Match:
    return Match(
        strength,
        judgement.basis,
        judgement.relation,
        judgement.score,
        judgement.evidence,
        candidate.entry,
        listed.name,
        listed.colour,
        standing.end,
        judgement.review,
    )


def _rank(match: Match) -> tuple[bool, bool, int, float, int]:
    """Strongest first: confirmed before possible, itself before its parent, then by basis; oldest entry first."""
    return (
        match.strength is not Strength.CONFIRMED,
        match.relation is not Relation.SELF,
        _BASIS_PLACE[match.basis],
        -match.score,
        int(match.entry.entry_id[1:]),
    )
