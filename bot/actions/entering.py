"""/start: the link of an invitation, and what it opens for whom."""

from __future__ import annotations

import hmac

from sqlmodel import select

from bot.actions import flows, inviting, joining, personal_links
from bot.actions.erasing import new_pseudonym
from bot.actions.permissions import Refused
from bot.actions.places import COUNTRIES
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from storage.tables import Enrolment, Invitation, Person, Workshop

_OVER = Said(N_("This workshop is over. Thank you for your interest!"))


def start(tx: Tx, incoming: Incoming) -> None:
    """/start CODE joins a workshop, or goes on joining it; /start alone leads back to what is open.

    A code that does not exist and a link that was closed are each said in a clear sentence.
    """
    person = tx.meet(incoming)
    if incoming.argument and personal_links.open_link(tx, person, incoming.argument):
        return
    if incoming.argument:
        _open(tx, person, _invitation(tx, incoming.argument))
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


def _invitation(tx: Tx, code: str) -> Invitation:
    """The invitation with this code; every code is compared in constant time."""
    given = code.strip().encode()
    found = None
    for invitation in tx.session.exec(select(Invitation)):
        if hmac.compare_digest(invitation.code.encode(), given):
            found = invitation
    if found is None:
        raise Refused(
            Said(N_("I do not know this invitation. Please open the whole link, or ask for a new one."))
        )
    if found.revoked_at is not None:
        raise Refused(Said(N_("This invitation is closed now. Please ask your facilitator for a new link.")))
    return found


def _open(tx: Tx, person: Person, invitation: Invitation) -> None:
    workshop = tx.session.get_one(Workshop, invitation.workshop_id)
    query = select(Enrolment).where(Enrolment.workshop_id == workshop.id, Enrolment.person_id == person.id)
    enrolment = tx.session.exec(query).first()
    if enrolment is not None:
        person.enrolment_id = enrolment.id
        if (enrolment.role, invitation.role) == ("trainee", "leader"):
            _become_leader(tx, person, enrolment)
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


def _become_leader(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """A trainee who is named leader of a cluster gets a leader's link; what they gave stays theirs."""
    enrolment.role = "leader"
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
