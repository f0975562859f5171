"""What stands in a filled form: answers, calculations, defaults, relevance, constraints."""

import datetime as dt
import json
from zoneinfo import ZoneInfo

import pytest

from bot.domain.forms.filling import NOT_FITTING, REQUIRED
from bot.domain.forms.form import Form
from bot.domain.forms.xpath import XPathError
from tests.domain.forms.writing_forms import MONDAY, filled, form_of

SCORES = """
| survey | | | | | | | | |
| | type | name | label | calculation | relevant | constraint | constraint_message | required |
| | begin_group | g | G | | | | | |
| | integer | age | Age? | | | . >= 18 and . < ${limit} | From 18, not ${age}. | |
| | calculate | limit | | 100 + 0 | | | | |
| | text | name | Name? | | ${age} > 20 | | | ${age} > 30 |
| | calculate | greeting | | concat('Hello ', ${name}) | | | | |
| | calculate | inside | | ${age} * 2 | ${age} > 20 | | | |
| | decimal | share | Share? | | | . <= 1 | | yes |
| | end_group | | | | | | | |
"""


@pytest.fixture(scope="module", name="scores")
def made() -> Form:
    return form_of(SCORES)


def test_calculations_follow_the_answers(scores: Form) -> None:
    filling = filled(scores, {"g/age": "25", "g/name": "Dao"})
    assert filling.value("g/greeting") == "Hello Dao"
    assert filling.value("g/inside") == "50"
    filling.put("g/name", "Noy")
    assert filling.value("g/greeting") == "Hello Noy"


def test_what_is_not_relevant_is_empty_and_comes_back(scores: Form) -> None:
    filling = filled(scores, {"g/age": "25", "g/name": "Dao"})
    filling.put("g/age", "19")
    assert not filling.relevant("g/name")
    assert filling.value("g/name") == ""
    assert filling.value("g/greeting") == "Hello "
    assert filling.value("g/inside") == ""
    filling.put("g/age", "26")
    assert filling.value("g/name") == "Dao"


def test_required_can_depend_on_answers(scores: Form) -> None:
    assert not filled(scores, {"g/age": "25"}).required("g/name")
    assert filled(scores, {"g/age": "35"}).required("g/name")
    assert filled(scores).required("g/share")
    assert not filled(scores).required("g/age")


def test_check_says_why_in_the_programmes_words_or_ours(scores: Form) -> None:
    filling = filled(scores, {"g/age": "40"})
    assert filling.check("g/age", "20") is None
    assert filling.check("g/age", "12") == "From 18, not 12."
    assert filling.check("g/age", "100") == "From 18, not 100."
    assert filling.check("g/age", "") is None
    assert filling.check("g/share", "2") == NOT_FITTING
    assert filling.check("g/share", "") == REQUIRED
    assert filling.value("g/age") == "40", "checking changes nothing"


def test_leaves_tell_everything_in_form_order(scores: Form) -> None:
    leaves = [(leaf.ref, leaf.relevant, leaf.value) for leaf in filled(scores, {"g/age": "19"}).leaves()]
    assert leaves == [
        ("g/age", True, "19"),
        ("g/limit", True, "100"),
        ("g/name", False, ""),
        ("g/greeting", True, "Hello "),
        ("g/inside", False, ""),
        ("g/share", True, ""),
    ]


def test_evaluate_takes_any_expression(scores: Form) -> None:
    filling = filled(scores, {"g/age": "25", "g/name": "Dao"})
    assert filling.evaluate("${age} + 1") == 26.0
    assert filling.evaluate("${name}") == "Dao"
    assert filling.evaluate("${age} > 3") is True
    assert filling.evaluate(". = 25", "g/age") is True
    with pytest.raises(XPathError):
        filling.evaluate("1 +")
    with pytest.raises(KeyError):
        filling.evaluate("${nowhere}")


DEFAULTS = """
| survey | | | | | | | |
| | type | name | label | default | calculation | trigger | read_only |
| | start | start | | | | | |
| | end | end | | | | | |
| | today | today | | | | | |
| | username | username | | | | | |
| | hidden | fixed | | abc | | | |
| | text | a | A? | plain | | | |
| | date | b | B? | today() + 1 | | | |
| | text | c | C? | concat(${a}, '!') | | | |
| | integer | d | D? | 7 | | | |
| | calculate | e | | | once(random()) | | |
| | calculate | f | | | uuid() | | |
| | text | g | G | | concat(${a}, ${d}) | | yes |
| | text | h | H? | | concat(${a}, ${d}) | | |
| | text | i | I? | | concat('was ', ${a}) | ${d} | |
| | begin_repeat | r | R | | | | |
| | text | x | X? | concat('in ', ${a}) | | | |
| | calculate | n | | | position(..) | | |
| | text | y | Y? | ${n} * 2 | | | |
| | end_repeat | | | | | | |
"""


@pytest.fixture(scope="module", name="defaults")
def with_defaults() -> Form:
    return form_of(DEFAULTS)


def test_defaults_stand_until_there_is_an_answer(defaults: Form) -> None:
    filling = filled(defaults)
    assert filling.value("a") == "plain"
    assert filling.value("fixed") == "abc"
    assert filling.value("d") == "7"
    filling.put("a", "mine")
    assert filling.value("a") == "mine"
    step = filled(defaults).next(defaults.id)
    assert step is not None
    assert step.ref == "a", "a default is no answer: the question is asked"


def test_what_was_skipped_has_no_value_and_a_note_that_was_seen_keeps_its_own(defaults: Form) -> None:
    filling = filled(defaults, passed=("a", "d", "g", "h"))
    assert [filling.value(ref) for ref in ("a", "d", "h")] == ["", "", ""]
    assert filling.value("c") == "!", "and nobody else reckons with what was proposed"
    assert filling.value("g") == ""
    filling.put("d", "7")
    assert filling.value("g") == "7"


def test_computed_defaults_are_of_the_moment_when_the_form_was_opened(defaults: Form) -> None:
    filling = filled(defaults, {"a": "mine"})
    assert filling.value("b") == "2026-12-08"
    assert filling.value("c") == "plain!", "what was answered since then does not count"


def test_defaults_of_an_added_round_know_the_answers(defaults: Form) -> None:
    filling = filled(defaults, {"a": "mine", "r": "2+"})
    assert filling.value("r[1]/x") == "in plain"
    assert filling.value("r[2]/x") == "in mine"
    assert filling.value("r[2]/y") == "4"


def test_calculations_that_people_may_overwrite(defaults: Form) -> None:
    filling = filled(defaults, {"a": "mine", "g": "ignored", "h": "my own"})
    assert filling.value("g") == "mine7"
    assert filling.value("h") == "my own"
    filling.clear("h")
    assert filling.value("h") == "mine7"


def test_a_trigger_computes_once_its_question_is_answered(defaults: Form) -> None:
    filling = filled(defaults, {"a": "mine"})
    assert filling.value("i") == ""
    filling.put("d", "8")
    assert filling.value("i") == "was mine"


def test_chance_is_kept_for_one_enrolment(defaults: Form) -> None:
    assert filled(defaults).value("e") == filled(defaults).value("e")
    assert filled(defaults).value("f") == filled(defaults).value("f")
    assert filled(defaults, seed="another").value("f") != filled(defaults).value("f")
    assert filled(defaults, seed="").value("f") != filled(defaults, seed="").value("f")
    assert filled(defaults, {"e": "0.25"}).value("e") == "0.25", "once() keeps what was stored"


def test_what_the_device_would_fill_in(defaults: Form) -> None:
    filling = filled(defaults, facts={"username": "Dao", "end": "2026-12-07T09:00:00.000+07:00"})
    assert filling.value("start") == "2026-12-07T08:30:15.250+07:00"
    assert filling.value("end") == "2026-12-07T09:00:00.000+07:00"
    assert filling.value("today") == "2026-12-07"
    assert filling.value("username") == "Dao"
    assert filled(defaults).value("end") == ""


def test_facts_fill_hidden_rows() -> None:
    form = form_of(
        "| survey | | | |\n| | type | name | label |\n| | hidden | who | |\n| | note | n | Hi ${who} |",
        {"who": {"fill": "call_name"}},
    )
    filling = filled(form, facts={"call_name": "Dao"})
    assert filling.value("who") == "Dao"
    assert filling.label("n") == "Hi Dao"


def test_relative_references_stay_in_their_round() -> None:
    form = form_of(
        """
        | survey | | | | | |
        | | type | name | label | calculation | relevant |
        | | begin_repeat | r | R | | |
        | | integer | x | X? | | |
        | | text | y | Y? | | ${x} > 1 |
        | | calculate | z | | ${x} * 10 | |
        | | end_repeat | | | | |
        | | calculate | total | | sum(${x}) | |
        | | calculate | n | | count(${r}) | |
        """
    )
    filling = filled(form, {"r[1]/x": "1", "r[2]/x": "2", "r[3]/x": "3"})
    assert [filling.relevant(f"r[{n}]/y") for n in (1, 2, 3)] == [False, True, True]
    assert [filling.value(f"r[{n}]/z") for n in (1, 2, 3)] == ["10", "20", "30"]
    assert filling.value("total") == "6"
    assert filling.value("n") == "3"
    assert filling.evaluate("${z} + 1", "r[2]/x") == 21.0


def test_running_totals_over_rounds() -> None:
    form = form_of(
        """
        | survey | | | | |
        | | type | name | label | calculation |
        | | begin_repeat | r | R | |
        | | integer | x | X? | |
        | | calculate | t | | ${x} + coalesce(indexed-repeat(${t}, ${r}, position(..) - 1), 0) |
        | | end_repeat | | | |
        """
    )
    filling = filled(form, {f"r[{n}]/x": str(n) for n in range(1, 6)})
    assert [filling.value(f"r[{n}]/t") for n in range(1, 6)] == ["1", "3", "6", "10", "15"]


def test_long_chains_of_dependencies_are_computed() -> None:
    rows = "".join(
        f"| | text | q{n} | Q{n}? | ${{q{n - 1}}} = 'y' | |\n| | calculate | c{n} | | | ${{c{n - 1}}} + 1 |\n"
        for n in range(1, 400)
    )
    form = form_of(
        "| survey | | | | | |\n| | type | name | label | relevant | calculation |\n"
        f"| | text | q0 | Q0? | | |\n| | calculate | c0 | | | 1 |\n{rows}"
    )
    filling = filled(form, {f"q{n}": "y" for n in range(399)})
    assert filling.relevant("q399")
    assert filling.value("c399") == "400"
    filling.put("q5", "n")
    assert not filling.relevant("q399")


def test_an_answer_that_the_list_no_longer_offers_is_gone_and_asked_again() -> None:
    form = form_of(
        """
        | survey | | | | |
        | | type | name | label | choice_filter |
        | | select_one p | p | Province? | |
        | | select_one d | d | District? | p = ${p} |
        | choices | | | | |
        | | list_name | name | label | p |
        | | p | north | North | |
        | | p | south | South | |
        | | d | n1 | N 1 | north |
        | | d | s1 | S 1 | south |
        """
    )
    filling = filled(form, {"p": "north", "d": "n1"})
    assert filling.next(form.id) is None
    filling.put("p", "south")
    assert filling.value("d") == ""
    step = filling.next(form.id)
    assert step is not None
    assert step.ref == "d"
    assert [option.name for option in filling.choices("d")] == ["s1"]


def test_instants_are_in_the_zone_of_the_person() -> None:
    form = form_of("| survey | | |\n| | type | name | label |\n| | today | t | |\n| | text | a | A? |")
    late = dt.datetime(2026, 12, 7, 23, 0, tzinfo=dt.UTC)
    assert filled(form, now=late).value("t") == "2026-12-07"
    assert filled(form, now=late.astimezone(ZoneInfo("Asia/Bangkok"))).value("t") == "2026-12-08"
    assert filled(form).now == MONDAY


def test_values_are_plain_texts(scores: Form) -> None:
    leaves = filled(scores, {"g/age": "25"}).leaves()
    assert json.dumps([leaf.value for leaf in leaves])
