"""Run by alembic: migrate over the connection that was handed in; offline scripts are not made."""

from __future__ import annotations

from alembic import context

from jointsanction.ledger import side_tables

# The caller's transaction is the only one: either every step lands or none does.
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=side_tables.quarantine.metadata,
    transactional_ddl=False,
)
context.run_migrations()
