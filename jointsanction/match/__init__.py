"""From a subject to the entries that are about it: the index that finds candidates, the ladder that judges them."""

from __future__ import annotations

from jointsanction.match.index import EntryIndex, build_segments
from jointsanction.match.ladder import Judgement, judge, judge_similar
from jointsanction.match.reading import EntryReading, SubjectReading, read_entry, read_subject
from jointsanction.match.review import apply_review
from jointsanction.match.segment import Segment, SegmentDamagedError

__all__ = [
    "EntryIndex",
    "EntryReading",
    "Judgement",
    "Segment",
    "SegmentDamagedError",
    "SubjectReading",
    "apply_review",
    "build_segments",
    "judge",
    "judge_similar",
    "read_entry",
    "read_subject",
]
