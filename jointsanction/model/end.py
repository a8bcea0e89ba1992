"""The end of an entry (有效期): a date, none (长期), lifelong (终身) or unknown, never folded together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class EndKind(StrEnum):
    """What is known of an entry's end."""

    DATE = "date"
    NONE = "none"
    LIFELONG = "lifelong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class End:
    """An end; ``on`` is the first day on which the entry no longer counts (half-open), set for DATE only.

    >>> str(End.date(date(2027, 1, 1))), str(NO_END), str(UNKNOWN_END)
    ('2027-01-01', 'none', 'unknown')
    """

    kind: EndKind
    on: date | None = None

    @classmethod
    def date(cls, on: date) -> End:
        """An end on a known day, given as the first day that no longer counts."""
        return cls(EndKind.DATE, on)

    def __str__(self) -> str:
        return self.on.isoformat() if self.on is not None else str(self.kind)

    @classmethod
    def parse(cls, text: str) -> End:
        """Read what ``str(end)`` wrote; raises ValueError for anything else."""
        if text in (EndKind.NONE, EndKind.LIFELONG, EndKind.UNKNOWN):
            return cls(EndKind(text))
        return cls(EndKind.DATE, date.fromisoformat(text))


NO_END = End(EndKind.NONE)
LIFELONG = End(EndKind.LIFELONG)
UNKNOWN_END = End(EndKind.UNKNOWN)
