"""Sala's own columns of ``survey``, and the settings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from bot.domain.alerts import read_cell
from bot.domain.findings import Finding, error, nearest, warning
from bot.domain.forms.outline import Item, Outline
from bot.domain.forms.sheets import Row, Tables, plain
from bot.domain.said import N_
from bot.domain.schedule import read_clock

LAYERS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7")
SEES = ("private", "team", "cohort", "facilitators", "choice", "anonymous")
FILLS = (
    "call_name",
    "role",
    "country",
    "cluster_name",
    "team",
    "product",
    "workshop",
    "answers_count",
    "first_day",
    "last_day",
)
COLUMNS: dict[str, tuple[str, ...]] = {
    "sees": SEES,
    "needs": LAYERS,
    "consent": LAYERS,
    "share": ("yes", "no"),
    "alt": ("text", "voice", "photo"),
    "case": tuple(str(number) for number in range(16)),
    "fill": FILLS,
    "deletes": (),
    "alert": (),
}
#: Columns that hold several words with commas.
LISTS = frozenset({"needs", "alt"})

SETTINGS = ("sala_days", "sala_quiet_from", "sala_quiet_to", "sala_daily_cap")

#: What the choice must be called that deletes a photo.
NOT_ASKED = "not_asked"


def check_columns(lines: Outline, tables: Tables) -> Iterator[Finding]:
    """The cells of the ``sala_`` columns: words that Sala knows, and rows on which they make sense."""
    for heading in tables.headings("survey"):
        name = plain(heading)
        if name.startswith("sala_") and name[5:] not in COLUMNS:
            known = [f"sala_{column}" for column in COLUMNS]
            text = N_("Sala has no column “{column}”.{hint}")
            yield warning("survey", 1, heading, text, column=heading, hint=nearest(name, known))
    for item in lines.items:
        for column, cell in item.sala.items():
            if COLUMNS.get(column):
                yield from _words(item, column, cell, COLUMNS[column])
        yield from _sense(item, lines)


def _words(item: Item, column: str, cell: str, known: Collection[str]) -> Iterator[Finding]:
    words = [word.strip() for word in cell.split(",")] if column in LISTS else [cell]
    for word in words:
        if word.lower() not in known and not (column == "case" and re.fullmatch(r"0*\d{1,2}", word)):
            text = N_("“{word}” is not known in this column. Use one of: {known}.{hint}")
            values = {"word": word, "known": ", ".join(known), "hint": nearest(word, known)}
            yield _at(item, column, text, **values)
        elif column == "case" and int(word) > 15:
            yield _at(item, column, N_("The case study has the headings 0 to 15."))


def _at(item: Item, column: str, text: str, /, **values: object) -> Finding:
    return error("survey", item.number, f"sala_{column}", text, **values)


def _sense(item: Item, lines: Outline) -> Iterator[Finding]:
    """Cells that contradict their row."""
    sala = item.sala
    if "fill" in sala and item.kind.name not in ("hidden", "calculate"):
        yield _at(item, "fill", N_("Sala fills only rows of the type hidden. Change the type to hidden."))
    if item.kind.name == "hidden" and "fill" not in sala and not item["default"] and not item["calculation"]:
        text = N_("Nothing fills this row. Write into sala_fill what Sala puts there: {known}.")
        yield warning("survey", item.number, "sala_fill", text, known=", ".join(FILLS))
    if "consent" in sala and item.kind.name not in ("select_one", "acknowledge"):
        yield _at(
            item, "consent", N_("Consent is a yes or no: make it a select_one with the choices yes and no.")
        )
    if "case" in sala and sala.get("sees", "").lower() == "anonymous":
        text = N_(
            "An answer without a name cannot feed the case study. Empty sala_case, or change sala_sees."
        )
        yield _at(item, "case", text)
    if "case" in sala and sala.get("sees", "").lower() == "private":
        text = N_("This answer is private but feeds the case study. Is that what people were told?")
        yield warning("survey", item.number, "sala_case", text)
    if "share" in sala and not item.is_asked:
        yield _at(item, "share", N_("Nobody answers this row, so there is nothing to share."))
    if "deletes" in sala:
        yield from _deletes(item, lines)
    if "alert" in sala:
        yield from _alert(item)


def _alert(item: Item) -> Iterator[Finding]:
    if item.kind.name != "calculate" or item.repeats:
        text = N_("A rule that calls facilitators is a calculate outside of repeats. Move it to such a row.")
        yield _at(item, "alert", text)
    if read_cell(item.sala["alert"]) is None:
        text = N_("“{text}” is not a rule. Write a level from 1 to 4 and words: 2: Asks for advice")
        yield _at(item, "alert", text, text=item.sala["alert"])


def _deletes(item: Item, lines: Outline) -> Iterator[Finding]:
    name = item.sala["deletes"].strip().removeprefix("${").removesuffix("}")
    photos = [other.name for other in lines.items if other.kind.name in ("image", "photo", "video")]
    if name not in photos:
        text = N_("There is no photo question “{name}”.{hint}")
        yield _at(item, "deletes", text, name=name, hint=nearest(name, photos))
    choices = {c["name"] for c in lines.choices if c["list_name"] == item.kind.list_name}
    if NOT_ASKED not in choices:
        text = N_("The list of this question needs a choice with the name {name}: it deletes the photo.")
        yield _at(item, "deletes", text, name=NOT_ASKED)


def check_settings(lines: Outline, tables: Tables) -> Iterator[Finding]:
    """The settings: one row, times and numbers that can be read, a default language that exists."""
    rows = tables.rows("settings")
    for heading in tables.headings("settings"):
        if plain(heading).startswith("sala_") and plain(heading) not in SETTINGS:
            hint = nearest(plain(heading), SETTINGS)
            text = N_("Sala has no setting “{column}”.{hint}")
            yield warning("settings", 1, heading, text, column=heading, hint=hint)
    for row in rows[1:]:
        yield warning(
            "settings", row.number, "", N_("Only the first row of settings counts. Delete this one.")
        )
    if rows:
        yield from _numbers(rows[0])
        yield from _elsewhere(rows[0], tables)
        yield from _language(rows[0], lines.languages)


def _numbers(row: Row) -> Iterator[Finding]:
    for column in ("sala_quiet_from", "sala_quiet_to"):
        if row[column] and read_clock(row[column]) is None:
            text = N_("“{text}” is not a time. Write it like 21:00.")
            yield error("settings", row.number, column, text, text=row[column])
    for column, most in (("sala_days", 366), ("sala_daily_cap", 100)):
        cell = row[column]
        if cell and not (cell.isdecimal() and 1 <= int(cell) <= most):
            text = N_("“{text}” is not a number from 1 to {most}.")
            yield error("settings", row.number, column, text, text=cell, most=most)


def _elsewhere(row: Row, tables: Tables) -> Iterator[Finding]:
    """Settings that would make an author believe something that Sala does not do."""
    for heading in tables.headings("settings"):
        if plain(heading) == "public_key" and row[heading]:
            text = N_("Sala does not encrypt answers with a key. docs/privacy.md says how they are kept.")
            yield warning("settings", row.number, heading, text)
        if plain(heading) == "submission_url" and row[heading]:
            text = N_("Sala sends nothing there by itself. config.toml names the server of “sala submit”.")
            yield warning("settings", row.number, heading, text)


def _language(row: Row, languages: tuple[str, ...]) -> Iterator[Finding]:
    wanted = row["default_language"]
    if wanted and languages and wanted not in languages:
        text = N_("No column is in “{language}”. Write it as in the headings: {known}.{hint}")
        values = {"language": wanted, "known": ", ".join(languages), "hint": nearest(wanted, languages)}
        yield error("settings", row.number, "default_language", text, **values)
