"""The hash chain (one for each writer) that makes the record tamper-evident.

Each record's digest is SHA-256 over the digest of the same writer's record before it and everything the record says.
A chain opens with a record that binds the heads of all chains as they stood, so that a tail that was cut off shows at
the next opening at the latest; before that the sealed head (a keyed hash under the directory's key) shows it.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

Seal = Callable[[str], str]
"""The keyed hash of the data directory: text in, hexadecimal digits out."""

START = bytes(32)
"""Stands for the digest before the first record of a chain."""

RecordRow = tuple[int, str, int, str, str, bytes, bytes]
INSERT_RECORD = (
    "INSERT INTO record (record_no, writer, seq, kind, at, body, digest) VALUES (?, ?, ?, ?, ?, CAST(? AS TEXT), ?)"
)
"""A body comes in its bytes, as it was encoded and hashed: each step through text would copy it once more."""
_HEAD = (
    "INSERT INTO writer (writer, seq, digest, seal) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (writer) DO UPDATE SET seq = excluded.seq, digest = excluded.digest, seal = excluded.seal"
)


def digest_of(before: bytes, record_no: int, writer: str, seq: int, kind: str, at: str, body: bytes) -> bytes:
    """Digest of one record."""
    return sha256(b"".join((before, f"{record_no}\n{writer}\n{seq}\n{kind}\n{at}\n".encode(), body))).digest()


def seal_text(writer: str, seq: int, digest: bytes) -> str:
    """What is sealed of a head."""
    return f"record {writer} {seq} {digest.hex()}"


def heads_digest(heads: Mapping[str, tuple[int, bytes]]) -> str:
    """One digest for the heads of all chains: (last number, last digest) by writer."""
    told = "".join(f"{writer} {seq} {digest.hex()}\n" for writer, (seq, digest) in sorted(heads.items()))
    return sha256(told.encode()).hexdigest()


@dataclass(slots=True)
class Chain:
    """One writer's chain: where it ends. A process that starts opens a chain of its own."""

    writer: str
    seq: int = 0
    digest: bytes = START

    @classmethod
    def new(cls) -> Chain:
        """A chain that nobody else writes."""
        return cls(secrets.token_hex(8))

    def copy(self) -> Chain:
        """The same end, to go on from when a transaction fails."""
        return Chain(self.writer, self.seq, self.digest)

    def next_row(self, record_no: int, kind: str, at: str, body: bytes) -> RecordRow:
        """The row of the next record of this chain, which ends with it from now on."""
        self.seq += 1
        self.digest = digest_of(self.digest, record_no, self.writer, self.seq, kind, at, body)
        return (record_no, self.writer, self.seq, kind, at, body, self.digest)

    def sealed(self, seal: Seal) -> str:
        """The seal of where the chain ends."""
        return seal(seal_text(self.writer, self.seq, self.digest))


def write_head(cursor: sqlite3.Cursor, writer: str, seq: int, digest: bytes, sealed: str) -> None:
    """Write down where a chain ends."""
    cursor.execute(_HEAD, (writer, seq, digest, sealed))


def read_heads(cursor: sqlite3.Cursor) -> dict[str, tuple[int, bytes]]:
    """The heads of all chains as they are written down."""
    return {writer: (seq, digest) for writer, seq, digest in cursor.execute("SELECT writer, seq, digest FROM writer")}
