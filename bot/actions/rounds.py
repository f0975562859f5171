"""The rounds of a repeat as people see them: what each is called, and adding, changing, removing one."""

from __future__ import annotations

import html
from dataclasses import dataclass

from bot.actions.answer_rows import Desk, path_of
from bot.actions.reading_back import present_answer
from bot.actions.ways import ways
from bot.domain.forms.html import to_plain
from bot.domain.forms.steps import Ref
from storage.tables import Prompt

#: Codes of the buttons of a repeat: its rounds, one round, and what can be done with it.
LIST, MAIN, ROUND, CHANGE, REMOVE, RESTORE, PAGE = "rounds", "main", "round", "q", "remove", "restore", "page"

#: Rounds on one page of the list.
ON_PAGE = 8

#: From this number of rounds on only the first and the last are named where another one is asked for.
MANY = 10

#: Longest title of a round on a button or in a list, in characters.
SHORT = 40

Rows = list[list[tuple[str, str]]]


@dataclass(frozen=True)
class View:
    """Which screen of a repeat is shown: ``what`` is one of the codes, ``number`` its round or page."""

    what: str = MAIN
    number: int = 0

    @property
    def text(self) -> str:
        """As a conversation keeps it."""
        return f"{self.what}-{self.number}"


def read_view(text: str) -> View:
    """The screen that a conversation keeps; the first one for anything else."""
    what, _dash, number = text.partition("-")
    known = what in (LIST, ROUND) and number.isdigit()
    return View(what, int(number)) if known else View()


def label_of_repeat(desk: Desk, repeat: Ref) -> str:
    """What a repeat is called as a whole, as plain text; a title that is all quoted is none."""
    title = to_plain(desk.shown.title(repeat))
    return "" if title == "…" else title


def title_of_round(desk: Desk, ref: Ref) -> str:
    """What a round is called: by its label if that quotes an answer, else by its first answer."""
    repeat = ref.rpartition("[")[0]
    label = " ".join(to_plain(desk.shown.label(ref)).split())
    if label and label != label_of_repeat(desk, repeat):
        return _short(label)
    answers = (present_answer(desk, each) for each in questions_of(desk, ref))
    return _short(next(filter(None, answers), "") or label)


def questions_of(desk: Desk, ref: Ref) -> list[Ref]:
    """The questions of a round that are relevant now, in form order."""
    steps = desk.filling.steps_in(ref)
    return [step.ref for step in steps if step.kind == "question" and ways(desk, step.ref)]


def text_of(desk: Desk, repeat: Ref, view: View) -> str:
    """The words of a screen, as Telegram HTML."""
    _ = desk.tx.tongue(desk.person)
    label = label_of_repeat(desk, repeat)
    head = [f"<b>{_escape(label)}</b>"] if label else []
    if view.what == ROUND:
        ref = f"{repeat}[{view.number}]"
        lines = [f"<b>{_escape(title_of_round(desk, ref))}</b>"]
        for number, each in enumerate(questions_of(desk, ref), start=1):
            asked = _escape(_short(" ".join(to_plain(desk.shown.label(each)).split()), 60))
            given = _escape(_short(present_answer(desk, each), 60))
            lines.append(f"<b>{number}.</b> {asked}\n→ {given or '…'}")
        return "\n".join([*lines, "", _("Tap a number to correct that answer.")])
    if view.what == LIST:
        return "\n".join([*head, _("Which one?")])
    left = desk.filling.rounds(repeat).left
    places = list(enumerate(left, start=1))
    for place, number in places if len(places) <= MANY else [*places[:3], (0, 0), *places[-3:]]:
        title = title_of_round(desk, f"{repeat}[{number}]") if number else ""
        head.append(f"{place}. {_escape(title)}" if number else "…")
    asked = _("Another one?") if left else _("Is there one to add?")
    return "\n".join([*head, asked])


def rows_of(desk: Desk, repeat: Ref, view: View) -> Rows:
    """The buttons of a screen, those for adding a round left out."""
    _ = desk.tx.tongue(desk.person)
    rounds = desk.filling.rounds(repeat)
    if view.what == ROUND:
        numbers = [
            (str(number), f"{CHANGE}-{view.number}-{number}")
            for number, _ref in enumerate(questions_of(desk, f"{repeat}[{view.number}]"), start=1)
        ]
        rows = [numbers[start : start + 5] for start in range(0, len(numbers), 5)]
        return [*rows, [(_("Remove this one"), f"{REMOVE}-{view.number}")], [(_("Back"), f"{LIST}-0")]]
    if view.what == LIST:
        return [*_listed(desk, repeat, view.number), [(_("Back"), MAIN)]]
    return [[(_("Change or remove one"), f"{LIST}-0")]] if rounds.left or rounds.removed else []


def _listed(desk: Desk, repeat: Ref, page: int) -> Rows:
    """A page of rounds; those that were removed can be brought back."""
    rounds = desk.filling.rounds(repeat)
    rows: Rows = []
    for number in range(page * ON_PAGE + 1, min((page + 1) * ON_PAGE, rounds.made) + 1):
        if number in rounds.removed:
            rows.append([(f"↩ {removed_title(desk, repeat, number)}", f"{RESTORE}-{number}")])
        else:
            title = title_of_round(desk, f"{repeat}[{number}]")
            rows.append([(f"{rounds.left.index(number) + 1}. {title}", f"{ROUND}-{number}")])
    turns = [(f"‹ {page}", f"{LIST}-{page - 1}")] if page else []
    turns += [(f"{page + 2} ›", f"{LIST}-{page + 1}")] if (page + 1) * ON_PAGE < rounds.made else []
    return [*rows, turns] if turns else rows


def removed_title(desk: Desk, repeat: Ref, number: int) -> str:
    """What a removed round is called: by the first answer that was given in it."""
    head = f"{repeat}[{number}]/"
    given = [
        row
        for ref, row in desk.rows.items()
        if ref.startswith(head) and row.value and row.state == "removed" and desk.may_be_shown(ref)
    ]
    first = min(given, key=lambda row: (row.answered_at, row.id or 0), default=None)
    return _short(first.value) if first is not None else str(number)


def open_round(desk: Desk, prompt: Prompt, ref: Ref) -> tuple[Ref, int] | None:
    """The innermost round around a question that people may add and remove: its repeat and number."""
    head = ref
    while "[" in head:
        head, _bracket, rest = head.rpartition("[")
        spec = desk.form.specs[path_of(head)]
        if spec.count is None and not spec.fixed and spec.control is not None and head != prompt.activity:
            return head, int(rest.partition("]")[0])
    return None


def _short(text: str, most: int = SHORT) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _escape(text: str) -> str:
    return html.escape(text, quote=False)
