"""Whose checks a caller may see, report on and review: its own, and those of its regions and departments."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reach:
    """``regions`` are division codes, each with the divisions below it; ``departments`` are function codes.

    None means all of them. A county given as region sees neither its city nor another county. A check that names no
    region is seen by its own caller and by those whose regions are not limited.
    """

    caller: str = ""
    regions: tuple[str, ...] | None = None
    departments: tuple[str, ...] | None = None

    def condition(self) -> tuple[str, list[str]]:
        """The condition on a row ``c`` of ``checked`` as SQL, with its values."""
        limits: list[str] = []
        values: list[str] = []
        if self.regions is not None:
            limits.append("(" + (" OR ".join("c.region GLOB ?" for _ in self.regions) or "0") + ")")
            values.extend(_pattern(region) for region in self.regions)
        if self.departments is not None:
            limits.append(f"c.department IN ({', '.join('?' * len(self.departments))})")
            values.extend(self.departments)
        if not limits:
            return "1", []
        return f"(c.caller = ? OR ({' AND '.join(limits)}))", [self.caller, *values]


EVERYTHING = Reach()
"""The operator at the machine itself."""


def _pattern(region: str) -> str:
    """Codes that are or lie below a division: 441800 holds 4418xx, 440000 holds 44xxxx."""
    if not (region.isascii() and region.isdecimal() and len(region) == 6):
        return region.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
    return region[:2] + "*" if region.endswith("0000") else region[:4] + "*" if region.endswith("00") else region
