"""``sala backup``: database and media in one file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.commands.common import Place, fail, say
from storage.backup import BackupFailed, back_up


def backup(place: Place, output: Path | None) -> None:
    """Copy everything while Sala runs, and say where it is."""
    settings = place.settings()
    database = Path(str(settings.database_url).removeprefix("sqlite:///"))
    target = output or Path(f"sala-backup-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip")
    try:
        made = back_up(database, settings.data / "media", target)
    except BackupFailed as error:
        fail(str(error))
    say(f"{made.path}: the database and {made.files} files, {made.size:,} bytes, checked.")
