"""Which keys a name has: a name and its damaged copy share at least one, two companies of a town seldom do.

* the stem, and the stem less one character: one slip of any kind leaves one of these equal on both sides;
* of long stems also windows of four and the two ends: two slips leave one;
* region + one or two of the first three characters + two characters of the tail: two slips in a short stem.

A key is 32 bits (CRC-32 of UTF-16): a false one brings a candidate that the score throws out.
"""

from __future__ import annotations

from zlib import crc32

LONG_STEM = 9
_VERY_LONG = 20
_KEPT_TAIL = 16
_END = 7
_WINDOW = 4
NO_REGION = "\0"


def key_of(text: str) -> int:
    """The key of a text."""
    return crc32(text.encode("utf-16-le", "surrogatepass"))


def refined(key: int, letter: int) -> int:
    """The key of a common ``key`` together with one character (code point) of the region."""
    mixed = ((key ^ (letter * 0x85EBCA6B)) * 0x9E3779B1) & 0xFFFFFFFF
    return mixed ^ (mixed >> 15)


def stem_texts(stem: str) -> set[str]:
    """The stem and the stem less one character, asked and listed alike."""
    size = len(stem)
    texts = {stem}
    if size > _VERY_LONG:
        texts.add(stem[-_KEPT_TAIL:])
        texts.update(stem[:at] + stem[at + 1 :] for at in range(size - _KEPT_TAIL, size))
    elif size > 2:
        texts.update([stem[:at] + stem[at + 1 :] for at in range(size)])
    return texts


def listed_windows(stem: str) -> set[str]:
    """Ends and every second window of a long stem; none of a short one."""
    size = len(stem)
    if size < LONG_STEM:
        return set()
    return {stem[:_END], stem[-_END:]}.union(stem[at : at + _WINDOW] for at in range(size - _WINDOW, -1, -2))


def asked_windows(stem: str) -> set[str]:
    """Ends and every window of a long stem."""
    size = len(stem)
    if size < LONG_STEM:
        return set()
    return {stem[:_END], stem[-_END:]}.union(stem[at : at + _WINDOW] for at in range(size - _WINDOW + 1))


def listed_pairs(region: str, stem: str) -> list[str]:
    """Region with what is left of a short stem after two slips."""
    size = len(stem)
    if not region or size < 2 or size == 3:
        return []
    if size == 2:
        return [f"{region}{stem[0]}\2", f"{region}{stem[1]}\2"]
    texts = [region + stem[:2]]
    blocks = [stem[-2:], stem[-4:-2]] if size >= 6 else [stem[-2:]]
    for block in blocks:
        texts += [region + letter + block for letter in (stem[:3] if size >= 5 else stem[:2])]
    return texts


def asked_pairs(region: str, stem: str) -> set[str]:
    """The same for a question, whose characters may have moved by one."""
    size = len(stem)
    if not region:
        return set()
    if size < 4:
        return {f"{region}{letter}\2" for letter in stem}
    texts = {region + stem[:2], region + stem[1:3], region + stem[0] + stem[2]}
    for at in range(max(2, size - 5), size - 1):
        block = stem[at : at + 2]
        texts.update([region + letter + block for letter in stem[:3]])
    return texts


def region_letters(regions: tuple[str, ...]) -> str:
    """Characters of the regions that refine a common key; two a region."""
    return "".join(region[:2] for region in regions) or NO_REGION
