"""What doctor says of one thing it has looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Condition(StrEnum):
    """How a part is: GOOD, to be seen to (ATTENTION), or FAULTY (checks may be wrong or impossible)."""

    GOOD = "GOOD"
    ATTENTION = "ATTENTION"
    FAULTY = "FAULTY"


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at: part (in Chinese), condition, what was seen, what to do ("" for GOOD)."""

    part: str
    condition: Condition
    seen: str
    advice: str = ""
