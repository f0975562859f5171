"""A piece of local wisdom, at any moment: words, voice or a photo, shared only as its author says."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import flows
from bot.actions.consents import granted
from bot.actions.permissions import May, Member, Refused, require
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Contribution, Conversation, Enrolment, Media, Person

#: Consent layer that a kind of file needs before it may be kept.
LAYERS = {"voice": "c4", "photo": "c5"}

#: Longest text of one contribution, in characters, as Telegram sends at most.
MAX_TEXT = 4096


def begin(tx: Tx, incoming: Incoming) -> None:
    """/wisdom: ask for one piece of local wisdom. Words right after the command are taken at once."""
    member = require(tx, incoming, May.TAKE_PART)
    if member.enrolment.state not in ("active", "paused"):
        raise Refused(Said(N_("Please finish joining first. Then you can share local wisdom.")))
    conversation = tx.turn(member.person, "wisdom", "give", {"enrolment": member.enrolment.id})
    if incoming.argument:
        _keep(tx, member, incoming, "text", incoming.argument, None)
    else:
        show(tx, member.person, conversation)


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step: what it is, who may see it, whose name stands with it, or which community."""
    _ = tx.tongue(person)

    def code(name: str) -> str:
        return flows.data("wisdom", conversation, name)

    if conversation.step == "give":
        text = _(
            "What do people in your place know or say? A saying, a custom, a way of working. "
            "Write it in your own language, or send a voice message or a photo. "
            "Please no secrets and no private names."
        )
        buttons = [[(_("Not now"), code("stop"))]]
    elif conversation.step == "see":
        text = _("Thank you! I keep it safe. Who may see this one?")
        buttons = [[(label, code(name))] for name, label in _visibilities(_).items()]
    elif conversation.step == "credit":
        text = _("Whose name should stand with it?")
        buttons = [[(label, code(name))] for name, label in _credits(_).items()]
    else:
        text = _("Which community or village should be named? Please write it.")
        buttons = [[(_("Better no name"), code("anonymous"))]]
    conversation.outbox_id = tx.say(person, text, buttons=buttons, token=conversation.token)


def ask_sharing(tx: Tx, person: Person, contribution: Contribution) -> None:
    """Ask who may see a stored contribution and whose name stands with it; then resume what was open."""
    conversation = tx.turn(person, "wisdom", "see", {"contribution": contribution.id})
    show(tx, person, conversation)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the contribution itself, or the name of the community."""
    _ = tx.tongue(person)
    if conversation.step == "community" and incoming.text.strip():
        contribution = _contribution(tx, conversation)
        contribution.community = incoming.text.strip()[:200]
        _credit(tx, person, conversation, "community")
        return
    if conversation.step != "give":
        tx.say(person, _("Please tap one of the buttons."))
        show(tx, person, conversation)
        return
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    member = Member(person, enrolment, require(tx, incoming, May.TAKE_PART).workshop)
    if incoming.media is not None:
        _take_file(tx, member, conversation, incoming)
    elif incoming.text.strip():
        _keep(tx, member, incoming, "text", incoming.text.strip(), None)
    else:
        tx.say(person, _("Please send words, a voice message or a photo."))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button: stop, who may see it, or whose name stands with it."""
    _ = tx.tongue(person)
    if code == "stop":
        _close_question(tx, person, conversation)
        tx.say(person, _("That is fine. /wisdom works at any moment."))
        flows.end(tx, person)
    elif conversation.step == "see" and code in _visibilities(_):
        _see(tx, person, conversation, code)
    elif conversation.step == "credit" and code == "community":
        _close_question(tx, person, conversation)
        show(tx, person, tx.turn(person, "wisdom", "community", dict(conversation.data)))
    elif conversation.step in ("credit", "community") and code in _credits(_):
        _credit(tx, person, conversation, code)


def _take_file(tx: Tx, member: Member, conversation: Conversation, incoming: Incoming) -> None:
    _ = tx.tongue(member.person)
    media = incoming.media
    kind = (
        "voice"
        if media and media.kind in ("voice", "audio")
        else "photo"
        if media and media.kind == "photo"
        else ""
    )
    if media is None or not kind:
        tx.say(member.person, _("Please send words, a voice message or a photo (not as a file)."))
        return
    if not granted(tx, member.enrolment, LAYERS[kind]):
        tx.say(
            member.person,
            _(
                "You have not allowed me to keep this kind of message, so I did not keep it. "
                "You can write instead, or change your choice with /privacy."
            ),
        )
        return
    row = Media(
        enrolment_id=member.enrolment.id,
        kind=media.kind,
        mime=media.mime,
        size=media.size,
        duration=media.duration,
        telegram_file_id=media.file_id,
        created_at=tx.now,
    )
    tx.session.add(row)
    tx.session.flush()
    _close_question(tx, member.person, conversation)
    _keep(tx, member, incoming, kind, incoming.caption, row.id)


def _keep(tx: Tx, member: Member, incoming: Incoming, kind: str, text: str, media_id: int | None) -> None:
    contribution = Contribution(
        enrolment_id=member.enrolment.id or 0,
        kind=kind,
        text=text[:MAX_TEXT],
        media_id=media_id,
        language=member.person.language,
        message_id=incoming.message_id,
        created_at=tx.now,
    )
    tx.session.add(contribution)
    tx.session.flush()
    ask_sharing(tx, member.person, contribution)


def _see(tx: Tx, person: Person, conversation: Conversation, visibility: str) -> None:
    contribution = _contribution(tx, conversation)
    contribution.visibility, contribution.changed_at = visibility, tx.now
    if visibility == "private":
        _credit(tx, person, conversation, "private")
        return
    _close_question(tx, person, conversation)
    show(tx, person, tx.turn(person, "wisdom", "credit", dict(conversation.data)))


def _credit(tx: Tx, person: Person, conversation: Conversation, credit: str) -> None:
    contribution = _contribution(tx, conversation)
    contribution.credit, contribution.changed_at = credit, tx.now
    _ = tx.tongue(person)
    _close_question(tx, person, conversation)
    tx.say(
        person,
        _(
            "Saved: {choice}. You can change it at any time with /mydata.",
            choice=sharing_words(_, contribution),
        ),
    )
    flows.end(tx, person)


def _close_question(tx: Tx, person: Person, conversation: Conversation) -> None:
    if conversation.outbox_id is not None:
        tx.say(person, "", kind="buttons", edits=conversation.outbox_id)


def _contribution(tx: Tx, conversation: Conversation) -> Contribution:
    return tx.session.get_one(Contribution, conversation.data["contribution"])


def contributions_of(tx: Tx, enrolment: Enrolment) -> list[Contribution]:
    """Every kept contribution of a participant, oldest first."""
    query = (
        select(Contribution)
        .where(Contribution.enrolment_id == enrolment.id, Contribution.state == "kept")
        .order_by(col(Contribution.id))
    )
    return list(tx.session.exec(query))


def sharing_words(_: Tongue, contribution: Contribution) -> str:
    """How a contribution is shared, in the person's words: who may see it and whose name stands with it."""
    seen = _visibilities(_).get(contribution.visibility, "")
    if contribution.visibility == "private":
        return seen
    credit = (
        contribution.community if contribution.credit == "community" else _credits(_)[contribution.credit]
    )
    return f"{seen} · {credit}"


def _visibilities(_: Tongue) -> dict[str, str]:
    return {
        "private": _("Keep it private"),
        "group": _("The group may see it"),
        "publish": _("It may be printed too"),
    }


def _credits(_: Tongue) -> dict[str, str]:
    return {
        "named": _("With my name"),
        "anonymous": _("Without a name"),
        "community": _("My community"),
        "private": _("Keep it private"),
    }


def take_back(tx: Tx, contribution: Contribution) -> None:
    """Withdraw one contribution: its words are gone at once, its file right after the commit."""
    contribution.state, contribution.changed_at = "withdrawn", tx.now
    contribution.visibility = contribution.credit = "private"
    contribution.text = contribution.community = ""
    contribution.message_id = None
    if contribution.media_id is not None:
        media = tx.session.get_one(Media, contribution.media_id)
        media.state, media.telegram_file_id = "deleted", ""
