"""The decision as JSON: the contract of docs/decision.md (snake_case, empty fields printed, bare enum names)."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from jointsanction.model.decision import Decision
from jointsanction.model.decision_document import decision_document

_encode, _decode = msgspec.json.Encoder().encode, msgspec.json.Decoder().decode


def decision_dict(decision: Decision) -> dict[str, Any]:
    """A decision as plain JSON values, fields in the order of the contract."""
    values: dict[str, Any] = _decode(_encode(decision_document(decision)))
    return values


def decision_json(decision: Decision, *, indent: int | None = None) -> str:
    """The same as text; equal decisions are equal bytes."""
    return json.dumps(decision_dict(decision), ensure_ascii=False, indent=indent)
