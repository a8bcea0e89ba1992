"""Regions one slip away from the head of a name: 清园市… → 清远, 远清市… → 清远."""

from __future__ import annotations

from functools import cache, lru_cache

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


@lru_cache(1 << 14)
def near_regions(text: str) -> tuple[tuple[str, int], ...]:
    """(region, how many characters of ``text`` stand for it), in a fixed order; the likelier is not told here.

    ``text``: the first ``LONGEST`` characters of a name.
    """
    regions, one_less = region_names(), _one_less()
    found: dict[tuple[str, int], None] = {}
    for length in (4, 3, 2):
        if len(text) < length:
            continue
        head = text[:length]
        for region in one_less.get(head, ()):  # one missing
            found[region, length] = None
        for at in range(length):
            shorter = head[:at] + head[at + 1 :]
            if shorter in regions:  # one too many
                found[shorter, length] = None
            if length == 2 and len(one_less.get(shorter, ())) > 200:
                continue
            for region in one_less.get(shorter, ()):  # one wrong, or two swapped
                if len(region) == length and (region[at] != head[at]) and _one_slip(region, head):
                    found[region, length] = None
    return tuple(found)


@lru_cache(1 << 12)
def taken_for(region: str) -> tuple[str, ...]:
    """Regions that a known one may have been written for: 阳信 for 信阳, 宜城 for 宣城."""
    return tuple(other for other, length in near_regions(region) if length == len(region) and other != region)


def _one_slip(region: str, head: str) -> bool:
    wrong = [at for at, (one, other) in enumerate(zip(region, head, strict=True)) if one != other]
    return len(wrong) == 1 or (len(wrong) == 2 and sorted(region) == sorted(head))
