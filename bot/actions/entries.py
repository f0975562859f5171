"""What facilitators have entered for people and nobody has confirmed yet; taking it back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from sqlalchemy import update
from sqlmodel import col, select

from bot.actions import erasing
from bot.actions.permissions import Member, Refused
from bot.actions.tx import Tx
from bot.domain.said import N_, Said
from bot.locales import Tongue
from storage.tables import Act, Answer, Contribution, Enrolment, Person, Prompt


def unconfirmed(tx: Tx, enrolment_id: int | None, prompt_id: int | None = None) -> list[Answer]:
    """Answers that were entered for somebody and that they have not confirmed, in the order of entering."""
    query = select(Answer).where(
        Answer.enrolment_id == enrolment_id,
        Answer.state == "answered",
        col(Answer.entered_by).is_not(None),
        col(Answer.confirmed_at).is_(None),
    )
    if prompt_id is not None:
        query = query.where(Answer.prompt_id == prompt_id)
    return list(tx.session.exec(query.order_by(col(Answer.id))))


def since(rows: Iterable[Answer], instant: dt.datetime) -> list[Answer]:
    """Those of the answers that were entered at ``instant`` or later."""
    return [row for row in rows if (row.edited_at or row.answered_at) >= instant]


def take_out(tx: Tx, enrolment: Enrolment, rows: Iterable[Answer]) -> int:
    """Delete entered answers, so that their questions are asked again; gives how many."""
    prompts: set[int | None] = set()
    number = 0
    for row in rows:
        prompts.add(row.prompt_id)
        erasing.drop_answer(tx, enrolment, row)
        tx.session.execute(
            update(Contribution).where(col(Contribution.answer_id) == row.id).values(answer_id=None)
        )
        tx.session.delete(row)
        number += 1
    tx.session.flush()
    skipped = select(Answer).where(
        Answer.enrolment_id == enrolment.id, col(Answer.prompt_id).in_(prompts), Answer.state == "skipped"
    )
    for row in tx.session.exec(skipped.where(col(Answer.entered_by).is_not(None), Answer.edits == 0)):
        tx.session.delete(row)
    tx.session.flush()
    for prompt in tx.session.exec(select(Prompt).where(col(Prompt.id).in_(prompts - {None}))):
        if prompt.state == "completed":
            prompt.state, prompt.completed_at = "opened", None
    return number


def describe(tx: Tx, _: Tongue, act: Act) -> str:
    """For whom, or for how many, answers were entered."""
    people = act.details.get("people")
    if people is not None:
        return _.plural(
            "Entered a file with answers of {n} person", "Entered a file with answers of {n} people", people
        )
    enrolment = tx.session.get(Enrolment, act.details["enrolment"])
    person = tx.session.get(Person, enrolment.person_id) if enrolment is not None else None
    return _(
        "Entered answers for {name}", name=(person.call_name if person else "") or _("somebody who left")
    )


def undo(tx: Tx, member: Member, act: Act) -> None:
    """Take back what was entered by this act and has not been confirmed. Raises Refused when nothing is."""
    numbers = set(act.before.get("answers", ()))
    found: list[tuple[int, list[Answer]]] = []
    if numbers:
        query = select(Answer.enrolment_id).where(col(Answer.id).in_(numbers)).distinct()
        for number in tx.session.exec(query).all():
            rows = [row for row in unconfirmed(tx, number) if row.id in numbers]
            found.append((number, [row for row in rows if row.edited_at is None or row.edited_at <= act.at]))
    elif "enrolment" in act.details:
        rows = unconfirmed(tx, act.details["enrolment"], act.details["prompt"])
        mine = [row for row in since(rows, act.at) if row.entered_by == act.actor_id]
        found.append((act.details["enrolment"], mine))
    taken = sum(take_out(tx, tx.session.get_one(Enrolment, number), rows) for number, rows in found if rows)
    if not taken:
        raise Refused(Said(N_("Nothing of it can be taken back: it was confirmed, changed or deleted.")))
