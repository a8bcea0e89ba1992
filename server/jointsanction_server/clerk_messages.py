"""What goes to a clerk and comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from jointsanction.ledger import Fate
from jointsanction.model import RejectedRow


@dataclass(frozen=True, slots=True)
class PushMessage:
    """Records of one caller as they came off the wire; ``administers``: whether the caller has that right."""

    records: tuple[bytes, ...]
    caller: str
    administers: bool


@dataclass(frozen=True, slots=True)
class PushGroup:
    """Records that are written in one transaction, and read by the catalogue of the rules in force."""

    messages: tuple[PushMessage, ...]
    rule_version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PushEnd:
    """How a record ended (a rejected row: in quarantine), and the change number that it became durable with."""

    end: Fate | RejectedRow
    change_no: int
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildWanted:
    """A layer up to a change number; after a failure the next attempt is ``patience`` changes away."""

    upto: int
    patience: int
