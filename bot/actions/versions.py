"""A facilitator changes the programme of a workshop that runs.

They send or choose a file, see what it changes for whom, and accept it or not. The version before can be put
back the same way.
"""

from __future__ import annotations

import html
from collections.abc import Sequence

from sqlmodel import col, select

from bot.actions import flows, shelf, uploads
from bot.actions.asking import ask, settle
from bot.actions.changing import go_on_with, version_before
from bot.actions.offering import INTERRUPTED, ask_about, offer, words_about
from bot.actions.permissions import May, Member, members_as, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from storage.tables import Conversation, Person, ProgrammeChange

#: States of a change that nobody has decided about.
UNDECIDED = ("waiting", "offered")

Asked = tuple[str, list[tuple[str, str]]]


def take_file(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> bool:
    """Take a programme that a facilitator sends; False when it is none, or not theirs to send."""
    if conversation.flow not in INTERRUPTED or not uploads.looks_like_a_programme(incoming):
        return False
    members = members_as(tx, person, May.RUN_WORKSHOP)
    if not members:
        return False
    _expect(tx, members[0], conversation, incoming)
    return True


def begin(tx: Tx, person: Person, workshop_id: int) -> None:
    """Ask where the new version is: in a file to send, in the data folder, or in the past."""
    show(tx, person, tx.turn(person, "version", "source", {"workshop": workshop_id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_WORKSHOP)
    text, rows = _asked(tx, member, conversation)
    buttons = [[(label, flows.data("version", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons, workshop_id=member.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words and other files are no choice here: say so, and ask the present step again."""
    _ = tx.tongue(person)
    if incoming.media is not None:
        known = ", ".join(uploads.ENDINGS)
        tx.say(person, _("Please send the programme as a file that ends in {known}.", known=known))
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.RUN_WORKSHOP)
    verb, _dash, rest = code.partition("-")
    if verb == "cancel":
        _cancel(tx, member, conversation)
    elif conversation.step == "check" and verb == "accept":
        _accept(tx, member, conversation)
    elif conversation.step == "source":
        _choose(tx, member, conversation, verb, rest)


def _asked(tx: Tx, member: Member, conversation: Conversation) -> Asked:
    """What is asked at a step, and its buttons."""
    _ = tx.tongue(member.person)
    cancel = (_("Cancel"), "cancel")
    if conversation.step == "source":
        text, rows = _ask_source(tx, member)
        return text, [*rows, cancel]
    change = tx.session.get_one(ProgrammeChange, conversation.data["change"])
    if conversation.step == "wait":
        return _("I read “{name}”. One moment, please.", name=change.file_name), [cancel]
    return words_about(tx, member, change, conversation.data.get("remarks", ())), [
        (_("Accept"), "accept"),
        cancel,
    ]


def _ask_source(tx: Tx, member: Member) -> Asked:
    _ = tx.tongue(member.person)
    running = tx.library.get(tx.session, member.workshop.programme_id)
    text = _(
        "<b>{title}</b> runs “{programme}”, version {version}. Please send me the changed programme as a "
        "file ({known}). I say what changes for whom before anything happens.",
        title=member.workshop.title,
        programme=running.title,
        version=running.version or "-",
        known=", ".join(uploads.ENDINGS),
    )
    offered = [change for change in _undecided(tx, member) if change.state == "offered"]
    names = [change.file_name or _("the old version") for change in offered[-1:]]
    rows = [(html.unescape(_("Look at “{name}” again", name=name))[:60], "look") for name in names]
    rows += [(found.label, f"p-{number}") for number, found in enumerate(shelf.own(tx))]
    if version_before(tx, member.workshop) is not None:
        rows.append((_("Put the old version back"), "back"))
    return text, rows


def _choose(tx: Tx, member: Member, conversation: Conversation, verb: str, rest: str) -> None:
    """Take what is to be looked at: an offer from before, a file of the data folder, the version before."""
    offered = [change for change in _undecided(tx, member) if change.state == "offered"]
    before = version_before(tx, member.workshop)
    if verb == "look" and offered:
        ask_about(tx, member, offered[-1])
    elif verb == "p" and rest.isdigit() and int(rest) < len(shelf.own(tx)):
        chosen = shelf.own(tx)[int(rest)]
        programme = shelf.read(tx, chosen.key)
        offer(tx, member, _new(tx, member, chosen.key.partition("/")[2]), programme)
    elif verb == "back" and before is not None:
        offer(tx, member, _new(tx, member, ""), tx.library.get(tx.session, before))


def _expect(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    """Note that a file is on its way; one that was sent before is not waited for any more."""
    uploads.refuse_too_large(incoming)
    settle(tx, member.person, conversation)
    _drop_undecided(tx, member)
    change = uploads.expect(tx, member.workshop, member.person.id, incoming)
    data = {"workshop": member.workshop.id, "change": change.id}
    show(tx, member.person, tx.turn(member.person, "version", "wait", data))


def _accept(tx: Tx, member: Member, conversation: Conversation) -> None:
    """Let the workshop go on with what was looked at, if it still runs what that was compared with."""
    _ = tx.tongue(member.person)
    change = tx.session.get_one(ProgrammeChange, conversation.data["change"])
    workshop = member.workshop
    if change.state == "offered" and change.before_id != workshop.programme_id:
        tx.say(member.person, _("Somebody else has changed the programme meanwhile. Please look again."))
        offer(tx, member, change, tx.library.get(tx.session, change.after_id or workshop.programme_id))
        return
    settle(tx, member.person, conversation, _("Accept"))
    if change.state == "offered":
        go_on_with(tx, workshop, change, member.person)
        new = tx.library.get(tx.session, workshop.programme_id)
        lines = [
            _(
                "<b>{title}</b> goes on with version {version}.",
                title=workshop.title,
                version=new.version or "-",
            ),
            _("What was sent stays; what is still to come was planned anew. No answer was lost."),
            _("/broadcast tells people about it, /workshop puts the old version back."),
        ]
        tx.say(member.person, "\n".join(lines), workshop_id=workshop.id)
    flows.end(tx, member.person)


def _cancel(tx: Tx, member: Member, conversation: Conversation) -> None:
    _ = tx.tongue(member.person)
    settle(tx, member.person, conversation)
    _drop_undecided(tx, member)
    tx.say(member.person, _("OK, nothing was changed."))
    flows.end(tx, member.person)


def _new(tx: Tx, member: Member, name: str) -> ProgrammeChange:
    """A change that needs no file; what was offered before is dropped."""
    _drop_undecided(tx, member)
    change = ProgrammeChange(
        workshop_id=member.workshop.id or 0,
        person_id=member.person.id,
        file_name=name,
        before_id=member.workshop.programme_id,
        state="offered",
        created_at=tx.now,
    )
    tx.session.add(change)
    tx.session.flush()
    return change


def _drop_undecided(tx: Tx, member: Member) -> None:
    """Cancel what this facilitator has brought for this workshop and not decided about."""
    for change in _undecided(tx, member):
        uploads.forget_file(tx, change)
        change.state, change.decided_at = "cancelled", tx.now


def _undecided(tx: Tx, member: Member) -> Sequence[ProgrammeChange]:
    query = (
        select(ProgrammeChange)
        .where(ProgrammeChange.workshop_id == member.workshop.id)
        .where(ProgrammeChange.person_id == member.person.id, col(ProgrammeChange.state).in_(UNDECIDED))
        .order_by(col(ProgrammeChange.id))
    )
    return tx.session.exec(query).all()
