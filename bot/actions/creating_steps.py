"""What the steps of creating a workshop ask, and the buttons under each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from zoneinfo import ZoneInfo

from bot.actions import drafts, preview, shelf, uploads
from bot.actions.managing import limits
from bot.actions.places import COUNTRIES, country_name
from bot.actions.speaking import local_day, local_time
from bot.actions.tx import Tx
from bot.domain.days import next_mondays
from bot.locales import Tongue
from storage.tables import Conversation, Person

#: How many Mondays are offered.
MONDAYS = 4

#: Quiet hours that are offered, and how many messages a day.
QUIET = (("21:00", "07:00"), ("20:00", "08:00"), ("22:00", "06:00"))
CAPS = (4, 8, 12, 20)

Asked = tuple[str, list[tuple[str, str]]]


def _programme(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [(chosen.label, f"p-{number}") for number, chosen in enumerate(shelf.offered(tx))]
    rows += [(f"📎 {draft.file_name}"[:60], f"d-{draft.id}") for draft in drafts.ready(tx, person)]
    text = _(
        "Which programme do you want to run? You can also send me your own as a file ({known}). "
        "I check it and show you what it would bring.",
        known=", ".join(uploads.ENDINGS),
    )
    return text, rows


def _wait(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    draft = drafts.get(tx, person, conversation.data["draft"])
    return _("I read “{name}”. One moment, please.", name=draft.file_name), []


def _other(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    programme = drafts.programme_of(tx, person, f"draft/{conversation.data['draft']}")
    lines = [
        _("<b>{title}</b>, version {version}", title=programme.title, version=programme.version or "-"),
        preview.facts(_, programme),
        "",
        _("Do you want to start a new workshop with it?"),
    ]
    return "\n".join(lines), [(_("Start a new workshop"), "yes"), (_("Another programme"), "again")]


def _title(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    text = _("What is the name of the workshop? People see it when they join. Please write it.")
    return text, [(_("Same as the programme"), "same")]


def _day(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    today = tx.now.astimezone(ZoneInfo(tx.rules.zone)).date()
    rows = [(local_day(_, day), f"day-{day.isoformat()}") for day in next_mondays(today, MONDAYS)]
    return _("When is day 1? Tap a day, or write a date like 7.12.2026."), rows


def _past(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    day = local_day(_, dt.date.fromisoformat(conversation.data["day"]))
    text = _("{day} is over. What was planned before now is not sent any more. Start anyway?", day=day)
    return text, [(_("Yes, start"), "yes"), (_("Another day"), "no")]


def _zone(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    names = {zone: country_name(code, _.locale) for code, zone in COUNTRIES.items()}
    rows = [
        (f"{names.get(zone, zone)} · {local_time(_, tx.now, zone)}", f"zone-{number}")
        for number, zone in enumerate(zones_of(conversation))
    ]
    text = _(
        "Where is the workshop? The course days run on the clock of that place. "
        "Tap it, or write the name of a city."
    )
    return text, rows


def zones_of(conversation: Conversation) -> list[str]:
    """The zones offered at present: those of the five countries, or those that fit what was typed."""
    return list(conversation.data.get("zones", COUNTRIES.values()))


def _check(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    data = conversation.data
    lines = [
        _("<b>{title}</b>", title=data["title"]),
        _("Programme: {programme}", programme=data["programme_title"]),
        _("Day 1: {day}", day=full_day(_, dt.date.fromisoformat(data["day"]))),
        _("Clock: {zone}", zone=data["zone"]),
        _("For: {place}", place=_place(_, data["country"])),
        limits(_, data["quiet"][0], data["quiet"][1], data["cap"]),
        "",
        _("Is this right?"),
    ]
    rows = [
        (_("Create"), "create"),
        (_("See the timeline"), "preview"),
        (_("Rehearse first"), "rehearse"),
        (_("Change …"), "change"),
        (_("Start again"), "again"),
    ]
    return "\n".join(lines), rows


def _place(_: Tongue, country: str) -> str:
    return country_name(country, _.locale) if country else str(_("several countries"))


def _preview(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    data = conversation.data
    programme = drafts.programme_of(tx, person, data["programme"])
    plan = preview.Plan(programme, dt.date.fromisoformat(data["day"]), data["zone"])
    found = preview.pages(_, plan)
    page = min(int(data["page"]), len(found) - 1)
    head = _("<b>{title}</b>: what comes when, {zone}", title=data["title"], zone=data["zone"])
    count = _("{number} of {total}", number=page + 1, total=len(found))
    rows = [(_("Further"), f"page-{page + 1}")] if page + 1 < len(found) else []
    rows += [(_("Before that"), f"page-{page - 1}")] if page else []
    rows.append((_("As a picture"), "picture"))
    return f"{head}\n<i>{count}</i>\n\n{found[page]}", [*rows, (_("Back"), "back")]


def _change(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [
        (_("Name"), "title"),
        (_("Day 1"), "day"),
        (_("Place and clock"), "zone"),
        (_("Country"), "country"),
        (_("Quiet hours"), "quiet"),
        (_("Messages a day"), "cap"),
        (_("Back"), "back"),
    ]
    return _("What do you want to change?"), rows


def _country(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [(country_name(code, _.locale), f"c-{code}") for code in COUNTRIES]
    text = _("Which country is the workshop for? It helps you to tell several workshops apart.")
    return text, [*rows, (_("Several countries"), "c-"), (_("Back"), "back")]


def _quiet(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [(f"{start} – {end}", f"q-{start}/{end}") for start, end in QUIET]
    text = _(
        "In quiet hours I send nothing by myself; it waits until the morning. Every person has them on the "
        "own clock. Tap them, or write two times, like 21:00-07:00."
    )
    return text, [*rows, (_("No quiet hours"), "q-00:00/00:00"), (_("Back"), "back")]


def _cap(tx: Tx, person: Person, conversation: Conversation) -> Asked:
    _ = tx.tongue(person)
    rows = [(str(cap), f"n-{cap}") for cap in CAPS]
    text = _(
        "How many messages may I begin for one person on one day? What is more waits until the next morning. "
        "Tap a number, or write one from 1 to 50."
    )
    return text, [*rows, (_("Back"), "back")]


Step = Callable[[Tx, Person, Conversation], Asked]

#: What each step asks.
ASK: dict[str, Step] = {
    "programme": _programme,
    "wait": _wait,
    "other": _other,
    "title": _title,
    "day": _day,
    "past": _past,
    "zone": _zone,
    "check": _check,
    "preview": _preview,
    "change": _change,
    "country": _country,
    "quiet": _quiet,
    "cap": _cap,
}


def full_day(_: Tongue, day: dt.date) -> str:
    """Weekday, day, month and year, such as "Monday, 7 December 2026"."""
    return f"{local_day(_, day)} {day.year}"
