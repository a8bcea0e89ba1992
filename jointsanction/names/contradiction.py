"""Whether two names' 字号 contradict each other: a warning beside equal identifiers, never a match of its own."""

from __future__ import annotations

from rapidfuzz.distance import OSA

from jointsanction.names.parts import parts
from jointsanction.names.reading import is_masked
from jointsanction.names.words import homophones

_SLIP_FROM = 3  # characters: in a two-character 字号 one different character is normally another company


def cores_contradict(left: str, right: str) -> bool:
    """Whether both normal forms have a 字号 and these differ beyond containment and one slip of the pen.

    One edit between 字号 of three characters or more, counting characters of one homophone group as equal, is a slip.
    """
    one, other = parts(left).core, parts(right).core
    if not one or not other or one in right or other in left or is_masked(left) or is_masked(right):
        return False
    if min(len(one), len(other)) < _SLIP_FROM:
        return True
    table = homophones()
    return OSA.distance(one.translate(table), other.translate(table), score_cutoff=1) > 1
