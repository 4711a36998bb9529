"""A PostgreSQL database as a place of copies; imported only where one is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, Engine, create_engine, inspect

from parlour.copies.places import version_of
from parlour.copies.progress import Refused
from parlour.store.lock import CannotOpen, DataInUse
from parlour.store.postgres import LOCK, name_of
from parlour.store.schema_version import bring_to

# What suits a message does not suit a copy of everything.
PATIENT = "-c statement_timeout=0 -c idle_in_transaction_session_timeout=0 -c lock_timeout=30s"


class Server:
    """See `places.Place`; `folder` has the secret and nothing of the database."""

    def __init__(self, folder: Path, dsn: str) -> None:
        self.folder = folder
        self.database = dsn
        self.name = f"the database {name_of(dsn)}"
        self.aside: str | None = None

    @contextmanager
    def locked(self) -> Iterator[None]:
        try:
            held = psycopg.connect(self.database, autocommit=True, application_name="parlour copy")
        except psycopg.Error as error:
            raise CannotOpen(f"{self.name} cannot be used: {' '.join(str(error).split())}") from None
        with held:
            found = held.execute(f"SELECT {LOCK}").fetchone()
            if found is None or not found[0]:
                raise DataInUse(f"another server is running on {self.name}")
            yield

    @contextmanager
    def reading(self) -> Iterator[Engine]:
        with self._engine() as engine:
            yield engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with self._engine() as engine, engine.begin() as connection:
            yield connection

    @contextmanager
    def fresh(self, version: str, upto: str, label: str) -> Iterator[Connection]:
        with self.writing() as connection:
            aside = _set_aside(connection, f"replaced_{label.lower()}")
            bring_to(version, connection)
            yield connection
            bring_to(upto, connection)
        self.aside = aside and f"the schema {aside} of {self.name}"

    @contextmanager
    def _engine(self) -> Iterator[Engine]:
        options = f"{PATIENT} {conninfo_to_dict(self.database).get('options') or ''}"
        engine = create_engine(
            "postgresql+psycopg://",
            creator=lambda: psycopg.connect(self.database, options=options, application_name="parlour copy"),
            use_native_hstore=False,
        )
        try:
            yield engine
        finally:
            engine.dispose()


def _set_aside(connection: Connection, schema: str) -> str | None:
    """Move the tables into a schema of their own; None when there are none."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if version_of(connection) is None:
        raise Refused("the database holds tables that are not Parlour's")
    connection.exec_driver_sql(f'CREATE SCHEMA "{schema}"')
    for name in names:
        connection.exec_driver_sql(f'ALTER TABLE "{name}" SET SCHEMA "{schema}"')
    return schema
