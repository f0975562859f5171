"""What somebody filled before: their answers in an earlier workshop with the same form."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.domain.forms.filling import Filling
from bot.domain.forms.outside import LAST_SAVED
from bot.domain.kept import fill_before, seed_of
from bot.domain.programme import Programme
from storage.tables import Answer, Enrolment, Workshop
from storage.tables import Programme as ProgrammeRow


def before(
    session: Session,
    programme: Callable[[int], Programme],
    enrolment: Enrolment,
    present: Programme,
    may_be_read: Callable[[Sequence[Answer]], bool] = lambda _rows: True,
) -> Filling | None:
    """What the person filled before this enrolment, when the form looks into it (``${last-saved#…}``).

    ``may_be_read`` says of those answers whether they may be looked into; None when not.
    """
    if LAST_SAVED not in present.form.instances:
        return None
    found = answers_before(session, enrolment, present.form_id)
    if found is None or not may_be_read(found[1]):
        return None
    workshop, rows = found
    form = programme(workshop.programme_id).form
    return fill_before(form, rows, ZoneInfo(workshop.zone), seed_of(workshop.id, rows[0].enrolment_id))


def answers_before(
    session: Session, enrolment: Enrolment, form_id: str
) -> tuple[Workshop, Sequence[Answer]] | None:
    """The answers of the person's last enrolment with this form before this one, and their workshop.

    None when there is none with answers. What was deleted is not there any more, so it does not come back.
    """
    query = (
        select(Enrolment.id, Workshop)
        .where(Enrolment.workshop_id == Workshop.id, Workshop.programme_id == ProgrammeRow.id)
        .where(Enrolment.person_id == enrolment.person_id, ProgrammeRow.form_id == form_id)
        .where(col(Workshop.rehearsal).is_(False))
        .where(col(Enrolment.id) < (enrolment.id or 0))
        .order_by(col(Enrolment.id).desc())
    )
    for number, workshop in session.exec(query):
        rows = session.exec(select(Answer).where(Answer.enrolment_id == number)).all()
        if rows:
            return workshop, rows
    return None
