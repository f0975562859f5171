"""README.txt of an export: what each file is, what was left out and how much, how to read and use it."""

from __future__ import annotations

from pathlib import Path

from bot.exports.source import Source

#: What each file is, by the last part of its name.
_ABOUT = {
    "submissions.csv": "one row per person, one column per question (ODK style: group-question).",
    "answers_long.csv": "one row per answer: how and when it was given, and whether it is still relevant.",
    "participants.csv": "one row per person: role, country, language, state, day of joining.",
    "prompts.csv": "one row per activity sent or planned: when, and what became of it.",
    "contributions.csv": "local wisdom and shared ideas, with visibility and credit as chosen by the author.",
    "consents.csv": "what each person allows now (1) and does not (0). c1 research, c2 share with the group, "
    "c3 print, c4 voice, c5 photos, c6 place, c7 messages after the course.",
    "anonymous_notes.csv": "notes given without a name, shuffled. They cannot be joined to a person.",
    "versions.csv": "which version of its programme each workshop ran, from when on.",
    "codebook.csv": "every question: type, labels, choices, conditions, who may see it.",
    "choices.csv": "every list of choices: names (as in the data) and labels.",
}

_TEXT = """Sala: data of {workshops}
Made on {now:%Y-%m-%d at %H:%M} UTC. {people} people.

WHAT IS HERE
{files}
  media/: photos and voice messages ({media} files). Cells hold the names of these files.

WHAT WAS LEFT OUT, AND HOW OFTEN
{left_out}

HOW TO READ IT
* CSV in UTF-8 with a byte order mark, commas, quotes where needed. Excel, LibreOffice, R, Stata, SPSS
  and pandas open it directly.
* KEY stands for a person. It is new in every export; two exports cannot be joined by it. Rows of a repeat
  carry PARENT_KEY and KEY, as in ODK Central.
* Answers are names of choices, not labels: see codebook.csv and choices.csv. Several choices stand with
  spaces between them; a column question/choice has 1 or 0 for each, and is empty without an answer.
* Answers with way "proxy" were entered by a facilitator for somebody who shares a phone or has none.
  confirmed is when that person said, on a phone of their own, that they are right; else it is empty.
  by_proxy in consents.csv is 1 when a facilitator read the question aloud and marked what was answered.
* In submissions.csv an answer whose question became irrelevant later is empty (ODK's rule). It is still in
  answers_long.csv, with relevant = 0.
* state in answers_long.csv: answered; skipped; seen (a note); repeat (how many rounds; -2 is one that
  was removed); withheld (given without a name); kept_private (its author keeps it private); not_allowed
  (its own consent is missing); removed (with a round of a repeat that its author took away); deleted;
  set (by the form itself, when another answer changed: the value is of that moment).
* A programme may change while people live it. version in answers_long.csv is the one in which the question
  was read; question is its path there. When an author gave two versions the same name, a mark tells them
  apart, as in 1 (3fa94c1e). submissions.csv has the columns of the version that runs now (FormVersion), and
  after them those of questions that only earlier versions asked; group-question@type when the same name has
  another type now. A question that was moved stands at its new place there. In answers_long.csv relevant is
  0 for what the present version does not ask.
* Times are local, with their offset, to the minute; seconds is the time from question to answer.
* A text that begins like a formula of a spreadsheet has an apostrophe (') in front.
* Places are rounded before they are stored.

HOW TO USE IT WELL
* Everybody here said yes to research without their name. In a small group people who know each other may
  still guess who said what. Show a number only when at least five people are behind it, and none whose
  rest is smaller than five.
* Read free texts before you pass them on: [name] marks where a name of the workshop was taken out. Other
  names, places and rare jobs may still give somebody away.
* Print words only with visibility = publish, and with the credit that the author chose.
* When somebody withdraws after today, please use a new export.
"""


def write(source: Source, path: Path) -> None:
    """Write the file, when everything else of the export was counted."""
    summary = source.summary
    files = [f"  {name}: {number} rows. {_about(name)}" for name, number in sorted(summary.rows.items())]
    left = [f"  {number} {why}" for why, number in sorted(summary.left_out.items())]
    text = _TEXT.format(
        workshops="; ".join(
            f"{workshop.title} (workshop {number}, day 1: {workshop.first_day})"
            for number, workshop in sorted(source.workshops.items())
        ),
        now=source.now,
        people=summary.people,
        files="\n".join(files),
        media=len(source.files),
        left_out="\n".join(left) or "  nothing",
    )
    path.write_text(text, encoding="utf-8")


def _about(name: str) -> str:
    last = name.rpartition("/")[2]
    if last.startswith("submissions-"):
        return "one row per round of this repeat; PARENT_KEY leads to the row above."
    return _ABOUT.get(last, "")
