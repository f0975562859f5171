"""/start: the link of an invitation, and what it opens for whom."""

from __future__ import annotations

import datetime as dt
import hmac

from sqlmodel import col, func, select

from bot.actions import flows, inviting, joining, personal_links
from bot.actions.erasing import new_pseudonym
from bot.actions.permissions import PRESENT, Refused
from bot.actions.places import COUNTRIES
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Enrolment, Event, Invitation, Person, Workshop

#: Codes that nobody made which one person may try, and the time after which they may try again.
TRIES, TRIES_WITHIN = 10, dt.timedelta(hours=1)

_OVER = Said(N_("This workshop is over. Thank you for your interest!"))


def start(tx: Tx, incoming: Incoming) -> None:
    """/start CODE joins a workshop, or goes on joining it; /start alone leads back to what is open.

    A code that does not exist and a link that was closed are each said in a clear sentence. Who tries
    many codes that nobody made has to wait; until then no code is looked up for them.
    """
    person = tx.meet(incoming)
    if incoming.argument and _tries(tx, person) >= TRIES:
        raise Refused(
            Said(N_("You tried many links that I do not know. Please wait an hour, then try again."))
        )
    if incoming.argument and personal_links.open_link(tx, person, incoming.argument):
        return
    if incoming.argument:
        _open_code(tx, person, incoming.argument)
    elif person.enrolment_id is not None:
        _come_back(tx, person, tx.session.get_one(Enrolment, person.enrolment_id))
    else:
        _ = tx.tongue(person)
        known = incoming.sender.telegram_id in tx.rules.facilitators
        tx.say(
            person,
            _("Hello! You can start a workshop here: /workshop. /help shows what I can do.")
            if known
            else _("Hello! To take part, please open the link of your invitation, or scan its QR code."),
        )


def _open_code(tx: Tx, person: Person, code: str) -> None:
    """Open the invitation with this code; a code that nobody made is counted."""
    invitation = _invitation(tx, code)
    if invitation is not None:
        _open(tx, person, invitation)
        return
    _ = tx.tongue(person)
    tx.say(person, _("I do not know this invitation. Please open the whole link, or ask for a new one."))
    tx.note("unknown_code", actor=person)


def _tries(tx: Tx, person: Person) -> int:
    """How many codes that nobody made the person has tried of late."""
    query = select(func.count()).where(Event.kind == "unknown_code", Event.actor_id == person.id)
    return tx.session.exec(query.where(col(Event.at) > tx.now - TRIES_WITHIN)).one()


def _invitation(tx: Tx, code: str) -> Invitation | None:
    """The invitation with this code, or None; every code is compared in constant time."""
    given = code.strip().encode()
    found = None
    for invitation in tx.session.exec(select(Invitation)):
        if hmac.compare_digest(invitation.code.encode(), given):
            found = invitation
    if found is not None and found.revoked_at is not None:
        raise Refused(Said(N_("This invitation is closed now. Please ask your facilitator for a new link.")))
    return found


def _open(tx: Tx, person: Person, invitation: Invitation) -> None:
    workshop = tx.session.get_one(Workshop, invitation.workshop_id)
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.person_id == person.id)
    enrolment = tx.session.exec(query).first()
    if enrolment is not None:
        person.enrolment_id = enrolment.id
        if (enrolment.role, invitation.role) == ("trainee", "leader") and workshop.state == "running":
            _become_leader(tx, person, enrolment, invitation)
        _come_back(tx, person, enrolment)
        return
    if workshop.state != "running":
        raise Refused(_OVER)
    inviting.refuse_over(tx, invitation)
    enrolment = Enrolment(
        workshop_id=invitation.workshop_id,
        person_id=person.id or 0,
        role=invitation.role,
        pseudonym=new_pseudonym(),
        joined_at=tx.now,
        cluster_id=invitation.cluster_id,
        invitation_code=invitation.code,
    )
    tx.session.add(enrolment)
    invitation.uses += 1
    tx.session.flush()
    person.enrolment_id = enrolment.id
    tx.note("opened_invitation", actor=person, enrolment_id=enrolment.id, workshop_id=workshop.id)
    proposed, invitation.name = invitation.name, ""
    if not person.call_name and proposed:
        _take_what_is_known(person, invitation)
        joining.begin(tx, person, enrolment, proposed=proposed)
    else:
        joining.begin(tx, person, enrolment)


def _take_what_is_known(person: Person, invitation: Invitation) -> None:
    """A list named this person's language and country; both can be changed at any time."""
    person.language = invitation.language or person.language
    if invitation.country in COUNTRIES and not person.zone:
        person.country, person.zone = invitation.country, COUNTRIES[invitation.country]


def _become_leader(tx: Tx, person: Person, enrolment: Enrolment, invitation: Invitation) -> None:
    """A trainee who is named leader of a cluster gets a leader's link; what they gave stays theirs.

    It is a use of the link like any other: one that is over makes nobody a leader.
    """
    if enrolment.state not in PRESENT:
        return
    inviting.refuse_over(tx, invitation)
    invitation.uses += 1
    invitation.name = ""
    enrolment.role = "leader"
    enrolment.cluster_id = invitation.cluster_id or enrolment.cluster_id
    tx.note("became_leader", actor=person, enrolment_id=enrolment.id, workshop_id=enrolment.workshop_id)
    if enrolment.state in ("active", "paused"):
        joining.settle_in(tx, person, enrolment)


def _come_back(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Lead somebody who is known in the workshop to where they stood."""
    _ = tx.tongue(person)
    workshop = tx.session.get_one(Workshop, enrolment.workshop_id)
    if enrolment.state in ("joining", "declined") and workshop.state != "running":
        raise Refused(_OVER)
    if enrolment.state in ("joining", "declined"):
        joining.begin(tx, person, enrolment)
    elif enrolment.state == "merged":
        tx.say(person, _("You take part with your other account now. If not, please tell your facilitator."))
    elif enrolment.state == "removed":
        tx.say(person, _("You are not in this workshop any more. Your facilitator can tell you why."))
    elif enrolment.state == "paused":
        tx.say(person, _("You are in “{title}”, and I am quiet now. /resume wakes me.", title=workshop.title))
    elif not flows.show_present(tx, person):
        tx.say(
            person,
            _("You are in “{title}”. /today shows what is open, /help what I can do.", title=workshop.title),
        )
