"""Leaving: keep the answers without a name, or delete everything. Both work at once, without a human.

What each choice does follows section 4.4 of the curriculum: with "keep", the link to Telegram and the
name are gone and the answers stay under a new random code; with "delete", every answer, file,
contribution and consent record of the enrolment is gone and a tombstone keeps code, date and scope.
"""

from __future__ import annotations

from bot.actions import asking, erasing, flows
from bot.actions.permissions import PRESENT, Refused
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Conversation, Enrolment, Person, Workshop


def ask(tx: Tx, incoming: Incoming) -> None:
    """/withdraw: say what can be chosen. For everybody who is in a workshop or was removed from it."""
    person = tx.person_of(incoming)
    enrolment = tx.session.get(Enrolment, person.enrolment_id) if person and person.enrolment_id else None
    if person is None or enrolment is None or enrolment.state not in (*PRESENT, "declined", "removed"):
        raise Refused(Said(N_("You are not in a workshop now, so there is nothing to stop.")))
    begin(tx, person, enrolment)


def begin(tx: Tx, person: Person, enrolment: Enrolment) -> None:
    """Say what can be chosen. A rehearsal is not left but ended."""
    if tx.session.get_one(Workshop, enrolment.workshop_id).rehearsal:
        raise Refused(Said(N_("This is a rehearsal. /workshop leads to it, and ending it deletes it.")))
    show(tx, person, tx.turn(person, "withdraw", "choose", {"enrolment": enrolment.id}))


def show(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say the choices, or ask once more before forgetting or deleting."""
    text, choices = _asked(tx.tongue(person), conversation.step)
    if tx.session.get_one(Enrolment, conversation.data["enrolment"]).state == "removed":
        choices.pop("pause", None)
    rows = [[(label, flows.data("withdraw", conversation, code))] for code, label in choices.items()]
    asking.ask(tx, person, conversation, text, rows)


def _asked(_: Tongue, step: str) -> tuple[str, dict[str, str]]:
    """What a step says, and its buttons: code and label."""
    if step == "keep":
        text = _("I forget your Telegram account and your name. This cannot be taken back. Are you sure?")
        return text, {"forget": _("Yes, forget me"), "stay": _("Stay")}
    if step == "delete":
        text = _("I delete everything that you gave. This cannot be taken back. Are you sure?")
        return text, {"erase": _("Yes, delete all"), "stay": _("Stay")}
    text = _(
        "You can stop at any time, and nobody will ask you why. What should happen with your answers?\n\n"
        "<b>Keep without name</b>: I forget your Telegram account and your name. "
        "The answers stay under a random code.\n"
        "<b>Delete all</b>: I delete all your answers, photos and voice messages."
    )
    return text, {
        "keep": _("Stop, keep without name"),
        "delete": _("Stop, delete all"),
        "pause": _("Only a pause"),
        "stay": _("Stay"),
    }


def receive(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming) -> None:
    """Words are no choice here: show the buttons again."""
    show(tx, person, conversation)


def tap(tx: Tx, person: Person, conversation: Conversation, incoming: Incoming, code: str) -> None:
    """Take a button of the present step; a code that it did not offer changes nothing."""
    _ = tx.tongue(person)
    if code not in _asked(_, conversation.step)[1]:
        return
    asking.settle(tx, person, conversation)
    enrolment = tx.session.get_one(Enrolment, conversation.data["enrolment"])
    if code in ("keep", "delete"):
        show(tx, person, tx.turn(person, "withdraw", code, dict(conversation.data)))
    elif code == "forget":
        tx.say(
            person, _("Done. I forgot your name and your account. Thank you for everything you shared. 🙏")
        )
        erasing.forget(tx, person, enrolment)
    elif code == "erase":
        tx.say(person, _gone(_, enrolment))
        erasing.erase(tx, person, enrolment)
    elif code == "pause":
        tx.turn(person, "pause", "span", {"enrolment": enrolment.id})
        flows.show_present(tx, person)
    else:
        tx.say(person, _("Good that you stay!"))
        flows.end(tx, person)


def _gone(_: Tongue, enrolment: Enrolment) -> str:
    done = _(
        "Done. I deleted all your answers. Your code is {code}. Thank you, and good luck! 🙏",
        code=enrolment.pseudonym,
    )
    more = _("Notes without a name cannot be found again. In this chat you can delete messages yourself.")
    return f"{done}\n\n{more}"
