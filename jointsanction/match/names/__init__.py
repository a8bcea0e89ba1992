"""Resembling names: an index of exact probes, a noisy-channel score and evidence part by part."""

from jointsanction.match.names.builder import build_segment
from jointsanction.match.names.calibration import Calibration, shipped_calibration
from jointsanction.match.names.common_keys import CommonKeys
from jointsanction.match.names.comparing import COMPARED, NamePart, most_shared
from jointsanction.match.names.evidence import NameEvidence, PartEvidence, sentence
from jointsanction.match.names.live import LiveNames
from jointsanction.match.names.question import Question
from jointsanction.match.names.question_block import BLOCK
from jointsanction.match.names.score import POSSIBLE, SCORE_VERSION
from jointsanction.match.names.segment import NameSegment
from jointsanction.match.names.segment_file import NameIndexDamagedError
from jointsanction.match.names.similar import NameCandidate, NameSearch

__all__ = [
    "BLOCK",
    "COMPARED",
    "POSSIBLE",
    "SCORE_VERSION",
    "Calibration",
    "CommonKeys",
    "LiveNames",
    "NameCandidate",
    "NameEvidence",
    "NameIndexDamagedError",
    "NamePart",
    "NameSearch",
    "NameSegment",
    "PartEvidence",
    "Question",
    "build_segment",
    "most_shared",
    "sentence",
    "shipped_calibration",
]
