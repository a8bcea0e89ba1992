"""A question to the name index: the readings of the asked name and the keys it is looked up under."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jointsanction.match.names import keys
from jointsanction.match.names.asked_keys import Ask, AskedKeys, asked_keys
from jointsanction.match.names.keys import Keys
from jointsanction.match.names.letter_bits import WITHOUT_REGION, bits_of
from jointsanction.match.names.listed import ListedName, read_listed, regions_packed
from jointsanction.match.names.region_slips import LONGEST, near_regions, taken_for
from jointsanction.match.names.stem import heads_of, nested

_TAILS, _WHOLE, _SEAM = Ask
_NEAR_REGIONS = 4
_SHORTEST = 3
_LETTERS_LOST = 2
"""All but so many characters of a body stand in the listed name in their order; where no region was recognised, which
may be damaged, all but one more."""
OPENING = 3
"""The first characters of a body, where the 字号 is; its place may have moved by one."""
_START = 6
"""Where more of a region than was read precedes the asked body, the listed 字号 begins among so many characters."""
_UNITS = frozenset("市县区旗")


class Question:
    """``readings``: ways to read the name, the likeliest first. ``texts``: what keys are made from, a reading each, by
    ``shape`` from ``numbers`` and ``heads``; the first ``firm`` of the keys tell more than the others. Of one of the
    texts all characters but ``lost`` stand in a listed name that is meant; of ``letters``, the bits of those that all
    have, no more than so many lack there. ``plain``: the regions of all readings but shorter ones are the same, and
    ``region_letters`` their first two characters each; of these, or of having no region, a listed name has one bit
    (``region_bits``, ``region_mask``; 0 and None where that is not certain).
    ``regions``: as the index keeps them; ``region``: the one that pairs are kept under, "" for none; ``opening`` and
    ``start``: characters at the head of the body.
    """

    __slots__ = (
        "_keys",
        "firm",
        "heads",
        "letters",
        "lost",
        "name",
        "numbers",
        "opening",
        "plain",
        "readings",
        "region",
        "region_bits",
        "region_letters",
        "region_mask",
        "regions",
        "shape",
        "start",
        "texts",
    )

    def __init__(self, normal: str) -> None:
        name, stem = read_listed(normal)
        self.name = name
        readings = [name]
        for regions, body in stem.others:
            readings.append(ListedName(regions, body, "".join(regions) + body))
        read = _regions_read(name.regions)
        self.region = read.region
        swapped: Sequence[int]
        near: Sequence[tuple[str, str]] = ()
        if name.regions:
            if not _UNITS.isdisjoint(name.body[1:LONGEST]) and (damaged := _damaged_child(name)) is not None:
                readings.append(damaged)
            swapped = read.swapped
        else:
            whole = name.whole
            found = near_regions(whole[:LONGEST])[:_NEAR_REGIONS]
            near = [(region, whole[length:]) for region, length in found]
            swapped = [keys.head_of(region) for region, _ in found]
        self.readings = readings
        self.texts = texts = [keys.key_text(reading.body) for reading in readings]
        self.region_letters, self.regions = read.letters, read.packed
        self.opening, self.start = frozenset(name.body[:OPENING]), name.body[:_START]
        whole = name.whole
        self.plain = bool(name.regions)
        for reading in readings:
            if reading.whole != whole:
                self.plain = False
        self.region_mask: npt.NDArray[np.uint64] | None = None
        if self.plain:
            self.lost, self.region_bits, self.region_mask = _LETTERS_LOST, read.bits, read.mask
        else:
            self.lost, self.region_bits = _LETTERS_LOST + (not name.regions), 0
        self.letters = bits_of(texts[0] if len(texts) == 1 else set(texts[0]).intersection(*texts[1:]))
        self.shape, self.numbers, self.heads = _keys(texts, readings, near, read, swapped)
        self.firm = self.shape.firm
        self._keys: keys.Keys | None = None

    @property
    def keys(self) -> keys.Keys:
        """What to probe every part of the index with; made when asked for, or with others (:mod:`question_block`)."""
        if self._keys is None:
            self._keys = self.shape.of(self.numbers, self.heads)
        return self._keys

    def fits(self, absent: int, *, whole: bool) -> bool:
        """Whether a listed name that lacks these letter bits may be meant; ``whole``: it has the first of the keys, all
        of what was asked, which may stand in a larger or smaller region that shares no character.
        """
        if (absent & self.letters).bit_count() > self.lost:
            return False
        return whole or not self.region_bits or absent & self.region_bits != self.region_bits

    def fits_each(self, absent: Keys, *, whole: bool) -> npt.NDArray[np.bool_]:
        """The same for many listed names."""
        found: npt.NDArray[np.bool_] = np.bitwise_count(absent & np.uint64(self.letters)) <= self.lost
        if not whole and self.region_bits:
            region = np.uint64(self.region_bits)
            found &= absent & region != region
        return found


class _RegionsRead(NamedTuple):
    """What a question needs of the regions of a name, which many names share."""

    letters: frozenset[str]
    packed: str
    bits: int
    mask: npt.NDArray[np.uint64]
    """The bits as numpy takes them."""
    region: str
    heads: tuple[int, ...]
    places: tuple[int, ...]
    """Where the heads stand among themselves: 0, 1, 2 …"""
    swapped: tuple[int, ...]
    """The heads of regions that the smallest is easily written for; nothing of the body belongs to them."""


@lru_cache(1 << 12)
def _regions_read(regions: tuple[str, ...]) -> _RegionsRead:
    letters = frozenset(letter for region in regions for letter in region[:2])
    swapped = tuple(map(keys.head_of, taken_for(regions[-1]))) if regions else ()
    own = heads_of(regions)
    heads = tuple(map(keys.head_of, own))
    bits = bits_of(letters) | WITHOUT_REGION
    mask = np.array(bits, np.uint64)
    places = tuple(range(len(heads)))
    return _RegionsRead(letters, regions_packed(regions), bits, mask, own[0], heads, places, swapped)


def _damaged_child(name: ListedName) -> ListedName | None:
    """A reading in which the next level of the region is one slip away: 天津市河冬区 → 天津市河东区."""
    body = name.body
    for region, length in near_regions(body[:LONGEST]):
        if region[-1] in _UNITS and body[length - 1] == region[-1] and nested(name.regions[-1], region):
            regions = (*name.regions, region)
            return ListedName(regions, body[length:], "".join(regions) + body[length:])
    return None


def _keys(
    texts: list[str],
    readings: list[ListedName],
    near: Sequence[tuple[str, str]],
    read: _RegionsRead,
    swapped: Sequence[int],
) -> tuple[AskedKeys, list[int], list[int]]:
    """What every key is made from: those without region, those together with one, and last the pairs."""
    name = readings[0]
    heads = list(read.heads)
    asked, asks = list(texts), [(len(texts[0]), _WHOLE if name.regions else _TAILS, read.places)]
    if len(readings) > 1:
        for reading, text in zip(readings[1:], texts[1:], strict=True):
            if reading.whole == name.whole:
                asks.append((len(text), _SEAM, ()))
            else:
                asks.append((len(text), _WHOLE, tuple(_place(region, heads) for region in heads_of(reading.regions))))
    for region, rest in near:
        if len(rest) >= _SHORTEST:
            asked.append(keys.key_text(rest))
            asks.append((len(asked[-1]), _WHOLE, (_place(region, heads),)))
    heads += swapped
    return asked_keys(tuple(asks), len(heads), len(swapped)), [*map(ord, "".join(asked))], [0, *heads]


def _place(region: str, heads: list[int]) -> int:
    """Where the head of a region stands among the others; it is put behind them if it is new."""
    head = keys.head_of(region)
    if head not in heads:
        heads.append(head)
    return heads.index(head)
