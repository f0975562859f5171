"""Answers to questions that the programme does not ask any more, in the words in which they were asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.actions.answer_rows import Desk, path_of
from bot.domain.forms.form import Form, Question
from bot.domain.forms.html import to_plain
from storage.tables import Answer


def question_of(desk: Desk, answer: Answer) -> str:
    """The question that was answered, in the person's language, as plain text."""
    ref = desk.ref_of(answer)
    if ref is not None:
        return to_plain(desk.filling.label(ref))
    form, question = _asked(desk, answer)
    return (_spoken(desk, form, question.labels) if question is not None else "") or answer.name


def answer_of(desk: Desk, answer: Answer) -> str:
    """What was answered, with the labels of the choices, as plain text."""
    form, question = _asked(desk, answer)
    if question is None or not question.choices:
        return answer.value
    labels = {choice.name: _spoken(desk, form, choice.labels) for choice in question.choices}
    names = [answer.value] if answer.value in labels else answer.value.split()
    return ", ".join(labels.get(name) or name for name in names)


def title_of_activity(desk: Desk, answer: Answer) -> str:
    """The title of the activity in which it was answered, as plain text."""
    if desk.form.activity(answer.activity) is not None:
        return to_plain(desk.filling.label(answer.activity)) or desk.programme.title
    form, _question = _asked(desk, answer)
    activity = form.activity(answer.activity)
    return (_spoken(desk, form, activity.labels) if activity is not None else "") or answer.activity


def _asked(desk: Desk, answer: Answer) -> tuple[Form, Question | None]:
    form = desk.tx.library.get(desk.tx.session, answer.programme_id).form
    return form, form.questions.get(path_of(answer.question))


def _spoken(desk: Desk, form: Form, labels: Mapping[str, str]) -> str:
    """The words as they were written: what they quote stands in them by name."""
    return labels.get(form.language_for(desk.person.language)) or labels.get(form.default_language, "")
