"""The tables beside the entries: what was not taken, when each list was received, and the rules."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Integer, LargeBinary, Table, Text

from jointsanction.ledger.schema import metadata


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


quarantine = Table(
    "quarantine",
    metadata,
    Column("no", Integer, primary_key=True),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    _text("list"),
    _text("file"),
    Column("row", Integer, nullable=False),
    Column("column", Integer, nullable=False),
    _text("field"),
    _text("reason"),
    _text("message"),
    _text("cells"),
    _text("state"),
    Column("closed_by", Integer, ForeignKey("load.load_id"), nullable=True),
)

declined = Table(
    "declined",
    metadata,
    Column("list", Text, primary_key=True),
    Column("person_hash", Text, primary_key=True),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
)

list_receipt = Table(
    "list_receipt",
    metadata,
    Column("list", Text, primary_key=True),
    _text("received_at"),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
    Column("change_no", BigInteger, nullable=False),
    # Entries that the list holds now, those whose every source record has left not counted.
    Column("entries", Integer, nullable=False, server_default="0"),
)

rule_set = Table(
    "rule_set",
    metadata,
    Column("version", Text, primary_key=True),
    Column("files", LargeBinary, nullable=False),
)

rule_adoption = Table(
    "rule_adoption",
    metadata,
    Column("change_no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("version", Text, ForeignKey("rule_set.version"), nullable=False),
    _text("adopted_at"),
)
