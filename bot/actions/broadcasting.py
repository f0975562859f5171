"""/broadcast: one message of a facilitator to many people: written, checked, sent, and accounted for."""

from __future__ import annotations

from bot.actions import flows, receipts
from bot.actions.asking import ask, settle
from bot.actions.permissions import May, Member, require, require_in, require_running
from bot.actions.recipients import AUDIENCES, Recipients, recipients
from bot.actions.tx import BROADCAST, Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_
from bot.locales import Tongue
from storage.tables import Broadcast, Conversation, Media, Person

#: Kinds of messages that can be sent to many. Each is also the kind of the outbox rows.
KINDS = ("text", "photo", "voice", "document")

_AUDIENCE_WORDS = {
    "everyone": N_("Everybody who takes part"),
    "trainee": N_("Trainees"),
    "leader": N_("Cluster leaders"),
}


def begin(tx: Tx, incoming: Incoming) -> None:
    """/broadcast: ask for the message. A draft that was left before is cancelled."""
    member = require(tx, incoming, May.BROADCAST)
    require_running(member)
    _cancel_draft(tx, tx.conversation(member.person))
    show(tx, member.person, tx.turn(member.person, "broadcast", "write", {"workshop": member.workshop.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step: the message, the audience, or the last yes."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    _ = tx.tongue(person)
    if conversation.step == "write":
        text = _(
            "Please send the message for <b>{title}</b>: a text, a photo, a voice message or a file. "
            "I show you how it looks before it goes out.",
            title=member.workshop.title,
        )
        rows = [(_("Cancel"), "cancel")]
    elif conversation.step == "audience":
        text = _("Who should get it?")
        rows = [(_audience_label(tx, _, member, audience), f"to-{audience}") for audience in AUDIENCES]
        rows.append((_("Cancel"), "cancel"))
    else:
        text, rows = _ask_last(_, recipients(tx, member, _draft(tx, conversation).audience), conversation)
    ask(
        tx,
        person,
        conversation,
        text,
        [[(label, flows.data("broadcast", conversation, code))] for label, code in rows],
    )


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the message; once there is one, words are no choice and the buttons are shown again."""
    _ = tx.tongue(person)
    if conversation.step != "write":
        tx.say(person, _("Please tap one of the buttons."))
        show(tx, person, conversation)
        return
    kind = "text" if incoming.media is None else incoming.media.kind
    if kind not in KINDS or not (incoming.html or incoming.media):
        tx.say(person, _("I can send a text, a photo, a voice message or a file. Please send one of these."))
        return
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    draft = Broadcast(
        workshop_id=member.workshop.id or 0,
        author_id=person.id or 0,
        kind=kind,
        text=incoming.html,
        media_id=_keep_file(tx, member, incoming),
        created_at=tx.now,
    )
    tx.session.add(draft)
    tx.session.flush()
    settle(tx, person, conversation)
    data = {"workshop": member.workshop.id, "broadcast": draft.id}
    show(tx, person, tx.turn(person, "broadcast", "audience", data))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: the audience, send, change or cancel."""
    member = require_in(tx, person, conversation.data["workshop"], May.BROADCAST)
    _ = tx.tongue(person)
    verb, _dash, rest = code.partition("-")
    if verb == "cancel":
        settle(tx, person, conversation)
        _cancel_draft(tx, conversation)
        tx.say(person, _("OK, nothing was sent."))
        flows.end(tx, person)
    elif verb == "to" and rest in AUDIENCES and conversation.step == "audience":
        _check(tx, member, conversation, rest)
    elif verb == "change" and conversation.step == "check":
        settle(tx, person, conversation)
        _cancel_draft(tx, conversation)
        show(tx, person, tx.turn(person, "broadcast", "write", {"workshop": member.workshop.id}))
    elif verb in ("send", "wake") and conversation.step == "check":
        _send(tx, member, conversation, wake=verb == "wake")


def _check(tx: Tx, member: Member, conversation: Conversation, audience: str) -> None:
    """Show the message exactly as its readers will see it, then ask for the last yes."""
    _ = tx.tongue(member.person)
    draft = _draft(tx, conversation)
    draft.audience = audience
    settle(tx, member.person, conversation, str(_(_AUDIENCE_WORDS[audience])))
    if not recipients(tx, member, audience).people:
        tx.say(member.person, _("Nobody is there yet who can get it."))
        show(tx, member.person, tx.turn(member.person, "broadcast", "audience", dict(conversation.data)))
        return
    _say(tx, draft, member.person)
    show(tx, member.person, tx.turn(member.person, "broadcast", "check", dict(conversation.data)))


def _ask_last(_: Tongue, to: Recipients, conversation: Conversation) -> tuple[str, list[tuple[str, str]]]:
    lines = [
        _("This is how it looks."),
        _.plural("It goes to {n} person.", "It goes to {n} people.", len(to.people)),
    ]
    if to.asleep:
        lines.append(receipts.till_morning(_, len(to.asleep)))
    if to.unreachable:
        lines.append(
            _.plural("{n} person cannot be reached.", "{n} people cannot be reached.", len(to.unreachable))
        )
    rows = [(_("Send"), "send")]
    if to.asleep:
        rows.append((_("Send to all now anyway"), "wake"))
    return "\n".join(lines), [*rows, (_("Change"), "change"), (_("Cancel"), "cancel")]


def _send(tx: Tx, member: Member, conversation: Conversation, *, wake: bool) -> None:
    """Put one row per recipient into the outbox, and the message that shows the progress."""
    require_running(member)
    settle(tx, member.person, conversation)
    draft = _draft(tx, conversation)
    to = recipients(tx, member, draft.audience)
    draft.state, draft.confirmed_at, draft.recipients = "sending", tx.now, len(to.people)
    for person, not_before in to.people:
        _say(
            tx,
            draft,
            person,
            priority=BROADCAST,
            not_before=None if wake else not_before,
            dedupe_key=f"broadcast:{draft.id}:{person.id}",
            broadcast_id=draft.id,
            workshop_id=draft.workshop_id,
        )
    tx.note(
        "broadcast",
        actor=member.person,
        workshop_id=draft.workshop_id,
        broadcast=draft.id,
        audience=draft.audience,
        recipients=draft.recipients,
        woke=wake,
    )
    receipts.open_receipt(tx, member.person, draft, 0 if wake else len(to.asleep))
    flows.end(tx, member.person)


def _say(tx: Tx, draft: Broadcast, person: Person, **how: object) -> None:
    attach = {"media": draft.media_id} if draft.media_id is not None else None
    tx.say(person, draft.text, kind=draft.kind, attach=attach, **how)  # type: ignore[arg-type]  # names as in say


def _keep_file(tx: Tx, member: Member, incoming: Incoming) -> int | None:
    """Keep the file that a facilitator sends along; it is material of the course, not research data."""
    if incoming.media is None:
        return None
    row = Media(
        kind=incoming.media.kind,
        mime=incoming.media.mime,
        size=incoming.media.size,
        duration=incoming.media.duration,
        telegram_file_id=incoming.media.file_id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    return row.id


def _audience_label(tx: Tx, _: Tongue, member: Member, audience: str) -> str:
    return f"{_(_AUDIENCE_WORDS[audience])} ({len(recipients(tx, member, audience).people)})"


def _draft(tx: Tx, conversation: Conversation) -> Broadcast:
    return tx.session.get_one(Broadcast, conversation.data["broadcast"])


def _cancel_draft(tx: Tx, conversation: Conversation) -> None:
    if conversation.flow == "broadcast" and "broadcast" in conversation.data:
        draft = _draft(tx, conversation)
        if draft.state == "draft":
            draft.state = "cancelled"
