"""/workshop: a facilitator starts a workshop in chat, or chooses which of several the commands are about."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.actions import acts, flows, invitations, shelf, versions
from bot.actions.asking import ask, settle
from bot.actions.erasing import new_pseudonym
from bot.actions.menus import offer
from bot.actions.permissions import May, Member, members_as, require_starter
from bot.actions.places import COUNTRIES, country_name, find_zones
from bot.actions.speaking import local_day, local_time
from bot.actions.tx import Tx
from bot.domain.days import next_mondays, read_day
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Person, Workshop

#: Longest title of a workshop, in characters.
LONGEST_TITLE = 80

#: How many Mondays are offered.
MONDAYS = 4


def begin(tx: Tx, incoming: Incoming) -> None:
    """/workshop. With workshops already there, first asks whether to start one or to choose one."""
    person = require_starter(tx, incoming)
    if not person.call_name:
        person.call_name = incoming.sender.full_name[:40]
    step = "which" if members_as(tx, person, May.RUN_WORKSHOP) else "programme"
    show(tx, person, tx.turn(person, "workshop", step))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    text, rows = _ASK[conversation.step](tx, person, conversation)
    _ = tx.tongue(person)
    buttons = [[(label, flows.data("workshop", conversation, code))] for label, code in rows]
    buttons.append([(_("Cancel"), flows.data("workshop", conversation, "cancel"))])
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take a typed title, date or zone; elsewhere the buttons are shown again."""
    _ = tx.tongue(person)
    text = incoming.text.strip()
    if conversation.step == "title" and text:
        _next(tx, person, conversation, "day", title=" ".join(text.split())[:LONGEST_TITLE])
    elif conversation.step == "day" and (day := read_day(text)):
        _take_day(tx, person, conversation, day)
    elif conversation.step == "zone" and (zones := find_zones(text, _.locale)):
        _take_zones(tx, person, conversation, zones)
    else:
        if conversation.step == "day":
            tx.say(person, _("I cannot read this as a date. Please write it like 7.12.2026."))
        elif conversation.step == "zone":
            tx.say(person, _("I do not know this place. Please write a big city or a zone like Asia/Manila."))
        show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step."""
    _ = tx.tongue(person)
    verb, _dash, rest = code.partition("-")
    step = conversation.step
    if verb == "cancel":
        settle(tx, person, conversation)
        tx.say(person, _("OK, nothing was started."))
        flows.end(tx, person)
    elif step == "which":
        _which(tx, person, conversation, verb, rest)
    elif step == "programme" and rest.isdigit() and int(rest) < len(shelf.offered(tx)):
        chosen = shelf.offered(tx)[int(rest)]
        title = shelf.read(tx, chosen.key).title
        _next(tx, person, conversation, "title", programme=chosen.key, programme_title=title)
    elif step == "title" and verb == "same":
        title = conversation.data["programme_title"][:LONGEST_TITLE]
        _next(tx, person, conversation, "day", title=title)
    elif step == "day" and verb == "day" and (day := read_day(rest)):
        _take_day(tx, person, conversation, day)
    elif step == "past":
        _next(tx, person, conversation, "zone" if verb == "yes" else "day")
    elif step == "zone" and rest.isdigit() and int(rest) < len(_zones(conversation)):
        _take_zones(tx, person, conversation, [_zones(conversation)[int(rest)]])
    elif step == "check" and verb == "create":
        _create(tx, person, conversation)
    elif step == "check" and verb == "again":
        _next(tx, person, conversation, "programme")


def _which(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    members = members_as(tx, person, May.RUN_WORKSHOP)
    if verb == "new":
        _next(tx, person, conversation, "programme")
        return
    if verb == "change" and members:
        settle(tx, person, conversation)
        versions.begin(tx, person, members[0].workshop.id or 0)
        return
    for member in members:
        if verb == "use" and rest == str(member.enrolment.id):
            settle(tx, person, conversation, member.workshop.title)
            person.enrolment_id = member.enrolment.id
            _ = tx.tongue(person)
            tx.say(person, _("From now on commands are about <b>{title}</b>.", title=member.workshop.title))
            flows.end(tx, person)


def _take_day(tx: Tx, person: Person, conversation: Conversation, day: dt.date) -> None:
    today = tx.now.astimezone(ZoneInfo(tx.rules.zone)).date()
    _next(tx, person, conversation, "past" if day < today else "zone", day=day.isoformat())


def _take_zones(tx: Tx, person: Person, conversation: Conversation, zones: list[str]) -> None:
    if len(zones) == 1:
        _next(tx, person, conversation, "check", zone=zones[0])
    else:
        _next(tx, person, conversation, "zone", zones=zones)


def _zones(conversation: Conversation) -> list[str]:
    """The zones offered at present: those of the five countries, or those that fit what was typed."""
    return list(conversation.data.get("zones", COUNTRIES.values()))


def _next(tx: Tx, person: Person, conversation: Conversation, step: str, **found: str | list[str]) -> None:
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "workshop", step, {**conversation.data, **found}))


Asked = tuple[str, list[tuple[str, str]]]


def _ask_which(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    members = members_as(tx, person, May.RUN_WORKSHOP)
    rows = [(_("Start a new workshop"), "new")]
    if members:
        title = html.unescape(_("Change the programme of {title}", title=members[0].workshop.title))
        rows.append((title[:60], "change"))
    rows += [(member.workshop.title, f"use-{member.enrolment.id}") for member in members]
    return _("Do you want to start a workshop, or choose the one that commands are about?"), rows


def _ask_programme(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [(chosen.label, f"p-{number}") for number, chosen in enumerate(shelf.offered(tx))]
    return _("Which programme do you want to run?"), rows


def _ask_title(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    text = _("What is the name of the workshop? People see it when they join. Please write it.")
    return text, [(_("Same as the programme"), "same")]


def _ask_day(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    today = tx.now.astimezone(ZoneInfo(tx.rules.zone)).date()
    rows = [(local_day(_, day), f"day-{day.isoformat()}") for day in next_mondays(today, MONDAYS)]
    return _("When is day 1? Tap a day, or write a date like 7.12.2026."), rows


def _ask_past(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    day = local_day(_, dt.date.fromisoformat(conversation.data["day"]))
    text = _("{day} is over. What was planned before now is not sent any more. Start anyway?", day=day)
    return text, [(_("Yes, start"), "yes"), (_("Another day"), "no")]


def _ask_zone(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    names = {zone: country_name(code, _.locale) for code, zone in COUNTRIES.items()}
    rows = [
        (f"{names.get(zone, zone)} · {local_time(_, tx.now, zone)}", f"zone-{number}")
        for number, zone in enumerate(_zones(conversation))
    ]
    text = _(
        "Where is the workshop? The course days run on the clock of that place. "
        "Tap it, or write the name of a city."
    )
    return text, rows


def _ask_check(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    data = conversation.data
    lines = [
        _("<b>{title}</b>", title=data["title"]),
        _("Programme: {programme}", programme=data["programme_title"]),
        _("Day 1: {day}", day=full_day(_, dt.date.fromisoformat(data["day"]))),
        _("Clock: {zone}", zone=data["zone"]),
        "",
        _("Is this right?"),
    ]
    return "\n".join(lines), [(_("Create"), "create"), (_("Start again"), "again")]


_ASK: dict[str, Callable[[Tx, Person, Conversation], Asked]] = {
    "which": _ask_which,
    "programme": _ask_programme,
    "title": _ask_title,
    "day": _ask_day,
    "past": _ask_past,
    "zone": _ask_zone,
    "check": _ask_check,
}


def full_day(_: Tongue, day: dt.date) -> str:
    """Weekday, day, month and year, such as "Monday, 7 December 2026"."""
    return f"{local_day(_, day)} {day.year}"


def _create(tx: Tx, person: Person, conversation: Conversation) -> None:
    data = conversation.data
    settle(tx, person, conversation)
    workshop = start(
        tx,
        person,
        programme_id=shelf.take(tx, data["programme"]),
        title=data["title"],
        first_day=dt.date.fromisoformat(data["day"]),
        zone=data["zone"],
    )
    _ = tx.tongue(person)
    tx.say(
        person,
        _("<b>{title}</b> is ready. Please pass these links on.", title=workshop.title)
        + "\n"
        + _("/links shows them again, /board shows who has done what."),
    )
    invitations.hand_over(tx, person, workshop)
    offer(tx, person)
    flows.end(tx, person)


def start(
    tx: Tx, person: Person, *, programme_id: int, title: str, first_day: dt.date, zone: str
) -> Workshop:
    """Create a workshop, its four invitations, and the enrolment of its creator as facilitator.

    The command line and the rehearsal room use it too. The creator's commands are about the new
    workshop from now on.
    """
    programme = tx.library.get(tx.session, programme_id)
    workshop = Workshop(
        programme_id=programme_id,
        title=title,
        first_day=first_day,
        last_day=first_day + dt.timedelta(days=max(programme.days, 1) - 1),
        zone=zone,
        quiet_from=programme.quiet_from,
        quiet_to=programme.quiet_to,
        daily_cap=programme.daily_cap,
        created_by=person.id,
        created_at=tx.now,
    )
    tx.session.add(workshop)
    tx.session.flush()
    enrolment = Enrolment(
        workshop_id=workshop.id or 0,
        person_id=person.id or 0,
        role="facilitator",
        pseudonym=new_pseudonym(),
        state="active",
        joined_at=tx.now,
    )
    tx.session.add(enrolment)
    tx.session.flush()
    person.enrolment_id = enrolment.id
    person.zone = person.zone or zone
    for role in invitations.ROLES:
        invitations.make(tx, workshop, role, person)
    acts.record(tx, Member(person, enrolment, workshop), "workshop_created", {"programme": programme_id})
    return workshop


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """What was done, for the log of facilitators."""
    return _("The workshop was created")
