"""A glance over somebody's shoulder: which question stands on the phone, and the form behind it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import select

from bot.actions.answer_rows import Desk, open_desk, path_of
from bot.actions.present import look_at_present
from bot.actions.tx import Tx
from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Question
from storage.tables import Enrolment, Person
from tests.stories.chat import Phone


@dataclass(frozen=True)
class Glance:
    """The present question: its place in the form, its type, and the form as it is filled so far.

    ``flow`` is the conversation in which the chat is, empty for none; ``confirming`` says that an answer was
    read and is asked back, ``alone`` that one question is asked again for a correction.
    """

    flow: str
    filling: Filling
    ref: str = ""
    kind: str = ""
    question: Question | None = None
    draft: str = ""
    confirming: bool = False
    alone: bool = False

    @property
    def type(self) -> str:
        """The type of the question; ``repeat`` for a repeat."""
        return self.question.kind if self.question is not None else self.kind

    @property
    def open_round(self) -> tuple[str, int] | None:
        """The innermost round around the question that people may add and remove: its repeat and number."""
        head = self.ref
        while "[" in head:
            head, _bracket, rest = head.rpartition("[")
            spec = self.filling.form.specs[path_of(head)]
            if spec.count is None and not spec.fixed:
                return head, int(rest.partition("]")[0])
        return None

    @property
    def appearance(self) -> list[str]:
        """The words of its appearance."""
        return self.question.appearance.split() if self.question is not None else []


def glance(phone: Phone) -> Glance:
    """What stands on a phone now."""
    return phone.village.bot.do(lambda tx: _glance(tx, phone.number))


def filled(phone: Phone) -> Filling:
    """The form of somebody as it is kept."""
    return phone.village.bot.do(lambda tx: _desk(tx, phone.number).filling)


def _glance(tx: Tx, account: int) -> Glance:
    person = tx.session.exec(select(Person).where(Person.telegram_id == account)).one()
    conversation = tx.conversation(person)
    at = look_at_present(tx, person, conversation) if conversation.flow == "activity" else None
    if at is None:
        return Glance(conversation.flow, _desk(tx, account).filling)
    return Glance(
        "activity",
        at.desk.filling,
        at.step.ref,
        at.step.kind,
        at.step.question,
        at.look.draft,
        confirming=conversation.step == "confirm",
        alone=at.alone,
    )


def _desk(tx: Tx, account: int) -> Desk:
    person = tx.session.exec(select(Person).where(Person.telegram_id == account)).one()
    return open_desk(tx, tx.session.get_one(Enrolment, person.enrolment_id), person)
