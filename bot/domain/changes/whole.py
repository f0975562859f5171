"""What differs about the whole: its name and version, days and quiet hours, languages, and activities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bot.domain.changes.model import Change, breaks, harmless, tell
from bot.domain.changes.people import Answered, Touched
from bot.domain.changes.sides import Both
from bot.domain.said import N_

#: What every programme is stored with: its sheets, and what was made of them.
SHEETS = frozenset({"columns", "schedule", "settings", "sheets", "digest"})


def compare_whole(both: Both) -> Iterator[Change]:
    """Every difference of this kind."""
    yield from _identity(both)
    yield from _rules(both)
    yield from _languages(both)
    yield from _files(both)
    yield from _activities(both)


def _identity(both: Both) -> Iterator[Change]:
    old, new = both.old.programme, both.new.programme
    if old.form_id != new.form_id:
        text = N_("This is another programme: its form_id is “{new}”, not “{old}”.")
        yield breaks(text, stays=True, old=old.form_id, new=new.form_id)
    if old.version == new.version and old.digest != new.digest:
        text = N_(
            "The settings still say version “{version}”. Give it a new one: ODK Central refuses a changed "
            "form with the same version, and in the data only a mark tells the two apart."
        )
        yield tell(text, stays=True, version=new.version)
    if old.title != new.title:
        yield harmless(N_("The programme is called “{new}” now, not “{old}”."), old=old.title, new=new.title)


def _rules(both: Both) -> Iterator[Change]:
    old, new = both.old.programme.rules, both.new.programme.rules
    named = (("sala_days", "days"), ("sala_quiet_from", "quiet_from"), ("sala_quiet_to", "quiet_to"))
    for column, name in (*named, ("sala_daily_cap", "daily_cap")):
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            text = N_("settings: {column} was {old} and is {new}.")
            yield tell(text, stays=True, column=column, old=before, new=after)


def _languages(both: Both) -> Iterator[Change]:
    old, new = both.old.lines.languages, both.new.lines.languages
    for language in new:
        if language not in old:
            yield harmless(N_("New language: {language}."), language=language)
    for language in old:
        if language not in new:
            text = N_("The language {language} is not there any more. Its readers get another one.")
            yield tell(text, stays=True, language=language)
    before, after = both.old.programme.form.default_language, both.new.programme.form.default_language
    if before != after:
        text = N_("The default language was {old} and is {new}.")
        yield harmless(text, old=before or "-", new=after or "-")


def _files(both: Both) -> Iterator[Change]:
    """What a programme is stored with besides its sheets: the lists and tables that it reads from files."""
    old, new = both.old.programme.stored, both.new.programme.stored
    for key in sorted({*old, *new} - SHEETS):
        before, after = old.get(key) or {}, new.get(key) or {}
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            for name in sorted(name for name in {*before, *after} if before.get(name) != after.get(name)):
                yield tell(N_("The file {name} changed."), stays=True, name=name)
        elif before != after:
            yield tell(N_("The file {name} changed."), stays=True, name=key)


def _activities(both: Both) -> Iterator[Change]:
    old, new = both.old, both.new
    for name, repeat in old.activities.items():
        if name not in new.activities:
            gone = [item for item in both.gone if old.activity_of(item) == name]
            text = N_("The part {activity} is gone, with {n} rows of its own. Its answers stay in the data.")
            whom = Touched(name, tuple(item.path for item in gone))
            yield breaks(text, whom, activity=old.title(name), n=len(gone))
        elif new.activities[name] != repeat:
            text = N_(
                "The part {activity} was a group and is a repeat, or the other way round: earlier answers do "
                "not fit."
            )
            yield breaks(text, Answered(old.below(name)), activity=old.title(name))
    for name in new.activities:
        if name not in old.activities:
            number = sum(new.activity_of(item) == name for item in both.added)
            text = N_("New part {activity} with {n} new rows.")
            yield tell(text, stays=True, activity=new.title(name), n=number)
    left = [name for name in old.activities if name in new.activities]
    if left != [name for name in new.activities if name in old.activities]:
        yield harmless(N_("The parts stand in another order in the sheet."))
