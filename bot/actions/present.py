"""The present question of an activity, and everything around it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.answer_rows import Desk, open_desk, path_of
from bot.actions.asking import settle
from bot.actions.permissions import May, members_as
from bot.actions.posing import Look
from bot.actions.showing import ask_next
from bot.actions.tx import Tx
from bot.domain.changes.asking import asked_alike
from bot.domain.forms.steps import Step, StepKind
from storage.tables import Conversation, Enrolment, Person, Prompt


@dataclass
class At:
    """The present question of a chat, and everything around it."""

    tx: Tx
    conversation: Conversation
    desk: Desk
    prompt: Prompt
    step: Step

    @property
    def person(self) -> Person:
        """Whose chat it is."""
        return self.desk.person

    @property
    def alone(self) -> bool:
        """Whether this one question is asked again for a correction."""
        return bool(self.conversation.data.get("alone"))

    @property
    def look(self) -> Look:
        """How the present question is drawn."""
        data = self.conversation.data
        return Look(
            draft=str(data.get("draft", "")),
            page=int(data.get("page", 0)),
            back=bool(data.get("back")),
            alone=self.alone,
            more=bool(data.get("more")),
        )


def read_present(tx: Tx, person: Person, conversation: Conversation) -> At | None:
    """The present question, for somebody who reacts to it: its activity is then opened.

    Says so and gives None when its activity is closed or gone, or when the programme was changed so that
    it is asked differently now; then the activity goes on with its next question.
    """
    at = look_at_present(tx, person, conversation)
    if at is None:
        settle(tx, person, conversation)
        _lead_on(tx, person, conversation)
    elif at.prompt.state == "sent":
        at.prompt.state, at.prompt.opened_at, at.prompt.next_reminder_at = "opened", tx.now, None
    return at


def look_at_present(tx: Tx, person: Person, conversation: Conversation) -> At | None:
    """The present question; None when it cannot be answered any more as it was read. Changes nothing."""
    data = conversation.data
    prompt = tx.session.get(Prompt, data.get("prompt"))
    if prompt is None or not (data.get("alone") or _may_be_answered(tx, prompt)):
        return None
    if not may_sit(tx, person, prompt):
        return None
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    desk.asked_in = data.get("programme")
    if not _is_asked_alike(desk, data["ref"], data["kind"]):
        return None
    for note in data.get("notes", ()):
        if path_of(note) in desk.form.questions:
            desk.filling.pass_over(note)
    return At(tx, conversation, desk, prompt, step_of(desk, data["ref"], data["kind"]))


def _is_asked_alike(desk: Desk, ref: str, kind: StepKind) -> bool:
    """Whether the programme that runs now asks a question as the one in which the person read it."""
    path = path_of(ref)
    if kind == "repeat":
        spec = desk.form.specs.get(path)
        return spec is not None and spec.repeat and spec.count is None and not spec.fixed
    if desk.asked_in in (None, desk.workshop.programme_id):
        return path in desk.form.questions
    return asked_alike(desk.tx.library.get(desk.tx.session, desk.asked_in).form, desk.form, path)


def _lead_on(tx: Tx, person: Person, conversation: Conversation) -> None:
    """Say that an activity is over, or go on with it in the version of the programme that runs now."""
    _ = tx.tongue(person)
    prompt = tx.session.get(Prompt, conversation.data.get("prompt"))
    if prompt is None or not _may_be_answered(tx, prompt) or not may_sit(tx, person, prompt):
        tx.turn(person, "")
        tx.say(person, _("This activity is closed now. Thank you. /today shows what comes."))
        return
    if prompt.state == "sent":
        prompt.state, prompt.opened_at, prompt.next_reminder_at = "opened", tx.now, None
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    ask_next(tx, desk, prompt, Look(preface=_("This question was changed a moment ago. Please go on here.")))


def may_sit(tx: Tx, person: Person, prompt: Prompt) -> bool:
    """Whether a person answers for themselves, or may answer for somebody who still takes part."""
    enrolment = tx.session.get_one(Enrolment, prompt.enrolment_id)
    if enrolment.person_id == person.id:
        return True
    workshops = {member.workshop.id for member in members_as(tx, person, May.ENTER_FOR_OTHERS)}
    return enrolment.state == "active" and enrolment.workshop_id in workshops


def _may_be_answered(tx: Tx, prompt: Prompt) -> bool:
    """Whether it was begun, or is open still."""
    if prompt.state == "sent":
        return prompt.expires_at is None or prompt.expires_at > tx.now
    return prompt.state == "opened"


def step_of(desk: Desk, ref: str, kind: StepKind) -> Step:
    """The step that a conversation has stored as a ref and a kind."""
    return Step(ref, kind, desk.question(ref) if kind != "repeat" else None)
