"""Passages: what many bodies say in the same words is stored once, and a body names it.

A measure says the same of itself for every enterprise, and so do most warnings: half of what a check with one measure
says, nine tenths where there are many. A body that is read has them in it again, field by field as it was decided.
"""

from __future__ import annotations

import json
import sqlite3
from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from jointsanction.errors import Place, RecordError
from jointsanction.model.decision_document import MeasureDocument

PASSAGE = "passage"
"""The field that names one; no measure and no warning has a field of that name itself."""

INSERT_PASSAGE = "INSERT OR IGNORE INTO passage (ref, text) VALUES (?, CAST(? AS TEXT))"
_TEXT = "SELECT text FROM passage WHERE ref = ?"

_MEASURE_FIELDS = MeasureDocument.__struct_fields__
_LISTS_OF_MEASURES = ("measures", "suppressed", "for_persons")
_REF_BYTES = 24

TextOf = Callable[[str], "str | bytes | None"]
"""The text of a passage by its ref; None where it is not known."""


class Passage(NamedTuple):
    """``ref`` follows from ``text`` alone, which is JSON: an object with some of the fields that it stands for."""

    ref: str
    text: bytes


def ref_of(text: bytes) -> str:
    """The ref of a text: 192 bits of its SHA-256, in 32 characters.

    >>> ref_of(b"{}")
    'RBNvo1WzZ4oRRq0W9-hknpT7T8If536D'
    """
    return urlsafe_b64encode(sha256(text).digest()[:_REF_BYTES]).decode()


def text_of(cursor: sqlite3.Cursor, ref: str) -> str | None:
    """The text of a passage in the tables; raises sqlite3.Error."""
    row = cursor.execute(_TEXT, (ref,)).fetchone()
    return None if row is None else str(row[0])


def whole_body(text: str | bytes, text_of: TextOf) -> dict[str, Any]:
    """The body of a check with its passages in it; one that was written without any is as it is.

    Raises RecordError RECORD_DAMAGED where a passage is missing.
    """
    body: dict[str, Any] = json.loads(text)
    decision = body["decision"]
    for name in _LISTS_OF_MEASURES:
        decision[name] = [_whole_measure(each, text_of) for each in decision[name]]
    decision["warnings"] = [_read(each, text_of) for each in decision["warnings"]]
    return body


def _whole_measure(stored: dict[str, Any], text_of: TextOf) -> Mapping[str, Any]:
    if PASSAGE not in stored:
        return stored
    said = {**stored, **_read(stored, text_of)}
    return {field: said[field] for field in _MEASURE_FIELDS}


def _read(stored: dict[str, Any], text_of: TextOf) -> dict[str, Any]:
    """What the passage that is named says; what names none, itself."""
    ref = stored.get(PASSAGE)
    if ref is None:
        return stored
    text = text_of(ref)
    if text is None:
        message = f"记录引用的文字（{ref}）缺失"
        raise RecordError(message, reason="RECORD_DAMAGED", place=Place(field=PASSAGE))
    said: dict[str, Any] = json.loads(text)
    return said
