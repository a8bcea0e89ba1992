"""From a subject to the entries that are about it: the index that finds candidates, the ladder that judges them."""

from __future__ import annotations

from jointsanction.match.build import bring_up_to_date
from jointsanction.match.build_process import BackgroundBuild, Builds
from jointsanction.match.examination import LayerExamined, examine_layers
from jointsanction.match.foreground_build import build_after_load
from jointsanction.match.index import EntryIndex, Resembling
from jointsanction.match.ladder import Judgement, judge, judge_similar
from jointsanction.match.names import BLOCK
from jointsanction.match.reading import EntryReading, SubjectReading, read_entry, read_subject
from jointsanction.match.review import apply_review
from jointsanction.match.segment import SegmentDamagedError

__all__ = [
    "BLOCK",
    "BackgroundBuild",
    "Builds",
    "EntryIndex",
    "EntryReading",
    "Judgement",
    "LayerExamined",
    "Resembling",
    "SegmentDamagedError",
    "SubjectReading",
    "apply_review",
    "bring_up_to_date",
    "build_after_load",
    "examine_layers",
    "judge",
    "judge_similar",
    "read_entry",
    "read_subject",
]
