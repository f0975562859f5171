"""The people and activities of needs, as facilitators read them."""

from __future__ import annotations

from bot.actions.tx import Tx
from bot.locales import Tongue
from storage.tables import Enrolment, Need, Person, Workshop


def name_of(tx: Tx, need: Need) -> str:
    """The name of the person; a code when they have none, or have left."""
    enrolment = tx.session.get(Enrolment, need.enrolment_id) if need.enrolment_id else None
    if enrolment is None:
        return "?"
    return tx.session.get_one(Person, enrolment.person_id).call_name or enrolment.pseudonym


def title_of_activity(tx: Tx, _: Tongue, need: Need) -> str:
    """The title of the activity that set a need off, in the reader's language; its name when it is gone."""
    workshop = tx.session.get_one(Workshop, need.workshop_id)
    form = tx.library.get(tx.session, workshop.programme_id).form
    found = form.activity(need.trigger)
    labels = found.labels if found is not None else {}
    spoken = form.language_for(_.language)
    return labels.get(spoken) or labels.get(form.default_language) or need.trigger
