"""Whether a question is asked in one version of a form as it was read in another."""

from __future__ import annotations

from bot.domain.forms.form import Form, Question

#: Sala's columns that say what happens with an answer: what the person was promised when they read it.
PROMISES = ("sees", "needs", "consent", "share", "deletes")


def asked_alike(before: Form, now: Form, path: str) -> bool:
    """Whether an answer to a question as it was read means the same as an answer to it as it is now.

    Its words may differ, except when the answer is recorded as consent. Its type, choices, scale, and what
    was promised about the answer may not.
    """
    old, new = before.questions.get(path), now.questions.get(path)
    if old is None or new is None or not new.asked:
        return False
    promised, promises = _promises(before, path), _promises(now, path)
    if promised != promises or (promises["consent"] and old.labels != new.labels):
        return False
    return _answered(old) == _answered(new)


def _answered(question: Question) -> tuple[object, ...]:
    """What an answer to a question consists of."""
    names = [choice.name for choice in question.choices]
    return question.kind, question.repeats, question.parameters, names


def _promises(form: Form, path: str) -> dict[str, str]:
    """The promises of a question; those that it lacks come from the groups around it."""
    found = dict.fromkeys(PROMISES, "")
    parts = path.split("/")
    for end in range(1, len(parts) + 1):
        columns = form.columns_of("/".join(parts[:end]))
        found.update({name: columns[name] for name in PROMISES if columns.get(name)})
    return found
