"""Run by Alembic, which is given an open connection by ``storage.migrate``."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlmodel import AutoString

from storage.tables import metadata


def _render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """SQLModel's texts are ordinary texts; the steps should not depend on SQLModel."""
    return "sa.String()" if kind == "type" and isinstance(thing, AutoString) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
    render_item=_render,
)
context.run_migrations()
