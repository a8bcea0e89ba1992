"""A decision off the wire as the JSON of docs/decision.md: the bytes that the library gives too."""

from __future__ import annotations

import json

from jointsanction.client.plain import plain
from jointsanction.v1.decision_pb2 import Decision


def decision_json(decision: Decision, *, indent: int | None = None) -> str:
    """A decision as JSON text, fields in the order of the contract; equal decisions are equal bytes."""
    return json.dumps(plain(decision), ensure_ascii=False, indent=indent)
