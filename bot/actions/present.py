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
    """The present question. Says so and gives None when its activity is closed or gone."""
    data = conversation.data
    prompt = tx.session.get(Prompt, data.get("prompt"))
    alone = bool(data.get("alone"))
    closed = prompt is None or (not alone and prompt.state not in ("sent", "opened"))
    if prompt is not None and prompt.state == "sent" and not alone:
        closed = prompt.expires_at is not None and prompt.expires_at <= tx.now
    if prompt is None or closed:
        _ = tx.tongue(person)
        settle(tx, person, conversation)
        tx.turn(person, "")
        tx.say(person, _("This activity is closed now. Thank you. /today shows what comes."))
        return None
    if prompt.state == "sent":
        prompt.state, prompt.opened_at, prompt.next_reminder_at = "opened", tx.now, None
    desk = open_desk(tx, tx.session.get_one(Enrolment, prompt.enrolment_id), person)
    for note in data.get("notes", ()):
        desk.filling.pass_over(note)
    return At(tx, conversation, desk, prompt, step_of(desk, data["ref"], data["kind"]))


def step_of(desk: Desk, ref: str, kind: StepKind) -> Step:
    """The step that a conversation has stored as a ref and a kind."""
    return Step(ref, kind, desk.question(ref) if kind != "repeat" else None)
