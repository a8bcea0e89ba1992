"""A question to the name index: the readings of the asked name and the keys it is looked up under."""

from __future__ import annotations

import numpy as np

from jointsanction.match.names import keys
from jointsanction.match.names.listed import ListedName, read_listed
from jointsanction.match.names.region_slips import LONGEST, near_regions, taken_for
from jointsanction.match.names.stem import heads_of, nested

_NEAR_REGIONS = 4
_SHORTEST = 3
_UNITS = frozenset("市县区旗")


class Question:
    """``readings``: ways to read the name, the likeliest first. ``keys``: to probe every part of the index with; the
    first ``firm`` of them tell more than the others. ``texts``: what these were made from, a reading each.
    """

    __slots__ = ("firm", "keys", "name", "readings", "texts")

    def __init__(self, normal: str) -> None:
        name, stem = read_listed(normal)
        self.name = name
        readings = [name]
        for regions, body in stem.others:
            readings.append(ListedName(regions, body, "".join(regions) + body))
        if name.regions:
            damaged = _damaged_child(name)
            if damaged is not None:
                readings.append(damaged)
            near = [(region, "") for region in taken_for(name.regions[-1])]
        else:
            whole = name.whole
            found = near_regions(whole[:LONGEST])[:_NEAR_REGIONS]
            near = [(region, whole[length:]) for region, length in found]
        self.readings = readings
        self.texts = [keys.key_text(reading.body) for reading in readings]
        self.firm, self.keys = _keys(self.texts, readings, near)


def _damaged_child(name: ListedName) -> ListedName | None:
    """A reading in which the next level of the region is one slip away: 天津市河冬区 → 天津市河东区."""
    body = name.body
    if not any(letter in _UNITS for letter in body[1:LONGEST]):
        return None
    for region, length in near_regions(body[:LONGEST]):
        if region[-1] in _UNITS and body[length - 1] == region[-1] and nested(name.regions[-1], region):
            regions = (*name.regions, region)
            return ListedName(regions, body[length:], "".join(regions) + body[length:])
    return None


def _keys(texts: list[str], readings: list[ListedName], near: list[tuple[str, str]]) -> tuple[int, keys.Keys]:
    """Every key, mixed: those without region, those together with each, and last the pairs."""
    name = readings[0]
    heads = [keys.head_of(region) for region in heads_of(name.regions)]
    values, some = _values(texts[0], tails=not name.regions)
    plain, pairs = [values], [(some, heads[0])]
    for reading, text in zip(readings[1:], texts[1:], strict=True):
        values, some = _values(text, tails=False)
        plain.append(values)
        head = keys.head_of(heads_of(reading.regions)[0])
        pairs.append((some, head))
        if head not in heads:
            heads.append(head)
    swapped = []
    for region, rest in near:
        head = keys.head_of(region)
        if not rest:
            swapped.append(head)
            continue
        if head not in heads:
            heads.append(head)
        if len(rest) >= _SHORTEST:
            values, some = _values(keys.key_text(rest), tails=False)
            plain.append(values)
            pairs.append((some, head))
    unrefined = keys.mixed(plain[0] if len(plain) == 1 else np.concatenate(plain))
    within = [(keys.key_part(unrefined) ^ np.array(heads, np.uint64)[:, None]).ravel()]
    if swapped:  # another region and the whole body: one slip
        within.append(keys.key_part(unrefined[:1]) ^ np.array(swapped, np.uint64))
    firm = len(unrefined) + sum(map(len, within))
    within += [some ^ np.uint64(head) for some, head in pairs]
    return firm, np.concatenate([unrefined, keys.mixed(np.concatenate(within))])


def _values(text: str, *, tails: bool) -> tuple[keys.Keys, keys.Keys]:
    """Keys without region and pairs of one text, before mixing."""
    codes = keys.codes_of(text)
    if not len(codes):
        return codes, codes
    asked = keys.asked_keys(len(codes), tails=tails)
    values = asked.matrix @ codes
    return values[: asked.plain], values[asked.plain :]
