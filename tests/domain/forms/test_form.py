"""What a form knows about itself: activities, questions, languages, columns; what keeps it from running."""

import pytest

from bot.domain.forms.form import Choice, Form, FormError
from tests.domain.forms.writing_forms import form_of, xform_of

COURSE = """
| survey | | | | | | | | |
| | type | name | label::English (en) | label::Khmer (km) | required | constraint | appearance | parameters |
| | hidden | call_name | | | | | | |
| | begin_group | day_1 | Day one | ថ្ងៃទី១ | | | | |
| | select_one mood | mood | How are you, ${call_name}? | អ្នកសុខសប្បាយទេ? | yes | | minimal | |
| | range | energy | Energy | | | | | start=1 end=5 step=1 |
| | note | thanks | Thanks! | | | | | |
| | begin_repeat | stops | Stop | | | | | |
| | text | place | Where? | | | string-length(.) < 50 | | |
| | image | photo | A photo | | | | | |
| | end_repeat | | | | | | | |
| | end_group | | | | | | | |
| | begin_repeat | checkin | Check-in | | | | | |
| | select_multiple mood | moods | Moods | | | | | |
| | rank mood | order | Order | | | | | |
| | acknowledge | ok | Fine? | | | | | |
| | date | when | When? | | | | | |
| | end_repeat | | | | | | | |
| choices | | | |
| | list_name | name | label::English (en) | label::Khmer (km) |
| | mood | good | Good | ល្អ |
| | mood | bad | Bad | |
| settings | | | | |
| | form_title | form_id | version | default_language |
| | A course | course | 3 | English (en) |
"""


@pytest.fixture(scope="module", name="course")
def made() -> Form:
    columns = {"day_1": {"needs": "c5"}, "mood": {"sees": "private"}, "call_name": {"fill": "call_name"}}
    return form_of(COURSE, columns)


def test_a_form_tells_its_name_and_languages(course: Form) -> None:
    assert (course.id, course.title, course.version) == ("course", "A course", "3")
    assert course.languages == ("English (en)", "Khmer (km)")
    assert course.default_language == "English (en)"
    assert course.language_for("km") == "Khmer (km)"
    assert course.language_for("km-KH") == "Khmer (km)"
    assert course.language_for("lo") == "English (en)"


def test_top_level_groups_and_repeats_are_activities(course: Form) -> None:
    assert [(a.name, a.is_repeat) for a in course.activities] == [("day_1", False), ("checkin", True)]
    assert course.activities[0].labels == {"English (en)": "Day one", "Khmer (km)": "ថ្ងៃទី១"}
    assert course.activities[0].columns == {"needs": "c5"}


def test_questions_by_path_with_their_kinds(course: Form) -> None:
    assert {path: question.kind for path, question in course.questions.items()} == {
        "call_name": "hidden",
        "day_1/mood": "select_one",
        "day_1/energy": "range",
        "day_1/thanks": "note",
        "day_1/stops/place": "text",
        "day_1/stops/photo": "image",
        "checkin/moods": "select_multiple",
        "checkin/order": "rank",
        "checkin/ok": "acknowledge",
        "checkin/when": "date",
    }


def test_a_question_tells_what_the_sheet_says(course: Form) -> None:
    mood = course.questions["day_1/mood"]
    assert (mood.name, mood.activity, mood.repeats) == ("mood", "day_1", ())
    assert (mood.has_required, mood.has_constraint, mood.readonly) == (True, False, False)
    assert mood.appearance == "minimal"
    assert mood.columns == {"sees": "private"}
    assert mood.labels == {"English (en)": "How are you, ${call_name}?", "Khmer (km)": "អ្នកសុខសប្បាយទេ?"}
    assert mood.choices == (
        Choice("good", {"English (en)": "Good", "Khmer (km)": "ល្អ"}),
        Choice("bad", {"English (en)": "Bad", "Khmer (km)": "Bad"}),
    )
    place = course.questions["day_1/stops/place"]
    assert place.repeats == ("day_1/stops",)
    assert place.has_constraint
    assert course.questions["day_1/energy"].parameters == {"start": "1", "end": "5", "step": "1"}
    assert not course.questions["call_name"].asked


def test_columns_are_found_by_path_or_name(course: Form) -> None:
    assert course.columns_of("day_1") == {"needs": "c5"}
    assert course.columns_of("day_1/mood") == {"sees": "private"}
    assert course.columns_of("day_1/thanks") == {}


def test_a_form_without_groups_is_one_activity() -> None:
    form = form_of("| survey | | | |\n| | type | name | label |\n| | text | a | A? |\n| | integer | b | B? |")
    (activity,) = form.activities
    assert activity.name == form.id
    assert form.whole
    assert {question.activity for question in form.questions.values()} == {form.id}
    assert form.languages == ("",)


def test_a_form_with_questions_beside_groups_is_one_activity() -> None:
    form = form_of(
        """
        | survey | | | |
        | | type | name | label |
        | | text | a | A? |
        | | begin_group | g | G |
        | | text | b | B? |
        | | end_group | | |
        """
    )
    assert [activity.name for activity in form.activities] == [form.id]


def test_repeats_tell_their_count() -> None:
    form = form_of(
        """
        | survey | | | | |
        | | type | name | label | repeat_count |
        | | begin_group | g | G | |
        | | integer | n | How many? | |
        | | end_group | | | |
        | | begin_repeat | r | R | ${n} |
        | | text | b | B? | |
        | | end_repeat | | | |
        """
    )
    assert "n" in form.activities[1].repeat_count


def problems_of(rows: str) -> list[str]:
    with pytest.raises(FormError) as refusal:
        form_of(f"| survey | | | | |\n| | type | name | label | calculation | relevant |\n{rows}")
    return [problem.said.english() for problem in refusal.value.problems]


def test_calculations_in_a_circle_are_named() -> None:
    said = problems_of("| | calculate | a | | ${b} + 1 | |\n| | calculate | b | | ${a} + 1 | |")
    assert said == ["“a”, “b” depend on each other in a circle, so that none can be computed."]


def test_a_calculation_of_itself_is_named() -> None:
    said = problems_of("| | text | x | X | | |\n| | calculate | a | | ${a} + 1 | |")
    assert said == ["“a” depends on itself, so that it can never be computed."]


def test_relevance_that_depends_on_itself_is_named() -> None:
    said = problems_of("| | text | x | X | | ${y} = 'a' |\n| | text | y | Y | | ${x} = 'b' |")
    assert said == ["“x”, “y” depend on each other in a circle, so that none can be computed."]


def test_a_group_whose_relevance_depends_on_its_own_question_is_named() -> None:
    said = problems_of(
        "| | begin_group | g | G | | ${y} = 'a' |\n| | text | y | Y | | |\n| | end_group | | | | |"
    )
    assert said == ["“g”, “y” depend on each other in a circle, so that none can be computed."]


def test_every_problem_is_told_at_once() -> None:
    said = problems_of(
        "| | calculate | a | | frob(1) | |\n| | calculate | b | | 1 + | |\n| | calculate | c | | ${c} | |"
    )
    assert len(said) == 3


def test_running_totals_over_rounds_are_no_circle() -> None:
    form_of(
        """
        | survey | | | | |
        | | type | name | label | calculation |
        | | begin_repeat | r | R | |
        | | integer | x | X? | |
        | | calculate | total | | ${x} + coalesce(indexed-repeat(${total}, ${r}, position(..) - 1), 0) |
        | | calculate | first | | if(position(..) = 1, ${x}, /data/r[1]/first) |
        | | end_repeat | | | |
        """
    )


def test_what_is_no_xform_is_refused_in_words() -> None:
    for text in ("", "<a", "<a/>", "<h><model><instance/></model></h>"):
        with pytest.raises(FormError) as refusal:
            Form.from_xform(text)
        assert refusal.value.problems[0].said.english()


def test_choices_of_a_question_without_a_list() -> None:
    xml = xform_of("| survey | | | |\n| | type | name | label |\n| | text | a | A? |")
    assert Form.from_xform(xml).questions["a"].choices == ()
