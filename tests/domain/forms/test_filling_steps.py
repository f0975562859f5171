"""What is asked next: relevance, notes, skipping, going back, positions, repeats, iterations."""

import pytest

from bot.domain.forms.filling import Filling
from bot.domain.forms.form import Form
from tests.domain.forms.writing_forms import filled, form_of

DAY = """
| survey | | | | | | |
| | type | name | label | relevant | required | read_only |
| | hidden | call_name | | | | |
| | begin_group | day | Day | | | |
| | note | hello | Hello ${call_name} | | | |
| | select_one yn | fine | Fine? | | yes | |
| | text | why | Why not? | ${fine} = 'n' | | |
| | begin_group | inner | More | ${fine} != '' | | |
| | integer | age | Age? | | | |
| | text | locked | Locked | | | ${age} > 10 |
| | end_group | | | | | |
| | end_group | | | | | |
| | begin_group | evening | Evening | | | |
| | text | word | One word? | | | |
| | end_group | | | | | |
| choices | | | |
| | list_name | name | label |
| | yn | y | Yes |
| | yn | n | No |
"""


@pytest.fixture(scope="module", name="day")
def made() -> Form:
    return form_of(DAY, {"call_name": {"fill": "call_name"}})


def refs(filling: Filling, activity: str, iteration: int = 1) -> list[str]:
    return [f"{step.kind[0]}:{step.ref}" for step in filling.steps(activity, iteration)]


def next_ref(filling: Filling, activity: str, iteration: int = 1) -> str:
    step = filling.next(activity, iteration)
    return f"{step.kind[0]}:{step.ref}" if step else ""


def test_steps_come_in_form_order_and_follow_the_answers(day: Form) -> None:
    filling = filled(day)
    assert refs(filling, "day") == ["n:day/hello", "q:day/fine"]
    filling.put("day/fine", "n")
    assert refs(filling, "day") == [
        "n:day/hello",
        "q:day/fine",
        "q:day/why",
        "q:day/inner/age",
        "q:day/inner/locked",
    ]
    filling.put("day/fine", "y")
    assert "q:day/why" not in refs(filling, "day")


def test_next_is_what_is_neither_answered_nor_passed(day: Form) -> None:
    filling = filled(day)
    assert next_ref(filling, "day") == "n:day/hello"
    filling.pass_over("day/hello")
    assert next_ref(filling, "day") == "q:day/fine"
    filling.put("day/fine", "y")
    assert next_ref(filling, "day") == "q:day/inner/age"
    filling.pass_over("day/inner/age")
    filling.put("day/inner/locked", "x")
    assert next_ref(filling, "day") == ""
    filling.clear("day/fine")
    assert next_ref(filling, "day") == "q:day/fine"


def test_a_filling_is_the_same_when_made_anew_from_rows(day: Form) -> None:
    filling = filled(day, {"day/fine": "n"}, passed=["day/hello"])
    assert next_ref(filling, "day") == "q:day/why"
    assert filling.next("day") == filled(day, {"day/fine": "n"}, passed=["day/hello"]).next("day")


def test_what_may_not_be_changed_is_shown_like_a_note(day: Form) -> None:
    filling = filled(day, {"day/fine": "y", "day/inner/age": "11", "day/inner/locked": "kept"})
    assert refs(filling, "day")[-1] == "n:day/inner/locked"
    assert filling.readonly("day/inner/locked")
    assert filling.value("day/inner/locked") == "kept"


def test_previous_and_position(day: Form) -> None:
    filling = filled(day, {"day/fine": "n"})
    assert filling.previous("day", "day/hello") is None
    before = filling.previous("day", "day/inner/age")
    assert before is not None
    assert before.ref == "day/why"
    assert filling.position("day", "day/fine") == (1, 4)
    assert filling.position("day", "day/inner/locked") == (4, 4)


def test_previous_of_a_question_that_is_no_longer_relevant_is_the_one_before_it(day: Form) -> None:
    filling = filled(day, {"day/fine": "y"})
    before = filling.previous("day", "day/why")
    assert before is not None
    assert before.ref == "day/fine"
    assert filling.position("day", "day/why") == (2, 3)


def test_activities_are_apart(day: Form) -> None:
    assert refs(filled(day), "evening") == ["q:evening/word"]
    assert refs(filled(day), "nowhere") == []
    assert filled(day).next("nowhere") is None


def test_unknown_refs_are_programming_errors(day: Form) -> None:
    for call in (filled(day).value, filled(day).relevant, filled(day).label, filled(day).choices):
        with pytest.raises(KeyError, match="nowhere"):
            call("day/nowhere")
    with pytest.raises(KeyError):
        filled(day).put("day/nowhere", "x")


REPEATS = """
| survey | | | | | |
| | type | name | label | relevant | repeat_count |
| | begin_group | walk | Walk | | |
| | begin_repeat | stops | A stop | | |
| | text | place | Where? | | |
| | begin_repeat | things | A thing | | |
| | text | what | What? | | |
| | end_repeat | | | | |
| | end_repeat | | | | |
| | integer | n | How many friends? | | |
| | begin_repeat | friends | Friend | ${n} > 0 | ${n} |
| | text | name | Name of ${n}? | | |
| | end_repeat | | | | |
| | end_group | | | | |
| | begin_repeat | checkin | Check-in | | |
| | text | news | News? | | |
| | end_repeat | | | | |
"""


@pytest.fixture(scope="module", name="walk")
def repeated() -> Form:
    return form_of(REPEATS)


def test_a_repeat_asks_after_its_rounds_whether_there_are_more(walk: Form) -> None:
    filling = filled(walk, {"walk/stops[1]/place": "market"}, passed=["walk/stops[1]/things[1]/what"])
    assert next_ref(filling, "walk") == "r:walk/stops[1]/things"
    filling.put("walk/stops[1]/things", "1")
    assert next_ref(filling, "walk") == "r:walk/stops"
    filling.put("walk/stops", "2+")
    assert next_ref(filling, "walk") == "q:walk/stops[2]/place"
    filling.put("walk/stops[2]/place", "temple")
    filling.pass_over("walk/stops[2]/things[1]/what")
    filling.put("walk/stops[2]/things", "1")
    assert next_ref(filling, "walk") == "r:walk/stops"
    filling.put("walk/stops", "2")
    assert next_ref(filling, "walk") == "q:walk/n"


def test_rounds_are_as_many_as_were_begun_or_told(walk: Form) -> None:
    begun = filled(walk, {"walk/stops[3]/place": "x"})
    assert [leaf.ref for leaf in begun.leaves() if leaf.question.name == "place"] == [
        f"walk/stops[{n}]/place" for n in (1, 2, 3)
    ]
    closed = filled(walk, {"walk/stops[3]/place": "x", "walk/stops": "2"})
    assert sum(leaf.question.name == "place" for leaf in closed.leaves()) == 2
    none = filled(walk, {"walk/stops": "0"})
    assert next_ref(none, "walk") == "q:walk/n"


def test_a_repeat_with_a_count_follows_it_and_never_asks(walk: Form) -> None:
    filling = filled(walk, {"walk/stops": "0", "walk/n": "2"})
    assert refs(filling, "walk") == ["q:walk/n", "q:walk/friends[1]/name", "q:walk/friends[2]/name"]
    filling.put("walk/n", "0")
    assert refs(filling, "walk") == ["q:walk/n"]
    filling.put("walk/n", "1000000000")
    assert len(filling.steps("walk")) == 201


def test_an_iteration_of_a_top_level_repeat_is_one_round(walk: Form) -> None:
    filling = filled(walk, {"checkin[1]/news": "a", "checkin[2]/news": "b"})
    assert refs(filling, "checkin", 2) == ["q:checkin[2]/news"]
    assert next_ref(filling, "checkin", 2) == ""
    assert next_ref(filling, "checkin", 3) == "q:checkin[3]/news"
    assert filling.position("checkin", "checkin[3]/news", 3) == (1, 1)
    filling.put("checkin[3]/news", "c")
    assert next_ref(filling, "checkin", 3) == ""


def test_a_repeat_of_a_form_that_is_one_activity_is_an_ordinary_repeat() -> None:
    form = form_of(
        """
        | survey | | | |
        | | type | name | label |
        | | text | a | A? |
        | | begin_repeat | r | R |
        | | text | b | B? |
        | | end_repeat | | |
        """
    )
    filling = filled(form)
    assert refs(filling, form.id) == ["q:a", "q:r[1]/b", "r:r"]
    assert filling.label(form.id) == ""
    assert filling.label("r") == "R"


def test_groups_around_repeats_count_for_relevance() -> None:
    form = form_of(
        """
        | survey | | | | |
        | | type | name | label | relevant |
        | | begin_group | g | G | |
        | | text | a | A? | |
        | | begin_group | inner | I | ${a} = 'x' |
        | | begin_repeat | r | R | |
        | | text | b | B? | |
        | | end_repeat | | | |
        | | end_group | | | |
        | | end_group | | | |
        """
    )
    assert refs(filled(form, {"g/a": "y"}), "g") == ["q:g/a"]
    assert refs(filled(form, {"g/a": "x"}), "g") == ["q:g/a", "q:g/inner/r[1]/b", "r:g/inner/r"]


NESTED = """
| survey | | | |
| | type | name | label |
| | begin_repeat | firm | Firm |
| | text | name | Name? |
| | begin_repeat | product | Product |
| | text | what | What? |
| | end_repeat | | |
| | end_repeat | | |
"""


def test_a_repeat_inside_a_round_is_known_before_anything_in_it_was_looked_at() -> None:
    form = form_of(NESTED)
    assert filled(form, {"firm": "2+"}).rounds("firm[2]/product").left == []
    assert filled(form).title("firm[1]/product") == "Product"
    filling = filled(form, {"firm[1]/name": "Noy", "firm[1]/product[1]/what": "silk"})
    assert next_ref(filling, "firm") == "r:firm[1]/product"
    filling = filled(form, {"firm[1]/name": "Noy", "firm[1]/product[1]/what": "silk"})
    filling.put("firm[1]/product", "1")
    assert next_ref(filling, "firm") == ""
    for unknown in ("firm[1]/name", "firm[1]/nothing", "nothing"):
        with pytest.raises(KeyError, match="no repeat"):
            filled(form).rounds(unknown)
