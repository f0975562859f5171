"""From the next step of a form to a message: what stands in it, and which buttons are under it."""

from __future__ import annotations

import datetime as dt
import html
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from bot.actions import rounds
from bot.actions.answer_rows import Desk
from bot.actions.headings import headings
from bot.actions.matrix import lines_of, rows_of_matrix
from bot.actions.places import city
from bot.actions.reading_back import present_answer
from bot.actions.scheduling import zone_of
from bot.actions.speaking import local_day, local_time
from bot.actions.ways import ways, why_passed
from bot.domain.forms import types
from bot.domain.forms.html import to_plain
from bot.domain.forms.steps import Step
from bot.domain.forms.types import Button
from bot.domain.progress import STUCK
from bot.domain.said import Said
from bot.locales import Tongue
from storage.tables import Prompt

#: Codes of the buttons that every question has. Codes of question types never begin with a dot.
BACK, SKIP, LATER, KEEP, YES, NO = ".back", ".skip", ".later", ".keep", ".yes", ".no"
REMOVE, MORE, OTHER, PROBLEM = ".remove", ".more", ".other", ".problem"

#: Most of these buttons in a row.
IN_A_ROW = 3

Rows = list[list[tuple[str, str]]]


@dataclass(frozen=True)
class Posed:
    """The next thing to ask: the step, the notes before it, and words about what was passed over."""

    step: Step | None
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = ()


@dataclass
class Look:
    """How a question is drawn: what was chosen so far, the page of a long list, whether its guidance
    is shown, and what goes around it."""

    draft: str = ""
    page: int = 0
    opening: bool = False
    back: bool = False
    alone: bool = False
    more: bool = False
    preface: str = ""
    notes: tuple[str, ...] = ()
    said: tuple[Said, ...] = field(default_factory=tuple)


def next_posed(desk: Desk, prompt: Prompt) -> Posed:
    """The next question of an activity, with the notes before it; what may not be asked is passed over.

    The notes are passed in the filled form only; they are stored once the question is answered, so
    that they are shown again when the question is.
    """
    notes: list[str] = []
    said: list[Said] = []
    while (step := desk.filling.next(prompt.activity, prompt.iteration)) is not None:
        if step.kind == "note":
            if ways(desk, step.ref):
                notes.append(step.ref)
            desk.filling.pass_over(step.ref)
        elif step.kind == "question" and not ways(desk, step.ref):
            word = why_passed(desk, step.ref)
            if word is not None and word not in said:
                said.append(word)
            if desk.proxied:  # nobody has skipped it
                desk.filling.pass_over(step.ref)
            else:
                desk.pass_over(step.ref, prompt, "skipped")
        else:
            break
    return Posed(step, tuple(notes), tuple(said))


def above_of(desk: Desk, prompt: Prompt, look: Look) -> str:
    """What stands above a question: a preface, the title when the activity opens, and notes; may be empty."""
    _ = desk.tx.tongue(desk.person)
    parts = [look.preface, heading(desk, prompt) if look.opening else ""]
    parts += [_.said(said) for said in look.said]
    parts += [note_of(desk, ref) for ref in look.notes]
    return "\n\n".join(part for part in parts if part)


def for_whom(desk: Desk) -> str:
    """The line that stands above everything that a facilitator is asked for somebody else."""
    return desk.tx.tongue(desk.person)("✍️ For <b>{name}</b>", name=desk.owner.call_name)


def note_of(desk: Desk, ref: str) -> str:
    """The words of a note, its hint among them, as Telegram HTML."""
    label, hint = desk.shown.label_html(ref), desk.shown.hint_html(ref)
    return f"{label}\n<i>{hint}</i>" if hint else label


def heading(desk: Desk, prompt: Prompt) -> str:
    """Title of an activity, and until when it is open."""
    _ = desk.tx.tongue(desk.person)
    title = f"<b>{html.escape(title_of(desk, prompt.activity), quote=False)}</b>"
    if prompt.expires_at is None or prompt.expires_at <= desk.tx.now:
        return title
    return f"{title}\n<i>{_('Open until {time}', time=until(desk, _, prompt))}</i>"


def title_of(desk: Desk, activity: str) -> str:
    """The label of an activity in the person's language, as plain text."""
    known = desk.form.activity(activity) is not None
    return (to_plain(desk.shown.label(activity)) if known else "") or desk.programme.title


def until(desk: Desk, _: Tongue, prompt: Prompt) -> str:
    """When an activity closes, on the clock that it runs on; empty when it never does."""
    if prompt.expires_at is None:
        return ""
    return moment(desk, _, prompt.expires_at, prompt.activity)


def moment(desk: Desk, _: Tongue, instant: dt.datetime, activity: str) -> str:
    """An instant on the clock of an activity: the time alone when it is today, else with the day.

    The place is named when its clock differs from the person's own.
    """
    zone, own = zone_of(desk, activity), ZoneInfo(desk.person.zone or desk.workshop.zone)
    local = instant.astimezone(ZoneInfo(zone))
    time = local_time(_, instant, zone)
    if local.utcoffset() != instant.astimezone(own).utcoffset():
        time = f"{time} ({city(zone)})"
    today = desk.tx.now.astimezone(ZoneInfo(zone)).date()
    return time if local.date() == today else f"{local_day(_, local.date())}, {time}"


def question_of(desk: Desk, prompt: Prompt, step: Step, look: Look) -> str:
    """The question itself, as Telegram HTML: which of how many, the words, the hint, and how to answer."""
    _ = desk.tx.tongue(desk.person)
    filling, lines = desk.filling, [for_whom(desk)] if desk.proxied else []
    if step.kind == "repeat":
        around = headings(desk, prompt, step.ref) if _view(look).what == rounds.MAIN else []
        return "\n".join([*lines, *around, rounds.text_of(desk, step.ref, _view(look))])
    lines += headings(desk, prompt, step.ref)
    if not look.alone:
        at, total = filling.position(prompt.activity, step.ref, prompt.iteration)
        if total > 1:
            lines.append(f"<i>{_('{number} of {total}', number=at, total=total)}</i>")
    matrix = [] if look.alone else rows_of_matrix(desk, prompt, step.ref)
    if matrix:
        lines += lines_of(desk, matrix, step.ref)
    else:
        lines.append(desk.shown.label_html(step.ref))
        hint = desk.shown.hint_html(step.ref)
        lines += [f"<i>{hint}</i>"] if hint else []
    if look.more:
        lines.append(f"<i>ℹ️ {desk.shown.guidance_html(step.ref)}</i>")
    if "own" in ways(desk, step.ref):
        extra = types.of(desk.question(step.ref)).ask(filling, step.ref, look.draft, look.page).text_extra
        if extra is not None:
            lines += ["", _.said(extra)] if matrix else [_.said(extra)]
    else:
        lines.append(_("You can answer this one in words."))
    if desk.columns(step.ref).get("sees") == "anonymous":
        lines.append(
            _(
                "<i>Without a name: nobody can find out who wrote it. I give you a code to take it back. "
                "Without the code nobody can find it again.</i>"
            )
        )
    present = present_answer(desk, step.ref)
    if present and (look.back or look.alone):
        lines.append(_("Your answer now: <b>{answer}</b>", answer=present))
    elif present and not look.draft:
        lines.append(_("Is it this? <b>{answer}</b>", answer=present))
    return "\n".join(lines)


def rows_of(desk: Desk, prompt: Prompt, step: Step, look: Look) -> Rows:
    """The buttons of a question: those of its type, and Back, Skip, Later below them."""
    _ = desk.tx.tongue(desk.person)
    if step.kind == "repeat":
        return _repeat_rows(desk, prompt, step, look)
    rows: Rows = []
    if "own" in ways(desk, step.ref):
        asked = types.of(desk.question(step.ref)).ask(desk.filling, step.ref, look.draft, look.page)
        rows = [[(label_of(_, button), button.code) for button in row] for row in asked.rows]
    if not look.more and desk.filling.guidance(step.ref):
        rows.append([(_("More about this"), MORE)])
    if not look.alone and _is_long_open(desk, prompt):
        rows.append([(_("Problem?"), PROBLEM)])
    last = []
    if not look.alone and previous_question(desk, prompt, step.ref) is not None:
        last.append((_("Back"), BACK))
    present = present_answer(desk, step.ref)
    if look.back or look.alone or (present and not look.draft):
        last.append((_("Keep it so") if present else _("Go on"), KEEP))
    if not look.alone and not desk.filling.required(step.ref):
        last.append((_("Skip"), SKIP))
    if not look.alone:
        last.append((_("Later"), LATER))
    if look.back and rounds.open_round(desk, prompt, step.ref) is not None:
        rows.append([(_("Remove this one"), REMOVE)])
    if (
        len(last) > IN_A_ROW
    ):  # the longest of them gets a row of its own, so that a narrow phone shows it whole
        rows.append([button for button in last if button[1] == KEEP])
        last = [button for button in last if button[1] != KEEP]
    return [*rows, last] if last else rows


def _is_long_open(desk: Desk, prompt: Prompt) -> bool:
    """Whether the person began so long ago that something may be wrong: then help is a tap away."""
    began = prompt.opened_at
    return began is not None and desk.tx.now - began > STUCK and not desk.proxied


def own_words(desk: Desk, step: Step, look: Look) -> frozenset[str]:
    """The codes of a type's buttons that carry words of the interface, such as Today, and no choices."""
    if "own" not in ways(desk, step.ref):
        return frozenset()
    asked = types.of(desk.question(step.ref)).ask(desk.filling, step.ref, look.draft, look.page)
    return frozenset(button.code for row in asked.rows for button in row if isinstance(button.label, Said))


def _repeat_rows(desk: Desk, prompt: Prompt, step: Step, look: Look) -> Rows:
    """The buttons of a repeat: one more or not, and its rounds."""
    _ = desk.tx.tongue(desk.person)
    view = _view(look)
    rows = rounds.rows_of(desk, step.ref, view)
    if view.what != rounds.MAIN:
        return rows
    if look.alone:
        return [*rows, [(_("Close"), KEEP)]]
    last = [(_("Back"), BACK)] if previous_question(desk, prompt, step.ref) is not None else []
    return [[(_("Yes"), YES), (_("No"), NO)], *rows, [*last, (_("Later"), LATER)]]


def _view(look: Look) -> rounds.View:
    return rounds.read_view(look.draft)


def label_of(_: Tongue, button: Button) -> str:
    """The words on a button of a question type."""
    words = html.unescape(_.said(button.label)) if isinstance(button.label, Said) else button.label
    return words or "·"


def previous_question(desk: Desk, prompt: Prompt, ref: str) -> Step | None:
    """The question or repeat before this one in its activity; None for the first."""
    step = desk.filling.previous(prompt.activity, ref, prompt.iteration)
    while step is not None:
        if desk.may_be_shown(step.ref) and (
            step.kind == "repeat" or (step.kind == "question" and ways(desk, step.ref))
        ):
            break
        step = desk.filling.previous(prompt.activity, step.ref, prompt.iteration)
    return step
