"""Rule sets by version: every set of rule files that was ever in force, and when it was adopted.

The files are kept as one zip archive. A set that comes back into force is adopted anew; its files are not kept twice.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, insert, select

from jointsanction.ledger.connection import Connections
from jointsanction.ledger.counter import keep_numbers, take_numbers
from jointsanction.ledger.days import moment_text
from jointsanction.ledger.reading import compiled
from jointsanction.ledger.side_tables import rule_adoption, rule_set

_ALWAYS = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class RuleAdoption:
    """A rule set coming into force: its version, the change number and the moment."""

    version: str
    change_no: int
    adopted_at: datetime


_FILES = compiled(select(rule_set.c.files).where(rule_set.c.version == bindparam("version")))
_ADOPTIONS = compiled(
    select(rule_adoption.c.version, rule_adoption.c.change_no, rule_adoption.c.adopted_at).order_by(
        rule_adoption.c.change_no
    )
)
_LATEST = select(rule_adoption.c.version).where(
    rule_adoption.c.change_no == select(func.max(rule_adoption.c.change_no)).scalar_subquery()
)
_LATEST_TEXT = compiled(_LATEST)


def adopt(connections: Connections, version: str, files: Mapping[str, bytes], *, now: datetime) -> bool:
    """Make ``version`` the latest rule set; whether its files were new to the ledger."""
    with connections.writing() as connection:
        if connection.execute(_LATEST).scalar_one_or_none() == version:
            return False
        known = connection.execute(select(rule_set.c.version).where(rule_set.c.version == version)).first() is not None
        numbers = take_numbers(connection)
        numbers.change_no += 1
        if not known:
            connection.execute(insert(rule_set).values(version=version, files=_pack(files)))
        adoption = {"change_no": numbers.change_no, "version": version, "adopted_at": moment_text(now)}
        connection.execute(insert(rule_adoption).values(adoption))
        keep_numbers(connection, numbers)
        return not known


def read_rule_set(connections: Connections, version: str) -> dict[str, bytes] | None:
    """Files of a rule set by path; None for a version that was never adopted."""
    with connections.snapshot() as cursor:
        row = cursor.execute(_FILES, (version,)).fetchone()
    return _unpack(row[0]) if row else None


def read_latest(connections: Connections) -> str | None:
    """Version of the rule set adopted last."""
    with connections.snapshot() as cursor:
        row = cursor.execute(_LATEST_TEXT).fetchone()
    return str(row[0]) if row else None


def read_adoptions(connections: Connections) -> tuple[RuleAdoption, ...]:
    """Every adoption, oldest first."""
    with connections.snapshot() as cursor:
        return tuple(
            RuleAdoption(version, change_no, datetime.fromisoformat(moment))
            for version, change_no, moment in cursor.execute(_ADOPTIONS)
        )


def _pack(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _ALWAYS), files[name], zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _unpack(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
