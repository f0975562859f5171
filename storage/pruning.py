"""Deleting rows with everything that hangs on them, whatever tables there are."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Column, Table, delete, select, update
from sqlmodel import Session, SQLModel

#: Tables whose rows stay, without the link: what was said, and files that are still to leave the disk.
KEPT = frozenset({"outbox", "media"})


def prune(session: Session, table_name: str, numbers: Collection[int]) -> None:
    """Delete rows by their numbers, and all rows that refer to them, and so on.

    Rows of the tables in :data:`KEPT` only lose the link.
    """
    if not numbers:
        return
    session.flush()
    _prune(session, SQLModel.metadata.tables[table_name], set(numbers))
    session.expire_all()


def _prune(session: Session, table: Table, numbers: set[int]) -> None:
    for child in SQLModel.metadata.tables.values():
        for column in child.columns:
            if any(key.column.table is table for key in column.foreign_keys):
                _let_go(session, child, column, numbers)
    session.execute(delete(table).where(_key(table).in_(numbers)))


def _let_go(session: Session, child: Table, column: Column[int], numbers: set[int]) -> None:
    if child.name in KEPT:
        session.execute(update(child).where(column.in_(numbers)).values({column.name: None}))
        return
    found = set(session.execute(select(_key(child)).where(column.in_(numbers))).scalars())
    if found:
        _prune(session, child, found)


def _key(table: Table) -> Column[int]:
    """The one column that numbers the rows of a table."""
    [column] = table.primary_key.columns
    return column
