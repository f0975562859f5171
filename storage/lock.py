"""One running Sala per database: two would answer everything twice."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO


class InUse(Exception):
    """Another process runs on this database; ``pid`` is its number, or 0 when unknown."""

    def __init__(self, path: Path, pid: int) -> None:
        super().__init__(
            f"Sala is running on this database already (process {pid or 'unknown'}). "
            f"Stop it first, or give this one another data folder. The mark is {path}."
        )
        self.pid = pid


class DatabaseLock:
    """A lock file beside the database. It vanishes with its process, however that ends."""

    def __init__(self, database: Path) -> None:
        self.path = database.with_name(database.name + ".lock")
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take the lock. Raises :class:`InUse` when another process has it."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = self.path.open("a+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            holder = file.read().strip()
            file.close()
            raise InUse(self.path, int(holder) if holder.isdigit() else 0) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        """Give the lock back; a second call changes nothing."""
        if self._file is not None:
            self._file.close()
            self._file = None
