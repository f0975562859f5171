"""``sala export``: the data of those who agreed to research, as one zip file."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.actions.exporting import export_csv
from bot.actions.house import House
from bot.actions.tx import HouseRules
from bot.clock import SystemClock
from bot.commands.common import Place, fail, say
from storage import migrate
from storage.engine import open_engine


def export(place: Place, workshop: int | None, output: Path | None, *, overwrite: bool) -> None:
    """Write the zip and say what is in it. Works while Sala runs. Never overwrites unless told to."""
    settings = place.settings()
    database = Path(str(settings.database_url).removeprefix("sqlite:///"))
    if not database.is_file():
        fail(f"There is no database at {database}. Name its folder: sala export --data FOLDER")
    target = output or Path(f"sala-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip")
    if target.is_dir():
        target = target / f"sala-{dt.datetime.now(dt.UTC):%Y%m%d-%H%M%S}.zip"
    if target.exists() and not overwrite:
        fail(f"{target} exists already. Give another name, or add --overwrite.")
    engine = open_engine(settings.database_url)
    migrate.upgrade(engine)
    house = House(engine, SystemClock(), HouseRules(data=settings.data, zone=settings.defaults.zone))
    try:
        summary = export_csv(house, workshop, target)
    except LookupError as error:
        fail(f"Nothing was exported: {error}.")
    except OSError as error:
        fail(f"{target} cannot be written: {error.strerror or error}.")
    finally:
        engine.dispose()
    say(f"{target}: {summary.people} people, {summary.size:,} bytes, SHA-256 {summary.sha256}")
    for name, rows in sorted(summary.rows.items()):
        say(f"  {name}: {rows:,} rows")
    for why, number in sorted(summary.left_out.items()):
        say(f"  left out: {number} {why}")
