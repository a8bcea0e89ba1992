"""A review (人工核定): a person's verdict on whether an entry is about the enterprise that was asked about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """SAME (同一企业) or DIFFERENT (不是同一企业)."""

    SAME = "SAME"
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True, slots=True)
class MatchReview:
    """What an answer shows of a review: the verdict, who gave it, and the first day on which it no longer holds."""

    verdict: Verdict
    by: str
    until: date
