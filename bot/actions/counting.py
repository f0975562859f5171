"""Whom a change of the programme would concern: what everybody in a workshop has given and got so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import select as sa_select
from sqlmodel import col, select

from bot.actions.answer_rows import path_of
from bot.actions.permissions import PRESENT
from bot.actions.tx import Tx
from bot.domain.changes.people import Delivery, Given, People
from bot.domain.changes.placing import place_all
from bot.domain.forms.form import Form
from bot.domain.schedule import PARTICIPANTS
from storage.tables import Answer, Enrolment, Prompt, Workshop

#: What is read of an answer. Columns alone: whole rows cost ten times as much.
ANSWER = (Answer.enrolment_id, Answer.question, Answer.kind, Answer.state, Answer.value)


def people_of(tx: Tx, workshop: Workshop) -> People:
    """Everybody who takes part in a workshop. Answers of those who left count too, they are data."""
    mine = select(Enrolment.id).where(Enrolment.workshop_id == workshop.id)
    present = select(Enrolment.id).where(
        Enrolment.workshop_id == workshop.id,
        col(Enrolment.state).in_(PRESENT),
        col(Enrolment.role).in_(PARTICIPANTS),
    )
    form = tx.library.get(tx.session, workshop.programme_id).form
    answers = (
        sa_select(*(col(column) for column in ANSWER))
        .where(col(Answer.enrolment_id).in_(mine))
        .order_by(col(Answer.enrolment_id))
    )
    prompts = select(Prompt.enrolment_id, Prompt.activity, Prompt.state).where(
        col(Prompt.enrolment_id).in_(present)
    )
    return People(
        len(tx.session.exec(present).all()),
        _given(form, tx.session.execute(answers)),
        (Delivery(*row) for row in tx.session.exec(prompts)),
    )


def _given(form: Form, rows: Iterable[Any]) -> Iterator[Given]:
    """The answers where they stand in the version that runs now."""
    for enrolment, own in groupby(rows, key=lambda row: row.enrolment_id):
        standing, _aside = place_all(form, own)
        for ref, row in standing.items():
            if row.state in ("answered", "withheld"):
                yield Given(enrolment, path_of(ref), row.kind, row.value)
