"""Moving through an activity: on to the next question, back, past one, and out of it for a while."""

from __future__ import annotations

from bot.actions import flows
from bot.actions.answer_rows import path_of
from bot.actions.asking import settle
from bot.actions.finishing import leave_for, rehearse_on
from bot.actions.matrix import next_row, rows_of_matrix
from bot.actions.posing import Look, previous_question, title_of
from bot.actions.present import At
from bot.actions.round_rows import remove_round
from bot.actions.rounds import open_round
from bot.actions.scheduling import plan_after
from bot.actions.showing import ask_next, close_matrix, pose, pose_in_place

#: How the person put it aside.
PUT_ASIDE = "later"


def go_on(at: At, preface: str = "") -> None:
    """Ask the next question; after a correction, go back to where the person was."""
    if at.alone:
        _ = at.tx.tongue(at.person)
        at.tx.say(at.person, "\n".join(line for line in (preface, _("Saved. Thank you.")) if line))
        flows.end(at.tx, at.person)
    else:
        ask_next(at.tx, at.desk, at.prompt, Look(preface=preface))


def leave(at: At, shown: str = "", preface: str = "") -> None:
    """Close the present question with what was ``shown`` as its answer, and go on.

    In a matrix the next row takes its place, in the same message.
    """
    rows = [] if at.alone else rows_of_matrix(at.desk, at.prompt, at.step.ref)
    following = next_row(at.desk, at.prompt, at.step.ref) if rows and not preface else None
    if following is not None and at.conversation.outbox_id is not None:
        pose_in_place(at.desk, at.prompt, at.conversation, following, Look())
        return
    if rows and at.conversation.outbox_id is not None:
        close_matrix(at.desk, at.prompt, at.conversation, rows)
    else:
        settle(at.tx, at.person, at.conversation, shown)
    go_on(at, preface)


def keep_notes(at: At) -> None:
    """Record that the notes above the present question were seen."""
    for note in at.conversation.data.get("notes", ()):
        if path_of(note) in at.desk.form.questions:
            at.desk.pass_over(note, at.prompt, "seen")


def back(at: At) -> None:
    """Ask the question before this one again, with the answer that stands there.

    A round in which nothing was given yet is left again: it was begun by a slip.
    """
    if _leaves_empty_round(at):
        return
    before = previous_question(at.desk, at.prompt, at.step.ref)
    look = Look(back=before is not None)
    if before is not None and before.ref in rows_of_matrix(at.desk, at.prompt, at.step.ref):
        pose_in_place(at.desk, at.prompt, at.conversation, before, look)
        return
    settle(at.tx, at.person, at.conversation)
    pose(at.tx, at.desk, at.prompt, before or at.step, look)


def _leaves_empty_round(at: At) -> bool:
    found = open_round(at.desk, at.prompt, at.step.ref)
    if found is None or at.alone:
        return False
    repeat, number = found
    head = f"{repeat}[{number}]/"
    made = at.desk.filling.rounds(repeat).made
    if number == 1 or number != made or any(ref.startswith(head) for ref in at.desk.rows):
        return False
    settle(at.tx, at.person, at.conversation)
    remove_round(at.desk, repeat, at.prompt, number)
    ask_next(at.tx, at.desk, at.prompt, Look())
    return True


def skip(at: At) -> None:
    """Pass over the present question, unless it must be answered."""
    _ = at.tx.tongue(at.person)
    if at.step.kind != "question" or at.desk.filling.required(at.step.ref):
        at.tx.say(at.person, _("This one needs an answer. You can also do it later: tap Later."))
        return
    keep_notes(at)
    at.desk.pass_over(at.step.ref, at.prompt, "skipped")
    plan_after(at.tx, at.desk, at.step.ref)
    leave(at, _("skipped"))


def later(at: At) -> None:
    """Put the activity aside until the person comes back to it."""
    _ = at.tx.tongue(at.person)
    settle(at.tx, at.person, at.conversation)
    title = title_of(at.desk, at.prompt.activity)
    if at.desk.proxied:
        leave_for(at.tx, at.desk, at.prompt, _("OK, later. “{title}” can be gone on with here.", title=title))
        return
    at.prompt.reason = PUT_ASIDE
    at.tx.turn(at.person, "")
    at.tx.say(at.person, _("OK, later. /today brings you back to “{title}”.", title=title))
    if at.desk.workshop.rehearsal:
        rehearse_on(at.tx, at.person)
