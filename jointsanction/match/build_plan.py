"""Which change numbers the next layer covers, and how many of the layers below it stay.

Writing the changes since the last build is cheap; each generation costs every question some probes. So generations are
merged by size class: four of a class become one of the next (a log-structured merge, O'Neil and others 1996), which
writes an entry about log4(changes / smallest) times. A new base, which changes the engine version and is written whole,
comes only when the generations have grown as large as it: two entries are written for each change then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jointsanction.match.manifest import LayerPlace

SMALLEST = 20_000
"""Entries that the lowest size class reaches up to."""

_FAN_OUT = 4
_MOST_GENERATIONS = 6
BASE_LEAST = 20_000
"""Entries above a small base before it is built anew: about a second's work."""


LARGE = 50_000
"""Changes from which a layer takes so long (at some 50 µs each, where nobody else wants to run) that others had better
go on adding small ones: what is pushed stays in memory until it is in a layer, and every check looks there."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The layer to build, on top of the first ``keep`` layers."""

    after: int
    upto: int
    keep: int

    @property
    def is_large(self) -> bool:
        """Whether others should not have to wait for it."""
        return self.upto - self.after > LARGE


def plan(layers: Sequence[LayerPlace], upto: int, *, large_upto: int = 0) -> Plan | None:
    """The next layer for a ledger at change number ``upto``; None when there is nothing to do.

    ``large_upto``: a large layer up to there is being built by another process. Then no base is built here, and no
    layer reaches over that change number: the large one is to take the place of whole layers.
    """
    top = layers[-1].upto if layers else 0
    # As many as there are change numbers at most: counting would be a scan.
    size = upto - top
    if size <= 0:
        return None
    if not layers:
        return Plan(0, upto, 0)
    base, *generations = layers
    if not large_upto and size + sum(each.entries for each in generations) > max(BASE_LEAST, base.entries):
        return Plan(0, upto, 0)
    keep = len(generations)
    while keep and not generations[keep - 1].after < large_upto < upto:
        like = _of_class(generations[:keep], _class(size))
        if like + 1 < _FAN_OUT and _class(generations[keep - 1].entries) >= _class(size) and keep < _MOST_GENERATIONS:
            break
        merged = _mergeable(generations[:keep], max(1, like), large_upto if large_upto < upto else 0)
        size += sum(each.entries for each in generations[keep - merged : keep])
        keep -= merged
    return Plan(layers[keep].upto, upto, keep + 1)


def _class(entries: int) -> int:
    """0 up to SMALLEST, 1 up to four times as many, and so on."""
    found, limit = 0, SMALLEST
    while entries > limit:
        found, limit = found + 1, limit * _FAN_OUT
    return found


def _mergeable(generations: Sequence[LayerPlace], wanted: int, begin: int) -> int:
    """How many generations at the end can become one of ``wanted``: those that begin at a change number or later."""
    return sum(each.after >= begin for each in generations[-wanted:])


def _of_class(generations: Sequence[LayerPlace], most: int) -> int:
    """How many generations at the end are of class ``most`` or below."""
    count = 0
    for each in reversed(generations):
        if _class(each.entries) > most:
            break
        count += 1
    return count
