"""The migrations of the ledger and the one call that runs them.

Alembic is imported here alone, and this package only when a ledger is made or upgraded: it costs a third of a second.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def migration_config() -> Config:
    """Alembic's configuration, without a file."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the ledger to ``revision`` inside the transaction that ``connection`` is in."""
    config = migration_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
