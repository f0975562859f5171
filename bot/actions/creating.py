"""Starting a workshop in the chat: programme, name, first day and place, then everything on one screen."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from bot.actions import (
    drafts,
    flows,
    invitations,
    managing,
    menus,
    rehearsing,
    shelf,
    uploads,
    workshops,
)
from bot.actions.asking import ask, settle
from bot.actions.creating_steps import ASK, zones_of
from bot.actions.permissions import May, members_as, require_starter
from bot.actions.places import country_of, find_zones
from bot.actions.tx import Tx
from bot.domain.days import plain_digits, read_day
from bot.domain.incoming import Incoming
from bot.domain.programme import Programme
from bot.domain.said import N_
from bot.domain.schedule import read_clock
from storage.tables import Conversation, Person, Workshop

#: Longest title of a workshop, in characters.
LONGEST_TITLE = 80

#: Most messages a day that can be chosen.
MOST_A_DAY = 50


def begin(tx: Tx, person: Person) -> None:
    """Ask which programme the new workshop shall run."""
    show(tx, person, tx.turn(person, "create", "programme"))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Ask the present step."""
    text, rows = ASK[conversation.step](tx, person, conversation)
    _ = tx.tongue(person)
    buttons = [[(label, flows.data("create", conversation, code))] for label, code in rows]
    buttons.append([(_("Cancel"), flows.data("create", conversation, "cancel"))])
    ask(tx, person, conversation, text, buttons)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Take what is typed where a step can read it; elsewhere the buttons are shown again."""
    typed = " ".join(incoming.text.split())
    found = _read(tx, person, conversation, typed) if typed else None
    if found is not None:
        _take(tx, person, conversation, **found)
        return
    _ = tx.tongue(person)
    if incoming.media is not None:
        known = ", ".join(uploads.ENDINGS)
        tx.say(person, _("Please send the programme as a file that ends in {known}.", known=known))
    if conversation.step in _UNREADABLE and typed:
        tx.say(person, _(_UNREADABLE[conversation.step]))
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    require_starter(tx, incoming)
    _ = tx.tongue(person)
    offered = [known for _label, known in ASK[conversation.step](tx, person, conversation)[1]]
    if code == "cancel":
        if conversation.step in ("wait", "other"):
            drafts.drop(tx, person, conversation.data["draft"])
        settle(tx, person, conversation)
        tx.say(person, _("OK, nothing was started."))
        flows.end(tx, person)
    elif code in offered:
        verb, _dash, rest = code.partition("-")
        _TAP[conversation.step](tx, person, conversation, verb, rest)


def _take(tx: Tx, person: Person, conversation: Conversation, **found: Any) -> None:
    """Keep what was found, and ask what is missing next; when nothing is, everything on one screen."""
    data = {**conversation.data, **found}
    for step, key in (("title", "title"), ("day", "day"), ("past", "sure"), ("zone", "zone")):
        if key not in data:
            _go(tx, person, conversation, step, **found)
            return
    _go(tx, person, conversation, "check", **found)


def _go(tx: Tx, person: Person, conversation: Conversation, step: str, **found: Any) -> None:
    data = {key: value for key, value in conversation.data.items() if key != "drawn"}
    settle(tx, person, conversation)
    show(tx, person, tx.turn(person, "create", step, {**data, **found}))


def _read(tx: Tx, person: Person, conversation: Conversation, typed: str) -> dict[str, Any] | None:
    """What the present step understands of what was typed; None when nothing."""
    step = conversation.step
    if step == "title":
        return {"title": typed[:LONGEST_TITLE]}
    if step == "day" and (day := read_day(typed)):
        return _day_found(tx, day)
    if step == "zone":
        zones = find_zones(typed, tx.tongue(person).locale)
        return _zone_found(zones[0]) if len(zones) == 1 else {"zones": zones} if zones else None
    if step == "quiet":
        times = [read_clock(time) for time in re.findall(r"\d{1,2}[:.]\d{2}", plain_digits(typed))]
        if len(times) == 2 and all(times):
            return {"quiet": [f"{time:%H:%M}" for time in times]}
    if step == "cap" and plain_digits(typed).isdecimal() and 1 <= int(plain_digits(typed)) <= MOST_A_DAY:
        return {"cap": int(plain_digits(typed))}
    return None


def _day_found(tx: Tx, day: dt.date) -> dict[str, Any]:
    today = tx.now.astimezone(ZoneInfo(tx.rules.zone)).date()
    return {"day": day.isoformat()} | ({"sure": True} if day >= today else {})


def _zone_found(zone: str) -> dict[str, Any]:
    return {"zone": zone, "country": country_of(zone)}


_UNREADABLE = {
    "day": N_("I cannot read this as a date. Please write it like 7.12.2026."),
    "zone": N_("I do not know this place. Please write a big city or a zone like Asia/Manila."),
    "quiet": N_("Please write two times, like 21:00-07:00."),
    "cap": N_("Please write a number from 1 to 50."),
}


def _tap_programme(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "d":
        _go(tx, person, conversation, "other", draft=int(rest))
        return
    key = shelf.offered(tx)[int(rest)].key
    _take(tx, person, conversation, **programme_found(key, shelf.read(tx, key)))


def _tap_other(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "yes":
        key = f"draft/{conversation.data['draft']}"
        _take(tx, person, conversation, **programme_found(key, drafts.programme_of(tx, person, key)))
    else:
        settle(tx, person, conversation)
        begin(tx, person)


def programme_found(key: str, programme: Programme) -> dict[str, Any]:
    """What the conversation keeps of a chosen programme: where it is, and what it says of itself."""
    return {
        "programme": key,
        "programme_title": programme.title,
        "quiet": [programme.quiet_from, programme.quiet_to],
        "cap": programme.daily_cap,
    }


def _tap_title(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    _take(tx, person, conversation, title=conversation.data["programme_title"][:LONGEST_TITLE])


def _tap_day(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    _take(tx, person, conversation, **_day_found(tx, dt.date.fromisoformat(rest)))


def _tap_past(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "yes":
        _take(tx, person, conversation, sure=True)
    else:
        _go(tx, person, _without(conversation, "day", "sure"), "day")


def _tap_zone(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    _take(tx, person, conversation, **_zone_found(zones_of(conversation)[int(rest)]))


def _tap_check(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "create":
        _create(tx, person, conversation)
    elif verb == "rehearse":
        settle(tx, person, conversation)
        rehearsing.start(tx, person, _planned(tx, person, conversation.data), to_create=True)
    elif verb in ("change", "preview"):
        _go(tx, person, conversation, verb, page=0)
    else:
        settle(tx, person, conversation)
        begin(tx, person)


def _tap_preview(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "page":
        _go(tx, person, conversation, "preview", page=int(rest))
    elif verb == "picture":
        args = {key: conversation.data[key] for key in ("title", "day", "zone")}
        args |= {"programme": drafts.stored(tx, person, conversation.data["programme"])}
        attach = {"make": "timetable", "args": {**args, "language": person.language}}
        tx.say(person, "", kind="document", attach=attach)  # a photo would be made too small to read
        _go(tx, person, conversation, "preview")
    else:
        _go(tx, person, conversation, "check")


def _tap_change(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    if verb == "back":
        _go(tx, person, conversation, "check")
        return
    dropped = {"title": ("title",), "day": ("day", "sure"), "zone": ("zone", "zones")}.get(verb, ())
    _go(tx, person, _without(conversation, *dropped), verb)


def _without(conversation: Conversation, *keys: str) -> Conversation:
    conversation.data = {key: value for key, value in conversation.data.items() if key not in keys}
    return conversation


def _tap_field(tx: Tx, person: Person, conversation: Conversation, verb: str, rest: str) -> None:
    """A country, quiet hours or a number of messages, or back."""
    found: dict[str, Any] = {}
    if verb == "c":
        found = {"country": rest}
    elif verb == "q":
        found = {"quiet": rest.split("/")}
    elif verb == "n":
        found = {"cap": int(rest)}
    _take(tx, person, conversation, **found)


Tapped = Callable[[Tx, Person, Conversation, str, str], None]


_TAP: dict[str, Tapped] = {
    "programme": _tap_programme,
    "other": _tap_other,
    "title": _tap_title,
    "day": _tap_day,
    "past": _tap_past,
    "zone": _tap_zone,
    "check": _tap_check,
    "preview": _tap_preview,
    "change": _tap_change,
    "country": _tap_field,
    "quiet": _tap_field,
    "cap": _tap_field,
}


def _planned(tx: Tx, person: Person, data: dict[str, Any]) -> Workshop:
    """The workshop as it stands on the screen, not stored."""
    planned = rehearsing.as_planned(
        tx,
        programme_id=drafts.stored(tx, person, data["programme"]),
        title=data["title"],
        first_day=dt.date.fromisoformat(data["day"]),
        zone=data["zone"],
        country=data["country"],
    )
    planned.quiet_from, planned.quiet_to = data["quiet"]
    planned.daily_cap = data["cap"]
    return planned


def _create(tx: Tx, person: Person, conversation: Conversation) -> None:
    data = conversation.data
    settle(tx, person, conversation)
    workshop = workshops.start(
        tx,
        person,
        programme_id=drafts.use(tx, person, data["programme"]),
        title=data["title"],
        first_day=dt.date.fromisoformat(data["day"]),
        zone=data["zone"],
    )
    workshop.country = data["country"]
    workshop.quiet_from, workshop.quiet_to = data["quiet"]
    workshop.daily_cap = data["cap"]
    _ = tx.tongue(person)
    tx.say(
        person,
        _("<b>{title}</b> is ready. Please pass these links on.", title=workshop.title)
        + "\n"
        + _("/links shows them again, /board shows who has done what."),
    )
    invitations.hand_over(tx, person, workshop)
    menus.offer(tx, person)
    if len(members_as(tx, person, May.RUN_WORKSHOP)) > 1:
        managing.begin(tx, person, workshop.id or 0)
    else:
        flows.end(tx, person)
