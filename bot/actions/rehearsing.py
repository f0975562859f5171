"""A rehearsal: a facilitator lives a programme as the people will, each activity at a tap, not at its time.

It is a workshop of its own with one person in it, marked as a rehearsal: no export has it, no number counts
it, and nothing in it comes by itself. In the end it is deleted with all that was answered in it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, func, select

from bot.actions import consents, flows, menus
from bot.actions.answer_rows import Desk, open_desk
from bot.actions.asking import ask, settle
from bot.actions.erasing import new_pseudonym
from bot.actions.finishing import coming
from bot.actions.permissions import May, Refused, may_start, members_as
from bot.actions.posing import title_of
from bot.actions.prompting import send_next
from bot.actions.scheduling import plan
from bot.actions.speaking import local_day, local_time
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.pruning import prune
from storage.tables import Conversation, Enrolment, Event, Media, Person, Prompt, Workshop

#: The event that remembers what commands were about before, and for what the rehearsal was begun.
STARTED = "rehearsal_started"

_GONE = Said(N_("This rehearsal is over."))


def start(tx: Tx, person: Person, workshop: Workshop, *, to_create: bool) -> None:
    """Begin a rehearsal of what ``workshop`` (not stored) is; an earlier one of this person is deleted.

    ``to_create``: in the end the workshop itself can be created. Raises :class:`Refused` for people who may
    not start workshops.
    """
    if not may_start(tx, person):
        raise Refused(Said(N_("Only facilitators can do this.")))
    for old in _all(tx, person):
        _delete(tx, person, old)
    before = person.enrolment_id
    workshop.rehearsal, workshop.created_by, workshop.created_at = True, person.id, tx.now
    tx.session.add(workshop)
    tx.session.flush()
    enrolment = Enrolment(
        workshop_id=workshop.id or 0,
        person_id=person.id or 0,
        role="trainee",
        pseudonym=new_pseudonym(),
        state="active",
        joined_at=tx.now,
    )
    tx.session.add(enrolment)
    tx.session.flush()
    person.enrolment_id, person.zone = enrolment.id, person.zone or workshop.zone
    for layer in consents.LAYERS.values():
        consents.record(
            tx,
            enrolment,
            layer.code,
            yes=True,
            text="",
            version=layer.version,
            language=person.language,
            way="rehearsal",
        )
    tx.note(STARTED, actor=person, workshop_id=workshop.id, before=before, to_create=to_create)
    plan(tx, enrolment)
    menus.offer(tx, person)
    _ = tx.tongue(person)
    text = _(
        "You now live “{title}” as the people will. <b>Next</b> brings each activity; nothing comes by "
        "itself. What you answer here is counted nowhere and is deleted in the end.",
        title=workshop.title,
    )
    tx.say(person, text)
    go_on(tx, person)


def go_on(tx: Tx, person: Person) -> None:
    """Say what comes next in the rehearsal."""
    show(tx, person, tx.turn(person, "rehearse", "card"))


def present(tx: Tx, person: Person) -> Workshop | None:
    """The rehearsal that a person is in the middle of."""
    found = _all(tx, person)
    return found[0] if found else None


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Where the rehearsal stands, or the question what shall become of it."""
    desk = _desk(tx, person)
    _ = tx.tongue(person)
    if conversation.step == "end":
        text, rows = _ask_end(tx, _, desk)
    else:
        text, rows = _card(tx, _, desk)
    buttons = [[(label, flows.data("rehearse", conversation, code))] for label, code in rows]
    ask(tx, person, conversation, text, buttons, workshop_id=desk.workshop.id)


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """The next activity, the other role, the end; and then deleting it, with or without the real workshop."""
    desk = _desk(tx, person)
    settle(tx, person, conversation)
    if code == "next":
        person.enrolment_id = desk.enrolment.id
        tx.turn(person, "")
        _ = tx.tongue(person)
        if not send_next(tx, desk.enrolment, lambda prompt: f"<i>{_when(_, desk, prompt)}</i>"):
            go_on(tx, person)
    elif code == "role":
        desk.enrolment.role = "leader" if desk.enrolment.role == "trainee" else "trainee"
        plan(tx, desk.enrolment)
        go_on(tx, person)
    elif code == "end":
        show(tx, person, tx.turn(person, "rehearse", "end"))
    elif code in ("delete", "create") and conversation.step == "end":
        _end(tx, person, desk.workshop, create=code == "create")
    else:
        go_on(tx, person)


def _card(tx: Tx, _: Tongue, desk: Desk) -> tuple[str, list[tuple[str, str]]]:
    planned = coming(tx, desk.enrolment)
    lines = [
        _("<b>Rehearsal: {title}</b>", title=desk.workshop.title),
        _("Done: {done} of {all}", done=_done(tx, desk), all=_done(tx, desk) + len(planned)),
    ]
    rows = []
    if planned:
        title = title_of(desk, planned[0].activity)
        lines.append(_("Next: {when}: {title}", when=_when(_, desk, planned[0]), title=title))
        rows.append((_("Next"), "next"))
    else:
        lines.append(_("That was all."))
    other = _("As a cluster leader") if desk.enrolment.role == "trainee" else _("As a trainee")
    return "\n".join(lines), [*rows, (other, "role"), (_("End the rehearsal"), "end")]


def _ask_end(tx: Tx, _: Tongue, desk: Desk) -> tuple[str, list[tuple[str, str]]]:
    text = _("All that you answered in this rehearsal is deleted.")
    rows = [(_("Delete it"), "delete"), (_("Go on rehearsing"), "back")]
    if _started(tx, desk.workshop).get("to_create"):
        rows.insert(0, (_("Create the workshop"), "create"))
    return text, rows


def _when(_: Tongue, desk: Desk, prompt: Prompt) -> str:
    """When an activity would come: the day of the course, or the date, and the time."""
    zone = desk.workshop.zone
    day = prompt.due_at.astimezone(ZoneInfo(zone)).date()
    number, days = (day - desk.workshop.first_day).days + 1, desk.programme.days
    moment = f"{local_day(_, day)}, {local_time(_, prompt.due_at, zone)}"
    return _("Day {number} · {day}", number=number, day=moment) if 1 <= number <= days else moment


def _done(tx: Tx, desk: Desk) -> int:
    query = select(func.count()).where(
        Prompt.enrolment_id == desk.enrolment.id, col(Prompt.state).in_(("sent", "opened", "completed"))
    )
    return tx.session.exec(query).one()


def _all(tx: Tx, person: Person) -> list[Workshop]:
    query = (
        select(Workshop)
        .where(col(Workshop.rehearsal).is_(True), Workshop.created_by == person.id)
        .order_by(col(Workshop.id).desc())
    )
    return list(tx.session.exec(query))


def _desk(tx: Tx, person: Person) -> Desk:
    """The rehearsal as the person stands in it. Raises :class:`Refused` when there is none any more."""
    workshop = present(tx, person)
    if workshop is None:
        raise Refused(_GONE)
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.person_id == person.id)
    enrolment = tx.session.exec(query).first()
    if enrolment is None:
        raise Refused(_GONE)
    return open_desk(tx, enrolment, person)


def _started(tx: Tx, workshop: Workshop) -> dict[str, Any]:
    query = select(Event).where(Event.workshop_id == workshop.id, Event.kind == STARTED)
    event = tx.session.exec(query).first()
    return event.details if event is not None else {}


def _end(tx: Tx, person: Person, workshop: Workshop, *, create: bool) -> None:
    """Delete the rehearsal; commands are about what they were about before."""
    _ = tx.tongue(person)
    data = {
        "programme": f"kept/{workshop.programme_id}",
        "programme_title": tx.library.get(tx.session, workshop.programme_id).title,
        "title": workshop.title,
        "day": workshop.first_day.isoformat(),
        "sure": True,
        "zone": workshop.zone,
        "country": workshop.country,
        "quiet": [workshop.quiet_from, workshop.quiet_to],
        "cap": workshop.daily_cap,
    }
    _delete(tx, person, workshop)
    tx.turn(person, "")
    tx.say(person, _("The rehearsal is over, and all of it is deleted."))
    menus.offer(tx, person)
    if create:
        flows.flow("create").show(tx, person, tx.turn(person, "create", "check", data))
    else:
        flows.end(tx, person)


def _delete(tx: Tx, person: Person, workshop: Workshop) -> None:
    before = _started(tx, workshop).get("before")
    mine = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id)
    rehearsed = set(tx.session.exec(mine))
    for media in tx.session.exec(select(Media).where(col(Media.enrolment_id).in_(rehearsed))):
        media.state, media.telegram_file_id, media.sha256 = "deleted", "", ""
    if person.enrolment_id in rehearsed:
        known = tx.session.get(Enrolment, before) if before is not None else None
        others = [one.enrolment.id for one in members_as(tx, person, May.RUN_WORKSHOP)]
        person.enrolment_id = known.id if known is not None else next(iter(others), None)
    prune(tx.session, "workshop", [workshop.id or 0])


def as_planned(
    tx: Tx, *, programme_id: int, title: str, first_day: dt.date, zone: str, country: str
) -> Workshop:
    """A workshop that is not stored, for :func:`start`: with the limits that its programme names."""
    programme = tx.library.get(tx.session, programme_id)
    return Workshop(
        programme_id=programme_id,
        title=title,
        first_day=first_day,
        last_day=first_day + dt.timedelta(days=programme.days - 1),
        zone=zone,
        country=country,
        quiet_from=programme.quiet_from,
        quiet_to=programme.quiet_to,
        daily_cap=programme.daily_cap,
        created_at=tx.now,
    )
