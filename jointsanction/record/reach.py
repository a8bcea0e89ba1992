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

    def holds(self, *, region: str, department: str) -> bool:
        """Whether a region and a department (codes, "" for none) lie within; the same rule as ``condition``.

        >>> Reach(regions=("441800",)).holds(region="441802", department="finance")
        True
        >>> Reach(regions=("441802",)).holds(region="441800", department="finance")
        False
        """
        return self.holds_region(region) and self.holds_department(department)

    def holds_region(self, region: str) -> bool:
        """Whether a division lies within; none ("") does only where regions are not limited."""
        return self.regions is None or any(_lies_in(region, outer) for outer in self.regions)

    def holds_department(self, department: str) -> bool:
        """The same for a department."""
        return self.departments is None or department in self.departments


EVERYTHING = Reach()
"""The operator at the machine itself."""


def _stem(region: str) -> str:
    """How the codes below a division begin: 441800 holds 4418xx, 440000 holds 44xxxx; a county's is its own code."""
    if not (region.isascii() and region.isdecimal() and len(region) == 6):
        return region
    return region[:2] if region.endswith("0000") else region[:4] if region.endswith("00") else region


def _lies_in(region: str, outer: str) -> bool:
    stem = _stem(outer)
    return region == outer or (stem != outer and region.startswith(stem))


def _pattern(region: str) -> str:
    """The same as a GLOB pattern."""
    stem = _stem(region)
    if stem != region:
        return f"{stem}*"
    return region.replace("[", "[[]").replace("*", "[*]").replace("?", "[?]")
