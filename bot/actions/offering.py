"""What a new version of a programme would change, put before the facilitator who brought it."""

from __future__ import annotations

from bot.actions import flows, shelf, uploads
from bot.actions.asking import LONGEST, settle
from bot.actions.counting import people_of
from bot.actions.permissions import May, Member, Refused, require_in
from bot.actions.tx import Tx
from bot.actions.uploads import Reading
from bot.domain.change_report import change_report, in_the_middle
from bot.domain.changes.compare import compare
from bot.domain.programme import Programme
from storage.tables import Person, ProgrammeChange

#: Conversations that a file may interrupt: none of them waits for a file of another kind.
INTERRUPTED = ("", "today", "workshop", "links", "board", "version")

#: How many changes of each weight are told in a chat; fewer when they are long.
MOST = (10, 6, 3, 1, 0)


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
        _refuse(tx, member, change, _.said(shelf.mistakes_of(name, reading.findings)))
    else:
        offer(tx, member, change, reading.programme)


def offer(tx: Tx, member: Member, change: ProgrammeChange, programme: Programme) -> None:
    """Say what a version changes, and ask whether to go on with it.

    Another programme and the very same version are refused. In the middle of something else the
    facilitator only hears that it can be looked at.
    """
    _ = tx.tongue(member.person)
    title, running = member.workshop.title, tx.library.get(tx.session, member.workshop.programme_id)
    if programme.form_id != running.form_id and uploads.names_itself(programme):
        words = _(
            "This is another programme: its form_id is “{new}”, and <b>{title}</b> runs “{old}”. "
            "/workshop starts a new workshop.",
            new=programme.form_id,
            old=running.form_id,
            title=title,
        )
        _refuse(tx, member, change, words)
        return
    change.after_id, change.before_id = shelf.store(tx, programme), member.workshop.programme_id
    if change.after_id == change.before_id:
        _refuse(tx, member, change, _("<b>{title}</b> runs this very version already.", title=title))
        return
    change.state = "offered"
    tx.session.flush()
    if tx.conversation(member.person).flow in INTERRUPTED:
        ask_about(tx, member, change)
    else:
        words = _("I have read “{name}”. /workshop leads you to it.", name=change.file_name)
        tx.say(member.person, words)


def ask_about(tx: Tx, member: Member, change: ProgrammeChange) -> None:
    """Show what an offered version changes, with the buttons that decide."""
    settle(tx, member.person, tx.conversation(member.person))
    data = {"workshop": member.workshop.id, "change": change.id}
    conversation = tx.turn(member.person, "version", "check", data)
    flows.flow("version").show(tx, member.person, conversation)


def words_about(tx: Tx, member: Member, change: ProgrammeChange) -> str:
    """What an offered version changes and for whom, as much as one message holds, as Telegram HTML."""
    _ = tx.tongue(member.person)
    people = people_of(tx, member.workshop)
    old = tx.library.get(tx.session, member.workshop.programme_id)
    changes = compare(old, tx.library.get(tx.session, change.after_id or member.workshop.programme_id))
    inside = in_the_middle(people, old)
    head = [
        _("<b>{title}</b>: a new version of the programme.", title=member.workshop.title),
        _.plural("{n} person takes part.", "{n} people take part.", people.number),
        *([_.said(inside)] if inside is not None else []),
    ]
    tail = _("Nothing has changed so far. Should the workshop go on with the new version?")
    for most in MOST:
        report = change_report(changes, people, speak=_.said, heading=_bold, most=most)
        text = "\n".join([*head, "", report, "", tail])
        if len(text) <= LONGEST:
            return text
    return "\n".join([*head, "", tail])


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
