"""README.txt of an export as ODK submissions: what is there, what was left out, where it goes."""

from __future__ import annotations

from bot.exports.source import Source

_TEXT = """Sala: submissions of {workshops}
Made on {now:%Y-%m-%d at %H:%M} UTC. {people} people.

WHAT IS HERE
{rows}
  {files} attachments, each beside its submission.xml
  The form of each programme as XForm XML.

WHAT WAS LEFT OUT, AND HOW OFTEN
{left_out}

HOW TO USE IT
* The folders are those of ODK Briefcase: unpack the zip file, choose "ODK Briefcase Storage" as its storage
  location, and push to Central, Kobo or Aggregate. `sala submit` does the same without Briefcase, sends only
  what is new or changed, and never sends anything twice.
* submission.xml is what ODK Collect would send: questions that are not relevant are not in it, rounds of a
  repeat stand one after the other, files are named in their questions.
* Sala cannot say more than ODK's form can hold. How and when each answer was given, local wisdom, and answers
  to earlier versions of the form are only in the CSV export.
* An answer that somebody spoke although the question asks for text holds the name of the sound file; a server
  may not keep a file that its form does not ask for.
* The name of each submission (instanceName) is left out, because a form may make it of what stays inside.
* instanceID stands for a person. It is new in every export; two exports cannot be joined by it. So push only
  one export to a server, or use `sala submit`.
* Everybody here said yes to research without their name. Read free texts before you pass them on. When
  somebody withdraws after today, remove their submission, and use a new export.
"""


def text(source: Source, files: int) -> str:
    """The text, when everything else of the export was counted."""
    summary = source.summary
    left = [f"  {number} {why}" for why, number in sorted(summary.left_out.items())]
    return _TEXT.format(
        workshops="; ".join(
            f"{workshop.title} (workshop {number}, day 1: {workshop.first_day})"
            for number, workshop in sorted(source.workshops.items())
        ),
        now=source.now,
        people=summary.people,
        rows="\n".join(f"  {name}: {number}" for name, number in sorted(summary.rows.items())),
        files=files,
        left_out="\n".join(left) or "  nothing",
    )
