"""The number under which a normal form stands in the ledger."""

from __future__ import annotations

from hashlib import blake2b


def name_hash(normal: str) -> int:
    """64-bit BLAKE2b of a normal form, signed, as databases hold it; the same on every machine.

    Two names that share a number make each other ambiguous (POSSIBLE in place of CONFIRMED), never equal.

    >>> name_hash("清远市溪石贸易有限公司") == name_hash("清远市溪石贸易有限公司")
    True
    """
    digest = blake2b(normal.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
