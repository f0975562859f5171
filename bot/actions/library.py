"""Programmes, read back from their rows once per process."""

from __future__ import annotations

from sqlmodel import Session

from bot.domain.programme import Programme
from storage.tables import Programme as ProgrammeRow


class Library:
    """Keeps each stored programme version ready to use. Versions are frozen, so nothing ever expires."""

    def __init__(self) -> None:
        self._shelf: dict[int, Programme] = {}

    def get(self, session: Session, programme_id: int) -> Programme:
        """The programme version with this number. Raises ``LookupError`` when there is none."""
        if programme_id not in self._shelf:
            row = session.get(ProgrammeRow, programme_id)
            if row is None:
                raise LookupError(f"there is no programme version {programme_id}")
            self._shelf[programme_id] = Programme.from_stored(row.xform, row.stored)
        return self._shelf[programme_id]

    def keep(self, session: Session, programme: Programme, row: ProgrammeRow) -> int:
        """Store a programme version unless an equal one is stored already; gives its number."""
        session.add(row)
        session.flush()
        if row.id is None:
            raise ValueError("the row was not stored")
        self._shelf[row.id] = programme
        return row.id
