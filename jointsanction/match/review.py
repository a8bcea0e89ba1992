"""What a person's review (人工核定) makes of a judgement of the ladder.

SAME: the pair counts as confirmed by identifier, and the match shows the review. Two different valid USCCs stay two
enterprises whatever anybody has found, and a branch stays a branch: neither is overridden.
DIFFERENT: the pair is silent and a warning says so. What an identifier has confirmed meanwhile is not silenced.

A review holds for the version of the entry that was looked at and up to, not on, ``until``; else it changes nothing.
"""

from __future__ import annotations

from datetime import date

from msgspec.structs import replace

from jointsanction.ledger import Review
from jointsanction.match.ladder import Judgement
from jointsanction.match.reading import EntryReading, SubjectReading
from jointsanction.model import Basis, DecisionWarning, Evidence, Finding, Relation, Strength, WarningCode
from jointsanction.model.review import MatchReview, Verdict


def holds(review: Review, entry: EntryReading, as_of: date) -> bool:
    """Whether a review binds this version of the entry on a day."""
    return review.entry_change_no == entry.entry.change_no and as_of < review.until


def apply_review(
    judgement: Judgement | None, review: Review, subject: SubjectReading, entry: EntryReading, as_of: date
) -> Judgement | None:
    """The judgement with the review taken in; ``judgement`` None where the ladder found nothing in common."""
    if not holds(review, entry, as_of):
        return judgement
    codes_valid = subject.uscc_valid and entry.uscc_valid
    if review.verdict is Verdict.DIFFERENT:
        if judgement is None or judgement.strength is None or _by_identifier(judgement):
            return judgement
        return Judgement(None, judgement.basis, judgement.relation, (), (_warning(review, entry),))
    if codes_valid or (judgement is not None and judgement.relation is not Relation.SELF):
        return judgement
    shown = MatchReview(review.verdict, review.by, review.until)
    if judgement is None or judgement.strength is None:
        evidence: tuple[Evidence, ...] = ()
        judgement = Judgement(Strength.CONFIRMED, Basis.REVIEW, Relation.SELF, evidence)
    elif _by_identifier(judgement):
        return replace(judgement, review=shown)
    told = Evidence("REVIEW", Finding.SAME, f"经{review.by}核定为同一企业")
    return replace(
        judgement,
        strength=Strength.CONFIRMED,
        basis=Basis.REVIEW,
        score=1.0,
        evidence=(told, *judgement.evidence),
        warnings=(*judgement.warnings, _warning(review, entry)),
        review=shown,
    )


def _by_identifier(judgement: Judgement) -> bool:
    """Whether the ladder itself is sure: then there was nothing for a person to find."""
    return judgement.strength is Strength.CONFIRMED and judgement.basis is not Basis.NAME


def _warning(review: Review, entry: EntryReading) -> DecisionWarning:
    code = WarningCode.REVIEWED_SAME if review.verdict is Verdict.SAME else WarningCode.REVIEWED_DIFFERENT
    return DecisionWarning.of(
        code, entry=entry.entry.entry_id, name=entry.entry.name, by=review.by, until=review.until.isoformat()
    )
