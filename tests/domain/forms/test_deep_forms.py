"""Forms with long chains of calculations are computed in order, and give the same."""

from __future__ import annotations

from bot.domain.forms.engine import DEEP
from tests.domain.forms.writing_forms import filled, form_of

CHAIN = 150

SHEETS = """
| survey |
|        | type | name | label | relevant | calculation | repeat_count |
|        | integer | firms | Firms? | | | |
|        | begin repeat | firm | Firm | | | ${firms} |
|        | integer | people | People? | | | |
|        | end repeat | | | | | |
|        | calculate | all | | | sum(${people}) | |
|        | begin group | more | More | ${firms} > 1 | | |
|        | text | why | Why? | ${all} > 5 | | |
|        | end group | | | | | |
|        | calculate | c0 | | | ${all} | |
"""


def test_rounds_and_conditions_of_a_deep_form_are_those_of_any_form() -> None:
    chain = "".join(f"|        | calculate | c{n} | | | ${{c{n - 1}}} + 1 | |\n" for n in range(1, CHAIN))
    form = form_of(SHEETS + chain)
    assert form.depth >= DEEP
    answers = {"firms": "2", "firm[1]/people": "3", "firm[2]/people": "4"}
    first = [(leaf.ref, leaf.relevant, leaf.value) for leaf in filled(form, answers).leaves()]
    told = {ref: (relevant, value) for ref, relevant, value in first}
    assert told["all"] == (True, "7")
    assert told["more/why"] == (True, "")
    assert told[f"c{CHAIN - 1}"] == (True, str(7 + CHAIN - 1))
    few = filled(form, {"firms": "1", "firm[1]/people": "9"})
    assert not few.relevant("more/why")
    assert few.rounds("firm").made == 1
    assert few.value("all") == "9"
