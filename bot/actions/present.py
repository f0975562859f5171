"""The present question of an activity, and everything around it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.actions.answer_rows import Desk, open_desk
from bot.actions.asking import settle
from bot.actions.posing import Look
from bot.actions.tx import Tx
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
        )


def read_present(tx: Tx, person: Person, conversation: Conversation) -> At | None:
    """The present question, for somebody who reacts to it: its activity is then opened.

    Says so and gives None when its activity is closed or gone.
    """
    at = look_at_present(tx, person, conversation)
    if at is None:
        _ = tx.tongue(person)
        settle(tx, person, conversation)
        tx.turn(person, "")
        tx.say(person, _("This activity is closed now. Thank you. /today shows what comes."))
    elif at.prompt.state == "sent":
        at.prompt.state, at.prompt.opened_at, at.prompt.next_reminder_at = "opened", tx.now, None
    return at


def look_at_present(tx: Tx, person: Person, conversation: Conversation) -> At | None:
    """The present question; None when its activity is closed or gone. Changes nothing."""
    data = conversation.data
    prompt = tx.session.get(Prompt, data.get("prompt"))
    if prompt is None or not (data.get("alone") or _may_be_answered(tx, prompt)):
        return None
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    for note in data.get("notes", ()):
        desk.filling.pass_over(note)
    return At(tx, conversation, desk, prompt, step_of(desk, data["ref"], data["kind"]))


def _may_be_answered(tx: Tx, prompt: Prompt) -> bool:
    """Whether it was begun, or is open still."""
    if prompt.state == "sent":
        return prompt.expires_at is None or prompt.expires_at > tx.now
    return prompt.state == "opened"


def step_of(desk: Desk, ref: str, kind: StepKind) -> Step:
    """The step that a conversation has stored as a ref and a kind."""
    return Step(ref, kind, desk.question(ref) if kind != "repeat" else None)
