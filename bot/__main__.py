"""The ``sala`` command."""

from __future__ import annotations

import datetime as dt
from importlib.metadata import version
from pathlib import Path
from typing import Any

import click

from bot.commands import backup as backup_verb
from bot.commands import check as check_verb
from bot.commands import export as export_verb
from bot.commands import start as start_verb
from bot.commands import submit as submit_verb
from bot.commands.common import Place
from bot.commands.rehearse import Wishes, rehearse
from bot.exports.formats import FORMATS

_FILE = click.Path(path_type=Path, dir_okay=False)
_FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--config", type=_FILE, envvar="SALA_CONFIG", help="The settings; by default config.toml.")
@click.version_option(version("sala"), message="Sala %(version)s")
@click.pass_context
def main(context: click.Context, config: Path | None) -> None:
    """Sala runs a participatory workshop in people's pockets."""
    context.obj = config


def _place(context: click.Context, data: Path | None) -> Place:
    return Place(context.obj, data)


_data = click.option("--data", type=_FOLDER, help="The data folder; by default the one in the settings.")


@main.command()
@_data
@click.pass_context
def start(context: click.Context, data: Path | None) -> None:
    """Serve Telegram; without a token, open the rehearsal room."""
    start_verb.start(_place(context, data))


@main.command("try")
@_data
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Port of the page; by default 8888 or a free one."
)
@click.option(
    "--people", type=click.IntRange(0, 5000), default=0, help="Let so many people play by themselves."
)
@click.option(
    "--days", type=click.IntRange(1, 60), default=5, show_default=True, help="How many days they live."
)
@click.option("--follow-up", is_flag=True, help="Let them live the months after the course too.")
@click.option("--exit", "leave", is_flag=True, help="Stop when the last answer is in.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another number plays other people.")
@click.option("--programme", type=click.Path(path_type=Path), help="Rehearse this programme of yours.")
@click.option(
    "--start", "begin", type=click.DateTime(["%Y-%m-%d"]), help="The day on which a new room begins."
)
@click.pass_context
def try_(context: click.Context, /, data: Path | None, begin: dt.datetime | None, **wishes: Any) -> None:
    """Open the rehearsal room: phones on a web page, and a clock to turn. Needs no token."""
    at = begin.replace(hour=3, tzinfo=dt.UTC) if begin is not None else None
    rehearse(_place(context, data), Wishes(start=at, **wishes))


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--against",
    metavar="OLD",
    help="Say what changes for whom: OLD is an older file or folder, or a workshop, such as workshop:3.",
)
@_data
@click.pass_context
def check(context: click.Context, file: Path, against: str | None, data: Path | None) -> None:
    """Check a programme: a workbook, or a folder of CSV files. Says mistakes by sheet, row and column."""
    check_verb.check(file, _place(context, data), against)


@main.command()
@_data
@click.option("--workshop", type=int, help="Number of one workshop; by default all of them.")
@click.option("--output", type=click.Path(path_type=Path), help="The zip file to write.")
@click.option("--overwrite", is_flag=True, help="Replace a file that is there already.")
@click.option(
    "--format",
    "name",
    type=click.Choice(list(FORMATS)),
    default="csv",
    show_default=True,
    help="; ".join(f"{one.name}: {one.about}" for one in FORMATS.values()) + ".",
)
@click.pass_context
def export(
    context: click.Context,
    data: Path | None,
    workshop: int | None,
    output: Path | None,
    overwrite: bool,
    name: str,
) -> None:
    """Write the data of those who agreed to research into one zip file."""
    export_verb.export(_place(context, data), name, workshop, output, overwrite=overwrite)


@main.command()
@_data
@click.option("--workshop", type=int, help="Number of one workshop; by default all of them.")
@click.option("--dry-run", "dry", is_flag=True, help="Only say how much is new or changed.")
@click.option("--removed", metavar="ID", default="", help="Say that a submission was deleted on the server.")
@click.pass_context
def submit(context: click.Context, data: Path | None, workshop: int | None, dry: bool, removed: str) -> None:
    """Send the answers of those who agreed to research to the server in submit.url (ODK Central, Kobo)."""
    submit_verb.submit(_place(context, data), workshop, dry=dry, removed=removed)


@main.command()
@_data
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="The zip file to write.")
@click.pass_context
def backup(context: click.Context, data: Path | None, output: Path | None) -> None:
    """Copy the database and all files into one zip file, also while Sala runs."""
    backup_verb.backup(_place(context, data), output)


if __name__ == "__main__":
    main()
