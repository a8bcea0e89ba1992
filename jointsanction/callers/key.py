"""API keys (接口密钥): ``jsk_<id>_<secret>``, a public id and a secret of 256 random bits.

A key is shown once and kept as its SHA-256 alone. That suffices for a secret that nobody chose: 2^256 of them cannot be
tried, so neither salt nor a slow hash would add anything, and a call is recognised within microseconds.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256

_ID_BYTES = 5
_SECRET_BYTES = 32
_FORM = re.compile(r"jsk_([0-9a-f]{10})_[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made; ``text`` is to be shown once and then forgotten."""

    key_id: str
    text: str

    def __repr__(self) -> str:
        return f"NewKey({self.key_id})"


def new_key() -> NewKey:
    """A key that nobody has."""
    key_id = secrets.token_hex(_ID_BYTES)
    return NewKey(key_id, f"jsk_{key_id}_{secrets.token_hex(_SECRET_BYTES)}")


def digest_of(text: str) -> str:
    """What is kept of a key.

    >>> digest_of("jsk_")[:8]
    '5da10019'
    """
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def key_id_of(text: str) -> str:
    """The public id of what looks like a key; "" for anything else, so that it can be written down without fear."""
    found = _FORM.fullmatch(text)
    return found[1] if found else ""
