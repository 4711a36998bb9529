"""Run by Alembic: migrates the database whose path it was given."""

from __future__ import annotations

from alembic import context

from parlour.store.engine import writing_engine
from parlour.store.schema import Base

engine = writing_engine(context.config.attributes["path"])
try:
    with engine.begin() as connection:
        context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
        context.run_migrations()
finally:
    engine.dispose()
