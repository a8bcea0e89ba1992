"""A match (匹配): an entry held to be about the subject, how strongly, on what basis, and why."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from jointsanction.model.entry import Colour, Entry
from jointsanction.model.review import MatchReview


class Strength(StrEnum):
    """CONFIRMED (确认) or POSSIBLE (疑似, a person must look)."""

    CONFIRMED = "CONFIRMED"
    POSSIBLE = "POSSIBLE"


class Basis(StrEnum):
    """What the match rests on, strongest first."""

    USCC = "USCC"
    ORG_CODE = "ORG_CODE"
    REG_NO = "REG_NO"
    TAX_NO = "TAX_NO"
    DAMAGED_CODE = "DAMAGED_CODE"
    REVIEW = "REVIEW"
    NAME = "NAME"
    REPAIRED_CODE = "REPAIRED_CODE"
    SIMILAR_NAME = "SIMILAR_NAME"


class Certainty(StrEnum):
    """How sure it is that an entry is about the subject itself: the column of the decision table.

    ID is CONFIRMED by identifier, NAME is CONFIRMED by name alone, POSSIBLE takes in PARENT.
    """

    ID = "ID"
    NAME = "NAME"
    POSSIBLE = "POSSIBLE"


class Relation(StrEnum):
    """SELF (本企业) or PARENT (the entry is about the company whose branch the subject is)."""

    SELF = "SELF"
    PARENT = "PARENT"


class Finding(StrEnum):
    """How one part of the evidence came out. ABSENT (nothing to compare) is not DIFFERENT (a contradiction)."""

    SAME = "SAME"
    SIMILAR = "SIMILAR"
    ABSENT = "ABSENT"
    DIFFERENT = "DIFFERENT"
    DAMAGED = "DAMAGED"


class Evidence(Struct, frozen=True, gc=False):
    """One part of the evidence: which part (USCC, NAME, CORE, REGION …), how it came out, in Chinese."""

    part: str
    finding: Finding
    text: str


class Match(Struct, frozen=True, gc=False):
    """``score`` is 1.0 where codes or names are equal (no estimate is made), else the calibrated probability
    that both are the same enterprise. ``effective_end`` is the day the entry stops counting (None: no end).
    ``review`` is the verdict of a person that the match rests on or agrees with.
    """

    strength: Strength
    basis: Basis
    relation: Relation
    score: float
    evidence: tuple[Evidence, ...]
    entry: Entry
    list_name: str
    colour: Colour
    effective_end: date | None = None
    review: MatchReview | None = None

    @property
    def certainty(self) -> Certainty:
        """Where the match stands in the decision table; a parent's entry is never more than POSSIBLE."""
        if self.strength is not Strength.CONFIRMED or self.relation is not Relation.SELF:
            return Certainty.POSSIBLE
        return Certainty.NAME if self.basis is Basis.NAME else Certainty.ID
