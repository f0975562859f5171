"""Where the room keeps what happened, so that a second start goes on where it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Store:
    """Things of several kinds by key, as JSON in one SQLite file, written through at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(
            "PRAGMA synchronous=OFF"
        )  # survives a killed process; a rehearsal needs no more
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS thing"
            " (number INTEGER PRIMARY KEY, kind TEXT, key TEXT, body TEXT, UNIQUE (kind, key))"
        )

    def put(self, kind: str, key: object, body: Any) -> None:
        """Write a thing, new or changed."""
        self._database.execute(
            "INSERT INTO thing (kind, key, body) VALUES (?, ?, ?)"
            " ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body",
            (kind, str(key), json.dumps(body, ensure_ascii=False)),
        )

    def drop(self, kind: str, key: object) -> None:
        """Forget a thing."""
        self._database.execute("DELETE FROM thing WHERE kind = ? AND key = ?", (kind, str(key)))

    def all(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Every thing of a kind with its key, in the order in which they were first written."""
        query = "SELECT key, body FROM thing WHERE kind = ? ORDER BY number"
        found = self._database.execute(query, (kind,)).fetchall()
        return ((key, json.loads(body)) for key, body in found)

    def get(self, kind: str, key: object, default: Any = None) -> Any:
        """One thing, or ``default``."""
        found = self._database.execute(
            "SELECT body FROM thing WHERE kind = ? AND key = ?", (kind, str(key))
        ).fetchone()
        return json.loads(found[0]) if found else default

    def close(self) -> None:
        """Close the file."""
        self._database.close()
