"""Paths, predicates, repeats and instances, one line each; and expressions that cannot be read."""

import pytest

from bot.domain.forms.form import Form, FormError
from bot.domain.forms.xpath import FUNCTIONS, XPathError, called, compile_expression
from tests.domain.forms.writing_forms import computed, xform_with

CASES = """
/data/rep[2]/x => 2
/data/rep[last()]/x => 3
/data/rep[position() > 1]/x => 2
/data/rep[position() = 2]/x => 2
/data/rep[x = 3]/y => r
/data/rep[y = '']/x => 2
/data/rep/x[. > 1] => 2
(/data/rep/x)[2] => 2
/data/rep[count(in) = 2]/x => 1
/data/rep[in/q = 21]/x => 2
/data/rep[2]/in/q => 21
sum(/data/rep/in/q) => 75
count(//q) => 4
//rep[2]/x => 2
/data//q => 11
../one => 1
./../one => 1
../rep[x = current()/../one]/y => p
current()/../one => 1
/data/rep[x = 2]/preceding-sibling::rep/x => 1
/data/rep[x = 2]/following-sibling::rep/x => 3
count(/data/rep[3]/preceding-sibling::rep) => 2
count(/data/rep[1]/following::in) => 2
count(/data/rep[2]/preceding::q) => 2
/data/rep[2]/self::rep/x => 2
/data/child::one => 1
/data/rep/x/../y => p
count(/data/rep/ancestor::*) => 1
count(/data/rep/x/ancestor-or-self::*) => 7
count(/data/one | /data/half | /data/one) => 2
string(/data/half | /data/one) => 1
count(/data/one/@id) => 0
name(/data/rep) => rep
local-name(..) => data
position(/data/rep[2]) => 2
position(/data/nowhere) =>
indexed-repeat(/data/rep/x, /data/rep, 2) => 2
indexed-repeat(/data/rep/x, /data/rep, 9) =>
indexed-repeat(/data/rep/in/q, /data/rep, 1, /data/rep/in, 2) => 12
instance('list')/root/item[name = 'c1']/label => Label 1
instance('list')/root/item[name = /data/chosen]/w => 6
instance('list')/root/item[name = current()/../chosen]/w => 6
instance('list')/root/item[/data/chosen = name]/w => 6
instance('list')/root/item[name = concat('c', /data/one + 1)]/w => 7
instance('list')/root/item[w = 6]/name => c1
instance('list')/root/item[w > 5][2]/name => c2
instance('list')/root/item[name = /data/nowhere]/w =>
sum(instance('list')/root/item/w) => 18
count(instance('nowhere')/root/item) => 0
join(' ', randomize(instance('list')/root/item/name, 42)) => c0 c1 c2
join(' ', randomize(instance('list')/root/item/name, 7)) => c2 c1 c0
once('v') => v
if(. = '', 'first', .) => first
"""


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_paths(line: str) -> None:
    expression, _bar, expected = line.partition(" =>")
    assert computed(expression) == expected.strip()


def test_an_order_without_a_seed_is_kept_for_one_filled_form() -> None:
    shuffle = "join(' ', randomize(instance('list')/root/item/name))"
    assert computed(shuffle) == computed(shuffle)
    assert sorted(computed(shuffle).split()) == ["c0", "c1", "c2"]


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("frobnicate(1)", "there is no function “frobnicate”"),
        ("jr:wave('x')", "there is no function “jr:wave”"),
        ("pulldata('a', 'b', 'c')", "pulldata"),
        ("if(1, 2)", "if"),
        ("/data/", "unexpected end"),
        ("1 +", "unexpected end"),
        ("(1", "end"),
        ("/data/one = ", "unexpected end"),
        ("regex(., '(')", "“(” is not a regular expression"),
        ("(" * 100 + "1" + ")" * 100, "nested"),
        ("'" + "x" * 30_000 + "'", "longer"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(expression: str, words: str) -> None:
    with pytest.raises(XPathError) as refusal:
        compile_expression(expression)
    assert words in str(refusal.value)


def test_a_form_names_the_question_and_the_function_that_does_not_exist() -> None:
    with pytest.raises(FormError) as refusal:
        Form.from_xform(xform_with("frobnicate(/data/one)"))
    (problem,) = refusal.value.problems
    assert problem.path == "result"
    assert problem.function == "frobnicate"
    assert "“result”" in problem.said.english()
    assert "frobnicate" in problem.said.english()


def test_functions_are_found_outside_of_quotes_only() -> None:
    assert called("concat('if(', count(/data/x), \"max(\") and not(text())") == ["concat", "count", "not"]


def test_the_names_of_all_functions_are_public() -> None:
    assert {"if", "selected", "jr:choice-name", "format-date", "position"} <= FUNCTIONS


def test_the_label_of_a_choice_is_there_inside_a_predicate_too() -> None:
    """The path in ``jr:choice-name`` is written as seen from the question, not from what is filtered."""
    expression = "instance('list')/root/item[label = jr:choice-name(/data/chosen, ' ../chosen ')]/w"
    assert computed(expression) == "6"
