"""/help: what a person can do here, by their role."""

from __future__ import annotations

from bot.actions.menus import help_text
from bot.actions.tx import Tx
from bot.domain.incoming import Incoming


def show_help(tx: Tx, incoming: Incoming) -> None:
    """/help. A stranger hears how to join."""
    person = tx.person_of(incoming) or tx.meet(incoming)
    _ = tx.tongue(person)
    if person.enrolment_id is None and incoming.sender.telegram_id not in tx.rules.facilitators:
        tx.say(
            person,
            _(
                "Hello! I guide people through a workshop. "
                "To take part, please open the link of your invitation."
            ),
        )
    else:
        tx.say(person, help_text(tx, person))
