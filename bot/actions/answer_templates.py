"""The empty table of an activity: a row for each person, a column for each question, and the choices."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from bot.actions.for_others import people_of, to_enter
from bot.actions.house import House
from bot.actions.tx import Tx
from bot.domain.answer_sheet import NAME, PERSON, columns_of
from bot.domain.forms.form import Form, Question
from bot.domain.forms.html import to_plain
from bot.domain.said import N_
from bot.locales import tongue
from storage.tables import Enrolment, Workshop

#: Widths of columns, in characters.
NARROW, WIDE = 12, 28

#: Types whose answer is chosen from a list.
CHOSEN = ("select_one", "select_multiple", "rank")

_ONE = N_("one choice of the second sheet")
_MANY = N_("choices of the second sheet, with commas between")
_WORDS = N_("words")
_HOW = {
    "integer": N_("a whole number"),
    "decimal": N_("a number"),
    "range": N_("a number of the scale"),
    "date": N_("a date"),
    "time": N_("a time, like 14:30"),
    "dateTime": N_("a date and a time"),
    "acknowledge": N_("OK"),
}


def make(house: House, args: Mapping[str, Any]) -> tuple[str, bytes]:
    """Make the workbook of one activity, with nobody's answers in it; gives its name and its content."""
    content = house.read(
        _fill, int(args["workshop"]), args["activity"], int(args["iteration"]), args["language"]
    )
    return f"{re.sub(r'[^a-zA-Z0-9_-]', '_', args['activity'])[:40]}.xlsx", content


def people_for(tx: Tx, workshop_id: int, activity: str, iteration: int) -> list[tuple[Enrolment, str]]:
    """For whom this activity can be entered now: the enrolment and the name."""
    return [
        (enrolment, person.call_name or enrolment.pseudonym)
        for enrolment, person in people_of(tx, workshop_id)
        if any((each.activity, each.iteration) == (activity, iteration) for each in to_enter(tx, enrolment))
    ]


def _fill(tx: Tx, workshop_id: int, activity: str, iteration: int, language: str) -> bytes:
    form = tx.library.get(tx.session, tx.session.get_one(Workshop, workshop_id).programme_id).form
    _, spoken = tongue(language), form.language_for(language)
    questions = columns_of(form, activity)
    book = Workbook()
    sheet = book.active
    sheet.title = str(_("Answers"))[:31]
    sheet.append([PERSON, NAME, *(question.name for question in questions)])
    sheet.append(["", "", *(label_of(form, question, spoken) for question in questions)])
    sheet.append(["", "", *(str(_(_how(question))) for question in questions)])
    for enrolment, name in people_for(tx, workshop_id, activity, iteration):
        sheet.append([enrolment.id, _harmless(name)])
    for row, font in ((1, Font(bold=True)), (2, Font(italic=True)), (3, Font(color="777777"))):
        for cell in sheet[row]:
            cell.font, cell.alignment = font, Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", fgColor="EEF3F1")
    sheet.freeze_panes = "C4"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = NARROW, WIDE
    for place in range(3, 3 + len(questions)):
        sheet.column_dimensions[get_column_letter(place)].width = WIDE
    _choices(book.create_sheet(str(_("Choices"))[:31]), form, questions, spoken)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _choices(sheet: Any, form: Form, questions: list[Question], spoken: str) -> None:
    for question in questions:
        for choice in question.choices:
            words = choice.labels.get(spoken) or choice.labels.get(form.default_language) or choice.name
            sheet.append([question.name, _harmless(to_plain(words)), choice.name])
    sheet.column_dimensions["A"].width = sheet.column_dimensions["C"].width = NARROW
    sheet.column_dimensions["B"].width = WIDE * 2


def label_of(form: Form, question: Question, spoken: str) -> str:
    """The words of a question without what they quote, as plain text."""
    words = question.labels.get(spoken) or question.labels.get(form.default_language) or question.name
    return _harmless(" ".join(to_plain(re.sub(r"\$\{[^}]*\}", "…", words)).split()))


def _harmless(text: str) -> str:
    """Text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _how(question: Question) -> str:
    if question.kind.startswith(CHOSEN):
        many = not question.kind.startswith("select_one")
        return _MANY if many else _ONE
    return _HOW.get(question.kind, _WORDS)
