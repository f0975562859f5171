"""What ``sala check --against`` and the chat say about a new version: what changes, how bad, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.domain.changes.model import Change, Weight
from bot.domain.changes.people import People
from bot.domain.forms.form import Activity
from bot.domain.programme import Programme
from bot.domain.said import N_, Said

#: Headings of the three parts, the worst first.
HEADINGS = {
    Weight.BREAKS: Said(N_("Breaks data")),
    Weight.TELL: Said(N_("People should know")),
    Weight.HARMLESS: Said(N_("Harmless")),
}

NOTHING = Said(N_("Nothing changes: it is the same programme."))

Speak = Callable[[Said], str]


def in_the_middle(people: People, programme: Programme) -> Said | None:
    """In which activities of the present version people are in the middle now; None when in none."""
    inside = people.inside()
    if not inside:
        return None
    titles = {activity.name: title_of(activity) for activity in programme.form.activities}
    parts = ", ".join(f"{titles.get(name, name)}: {number}" for name, number in inside.items())
    return Said(N_("People who are in the middle of a part now: {parts}."), {"parts": parts})


def title_of(activity: Activity) -> str:
    """The first label of an activity, else its name."""
    return next((label for label in activity.labels.values() if label), activity.name)


def by_weight(changes: Iterable[Change], people: People | None) -> dict[Weight, list[Change]]:
    """The changes of each weight, the worst first; weights without any are left out."""
    found: dict[Weight, list[Change]] = {weight: [] for weight in Weight}
    for change in changes:
        found[change.weighed(people)].append(change)
    return {weight: some for weight, some in found.items() if some}


def change_report(
    changes: Iterable[Change],
    people: People | None = None,
    *,
    speak: Speak = Said.english,
    heading: Callable[[str], str] = str,
    most: int | None = None,
) -> str:
    """The report as lines of text. ``people`` are those of a running workshop, counted for each change.

    ``speak`` says a sentence in a language, ``heading`` marks a heading; with ``most`` only so many changes
    of each weight are told, and how many more there are.
    """
    parts = []
    for weight, some in by_weight(changes, people).items():
        lines = [heading(f"{speak(HEADINGS[weight])} ({len(some)})")]
        lines += [f"• {_line(change, people, speak)}" for change in some[:most]]
        if most is not None and len(some) > most:
            lines.append(f"• {speak(Said(N_('and {n} more'), {'n': len(some) - most}))}")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) or speak(NOTHING)


def _line(change: Change, people: People | None, speak: Speak) -> str:
    said = speak(change.said)
    if people is None or change.whom is None or not change.whom.count(people):
        return said
    return f"{said} {speak(change.whom.said(people))}"
