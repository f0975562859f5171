"""/workshop: a facilitator starts a workshop in chat, or chooses which of several the commands are about."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from typing import Any

from bot.actions import acts, flows, invitations, rehearsing, versions
from bot.actions.asking import ask, settle
from bot.actions.erasing import new_pseudonym
from bot.actions.permissions import May, Member, members_as, require_starter
from bot.actions.places import country_name, country_of
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.locales import Tongue
from storage.tables import Act, Conversation, Enrolment, Person, Workshop


def begin(tx: Tx, incoming: Incoming) -> None:
    """/workshop. With workshops already there, first asks whether to start one or to choose one."""
    person = require_starter(tx, incoming)
    if not person.call_name:
        person.call_name = incoming.sender.full_name[:40]
    if members_as(tx, person, May.RUN_WORKSHOP) or rehearsing.present(tx, person):
        show(tx, person, tx.turn(person, "workshop", "which"))
    else:
        _open(tx, person, "create", "programme")


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """The person's workshops, with the one that commands are about at present."""
    _ = tx.tongue(person)
    members, rehearsal = members_as(tx, person, May.RUN_WORKSHOP), rehearsing.present(tx, person)
    text = _("Do you want to start a workshop, or choose the one that commands are about?")
    rows = [(_("Start a new workshop"), "new")]
    if members:
        title = members[0].workshop.title
        text += "\n" + _("Now they are about <b>{title}</b>.", title=title)
        rows.append((html.unescape(_("Change the programme of {title}", title=title))[:60], "change"))
        rows.append((html.unescape(_("More about {title}", title=title))[:60], "more"))
    labels = labelled(_, [member.workshop for member in members])
    rows += [(label, f"use-{member.enrolment.id}") for member, label in zip(members, labels, strict=True)]
    if rehearsal is not None:
        rows.append((f"▶ {html.unescape(_('Rehearsal: {title}', title=rehearsal.title))}"[:60], "rehearse"))
    rows.append((_("Cancel"), "cancel"))
    ask(
        tx,
        person,
        conversation,
        text,
        [[(label, flows.data("workshop", conversation, code))] for label, code in rows],
    )


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    settle(tx, person, conversation)
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Start a new workshop, choose one, or look closer at the one that commands are about."""
    require_starter(tx, incoming)
    _ = tx.tongue(person)
    members = members_as(tx, person, May.RUN_WORKSHOP)
    if code == "cancel":
        settle(tx, person, conversation)
        tx.say(person, _("OK, nothing was started."))
        flows.end(tx, person)
    elif code == "new":
        settle(tx, person, conversation)
        _open(tx, person, "create", "programme")
    elif code == "change" and members:
        settle(tx, person, conversation)
        versions.begin(tx, person, members[0].workshop.id or 0)
    elif code == "rehearse":
        settle(tx, person, conversation)
        rehearsing.go_on(tx, person)
    elif code == "more" and members:
        settle(tx, person, conversation)
        _open(tx, person, "manage", "card", {"workshop": members[0].workshop.id})
    for member in members:
        if code == f"use-{member.enrolment.id}":
            settle(tx, person, conversation, member.workshop.title)
            person.enrolment_id = member.enrolment.id
            tx.say(person, _("From now on commands are about <b>{title}</b>.", title=member.workshop.title))
            flows.end(tx, person)


def _open(tx: Tx, person: Person, flow: str, step: str, data: dict[str, Any] | None = None) -> None:
    flows.flow(flow).show(tx, person, tx.turn(person, flow, step, data))


def labelled(_: Tongue, found: Sequence[Workshop]) -> list[str]:
    """A button's label for each workshop. Country and first day stand in it where they tell them apart."""
    several = len({workshop.country for workshop in found}) > 1
    days: dict[str, set[dt.date]] = {}
    for workshop in found:
        days.setdefault(workshop.title, set()).add(workshop.first_day)
    labels = []
    for workshop in found:
        marks = [country_name(workshop.country, _.locale)] if several and workshop.country else []
        if len(days[workshop.title]) > 1:
            marks.append(workshop.first_day.isoformat())
        if workshop.state == "archived":
            marks.append("📦")
        labels.append(" · ".join([workshop.title[:40], *marks]))
    return labels


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
        country=country_of(zone),
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
