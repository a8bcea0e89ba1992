"""The case record (查询记录): every check before it is answered, what was done about it, and what a person found.

``Recorder`` writes, ``CheckRecord`` reads; both on ``DIR/record.sqlite3``.
"""

from __future__ import annotations

from jointsanction.record.answers import MeasureAnswer, answer_measure
from jointsanction.record.chain import Seal
from jointsanction.record.check import CheckToRecord
from jointsanction.record.check_record import CheckRecord
from jointsanction.record.denial import DENIED, Denial, write_denial
from jointsanction.record.erasing import erase_expired, require_keeping
from jointsanction.record.listing import CheckFilter, CheckPage, ListedCheck, MeasurePage
from jointsanction.record.reach import EVERYTHING, Reach
from jointsanction.record.recorder import Recorder
from jointsanction.record.reviewing import ReviewRequest, review_match, revoke_match_review
from jointsanction.record.statistics import Dimension, Figures, Per
from jointsanction.record.stored import Event, MeasureState, StoredCheck
from jointsanction.record.taking_over import Folding, take_over_journal
from jointsanction.record.terms import AnswerTerms
from jointsanction.record.verify import Broken, Verified
from jointsanction.record.writing import Recorded

__all__ = [
    "DENIED",
    "EVERYTHING",
    "AnswerTerms",
    "Broken",
    "CheckFilter",
    "CheckPage",
    "CheckRecord",
    "CheckToRecord",
    "Denial",
    "Dimension",
    "Event",
    "Figures",
    "Folding",
    "ListedCheck",
    "MeasureAnswer",
    "MeasurePage",
    "MeasureState",
    "Per",
    "Reach",
    "Recorded",
    "Recorder",
    "ReviewRequest",
    "Seal",
    "StoredCheck",
    "Verified",
    "answer_measure",
    "erase_expired",
    "require_keeping",
    "review_match",
    "revoke_match_review",
    "take_over_journal",
    "write_denial",
]
