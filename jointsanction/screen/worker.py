"""What runs in a worker process of a screening: its own checker, pinned to what the first process decided on."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jointsanction.checker import Checker
from jointsanction.errors import JointsanctionError, QuestionError
from jointsanction.model import Context, RejectedRow, Subject
from jointsanction.screen.results import RowResult, no_result, row_result


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker must agree on; ``context.as_of`` is set."""

    data: Path
    change_no: int
    rule_version: str
    context: Context
    wants_json: bool


class RulesChangedError(JointsanctionError):
    """The rule files were edited while a screening started; run it again. Reason: RULES_CHANGED."""

    default_reason = "RULES_CHANGED"


_mine: list[tuple[Checker, Job]] = []
"""The worker's checker: one process, one job, set once by ``start``."""


def start(job: Job) -> None:
    """Open the worker's checker at the job's list version."""
    checker = Checker.open(job.data, read_only=True, upto=job.change_no)
    if checker.rules.version != job.rule_version:
        raise RulesChangedError("规则文件在批量查询开始时被修改，请重新运行")
    _mine[:] = [(checker, job)]


def work(questions: Sequence[tuple[int, Subject | RejectedRow]]) -> list[RowResult]:
    """Check one chunk in the worker."""
    checker, job = _mine[0]
    return check_rows(checker, job, questions)


def check_rows(checker: Checker, job: Job, questions: Sequence[tuple[int, Subject | RejectedRow]]) -> list[RowResult]:
    """A result for every question, in order."""
    return [_check(checker, job, number, question) for number, question in questions]


def _check(checker: Checker, job: Job, number: int, question: Subject | RejectedRow) -> RowResult:
    if isinstance(question, RejectedRow):
        return _refused(job, number, question.reason, question.message)
    try:
        decision = checker.check(question, job.context)
    except QuestionError as error:
        return _refused(job, number, error.reason, error.message)
    result = row_result(decision)
    if not job.wants_json:
        return result
    text = json.dumps({"row": number, **decision.to_dict()}, ensure_ascii=False)
    return RowResult(result.outcome, (), result.lists, text)


def _refused(job: Job, number: int, reason: str, message: str) -> RowResult:
    result = no_result(reason, message)
    if not job.wants_json:
        return result
    error = {"row": number, "outcome": result.outcome, "error": {"reason": reason, "text": message}}
    return RowResult(result.outcome, result.cells, (), json.dumps(error, ensure_ascii=False))
