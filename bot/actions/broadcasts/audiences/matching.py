"""People whose answers match an expression, written as in the column ``relevant``.

Who they are must not be found out: an expression reads only closed questions that facilitators may see, at
least five people must match and at least five must not, and the number that is shown is rounded.
"""

from __future__ import annotations

import html
import re

from bot.actions.answer_rows import open_desk
from bot.actions.broadcasts.audiences.base import Audience, Pair
from bot.actions.permissions import Refused
from bot.actions.tx import Tx
from bot.domain.forms.form import Form
from bot.domain.forms.xpath import FUNCTIONS, XPathError, called
from bot.domain.said import N_, Said
from bot.domain.small_numbers import FEWEST
from bot.locales import Tongue
from storage.tables import Workshop

#: Questions with values that many people share; words, names and places would single somebody out.
CLOSED = frozenset({"integer", "decimal", "range", "select_one", "select_multiple", "acknowledge"})

#: Who else sees an answer that facilitators may use: with these words in ``sala_sees`` they may not.
HIDDEN = ("private", "anonymous", "choice")

LONGEST = 300

_PLACE = re.compile(r"\$\{\s*([^{}]*?)\s*\}")
_CODE = re.compile(r"\[err:\w+\]\s*")

TOO_FEW = Said(
    N_(
        "I cannot use this: fewer than five people match, or fewer than five do not. "
        "In a small group it would tell who answered what. Please choose wider."
    )
)


class Matching(Audience):
    """Everybody for whom an expression is true."""

    name = "matching"
    title = N_("By their answers")
    ask = N_(
        "Please write the condition as in the column “relevant”, for example\n"
        "<code>{example} &gt; 10</code>\n"
        "I use numbers and choices that facilitators may see, and I never tell who matches."
    )
    example = "${d1_n_firms}"
    chosen = True
    secret = True

    def hear(self, tx: Tx, workshop: Workshop, text: str) -> str:
        """The expression, when it can be read and may be asked."""
        text = text.strip().translate({0x2018: "'", 0x2019: "'", 0x201C: '"', 0x201D: '"'})
        check(tx.library.get(tx.session, workshop.programme_id).form, text)
        return text

    def pick(self, tx: Tx, workshop: Workshop, pairs: list[Pair], value: str) -> list[Pair]:
        """Those for whom it is true now. Raises :class:`Refused` when they, or the others, are too few."""
        check(tx.library.get(tx.session, workshop.programme_id).form, value)
        try:
            found = [
                (enrolment, person)
                for enrolment, person in pairs
                if open_desk(tx, enrolment, person).filling.evaluate(f"boolean({value})") is True
            ]
        except XPathError as error:
            raise Refused(_unreadable(error)) from error
        if len(found) < FEWEST or len(pairs) - len(found) < FEWEST:
            raise Refused(TOO_FEW)
        return found

    def label(self, tx: Tx, _: Tongue, workshop: Workshop, value: str) -> str:
        """The expression."""
        return value


def check(form: Form, text: str) -> None:
    """Raises :class:`Refused` for an expression that cannot be read, or that asks what it must not."""
    names = list(dict.fromkeys(_PLACE.findall(text)))
    if not text or len(text) > LONGEST or not names:
        told = N_("Please write a condition with a question such as {example}, at most 300 letters long.")
        raise Refused(Said(told, {"example": "${firms}"}))
    for name in names:
        _check_name(form, name)
    rest = re.sub(r"\"[^\"]*\"|'[^']*'", "''", _PLACE.sub("1", text))
    for function in called(rest) if "(" in rest else ():
        if function not in FUNCTIONS:
            raise Refused(Said(N_("There is no function “{name}”."), {"name": function}))
    try:
        compiled = form.expression(f"boolean({text})", form.root)
    except (XPathError, KeyError) as error:
        raise Refused(_unreadable(error)) from error
    allowed = {form.path_to(name, form.root) for name in names}
    for path in compiled.paths:
        written = "/" + "/".join(step for _axis, step in path.steps)
        if path.start != "/" or path.chosen or written not in allowed:
            told = N_("Please name questions only as {example}, without paths.")
            raise Refused(Said(told, {"example": "${name}"}))


def _check_name(form: Form, name: str) -> None:
    specs = form.by_name.get(name)
    question = form.questions.get(specs[0].path) if specs else None
    if question is None:
        raise Refused(Said(N_("There is no question “{name}”."), {"name": name}))
    parts = question.path.split("/")
    columns: dict[str, str] = {}
    for end in range(1, len(parts) + 1):
        columns |= {k: v for k, v in form.columns_of("/".join(parts[:end])).items() if v}
    closed = question.kind in CLOSED and not question.repeats and len(specs or ()) == 1
    if not closed or columns.get("sees") in HIDDEN or columns.get("fill") or columns.get("consent"):
        told = N_("“{name}” cannot be used here: only numbers and choices that facilitators may see.")
        raise Refused(Said(told, {"name": name}))


def _unreadable(error: Exception) -> Said:
    reason = html.unescape(_CODE.sub("", str(error))).rstrip(".")
    return Said(N_("This expression cannot be read: {reason}."), {"reason": reason})
