"""The database engine, with SQLite set up to lose nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, event
from sqlmodel import create_engine


def open_engine(url: str) -> Engine:
    """Open the database at ``url`` (an SQLAlchemy URL).

    On SQLite: write-ahead log, ``synchronous=FULL`` (a commit survives a power cut), foreign keys
    on, writers wait up to ten seconds for each other, and transactions begin when SQLAlchemy says so
    (the driver's own habit of beginning late breaks savepoints).
    """
    engine = create_engine(url, hide_parameters=True)  # answers never reach an error message
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    read_only = connection.get_execution_options().get("sala_read_only", False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
