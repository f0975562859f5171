"""What authors write by mistake or malice ends with a clear finding or a small result, never in a stall."""

from __future__ import annotations

import pytest

from bot.domain.forms.form import Form, FormError
from bot.domain.forms.tree import MOST_ROUNDS
from bot.domain.forms.xpath import XPathError, compile_expression
from bot.domain.forms.xpath.functions_text import LONGEST
from bot.domain.forms.xpath.parser import DEEPEST, DEEPEST_TREE
from tests.domain.forms.writing_forms import computed, filled, form_of, xform_with

HEAD = "| survey |\n| | type | name | label | calculation | repeat_count |\n"


def calculations(*expressions: str) -> Form:
    """A form of calculations ``c0``, ``c1`` …"""
    rows = [f"| | calculate | c{n} | | {text} | |" for n, text in enumerate(expressions)]
    return form_of(HEAD + "| | text | q | Q | | |\n" + "\n".join(rows))


@pytest.mark.parametrize(
    ("count", "rounds"),
    [("1000000000", MOST_ROUNDS), ("pow(10, 20)", MOST_ROUNDS), ("1 div 0", 0), ("-5", 0), ("'many'", 0)],
)
def test_a_count_of_rounds_is_bounded(count: str, rounds: int) -> None:
    form = form_of(
        f"{HEAD}| | begin repeat | r | R | | {count} |\n| | text | x | X | | |\n| | end repeat | | | | |"
    )
    assert len(filled(form).rounds("r").left) == rounds


@pytest.mark.parametrize("doubling", ["concat({0}, {0})", "join({0}, {0}, {0})"])
def test_texts_that_double_each_other_stay_small(doubling: str) -> None:
    names = (f"${{c{n}}}" for n in range(60))
    form = calculations("'0123456789'", *(doubling.format(name) for name in names))
    assert 10 < len(filled(form).value("c60")) <= LONGEST


def test_numbers_grow_to_infinity_and_no_further() -> None:
    assert computed("pow(10, 400)") == "Infinity"
    assert computed("int(pow(10, 400)) * 0") == ""


def test_a_long_chain_of_long_expressions_is_computed() -> None:
    more = " + 1" * (DEEPEST_TREE - 20)
    form = calculations("0", *(f"${{c{n}}}{more}" for n in range(80)))
    assert filled(form).value("c80") == str(80 * (DEEPEST_TREE - 20))


def test_conditions_in_a_row_may_be_many() -> None:
    assert computed(" or ".join(["/data/one = 2"] * 1000)) == "false"
    assert computed(" and ".join(["/data/one = 1"] * 1000)) == "true"


@pytest.mark.parametrize(
    "expression",
    [
        "(" * (DEEPEST + 1) + "1" + ")" * (DEEPEST + 1),
        "not(" * 5000 + "1" + ")" * 5000,
        "+".join(["1"] * 9000),
        "-" * 5000 + "1",
        "/".join([".."] * 3000),
        "/data/rep" + "[1]" * 3000,
        "=".join(["1"] * 5000),
        "'" + "x" * 30_000 + "'",
    ],
    ids=lambda expression: expression[:9],
)
def test_what_is_nested_too_deep_is_refused_with_a_reason(expression: str) -> None:
    with pytest.raises(XPathError):
        compile_expression(expression)
    with pytest.raises(FormError):
        Form.from_xform(xform_with(expression))


@pytest.mark.parametrize(
    ("expressions", "said"),
    [
        (("${c1} + 1", "${c0} + 1"), "depend on each other in a circle"),
        (("${c2}", "${c0}", "${c1}"), "depend on each other in a circle"),
        (("${c0} + 1",), "depends on itself"),
    ],
)
def test_circles_are_named(expressions: tuple[str, ...], said: str) -> None:
    with pytest.raises(FormError, match=said):
        calculations(*expressions)
