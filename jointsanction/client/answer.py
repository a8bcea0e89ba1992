"""What the client gives back: answers and acknowledgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jointsanction.client.plain import moment_of, outcome_of, plain
from jointsanction.client.question import ListRecord
from jointsanction.model import Outcome
from jointsanction.v1.check_service_pb2 import CheckResponse
from jointsanction.v1.list_service_pb2 import PushEntriesResponse


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``decision`` is the whole decision in the form of ``check --json``; ``check_id`` is what measures are
    reported by; ``lists`` says how fresh each list is (in a stream only where that has changed).
    """

    check_id: str
    outcome: Outcome
    if_confirmed: Outcome
    decision: Mapping[str, Any]
    checked_at: datetime
    repeated: bool
    lists: tuple[Mapping[str, Any], ...]

    @property
    def needs_person(self) -> bool:
        """Whether a person must look before the case goes on: a match waits for a review that could change it."""
        return self.outcome is Outcome.VERIFY or self.if_confirmed > self.outcome


def answer_of(response: CheckResponse) -> Answer:
    """An answer off the wire; one without a decision is VERIFY."""
    decision = response.decision
    return Answer(
        response.check_id,
        outcome_of(decision.outcome),
        outcome_of(decision.if_confirmed),
        plain(decision),
        moment_of(response.checked_at),
        response.repeated,
        tuple(plain(each) for each in response.lists),
    )


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """How a pushed record ended; it is on disk. ``fate`` is ACCEPTED, JOINED, UNCHANGED, SUPERSEDED, QUARANTINED (with
    reason, message and field) or DECLINED.
    """

    correlation_id: str
    fate: str
    reason: str
    message: str
    field: str
    warnings: tuple[str, ...]
    change_no: int


def acknowledgements_of(records: Sequence[ListRecord], response: PushEntriesResponse) -> list[Acknowledgement]:
    """The acknowledgements of a message's records off the wire."""
    return [
        Acknowledgement(record.record_id, **{**values, "warnings": tuple(values["warnings"])})
        for record, values in zip(records, map(plain, response.acknowledgements), strict=True)
    ]
