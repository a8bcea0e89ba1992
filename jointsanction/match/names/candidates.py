"""From an asked name to the few listed rows that may be it: exact probes only, so the work is bounded at any size."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from zlib import crc32

from jointsanction.match.names import keys
from jointsanction.match.names.form_slips import without_forms
from jointsanction.match.names.listed import ListedName
from jointsanction.match.names.region_slips import near_regions
from jointsanction.match.names.stem import Stem

_NEAR_REGIONS = 4
_TAILS_AFTER_REGION = 4
_TAILS = 7
_SHORTEST_TAIL = 3


class Probed(Protocol):
    """A table of keys."""

    def collect(self, keys: Iterable[int], found: dict[int, int]) -> list[int]:
        """Count the rows under the keys; returns the keys to ask for refined."""
        ...


class NamePart(Protocol):
    """What a segment and the live part have in common."""

    @property
    def stems(self) -> Probed: ...  # noqa: D102 -- named in keys
    @property
    def refined(self) -> Probed: ...  # noqa: D102 -- the same
    @property
    def pairs(self) -> Probed: ...  # noqa: D102 -- the same
    def name(self, row: int) -> ListedName: ...  # noqa: D102 -- the same
    def row_id(self, row: int) -> int: ...  # noqa: D102 -- the same


class Probes:
    """The keys of one question, made once and asked of every part of the index."""

    __slots__ = ("_pairs", "_stems")

    def __init__(self, normal: str, stem: Stem) -> None:
        self._stems: dict[int, str] = {}
        self._pairs: set[int] = set()
        text, letters = stem.text, keys.region_letters(stem.regions)
        known = "".join(region[:2] for region in stem.regions)
        self._ask(keys.stem_texts(text) | keys.asked_windows(text), letters)
        most = _TAILS_AFTER_REGION if stem.regions else _TAILS
        for at in range(1, min(most, len(text) - _SHORTEST_TAIL) + 1):
            self._ask((text[at:],), known + text[:at])
        for regions, other in stem.others:
            self._ask(keys.stem_texts(other), keys.region_letters(regions))
        cut = _unit_end(text)
        if cut:
            self._ask(keys.stem_texts(text[cut:]), known + text[:cut])
        if not stem.regions:
            self._near(normal)
        self._ask_pairs(stem.region, text)

    def _near(self, normal: str) -> None:
        """The region may be damaged: every region one slip from the head of the name, the rest as its stem."""
        tried: set[int] = set()
        for region, length in near_regions(normal)[:_NEAR_REGIONS]:
            rest = without_forms(normal[length:].replace("(", "").replace(")", ""))
            if len(rest) < _SHORTEST_TAIL:
                continue
            if length not in tried:
                tried.add(length)
                self._ask(keys.stem_texts(rest), region[:2])
            self._ask_pairs(region[:2], rest)

    def _ask(self, texts: Iterable[str], letters: str) -> None:
        for key in [crc32(text.encode("utf-16-le", "surrogatepass")) for text in texts]:
            self._stems[key] = self._stems.get(key, "") + letters

    def _ask_pairs(self, region: str, text: str) -> None:
        self._pairs.update(
            [crc32(pair.encode("utf-16-le", "surrogatepass")) for pair in keys.asked_pairs(region, text)]
        )

    def rows(self, part: NamePart) -> dict[int, int]:
        """Row → how many keys it shares with the question."""
        found: dict[int, int] = {}
        stems = self._stems
        for key in part.stems.collect(stems, found):
            part.refined.collect({keys.refined(key, ord(letter) & 0xFFFF) for letter in stems[key]}, found)
        part.pairs.collect(self._pairs, found)
        return found


def _unit_end(text: str) -> int:
    """Where a damaged region seems to end: behind the last 市, 县, 区 … of the first characters; 0 if nowhere."""
    for at in range(min(_TAILS, len(text) - _SHORTEST_TAIL), 0, -1):
        if text[at] in "市县区省旗州":
            return at + 1
    return 0
