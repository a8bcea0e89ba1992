"""What makes two source records one entry: the list, the subject, the document no. and the listing date.

The subject is told by the surest thing a record holds: a valid USCC; else a valid organisation code, also one that a
tax number or a damaged USCC embeds; else a valid registration or tax number; else a damaged code together with the
normal form of the name; else the normal form alone. A code typed into another code's field is taken for what it is.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import NamedTuple

from jointsanction import identifiers, names
from jointsanction.identifiers import Kind, State
from jointsanction.ledger.content import encode
from jointsanction.model import SourceRecord
from jointsanction.typography import compact

_KEY_BYTES = 16


class SubjectKey(NamedTuple):
    """``key`` tells the subject within a list; ``uscc`` is its valid USCC, "" where it has none."""

    key: str
    uscc: str


def subject_key(record: SourceRecord, normal: str) -> SubjectKey:
    """Tell the subject of ``record``, whose name has the normal form ``normal``."""
    org_code = number = damaged = ""
    for kind, text in (
        (Kind.USCC, record.uscc),
        (Kind.ORG_CODE, record.org_code),
        (Kind.TAX_NO, record.tax_no),
        (Kind.REG_NO, record.reg_no),
    ):
        if not text:
            continue
        read = identifiers.read(text, kind)
        if read.state is State.VALID:
            if read.kind is Kind.USCC:
                return SubjectKey("U" + read.code, read.code)
            number = number or ("" if read.org_code else read.code)
        elif read.state is State.DAMAGED:
            damaged = damaged or read.code
        org_code = org_code or read.org_code
    if org_code:
        return SubjectKey("O" + org_code, "")
    if number:
        return SubjectKey("R" + number, "")
    return SubjectKey(f"D{damaged}\n{normal}" if damaged else "N" + normal, "")


def entry_key(record: SourceRecord, subject: str) -> bytes:
    """Key of the entry that ``record`` belongs to: 16 bytes. Width and white space of the document no. do not count."""
    listed_on = record.listed_on.isoformat() if record.listed_on else ""
    parts = encode((record.list, subject, compact(record.doc_no), listed_on))
    return blake2b(parts.encode(), digest_size=_KEY_BYTES).digest()


def names_of(record: SourceRecord) -> tuple[str, tuple[str, ...]]:
    """Normal form of the record's name, and every normal form it stands under: that and the former ones."""
    read = names.read(record.name)
    if not record.former_names and not read.former:
        return read.normal, (read.normal,) if read.normal else ()
    former = (names.normal_form(name) for name in record.former_names)
    return read.normal, tuple(dict.fromkeys(name for name in (read.normal, *read.former, *former) if name))
