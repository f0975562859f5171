"""What a new version of a programme would change, put before the facilitator who brought it."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions import checking, drafts, flows, shelf, uploads
from bot.actions.asking import settle
from bot.actions.counting import people_of
from bot.actions.house import House
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.tx import Tx
from bot.actions.uploads import Reading
from bot.domain.change_report import by_weight, change_report, in_the_middle
from bot.domain.changes.compare import compare
from bot.domain.changes.model import Change
from bot.domain.changes.people import People
from bot.domain.findings import Finding
from bot.domain.pieces import MESSAGE, length
from bot.domain.programme import Programme
from bot.locales import tongue
from storage.tables import Person, ProgrammeChange, Workshop

#: Conversations that a file may interrupt: none of them waits for a file of another kind.
INTERRUPTED = ("", "today", "workshop", "manage", "links", "board", "version", "timeline", "setting")

#: How many changes of each weight are told in a chat; fewer when they are long.
MOST = (10, 6, 3, 1, 0)

#: How many remarks of the checker are told with an offer.
FEW = 3


def look_at(tx: Tx, change_id: int, reading: Reading | None) -> None:
    """A file that was sent has been read: offer what is in it, or say why not. Its copy is deleted."""
    change = tx.session.get_one(ProgrammeChange, change_id)
    uploads.forget_file(tx, change)
    member = _still_theirs(tx, change)
    if member is None:
        change.state, change.decided_at = "cancelled", tx.now
        return
    _ = tx.tongue(member.person)
    name = change.file_name
    if reading is None:
        _refuse(tx, member, change, _("I could not get “{name}”. Please send it again.", name=name))
    elif reading.programme is None:
        checking.send_report(tx, member.person, name, None, reading.findings)
        _refuse(tx, member, change, checking.mistakes(_, name, reading.findings))
    else:
        offer(tx, member, change, reading.programme, reading.findings)


def offer(
    tx: Tx,
    member: Member,
    change: ProgrammeChange,
    programme: Programme,
    remarks: Sequence[Finding] = (),
) -> None:
    """Say what a version changes, and ask whether to go on with it.

    Another programme and the very same version are refused. In the middle of something else the
    facilitator only hears that it can be looked at.
    """
    _ = tx.tongue(member.person)
    title, running = member.workshop.title, tx.library.get(tx.session, member.workshop.programme_id)
    if programme.form_id != running.form_id and uploads.names_itself(programme):
        words = _(
            "This is another programme: its form_id is “{new}”, and <b>{title}</b> runs “{old}”.",
            new=programme.form_id,
            old=running.form_id,
            title=title,
        )
        _refuse(tx, member, change, words)
        drafts.keep(tx, member.person, programme, change.file_name)
        return
    change.after_id, change.before_id = shelf.store(tx, programme), member.workshop.programme_id
    if change.after_id == change.before_id:
        _refuse(tx, member, change, _("<b>{title}</b> runs this very version already.", title=title))
        return
    change.state = "offered"
    tx.session.flush()
    if tx.conversation(member.person).flow in INTERRUPTED:
        ask_about(tx, member, change, remarks)
    else:
        words = _("I have read “{name}”. /workshop leads you to it.", name=change.file_name)
        tx.say(member.person, words)


def ask_about(tx: Tx, member: Member, change: ProgrammeChange, remarks: Sequence[Finding] = ()) -> None:
    """Show what an offered version changes, with the buttons that decide.

    A list too long for a message comes before it as a file. ``remarks`` are the checker's.
    """
    _ = tx.tongue(member.person)
    settle(tx, member.person, tx.conversation(member.person))
    if any(len(some) > MOST[0] for some in by_weight(*_compared(tx, change)).values()):
        args = {"change": change.id, "language": member.person.language}
        attach = {"make": "changes", "args": args}
        tx.say(member.person, _("All changes, one by one."), kind="document", attach=attach)
    told = [shelf.said_at(found) for found in remarks]
    data = {"workshop": member.workshop.id, "change": change.id, "remarks": told}
    conversation = tx.turn(member.person, "version", "check", data)
    flows.flow("version").show(tx, member.person, conversation)


def words_about(tx: Tx, member: Member, change: ProgrammeChange, remarks: Sequence[str]) -> str:
    """What an offered version changes and for whom, as much as one message holds, as Telegram HTML."""
    _ = tx.tongue(member.person)
    changes, people = _compared(tx, change)
    inside = in_the_middle(people, tx.library.get(tx.session, change.before_id))
    head = [
        _("<b>{title}</b>: a new version of the programme.", title=member.workshop.title),
        _.plural("{n} person takes part.", "{n} people take part.", people.number),
        *([_.said(inside)] if inside is not None else []),
    ]
    tail = [_("Nothing has changed so far. Should the workshop go on with the new version?")]
    if remarks:
        some = "\n".join(remarks[:FEW])
        told = _.plural("The check has {n} remark:", "The check has {n} remarks:", len(remarks))
        tail = [f"{told}\n{html.escape(some, quote=False)}", "", *tail]
    for most in MOST:
        report = change_report(changes, people, speak=_.said, heading=_bold, most=most)
        text = "\n".join([*head, "", report, "", *tail])
        if length(text) <= MESSAGE:
            return text
    return "\n".join([*head, "", *tail])


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """The whole list of changes as a text file, made at delivery; gives its name and its content."""
    return "changes.txt", house.read(_whole_list, int(args["change"]), str(args["language"])).encode()


def _whole_list(tx: Tx, change_id: int, language: str) -> str:
    _ = tongue(language)
    changes, people = _compared(tx, tx.session.get_one(ProgrammeChange, change_id))
    return change_report(changes, people, speak=lambda said: html.unescape(_.said(said))) + "\n"


def _compared(tx: Tx, change: ProgrammeChange) -> tuple[list[Change], People]:
    """What a change brings, and the people whom it concerns."""
    old = tx.library.get(tx.session, change.before_id)
    new = tx.library.get(tx.session, change.after_id or change.before_id)
    return compare(old, new), people_of(tx, tx.session.get_one(Workshop, change.workshop_id))


def _bold(words: str) -> str:
    return f"<b>{words}</b>"


def _still_theirs(tx: Tx, change: ProgrammeChange) -> Member | None:
    """Who sent it, if they still may change this workshop and have not thought better of it."""
    person = tx.session.get(Person, change.person_id)
    if person is None or change.state != "waiting":
        return None
    try:
        return require_in(tx, person, change.workshop_id, May.RUN_WORKSHOP)
    except Refused:
        return None


def _refuse(tx: Tx, member: Member, change: ProgrammeChange, words: str) -> None:
    """Say why a version cannot be taken; the conversation about it ends."""
    _ = tx.tongue(member.person)
    change.state, change.decided_at = "refused", tx.now
    conversation = tx.conversation(member.person)
    if conversation.flow == "version":
        settle(tx, member.person, conversation)
        tx.turn(member.person, "")
    tx.say(member.person, f"{words}\n\n{_('Nothing was changed.')}")
