"""Telegram groups that belong to a workshop: tying and untying them, and what the bot says there.

In a group the bot says only what is for everybody in it: who it is, that a day begins, and what a facilitator
chose to announce. It never says who has done something or who has not. In a group that belongs to no workshop
it greets a facilitator who brings it in, and is silent otherwise.
"""

from __future__ import annotations

import datetime as dt
import secrets
from zoneinfo import ZoneInfo

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.actions import acts, standing, thread_copies
from bot.actions.permissions import May, Member, Refused, members_as, roles_of
from bot.actions.tx import PROMPT, Buttons, Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue, tongue
from storage.tables import Act, Outbox, Person, Thread, Workshop, WorkshopGroup

EVERYBODY, FACILITATORS = "everybody", "facilitators"

#: Name of the buttons in a group, see :mod:`bot.actions.standing`.
BUTTONS = "tie"


def of_chat(tx: Tx, chat_id: int) -> WorkshopGroup | None:
    """The group with this number, if it belongs to a workshop."""
    return tx.session.exec(select(WorkshopGroup).where(WorkshopGroup.chat_id == chat_id)).first()


def of_workshop(tx: Tx, workshop_id: int) -> list[WorkshopGroup]:
    """The groups of a workshop."""
    query = select(WorkshopGroup).where(WorkshopGroup.workshop_id == workshop_id)
    return list(tx.session.exec(query.order_by(col(WorkshopGroup.id))))


def say(
    tx: Tx,
    chat_id: int,
    language: str,
    text: str,
    buttons: Buttons | None = None,
    *,
    workshop_id: int | None = None,
    token: str = "",
    dedupe_key: str | None = None,
    priority: int = 0,
    topic_of: int | None = None,
) -> int | None:
    """Say something in a group, or in the topic of a thread; gives its outbox id."""
    nobody = Person(chat_id=chat_id, language=language, created_at=tx.now, seen_at=tx.now)
    return tx.say(
        nobody,
        text,
        buttons=buttons,
        token=token,
        dedupe_key=dedupe_key,
        priority=priority,
        attach={"topic_of": topic_of} if topic_of else None,
        workshop_id=workshop_id,
    )


def private_chat(tx: Tx, _: Tongue) -> Buttons:
    """A button that opens the private chat with the bot."""
    return [[(_("Open my chat with Sala"), f"https://t.me/{tx.rules.bot_username}")]]


def brought_in(tx: Tx, chat_id: int, by: int) -> None:
    """Somebody brought the bot into a group: a facilitator hears how to tie it, a stranger nothing."""
    person = tx.session.exec(select(Person).where(Person.telegram_id == by)).first()
    if person is None or of_chat(tx, chat_id) is not None or not members_as(tx, person, May.MANAGE_GROUP):
        return
    _ = tx.tongue(person)
    text = _("Hello! I am Sala. When this group belongs to a workshop, its facilitator writes /group here.")
    say(tx, chat_id, person.language, text)


def left(tx: Tx, chat_id: int) -> None:
    """The bot is in this group no more: it belongs to no workshop, and nothing waits for it."""
    group = of_chat(tx, chat_id)
    if group is not None:
        tx.note("group_left", workshop_id=group.workshop_id, group=group.kind)
        _forget(tx, group)


def ask_kind(tx: Tx, incoming: Incoming) -> None:
    """/group in a group: a facilitator says what kind it is, or unties it; others are refused kindly.

    Whoever has nothing to do with any workshop hears nothing.
    """
    person, group = tx.person_of(incoming), of_chat(tx, incoming.chat_id)
    members = members_as(tx, person, May.MANAGE_GROUP) if person is not None else []
    if person is None or not (members or group or roles_of(tx, person)):
        return
    _ = tx.tongue(person)
    mine = [member for member in members if group is None or member.workshop.id == group.workshop_id]
    if not mine:
        own = group is not None and not members
        why = _("Only facilitators can do this.") if own or not members else _(_OTHER.text)
        say(tx, incoming.chat_id, person.language, why)
        return
    member, token = mine[0], secrets.token_urlsafe(4)
    title = member.workshop.title
    if group is not None:
        group.forum = incoming.forum
        kind = _("for everybody") if group.kind == EVERYBODY else _("for its facilitators")
        text = _("This group belongs to <b>{title}</b>, {kind}.", title=title, kind=kind)
        rows = [[(_("Untie this group"), "untie")]]
    else:
        text = _("Should this group belong to <b>{title}</b>? For whom is it?", title=title)
        rows = [[(_("For everybody"), EVERYBODY)], [(_("For facilitators"), FACILITATORS)]]
    forum = "1" if incoming.forum else "0"
    buttons = [
        [
            (label, standing.data(BUTTONS, token, f"{code}-{member.workshop.id}-{forum}"))
            for label, code in row
        ]
        for row in [*rows, [(_("Cancel"), "cancel")]]
    ]
    say(tx, incoming.chat_id, person.language, text, buttons, workshop_id=member.workshop.id, token=token)


_OTHER = Said(N_("This group belongs to another workshop."))


def tie(tx: Tx, member: Member, chat_id: int, kind: str, title: str, *, forum: bool) -> Act:
    """Let a group belong to the member's workshop. Raises :class:`Refused` when it is taken already."""
    if of_chat(tx, chat_id) is not None:
        raise Refused(_OTHER)
    others = [group for group in of_workshop(tx, member.workshop.id or 0) if group.kind == FACILITATORS]
    if kind == FACILITATORS and others:
        raise Refused(Said(N_("This workshop has a facilitators' group already. Untie that one first.")))
    group = WorkshopGroup(
        workshop_id=member.workshop.id or 0,
        chat_id=chat_id,
        kind=kind,
        title=title,
        language=member.person.language,
        forum=forum,
        tied_by=member.person.id,
        tied_at=tx.now,
    )
    tx.session.add(group)
    tx.session.flush()
    _greet(tx, group, member.workshop)
    return acts.record(tx, member, "group_tied", {"kind": kind}, {"chat_id": chat_id})


def untie(tx: Tx, member: Member, group: WorkshopGroup) -> Act:
    """Let a group belong to no workshop any more; the bot says nothing more there."""
    before, kind = group.model_dump(exclude={"id", "tied_at"}), group.kind
    _forget(tx, group)
    return acts.record(tx, member, "group_untied", {"kind": kind}, before)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """Which group was tied or untied."""
    if act.kind == "group_posted":
        return _("An announcement was posted in the group")
    facilitators = act.details["kind"] == FACILITATORS
    if act.kind == "group_tied":
        return _("The facilitators' group was tied") if facilitators else _("A group was tied")
    return _("The facilitators' group was untied") if facilitators else _("A group was untied")


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Untie what was tied, tie what was untied, delete what was posted; raises ``Refused`` otherwise."""
    if act.kind == "group_posted":
        for number in act.before["letters"]:
            _delete(tx, number)
        return
    group = of_chat(tx, act.before["chat_id"])
    if act.kind == "group_tied" and group is not None:
        _forget(tx, group)
    elif act.kind == "group_untied" and group is None:
        tx.session.add(WorkshopGroup(**act.before, tied_at=tx.now))
    else:
        raise Refused(Said(N_("This cannot be taken back.")))


def point_to_private(tx: Tx, incoming: Incoming) -> None:
    """Any other command in a group of a workshop: a link to the private chat, and nothing private."""
    group = of_chat(tx, incoming.chat_id)
    if group is None:
        return
    _ = tongue(group.language)
    say(
        tx,
        group.chat_id,
        group.language,
        _("I answer this in our private chat."),
        private_chat(tx, _),
        workshop_id=group.workshop_id,
        dedupe_key=f"private:{group.id}:{int(tx.now.timestamp()) // 60}",
    )


def day_begins(tx: Tx, workshop: Workshop) -> None:
    """With the first activity of a course day: say in the workshop's groups where the day's tasks are."""
    day = tx.now.astimezone(ZoneInfo(workshop.zone)).date()
    if not workshop.first_day <= day <= workshop.last_day or workshop.state != "running":
        return
    for group in of_workshop(tx, workshop.id or 0):
        if group.kind == EVERYBODY:
            _ = tongue(group.language)
            say(
                tx,
                group.chat_id,
                group.language,
                _("Good day! Today's tasks are in your private chat with me."),
                private_chat(tx, _),
                workshop_id=workshop.id,
                dedupe_key=_day_key(group, day),
                priority=PROMPT,
            )


def post(tx: Tx, member: Member, group: WorkshopGroup, text: str) -> Act:
    """Announce what a facilitator wrote; ``text`` is Telegram HTML."""
    number = say(tx, group.chat_id, group.language, text, workshop_id=group.workshop_id)
    return acts.record(tx, member, "group_posted", {"group": group.id}, {"letters": [number]})


def moved(tx: Tx, chat_id: int, new_chat_id: int) -> None:
    """A group became a supergroup: it has another number, and no longer what was sent under the old one."""
    tx.session.execute(
        update(WorkshopGroup).where(col(WorkshopGroup.chat_id) == chat_id).values(chat_id=new_chat_id)
    )
    for act in tx.session.exec(select(Act).where(col(Act.kind).in_(("group_tied", "group_untied")))):
        if act.before.get("chat_id") == chat_id:
            act.before = {**act.before, "chat_id": new_chat_id}


def _greet(tx: Tx, group: WorkshopGroup, workshop: Workshop) -> None:
    _ = tongue(group.language)
    if group.kind == FACILITATORS:
        text = _(
            "Hello! This is now the group of the facilitators of <b>{title}</b>. Everybody in it can read "
            "what people write to you, so please keep it among facilitators.",
            title=workshop.title,
        )
        if group.forum:
            text += "\n\n" + _("Each talk with a person gets a topic of its own here.")
        else:
            text += "\n\n" + _(
                "Talks with people can have topics of their own here: turn on Topics in the settings of this "
                "group, make me an administrator who may manage them, and write /group once more."
            )
    else:
        text = _(
            "Hello! I am Sala, and I go with you through <b>{title}</b>. Here I say only what is for "
            "everybody. Your tasks and your answers stay in your private chat with me.",
            title=workshop.title,
        )
    buttons = private_chat(tx, _) if group.kind == EVERYBODY else None
    say(tx, group.chat_id, group.language, text, buttons, workshop_id=workshop.id)


def _forget(tx: Tx, group: WorkshopGroup) -> None:
    group.forum = False
    tx.session.flush()
    thread_copies.back_to_private(tx, group.chat_id)
    waiting = (col(Outbox.chat_id) == group.chat_id, col(Outbox.state) == "queued")
    tx.session.execute(update(Outbox).where(*waiting).values(state="dropped", reason="the group was untied"))
    if group.kind == FACILITATORS:
        mine = col(Thread.workshop_id) == group.workshop_id
        tx.session.execute(update(Thread).where(mine).values(topic_id=None))
    tx.session.execute(delete(WorkshopGroup).where(col(WorkshopGroup.id) == group.id))
    tx.session.expunge(group)


def _delete(tx: Tx, number: int) -> None:
    row = tx.session.get_one(Outbox, number)
    nobody = Person(chat_id=row.chat_id, created_at=tx.now, seen_at=tx.now)
    tx.say(nobody, "", kind="delete", edits=number)


def _day_key(group: WorkshopGroup, day: dt.date) -> str:
    return f"day:{group.id}:{day.isoformat()}"
