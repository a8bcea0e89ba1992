"""The words of the field as plain frozen dataclasses; imports nothing else of the package."""

from jointsanction.model.decision import AppliedMeasure, Decision, Outcome, Scope
from jointsanction.model.end import LIFELONG, NO_END, UNKNOWN_END, End, EndKind
from jointsanction.model.entry import Colour, Entry
from jointsanction.model.match import Basis, Certainty, Evidence, Finding, Match, Relation, Strength
from jointsanction.model.measure import (
    BasisLevel,
    EffectiveMeasure,
    EffectiveObligation,
    LegalBasis,
    MemorandumRef,
    Obligation,
    Role,
)
from jointsanction.model.question import Context, Subject
from jointsanction.model.record import DeclinedPerson, FeedItem, RejectedRow, SourceRecord
from jointsanction.model.review import MatchReview, Verdict
from jointsanction.model.warning import DecisionWarning, WarningCode

__all__ = [
    "LIFELONG",
    "NO_END",
    "UNKNOWN_END",
    "AppliedMeasure",
    "Basis",
    "BasisLevel",
    "Certainty",
    "Colour",
    "Context",
    "Decision",
    "DecisionWarning",
    "DeclinedPerson",
    "EffectiveMeasure",
    "EffectiveObligation",
    "End",
    "EndKind",
    "Entry",
    "Evidence",
    "FeedItem",
    "Finding",
    "LegalBasis",
    "Match",
    "MatchReview",
    "MemorandumRef",
    "Obligation",
    "Outcome",
    "RejectedRow",
    "Relation",
    "Role",
    "Scope",
    "SourceRecord",
    "Strength",
    "Subject",
    "Verdict",
    "WarningCode",
]
