"""A link for one person who was entered by a facilitator, and now has a phone: it ties the account to them.

It opens everything that stands for this person, so it works once and for two weeks, a newer one replaces it,
and whoever opens it is asked whether they are the one.
"""

from __future__ import annotations

import datetime as dt
import html
import secrets

from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.actions import acts, confirming, consents, flows, joining
from bot.actions.asking import ask, settle
from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Person, PersonalLink, Prompt, Workshop

#: How long a link works.
WORKS = dt.timedelta(days=14)

_CLOSED = Said(N_("This link does not work any more. Please ask your facilitator for a new one."))
_TWICE = Said(
    N_("You are in this workshop already. Please tell your facilitator, who can put the two together.")
)


def send(tx: Tx, member: Member, enrolment: Enrolment) -> None:
    """Give the facilitator a new link for this person, as a picture; earlier ones stop working."""
    for earlier in tx.session.exec(_of(enrolment)):
        earlier.revoked_at = tx.now
    made = PersonalLink(
        code=secrets.token_urlsafe(16),
        enrolment_id=enrolment.id or 0,
        created_by=member.person.id,
        created_at=tx.now,
        expires_at=tx.now + WORKS,
    )
    tx.session.add(made)
    tx.session.flush()
    acts.record(tx, member, "personal_link", {"enrolment": enrolment.id})
    _ = tx.tongue(member.person)
    name = tx.session.get_one(Person, enrolment.person_id).call_name
    address = f"https://t.me/{tx.rules.bot_username}?start={made.code}"
    about = _(
        "Only for {name}: open this link on their own phone, or scan the code. It works once, for 14 days.",
        name=name,
    )
    args = {"link": address, "title": member.workshop.title, "subtitle": name}
    attach = {"make": "qr", "args": args}
    tx.say(
        member.person,
        f"<b>{html.escape(name, quote=False)}</b>\n{about}\n{address}",
        kind="photo",
        attach=attach,
        workshop_id=member.workshop.id,
    )


def open_link(tx: Tx, person: Person, code: str) -> bool:
    """Ask whoever opened a personal link whether they are the one; False when the code is no such link.

    Raises :class:`Refused` for a link that was used, replaced or is too old, and for somebody who takes
    part in the workshop already.
    """
    found = tx.session.get(PersonalLink, code.strip())
    if found is None:
        return False
    enrolment = tx.session.get_one(Enrolment, found.enrolment_id)
    if enrolment.person_id == person.id:
        person.enrolment_id = enrolment.id
        title = tx.session.get_one(Workshop, enrolment.workshop_id).title
        _ = tx.tongue(person)
        tx.say(
            person, _("You are in “{title}”. /today shows what is open, /help what I can do.", title=title)
        )
        return True
    _usable(tx, person, found)
    settle(tx, person, tx.conversation(person))
    show(tx, person, tx.turn(person, "own_link", "sure", {"code": found.code}))
    return True


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask: is it you?"""
    link = tx.session.get_one(PersonalLink, conversation.data["code"])
    owner, enrolment = _usable(tx, person, link)
    title = tx.session.get_one(Workshop, enrolment.workshop_id).title
    _ = tx.tongue(person)
    text = _("This link is for {name}, in “{title}”. Are you {name}?", name=owner.call_name, title=title)
    rows = [
        [(_("Yes, that is me"), flows.data("own_link", conversation, "yes"))],
        [(_("No"), flows.data("own_link", conversation, "no"))],
    ]
    ask(tx, person, conversation, text, rows)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: the question is asked again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Yes ties the account to the person; no changes nothing, and the link still works."""
    _ = tx.tongue(person)
    if code == "no":
        settle(tx, person, conversation, _("No"))
        tx.say(person, _("That is fine. Please give the link to the person whom it is for."))
        flows.end(tx, person)
    elif code == "yes":
        link = tx.session.get_one(PersonalLink, conversation.data["code"])
        owner, enrolment = _usable(tx, person, link)
        settle(tx, person, conversation, _("Yes, that is me"))
        link.used_at = tx.now
        tx.turn(person, "")
        _tie(tx, person, owner, enrolment)
        _welcome(tx, person, enrolment)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For whom a link was made."""
    enrolment = tx.session.get(Enrolment, act.details["enrolment"])
    person = tx.session.get(Person, enrolment.person_id) if enrolment is not None else None
    return _("Made a link for {name}", name=(person.call_name if person else "") or _("somebody who left"))


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Stop a link that nobody has used. Raises :class:`Refused` when there is none."""
    enrolment = tx.session.get_one(Enrolment, act.details["enrolment"])
    found = list(tx.session.exec(_of(enrolment)))
    if not found:
        raise Refused(_CLOSED)
    for link in found:
        link.revoked_at = tx.now


def _of(enrolment: Enrolment) -> SelectOfScalar[PersonalLink]:
    """The links of somebody that still wait to be used."""
    return select(PersonalLink).where(
        PersonalLink.enrolment_id == enrolment.id,
        col(PersonalLink.used_at).is_(None),
        col(PersonalLink.revoked_at).is_(None),
    )


def _usable(tx: Tx, person: Person, link: PersonalLink) -> tuple[Person, Enrolment]:
    """Whom a link is for, and their enrolment; raises :class:`Refused` when ``person`` cannot use it."""
    enrolment = tx.session.get_one(Enrolment, link.enrolment_id)
    owner = tx.session.get_one(Person, enrolment.person_id)
    over = link.used_at is not None or link.revoked_at is not None or link.expires_at <= tx.now
    if over or owner.chat_id is not None or enrolment.state not in ("active", "paused"):
        raise Refused(_CLOSED)
    query = select(Enrolment).where(
        Enrolment.workshop_id == enrolment.workshop_id, Enrolment.person_id == person.id
    )
    if tx.session.exec(query).first() is not None:
        raise Refused(_TWICE)
    return owner, enrolment


def _tie(tx: Tx, person: Person, owner: Person, enrolment: Enrolment) -> None:
    """Let everything that stands for ``owner`` in this workshop belong to the account of ``person``."""
    if not person.call_name:
        person.call_name, person.language = owner.call_name, owner.language
    person.country, person.zone = person.country or owner.country, person.zone or owner.zone
    enrolment.person_id, person.enrolment_id = person.id or 0, enrolment.id
    others = select(Enrolment).where(Enrolment.person_id == owner.id, Enrolment.id != enrolment.id)
    if tx.session.exec(others).first() is None:
        owner.call_name, owner.enrolment_id = "", None
    waiting = select(Prompt).where(Prompt.enrolment_id == enrolment.id, Prompt.state == "to_enter")
    for prompt in tx.session.exec(waiting):
        if prompt.expires_at is not None and prompt.expires_at <= tx.now:
            prompt.state, prompt.closed_at, prompt.reason = "missed", tx.now, "had no phone"
        else:
            prompt.state, prompt.scheduled_at = "scheduled", tx.now
    tx.note("got_a_phone", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    tx.session.flush()


def _welcome(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Say what was chosen for them, and ask about what was entered."""
    _ = tx.tongue(person)
    hello = _("Welcome, {name}! This is what you chose when you joined:", name=person.call_name)
    rest = _("You can change it at any time: /privacy. What comes next: /today.")
    chosen = consents.choices_text(tx, enrolment, _)
    tx.say(person, f"{hello}\n{chosen}\n\n{rest}", workshop_id=enrolment.workshop_id)
    confirming.ask_all(tx, enrolment)
    joining.settle_in(tx, person, enrolment)
