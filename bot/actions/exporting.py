"""/export: the data of those who agreed to research, as one zip, in chat or for the command line."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bot.actions import flows
from bot.actions.asking import ask, settle
from bot.actions.house import House
from bot.actions.permissions import May, Member, members_as, require
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.exports import csv_zip
from bot.exports.source import Source, Summary
from storage.tables import Conversation, Person

#: Telegram takes files of up to 50 MB from a bot; tables are small beside the media.
MOST_MEDIA = 45_000_000


def begin(tx: Tx, incoming: Incoming) -> None:
    """/export: make the file at once; with several workshops, first ask which."""
    member = require(tx, incoming, May.EXPORT)
    if len(members_as(tx, member.person, May.EXPORT)) == 1:
        _make(tx, member)
    else:
        show(tx, member.person, tx.turn(member.person, "export", "which"))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask which workshop."""
    _ = tx.tongue(person)
    buttons = [
        [(member.workshop.title, flows.data("export", conversation, f"one-{member.workshop.id}"))]
        for member in members_as(tx, person, May.EXPORT)
    ]
    buttons.append([(_("Cancel"), flows.data("export", conversation, "cancel"))])
    ask(tx, person, conversation, _("Which workshop do you want to export?"), buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take the workshop that was tapped, or leave."""
    settle(tx, person, conversation)
    for member in members_as(tx, person, May.EXPORT):
        if code == f"one-{member.workshop.id}":
            _make(tx, member)
    flows.end(tx, person)


def _make(tx: Tx, member: Member) -> None:
    _ = tx.tongue(member.person)
    tx.say(member.person, _("I prepare the data of <b>{title}</b>.", title=member.workshop.title))
    caption = _(
        "Here are the answers of those who agreed to research, without names. "
        "Please read README.txt first, and keep the file safe."
    )
    tx.say(
        member.person,
        caption,
        kind="document",
        attach={"make": "export", "args": {"workshop": member.workshop.id, "person": member.person.id}},
        workshop_id=member.workshop.id,
    )


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Make the file that :func:`begin` promised, at delivery; gives its name and its content.

    Who took what is written down as an event before the file leaves. No copy stays on the machine.
    """
    workshop_id = int(args["workshop"])
    with tempfile.TemporaryDirectory(prefix="sala-export-") as folder:
        output = Path(folder) / f"sala-{workshop_id}-{house.clock.now():%Y%m%d-%H%M}.zip"
        summary = house.read(_write, workshop_id, output, MOST_MEDIA)
        house.apart(_write_down, summary, workshop_id, int(args["person"]))
        return output.name, output.read_bytes()


def export_csv(house: House, workshop_id: int | None, output: Path) -> Summary:
    """Write the zip of one workshop, or of all, to ``output``, and write down that it was taken.

    For the command line. Raises ``LookupError`` for a workshop that does not exist, ``OSError`` when
    the file cannot be written.
    """
    summary = house.read(_write, workshop_id, output, None)
    house.do(_write_down, summary, workshop_id, None)
    return summary


def _write(tx: Tx, workshop_id: int | None, output: Path, most_media: int | None) -> Summary:
    source = Source(
        tx.session,
        lambda number: tx.library.get(tx.session, number),
        now=tx.now,
        media=tx.rules.data / "media",
        workshop_id=workshop_id,
    )
    if not source.workshops:
        raise LookupError("there is no such workshop" if workshop_id else "there is no workshop yet")
    return csv_zip.write(source, output, most_media=most_media)


def _write_down(tx: Tx, summary: Summary, workshop_id: int | None, person_id: int | None) -> None:
    tx.note(
        "exported",
        actor=tx.session.get(Person, person_id) if person_id is not None else None,
        workshop_id=workshop_id,
        format="csv",
        people=summary.people,
        rows=summary.rows,
        left_out=summary.left_out,
        sha256=summary.sha256,
        size=summary.size,
    )
