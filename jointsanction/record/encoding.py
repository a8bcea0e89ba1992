"""What is written down, as JSON."""

from __future__ import annotations

import json
from typing import Any

import msgspec

_encode = msgspec.json.Encoder().encode
_encode_any = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def json_bytes(body: dict[str, Any] | msgspec.Struct) -> bytes:
    """A body as JSON that can be stored: half a character (a lone surrogate) is written as its JSON escape."""
    try:
        return _encode(body)
    except UnicodeEncodeError:
        return _encode_any(msgspec.to_builtins(body)).encode("utf-8", "backslashreplace")


def json_text(body: dict[str, Any] | msgspec.Struct) -> str:
    """The same as text."""
    return json_bytes(body).decode()
