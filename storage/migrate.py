"""Brings a database to the tables that this version of Sala needs, keeping what is in it."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine

from storage.tables import metadata

FOLDER = Path(__file__).parent / "migrations"


class NewerDatabase(Exception):
    """The database was written by a newer version of Sala."""


def upgrade(engine: Engine) -> None:
    """Run the migrations that are missing, all in one transaction: either all are applied or none.

    Raises :class:`NewerDatabase` for a database that a newer Sala has migrated.
    """
    upgrade_to(engine, "head")


def upgrade_to(engine: Engine, step: str) -> None:
    """Run the missing migrations up to a step: to make a database as an earlier Sala had it.

    Raises :class:`NewerDatabase` for a database that a newer Sala has migrated.
    """
    with _connection(engine) as connection:
        found = _revision(connection)
        known = {
            script.revision for script in ScriptDirectory.from_config(_config(connection)).walk_revisions()
        }
        if found is not None and found not in known:
            raise NewerDatabase(
                f"The database was written by a newer version of Sala (step {found}). "
                "Install that version again; an older one could damage the data."
            )
        command.upgrade(_config(connection), step)


def differences(engine: Engine) -> list[Any]:
    """What the tables of the database lack or have too much, compared with the models; empty when in step."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, metadata))


def write_step(engine: Engine, message: str, number: str | None = None) -> Path:
    """Write a new migration from what the models have more than the database. For developers."""
    with _connection(engine) as connection:
        made = command.revision(_config(connection), message=message, autogenerate=True, rev_id=number)
    if made is None or isinstance(made, list):
        raise RuntimeError("no migration was written")
    return Path(made.path)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    """A connection in one transaction, without foreign keys: SQLite changes a table by dropping a copy."""
    with engine.connect() as connection:
        raw: Any = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
        finally:
            raw.execute("PRAGMA foreign_keys=ON")


def _main() -> None:
    """``python -m storage.migrate "what changed"``: write the next migration into the folder."""
    if len(sys.argv) != 2:
        sys.exit('Say what changed: python -m storage.migrate "people have a nickname"')
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{folder}/scratch.db")
        upgrade(engine)
        taken = [int(path.name[:4]) for path in (FOLDER / "versions").glob("[0-9]*.py")]
        sys.stdout.write(f"{write_step(engine, sys.argv[1], f'{max(taken) + 1:04}')}\n")


if __name__ == "__main__":
    _main()
