"""Reviews of matches: they change decisions, so they take change numbers like entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False, server_default="") for name in names]


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "review",
        sa.Column(
            "change_no", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False
        ),
        sa.Column("entry_no", sa.Integer, sa.ForeignKey("entry.entry_no"), nullable=False),
        sa.Column("entry_change_no", sa.BigInteger, nullable=False),
        *_text("uscc", "check_id", "verdict", "by", "reason", "until", "reviewed_at"),
        sa.Column("superseded_by", sa.BigInteger, nullable=True),
    )
    op.create_index("ix_review_entry", "review", ["entry_no"])
