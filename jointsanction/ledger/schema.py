"""The tables of the ledger, in portable SQL types.

Nothing that was received is overwritten: a newer version of an entry or of a source record is a row of its own, and
``superseded_by`` of the older one names the change number that took its place. Change numbers come from one counter
(``meta.change_no``), taken inside the writing transaction, so they only grow and are never used twice.

Days are ISO text (Asia/Shanghai), moments ISO text in UTC; "" where there is none. Digests are raw bytes.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

SCHEMA_REVISION = "0003"
"""The newest migration; a ledger at any other revision is not opened."""

metadata = MetaData()


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _superseded() -> Column[int]:
    return Column("superseded_by", BigInteger, nullable=True)


meta = Table(
    "meta",
    metadata,
    Column("one", Integer, CheckConstraint("one = 1", name="ck_meta_one"), primary_key=True),
    _text("ledger_id"),
    Column("change_no", BigInteger, nullable=False),
    _text("created_at"),
)

load = Table(
    "load",
    metadata,
    Column("load_id", Integer, primary_key=True),
    Column("change_no", BigInteger, nullable=False, unique=True),
    _text("file_name"),
    _text("encoding"),
    _text("received_at"),
    _text("counts"),
)

entry = Table(
    "entry",
    metadata,
    Column("entry_no", Integer, primary_key=True),
    Column("entry_key", LargeBinary, nullable=True, unique=True),  # NULL: every source record has left
    _text("list"),
)

entry_version = Table(
    "entry_version",
    metadata,
    Column("change_no", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False),
    Column("entry_no", Integer, ForeignKey("entry.entry_no"), nullable=False),
    Column("version", Integer, nullable=False),
    _text("list"),
    _text("name"),
    _text("normal"),
    _text("former_names"),
    _text("uscc"),
    _text("org_code"),
    _text("reg_no"),
    _text("tax_no"),
    _text("legal_representative"),
    _text("authorities"),
    _text("doc_no"),
    _text("reason"),
    _text("listed_on"),
    _text("end"),
    _text("removed_on"),
    _text("removed_reason"),
    _text("region"),
    _text("first_received_on"),
    _text("received_at"),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
    _superseded(),
    Index("ix_entry_version_version", "entry_no", "version", unique=True),
)
Index(
    "ix_entry_version_current",
    entry_version.c.entry_no,
    unique=True,
    sqlite_where=text("superseded_by IS NULL"),
    postgresql_where=text("superseded_by IS NULL"),
)

source_record = Table(
    "source_record",
    metadata,
    Column("source_no", Integer, primary_key=True),
    # source_no of the first version: the order in which source records were first received.
    Column("first_no", Integer, nullable=False),
    Column("identity", LargeBinary, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    _text("list"),
    _text("source"),
    _text("record_id"),
    Column("entry_no", Integer, ForeignKey("entry.entry_no"), nullable=False),
    Column("change_no", BigInteger, nullable=False),
    _text("first_received_on"),
    _text("received_at"),
    Column("load_id", Integer, ForeignKey("load.load_id"), nullable=False),
    Column("row", Integer, nullable=False),
    _text("fields"),
    _text("details"),
    _superseded(),
    Index("ix_source_record_entry", "entry_no"),
)
Index(
    "ix_source_record_current",
    source_record.c.identity,
    unique=True,
    sqlite_where=text("superseded_by IS NULL"),
    postgresql_where=text("superseded_by IS NULL"),
)

name_use = Table(
    "name_use",
    metadata,
    Column("name_hash", BigInteger, primary_key=True, autoincrement=False),
    Column("uscc", Text, primary_key=True),
    Column("first_change_no", BigInteger, nullable=False),
    sqlite_with_rowid=False,
)
