"""The first ledger: entries, source records, names, quarantine, receipts and rules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

CURRENT = sa.text("superseded_by IS NULL")


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _change(name: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable, unique=unique)


def _change_key() -> sa.Column[int]:
    kind = sa.BigInteger().with_variant(sa.Integer, "sqlite")
    return sa.Column("change_no", kind, primary_key=True, autoincrement=False)


def _entry_no() -> sa.Column[int]:
    return sa.Column("entry_no", sa.Integer, sa.ForeignKey("entry.entry_no"), nullable=False)


def _load_id(name: str = "load_id", *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.ForeignKey("load.load_id"), nullable=nullable)


def _bytes(name: str, *, nullable: bool = False, unique: bool = False) -> sa.Column[bytes]:
    return sa.Column(name, sa.LargeBinary, nullable=nullable, unique=unique)


def _current(name: str, table: str, column: str) -> None:
    op.create_index(name, table, [column], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT)


def upgrade() -> None:
    """Apply."""
    _create_entries()
    _create_side_tables()


def _create_entries() -> None:
    one = sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1", name="ck_meta_one"), primary_key=True)
    op.create_table("meta", one, *_text("ledger_id"), _change("change_no"), *_text("created_at"))
    op.create_table(
        "load",
        sa.Column("load_id", sa.Integer, primary_key=True),
        _change("change_no", unique=True),
        *_text("file_name", "encoding", "received_at", "counts"),
    )
    op.create_table(
        "entry",
        sa.Column("entry_no", sa.Integer, primary_key=True),
        _bytes("entry_key", nullable=True, unique=True),
        *_text("list"),
    )
    op.create_table(
        "entry_version",
        _change_key(),
        _entry_no(),
        _number("version"),
        *_text("list", "name", "normal", "former_names", "uscc", "org_code", "reg_no", "tax_no"),
        *_text("legal_representative", "authorities", "doc_no", "reason", "listed_on", "end", "removed_on"),
        *_text("removed_reason", "region", "first_received_on", "received_at"),
        _load_id(),
        _change("superseded_by", nullable=True),
    )
    op.create_index("ix_entry_version_version", "entry_version", ["entry_no", "version"], unique=True)
    _current("ix_entry_version_current", "entry_version", "entry_no")
    op.create_table(
        "source_record",
        sa.Column("source_no", sa.Integer, primary_key=True),
        _number("first_no"),
        _bytes("identity"),
        _bytes("digest"),
        *_text("list", "source", "record_id"),
        _entry_no(),
        _change("change_no"),
        *_text("first_received_on", "received_at"),
        _load_id(),
        _number("row"),
        *_text("fields", "details"),
        _change("superseded_by", nullable=True),
    )
    op.create_index("ix_source_record_entry", "source_record", ["entry_no"])
    _current("ix_source_record_current", "source_record", "identity")
    op.create_table(
        "name_use",
        sa.Column("name_hash", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("uscc", sa.Text, primary_key=True),
        _change("first_change_no"),
        sqlite_with_rowid=False,
    )


def _create_side_tables() -> None:
    op.create_table(
        "quarantine",
        sa.Column("no", sa.Integer, primary_key=True),
        _load_id(),
        _bytes("digest", unique=True),
        *_text("list", "file"),
        _number("row"),
        _number("column"),
        *_text("field", "reason", "message", "cells", "state"),
        _load_id("closed_by", nullable=True),
    )
    op.create_table(
        "declined",
        sa.Column("list", sa.Text, primary_key=True),
        sa.Column("person_hash", sa.Text, primary_key=True),
        _load_id(),
    )
    op.create_table(
        "list_receipt",
        sa.Column("list", sa.Text, primary_key=True),
        *_text("received_at"),
        _load_id(),
        _change("change_no"),
    )
    op.create_table("rule_set", sa.Column("version", sa.Text, primary_key=True), _bytes("files"))
    op.create_table(
        "rule_adoption",
        _change_key(),
        sa.Column("version", sa.Text, sa.ForeignKey("rule_set.version"), nullable=False),
        *_text("adopted_at"),
    )
