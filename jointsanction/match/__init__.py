"""From a subject to the entries that are about it: the index that finds candidates, the ladder that judges them."""

from __future__ import annotations

from jointsanction.match.index import ExactIndex, build_segment
from jointsanction.match.ladder import Judgement, judge
from jointsanction.match.reading import EntryReading, SubjectReading, read_entry, read_subject
from jointsanction.match.segment import Segment, SegmentDamagedError

__all__ = [
    "EntryReading",
    "ExactIndex",
    "Judgement",
    "Segment",
    "SegmentDamagedError",
    "SubjectReading",
    "build_segment",
    "judge",
    "read_entry",
    "read_subject",
]
