"""Adding, removing and bringing back rounds of a repeat, and changing answers in an earlier one."""

from __future__ import annotations

from bot.actions import round_rows, rounds
from bot.actions.asking import settle
from bot.actions.moving import go_on
from bot.actions.posing import NO, YES, Look
from bot.actions.present import At, step_of
from bot.actions.rounds import CHANGE, LIST, MAIN, REMOVE, RESTORE, ROUND, View
from bot.actions.showing import ask_next, draw, pose


def tap(at: At, code: str) -> None:
    """Take a press of a button of a repeat. A code that means nothing here changes nothing."""
    verb, _dash, rest = code.partition("-")
    first, _dash, second = rest.partition("-")
    number = int(first) if first.isdecimal() else 0
    if code in (YES, NO) and not at.alone:
        _another(at, more=code == YES)
    elif verb == REMOVE and number in at.desk.filling.rounds(at.step.ref).left:
        _remove(at, number)
    elif verb == RESTORE and number in at.desk.filling.rounds(at.step.ref).removed:
        round_rows.restore_round(at.desk, at.step.ref, at.prompt, number)
        _show(at, View())
    elif verb == CHANGE and second.isdecimal():
        _change(at, number, int(second))
    elif verb in (LIST, ROUND, MAIN):
        _show(at, View(verb, number))


def _show(at: At, view: View) -> None:
    look = at.look
    look.draft = "" if view.what == MAIN else view.text
    draw(at.tx, at.desk, at.prompt, at.conversation, at.step, look)


def _another(at: At, *, more: bool) -> None:
    """Yes or no to one more round."""
    _ = at.tx.tongue(at.person)
    (round_rows.add_round if more else round_rows.close)(at.desk, at.step.ref, at.prompt)
    settle(at.tx, at.person, at.conversation, _("Yes") if more else _("No"))
    go_on(at)


def _remove(at: At, number: int) -> None:
    """Take a round away; it can be brought back from the list that is shown then."""
    round_rows.remove_round(at.desk, at.step.ref, at.prompt, number)
    _show(at, View(LIST))


def _change(at: At, number: int, place: int) -> None:
    """Ask one question of an earlier round again, alone; then the repeat comes back."""
    found = rounds.questions_of(at.desk, f"{at.step.ref}[{number}]")
    if 1 <= place <= len(found):
        settle(at.tx, at.person, at.conversation)
        pose(at.tx, at.desk, at.prompt, step_of(at.desk, found[place - 1], "question"), Look(alone=True))


def remove_present(at: At) -> None:
    """Take away the round in which the present question is, and go on after it."""
    _ = at.tx.tongue(at.person)
    found = rounds.open_round(at.desk, at.prompt, at.step.ref)
    if found is None:
        return
    repeat, number = found
    title = rounds.title_of_round(at.desk, f"{repeat}[{number}]")
    settle(at.tx, at.person, at.conversation)
    round_rows.remove_round(at.desk, repeat, at.prompt, number)
    ask_next(at.tx, at.desk, at.prompt, Look(preface=_("I removed “{title}”.", title=title)))
