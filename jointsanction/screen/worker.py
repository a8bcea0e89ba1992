"""What runs in a worker process of a screening: its own checker, pinned to what the first process decided on."""

from __future__ import annotations

import json
import multiprocessing
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from jointsanction.checker import Checker
from jointsanction.errors import JointsanctionError, QuestionError, RulesError
from jointsanction.model import Context, Decision, RejectedRow, Subject
from jointsanction.screen.results import NO_DECISION, RowResult, no_result, row_result

Asked = tuple[int, Subject | RejectedRow]
"""A row number with the question of the row, or with what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Job:
    """What every worker must agree on; ``context.as_of`` is set."""

    data: Path
    change_no: int
    rule_version: str
    engine_version: str
    context: Context
    wants_json: bool


_mine: list[tuple[Checker, Job] | JointsanctionError] = []
"""The worker's checker, or why it has none: one process, one job, set once by ``start``."""


def start(job: Job) -> None:
    """Open the worker's checker at the job's list version; what is wrong is told when there is work."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        checker = Checker.open(job.data, read_only=True, upto=job.change_no)
        if (checker.rules.version, checker.engine_version) != (job.rule_version, job.engine_version):
            raise RulesError("规则文件或索引在批量查询开始时被更换，请重新运行", (), reason="RULES_CHANGED")
        _mine[:] = [(checker, job)]
    except JointsanctionError as error:
        _mine[:] = [error]


def _end_with_parent() -> None:
    """A killed first process can tell its workers nothing; without this they would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def work(questions: Sequence[Asked]) -> list[RowResult] | JointsanctionError:
    """Check one chunk in the worker; an error is handed back as it is."""
    mine = _mine[0]
    if isinstance(mine, JointsanctionError):
        return mine
    try:
        return check_rows(*mine, questions)
    except JointsanctionError as error:
        return error


def check_rows(checker: Checker, job: Job, questions: Sequence[Asked]) -> list[RowResult]:
    """A result for every question, in order."""
    answers = iter(checker.check_block([one for _, one in questions if isinstance(one, Subject)], job.context))
    return [
        _refused(job, number, question.reason, question.message)
        if isinstance(question, RejectedRow)
        else _result(job, number, next(answers))
        for number, question in questions
    ]


def _result(job: Job, number: int, answer: Decision | QuestionError) -> RowResult:
    if isinstance(answer, QuestionError):
        return _refused(job, number, answer.reason, answer.message)
    if not job.wants_json:
        return row_result(answer)
    lists = tuple(dict.fromkeys(match.list_name for match in answer.matches))
    # The decision's own JSON, so that a line and ``check --json`` cannot differ; it opens with a brace.
    return RowResult(answer.outcome.name, (), lists, json=f'{{"row": {number}, {answer.to_json()[1:]}')


def _refused(job: Job, number: int, reason: str, message: str) -> RowResult:
    if not job.wants_json:
        return no_result(reason, message)
    error = {"row": number, "outcome": NO_DECISION, "error": {"reason": reason, "text": message}}
    return RowResult(NO_DECISION, (), reason=reason, json=json.dumps(error, ensure_ascii=False))
