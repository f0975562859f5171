"""``sala export``: the data of those who agreed to research, as one zip file in a format of choice."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.actions.exporting import export_to
from bot.commands.common import Place, fail, open_house, say


def export(place: Place, name: str, workshop: int | None, output: Path | None, *, overwrite: bool) -> None:
    """Write the zip and say what is in it. Works while Sala runs. Never overwrites unless told to."""
    target = output or Path(f"sala-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip")
    if target.is_dir():
        target = target / f"sala-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip"
    if target.exists() and not overwrite:
        fail(f"{target} exists already. Give another name, or add --overwrite.")
    try:
        with open_house(place) as house:
            summary = export_to(house, name, workshop, target)
    except LookupError as error:
        fail(f"Nothing was exported: {error}.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}.")
    say(f"{target}: {summary.people} people, {summary.size:,} bytes, SHA-256 {summary.sha256}")
    for what, rows in sorted(summary.rows.items()):
        say(f"  {what}: {rows:,} rows")
    for why, number in sorted(summary.left_out.items()):
        say(f"  left out: {number} {why}")
