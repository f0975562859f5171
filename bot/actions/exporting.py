"""/export: the data of those who agreed to research, as one zip file, in the chat or for the command line."""

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
from bot.actions.workshops import labelled
from bot.domain.incoming import Incoming
from bot.exports.formats import FORMATS
from bot.exports.source import Source, Summary
from storage.tables import Conversation, Person

#: Telegram takes files of up to 50 MB from a bot; tables are small beside the media.
MOST_MEDIA = 45_000_000

#: The format of an export that was asked for before there were several.
CSV = "csv"


def begin(tx: Tx, incoming: Incoming) -> None:
    """/export: ask in which format; with several workshops, first of which one."""
    member = require(tx, incoming, May.EXPORT)
    if len(members_as(tx, member.person, May.EXPORT)) == 1:
        _ask_format(tx, member.person, member.workshop.id or 0)
    else:
        show(tx, member.person, tx.turn(member.person, "export", "which"))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask which workshop, or which format."""
    _ = tx.tongue(person)
    if conversation.step == "format":
        question = _("In which format? Tables open in a spreadsheet, R, Stata or SPSS.")
        choices = [(_.said(one.title), one.name) for one in FORMATS.values()]
    else:
        question = _("Which workshop do you want to export?")
        members = members_as(tx, person, May.EXPORT)
        labels = labelled(_, [member.workshop for member in members])
        codes = [f"one-{member.workshop.id}" for member in members]
        choices = list(zip(labels, codes, strict=True))
    buttons = [
        [(label, flows.data("export", conversation, code))]
        for label, code in (*choices, (_("Cancel"), "cancel"))
    ]
    ask(tx, person, conversation, question, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take the workshop or the format that was tapped, or leave."""
    settle(tx, person, conversation)
    members = {f"one-{member.workshop.id}": member for member in members_as(tx, person, May.EXPORT)}
    if conversation.step == "which" and code in members:
        _ask_format(tx, person, members[code].workshop.id or 0)
        return
    wanted = members.get(f"one-{conversation.data.get('workshop')}")
    if conversation.step == "format" and code in FORMATS and wanted is not None:
        _make(tx, wanted, code)
    flows.end(tx, person)


def _ask_format(tx: Tx, person: Person, workshop_id: int) -> None:
    conversation = tx.turn(person, "export", "format")
    conversation.data = {"workshop": workshop_id}
    show(tx, person, conversation)


def _make(tx: Tx, member: Member, name: str) -> None:
    _ = tx.tongue(member.person)
    tx.say(member.person, _("I prepare the data of <b>{title}</b>.", title=member.workshop.title))
    caption = _(
        "Here are the answers of those who agreed to research, without names. "
        "Please read README.txt first, and keep the file safe."
    )
    args = {"workshop": member.workshop.id, "person": member.person.id, "format": name}
    tx.say(
        member.person,
        caption,
        kind="document",
        attach={"make": "export", "args": args},
        workshop_id=member.workshop.id,
    )


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Make the file that :func:`begin` promised, at delivery; gives its name and its content.

    Who took what is written down as an event before the file leaves. No copy stays on the machine.
    """
    workshop_id, name = int(args["workshop"]), str(args.get("format", CSV))
    with tempfile.TemporaryDirectory(prefix="sala-export-") as folder:
        output = Path(folder) / f"sala-{workshop_id}-{house.clock.now():%Y%m%d-%H%M}.zip"
        summary = house.read(_write, name, workshop_id, output, MOST_MEDIA)
        house.apart(_write_down, name, summary, workshop_id, int(args["person"]))
        return output.name, output.read_bytes()


def export_to(house: House, name: str, workshop_id: int | None, output: Path) -> Summary:
    """Write the data of one workshop, or of all, in a format, and write down that it was taken.

    For the command line. Raises ``LookupError`` for a workshop that does not exist, ``OSError`` when
    the file cannot be written.
    """
    summary = house.read(_write, name, workshop_id, output, None)
    house.do(_write_down, name, summary, workshop_id, None)
    return summary


def _write(tx: Tx, name: str, workshop_id: int | None, output: Path, most_media: int | None) -> Summary:
    source = Source(
        tx.session,
        lambda number: tx.library.get(tx.session, number),
        now=tx.now,
        media=tx.rules.data / "media",
        workshop_id=workshop_id,
    )
    if not source.workshops:
        raise LookupError("there is no such workshop" if workshop_id else "there is no workshop yet")
    return FORMATS[name].write(source, output, most_media=most_media)


def _write_down(tx: Tx, name: str, summary: Summary, workshop_id: int | None, person_id: int | None) -> None:
    tx.note(
        "exported",
        actor=tx.session.get(Person, person_id) if person_id is not None else None,
        workshop_id=workshop_id,
        format=name,
        people=summary.people,
        rows=summary.rows,
        left_out=summary.left_out,
        sha256=summary.sha256,
        size=summary.size,
    )
