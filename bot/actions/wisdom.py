"""A piece of local wisdom, at any moment: words, voice or a photo, shared only as its author says."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import flows
from bot.actions.asking import ask, settle
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
    """Ask the present step: what it is, who is on the photo, who may see it, whose name, which community."""
    _ = tx.tongue(person)
    if conversation.step == "give":
        text = _(
            "What do people in your place know or say? A saying, a custom, a way of working. "
            "Write it in your own language, or send a voice message or a photo. "
            "Please no secrets and no private names."
        )
    elif conversation.step == "people":
        text = _("Thank you! Is a person easy to know in this photo?")
    elif conversation.step == "see":
        text = _("Thank you! I keep it safe. Who may see this one?")
    elif conversation.step == "credit":
        text = _("Whose name should stand with it?")
    else:
        text = _("Which community or village should be named? Please write it.")
    choices = _choices(_, conversation.step)
    buttons = [[(label, flows.data("wisdom", conversation, code))] for code, label in choices.items()]
    ask(tx, person, conversation, text, buttons)


def ask_sharing(tx: Tx, person: Person, contribution: Contribution) -> None:
    """Ask who may see a stored contribution and whose name stands with it; then resume what was open."""
    conversation = tx.turn(person, "wisdom", "see", {"contribution": contribution.id})
    show(tx, person, conversation)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take the contribution itself, or the name of the community."""
    _ = tx.tongue(person)
    typed = incoming.text.strip()
    labels = {label.casefold(): code for code, label in _choices(_, conversation.step).items()}
    if typed.casefold() in labels:
        _choose(tx, person, conversation, labels[typed.casefold()])
        return
    if conversation.step == "community" and typed:
        _credit(tx, person, conversation, "community", community=" ".join(typed.split())[:200])
        return
    if conversation.step != "give":
        tx.say(person, _("Please tap one of the buttons."))
        settle(tx, person, conversation)
        show(tx, person, conversation)
        return
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    member = Member(person, enrolment, require(tx, incoming, May.TAKE_PART).workshop)
    if incoming.media is not None:
        _take_file(tx, member, conversation, incoming)
    elif typed:
        settle(tx, person, conversation)
        _keep(tx, member, incoming, "text", typed, None)
    else:
        tx.say(person, _("Please send words, a voice message or a photo."))


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    if code in _choices(tx.tongue(person), conversation.step):
        _choose(tx, person, conversation, code)


def _choose(tx: Tx, person: Person, conversation: Conversation, code: str) -> None:
    _ = tx.tongue(person)
    step = conversation.step
    settle(tx, person, conversation, _choices(_, step)[code])
    if step == "give":
        tx.say(person, _("That is fine. /wisdom works at any moment."))
        flows.end(tx, person)
    elif step == "people" and code == "not_asked":
        take_back(tx, _contribution(tx, conversation))
        tx.say(person, _("Thank you for being careful. I deleted the photo."))
        flows.end(tx, person)
    elif step == "people":
        _turn(tx, person, conversation, "see")
    elif step == "see":
        _see(tx, person, conversation, code)
    elif code == "community":
        _turn(tx, person, conversation, "community")
    else:
        _credit(tx, person, conversation, code)


def _turn(tx: Tx, person: Person, conversation: Conversation, step: str) -> None:
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "wisdom", step, {"contribution": conversation.data["contribution"]}))


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
    settle(tx, member.person, conversation)
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
    if kind == "photo":
        number = {"contribution": contribution.id}
        show(tx, member.person, tx.turn(member.person, "wisdom", "people", number))
    else:
        ask_sharing(tx, member.person, contribution)


def _see(tx: Tx, person: Person, conversation: Conversation, visibility: str) -> None:
    """Take who may see it. Until a name is chosen, it stands there without one."""
    contribution = _contribution(tx, conversation)
    if visibility == "private":
        _credit(tx, person, conversation, "private")
        return
    contribution.visibility, contribution.changed_at = visibility, tx.now
    if contribution.credit == "private":
        contribution.credit = "anonymous"
    _turn(tx, person, conversation, "credit")


def _credit(tx: Tx, person: Person, conversation: Conversation, credit: str, *, community: str = "") -> None:
    """Take whose name stands with it, and say what was chosen. Keeping it private is a choice here too."""
    contribution = _contribution(tx, conversation)
    contribution.credit, contribution.community, contribution.changed_at = credit, community, tx.now
    if credit == "private":
        contribution.visibility = "private"
    _ = tx.tongue(person)
    settle(tx, person, conversation)
    tx.say(
        person,
        _(
            "Saved: {choice}. You can change it at any time with /mydata.",
            choice=sharing_words(_, contribution),
        ),
    )
    flows.end(tx, person)


def _contribution(tx: Tx, conversation: Conversation) -> Contribution:
    return tx.session.get_one(Contribution, conversation.data["contribution"])


def contributions_of(tx: Tx, enrolment: Enrolment) -> list[Contribution]:
    """Every kept contribution of a participant, oldest first."""
    query = (
        select(Contribution)
        .where(Contribution.enrolment_id == enrolment.id)
        .where(col(Contribution.state).in_(("kept", "hidden")))
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


def _choices(_: Tongue, step: str) -> dict[str, str]:
    """The buttons of a step: code and label."""
    if step == "people":
        return {"no": _("No"), "agreed": _("Yes, and they agreed"), "not_asked": _("Yes, not asked")}
    if step == "see":
        return _visibilities(_)
    if step == "credit":
        return _credits(_)
    return {"anonymous": _("Better no name")} if step == "community" else {"stop": _("Not now")}


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
