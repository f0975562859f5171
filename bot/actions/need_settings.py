"""Who the lead facilitator is, who the contact outside the team is, and when the morning digest comes."""

from __future__ import annotations

from sqlmodel import col, select

from bot.actions import acts, digests, flows, need_rows
from bot.actions.asking import ask, settle
from bot.actions.permissions import PRESENT, May, Member, Refused, require_in
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.domain.schedule import read_clock
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Person, Workshop

#: Roles of people who may be the contact outside the team: in another workshop, or researchers in this one.
OUTSIDE = ("researcher", "facilitator")

_KINDS = {"lead": "lead_set", "second": "second_set"}


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the present step."""
    member = require_in(tx, person, conversation.data["workshop"], May.SEE_NEEDS)
    _ = tx.tongue(person)
    if conversation.step == "digest":
        text, rows = digests.screen(tx, _, member)
    elif conversation.step in _KINDS:
        text, rows = _choose(tx, _, member, conversation.step)
    else:
        text, rows = _menu(tx, _, member)
    buttons = [[(label, flows.data("need_settings", conversation, code))] for code, label in rows]
    ask(tx, person, conversation, text, buttons)


def _menu(tx: Tx, _: Tongue, member: Member) -> tuple[str, list[tuple[str, str]]]:
    lead, second = need_rows.lead_of(tx, member.workshop), need_rows.second_of(tx, member.workshop)
    nobody = _("nobody yet")
    lines = [
        _("<b>Who is called: {title}</b>", title=member.workshop.title),
        _("Lead facilitator: {name}", name=lead.call_name if lead else nobody),
        _("Contact outside the team: {name}", name=second.call_name if second else nobody),
        "",
        _("The lead hears of safety at once. The contact outside reads reports about facilitators."),
        digests.line(tx, _, member),
    ]
    return "\n".join(lines), [
        ("lead", _("Who is the lead?")),
        ("second", _("Who is the contact?")),
        ("digest", _("Morning message")),
        ("needs", _("Back to the list")),
    ]


def _choose(tx: Tx, _: Tongue, member: Member, what: str) -> tuple[str, list[tuple[str, str]]]:
    found = candidates(tx, member.workshop, what)
    rows = [(f"{what}-{one.id}", one.call_name or "?") for one in found]
    if what == "lead":
        return _("Who is the lead facilitator?"), [*rows, ("menu", _("Back"))]
    text = _("Who outside the team reads reports about facilitators? A facilitator of this workshop cannot.")
    if not rows:
        text += "\n\n" + _("Nobody is there yet: invite somebody with the researchers’ link of /links.")
    return text, [*rows, ("menu", _("Back"))]


def candidates(tx: Tx, workshop: Workshop, what: str) -> list[Person]:
    """Who can be it: a facilitator of the workshop as the lead, never one as the contact outside."""
    inside = need_rows.team(tx, workshop.id or 0)
    if what == "lead":
        return inside
    here = select(Enrolment.person_id).where(
        Enrolment.workshop_id == workshop.id,
        col(Enrolment.role) != "researcher",
        col(Enrolment.state).in_(PRESENT),
    )
    outside = (
        select(Person)
        .where(Enrolment.person_id == Person.id, col(Enrolment.role).in_(OUTSIDE))
        .where(col(Enrolment.state).in_(PRESENT), col(Person.chat_id).is_not(None))
        .where(col(Person.id).not_in(here))
        .order_by(col(Person.id))
        .distinct()
    )
    return list(tx.session.exec(outside))


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a time for the morning digest; elsewhere the buttons are shown again."""
    member = require_in(tx, person, conversation.data["workshop"], May.SEE_NEEDS)
    time = read_clock(incoming.text)
    settle(tx, person, conversation)
    if conversation.step == "digest" and time is not None:
        digests.choose(tx, member, f"{time:%H:%M}")
        show(tx, person, tx.turn(person, "need_settings", "menu", dict(conversation.data)))
        return
    if conversation.step == "digest":
        _ = tx.tongue(person)
        tx.say(person, _("Please write a time such as 07:30."))
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    member = require_in(tx, person, conversation.data["workshop"], May.SEE_NEEDS)
    data = {"workshop": member.workshop.id}
    verb, _dash, rest = code.partition("-")
    settle(tx, person, conversation)
    if verb == "needs":
        flows.flow("needs").show(tx, person, tx.turn(person, "needs", "list", {**data, "page": 0}))
        return
    if verb in _KINDS and rest.isdigit():
        _set(tx, member, verb, int(rest))
    elif verb == "undo" and rest.isdigit():
        acts.undo(tx, member, acts.find(tx, int(rest)))
    elif verb == "time" or verb in ("off", "always", "quiet"):
        digests.tap(tx, member, verb, rest)
    step = verb if (verb in _KINDS and not rest) or verb == "digest" else "menu"
    show(tx, person, tx.turn(person, "need_settings", step, data))


def _set(tx: Tx, member: Member, what: str, number: int) -> None:
    """Name somebody. What waits for the contact outside the team is theirs from now on."""
    workshop = member.workshop
    if number not in {person.id for person in candidates(tx, workshop, what)}:
        raise Refused(Said(N_("This person cannot be it.")))
    column = f"{what}_id"
    before = getattr(workshop, column)
    setattr(workshop, column, number)
    tx.session.flush()
    act = acts.record(tx, member, _KINDS[what], {"person": number}, {"person": before})
    _ = tx.tongue(member.person)
    tx.say(member.person, f"{describe(tx, _, act)}. " + _("/log can take it back."))
    if what == "second":
        _greet(tx, workshop, tx.session.get_one(Person, number))


def _greet(tx: Tx, workshop: Workshop, second: Person) -> None:
    _ = tx.tongue(second)
    text = _(
        "You are now the contact outside the team of <b>{title}</b>. Reports about facilitators go to you "
        "alone. /needs shows them.",
        title=workshop.title,
    )
    tx.say(second, text)


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """Who was named."""
    person = tx.session.get(Person, act.details["person"])
    name = (person.call_name if person else "") or "?"
    if act.kind == "lead_set":
        return _("{name} is the lead facilitator", name=name)
    return _("{name} is the contact outside the team", name=name)


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Put back who it was before. Raises :class:`Refused` when it was changed again since."""
    column = "lead_id" if act.kind == "lead_set" else "second_id"
    if getattr(member.workshop, column) != act.details["person"]:
        raise Refused(Said(N_("It was changed again since.")))
    setattr(member.workshop, column, act.before["person"])
