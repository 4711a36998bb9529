"""Run by Alembic: migrates within the transaction it was given."""

from __future__ import annotations

from alembic import context

from parlour.store.schema import Base

connection = context.config.attributes["connection"]
if connection.dialect.name == "postgresql":  # what suits a message does not suit a migration
    connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
    connection.exec_driver_sql("SET LOCAL lock_timeout = '30s'")
context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
context.run_migrations()
