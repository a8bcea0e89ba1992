"""The version of a rule set: a digest over the content of its files."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
LENGTH = 16


def rule_version(files: Mapping[str, bytes]) -> str:
    """First 16 hexadecimal digits of SHA-256 over all catalogue and memorandum files, in order of their names.

    A byte-order mark and the kind of line ending do not count, since copying between systems changes them; everything
    else does, comments too: what is the same version has the same text.

    >>> rule_version({"b.yaml": b"y", "a.yaml": b"x"}) == rule_version({"a.yaml": b"x", "b.yaml": b"y"})
    True
    """
    digest = sha256()
    for name in sorted(files):
        # each part with its length: no two sets of files can run together into the same bytes
        for part in (name.encode(), _canonical(files[name])):
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
    return digest.hexdigest()[:LENGTH]


def _canonical(content: bytes) -> bytes:
    return content.removeprefix(BYTE_ORDER_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
