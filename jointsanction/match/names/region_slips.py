"""Regions one slip away from the head of a name: 清园市… → 清远, 远清市… → 清远."""

from __future__ import annotations

from functools import cache, lru_cache

from jointsanction.match.names.letters import alike
from jointsanction.match.names.stem import region_names

_LONGEST = 5
LONGEST = 4


@cache
def _one_less() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for region in sorted(region_names()):
        if len(region) <= _LONGEST:
            for text in {region[:at] + region[at + 1 :] for at in range(len(region))}:
                found.setdefault(text, []).append(region)
    return {text: tuple(regions) for text, regions in found.items()}


@cache
def _one_wrong() -> dict[str, tuple[str, ...]]:
    """Region with any one character replaced by ``?`` → the regions."""
    found: dict[str, list[str]] = {}
    for region in sorted(region_names()):
        if len(region) <= _LONGEST:
            for at in range(len(region)):
                found.setdefault(f"{region[:at]}?{region[at + 1 :]}", []).append(region)
    return {text: tuple(regions) for text, regions in found.items()}


@lru_cache(1 << 14)
def near_regions(text: str) -> tuple[tuple[str, int], ...]:
    """(region, how many characters of ``text`` stand for it), in a fixed order; the likelier is not told here.

    ``text``: the first ``LONGEST`` characters of a name.
    """
    regions, one_less, one_wrong = region_names(), _one_less(), _one_wrong()
    found: dict[tuple[str, int], None] = {}
    for length in range(min(LONGEST, len(text)), 1, -1):
        head = text[:length]
        found.update(((region, length), None) for region in one_less.get(head, ()))
        for at in range(length):
            shorter = head[:at] + head[at + 1 :]
            if shorter in regions:
                found[shorter, length] = None
            for region in one_wrong.get(f"{head[:at]}?{head[at + 1 :]}", ()):
                if region != head:
                    found[region, length] = None
            swapped = head[:at] + head[at : at + 2][::-1] + head[at + 2 :]
            if swapped in regions and swapped != head:
                found[swapped, length] = None
    return tuple(found)


@lru_cache(1 << 12)
def taken_for(region: str) -> tuple[str, ...]:
    """Regions that a known one is easily written for: 阳信 for 信阳, 宜城 for 宣城, 福山 for 佛山; in a fixed order."""
    known = region_names()
    found = {region[:at] + region[at : at + 2][::-1] + region[at + 2 :] for at in range(len(region) - 1)}
    for at, letter in enumerate(region):
        found.update(region[:at] + other + region[at + 1 :] for other in alike(letter))
    return tuple(sorted((found & known) - {region}))
