"""What a filled form says: labels with answers in them, languages, choices, media."""

import pytest

from bot.domain.forms.filling import Filling, Option
from bot.domain.forms.form import Form
from tests.domain.forms.writing_forms import filled, form_of

TALK = """
| survey | | | | | | | | |
| | type | name | label::English (en) | label::Khmer (km) | hint::English (en) | guidance_hint::English (en) | media::image::English (en) | choice_filter |
| | begin_group | g | The **group** of ${who} | ក្រុម | | | | |
| | text | who | Who? | អ្នកណា? | Your name | Ask gently | who.png | |
| | note | n | Dear **${who}**, <b>hello</b> | | | | | |
| | select_one fruit | fruit | Fruit? | ផ្លែឈើ? | | | | |
| | note | f | You like ${fruit}. | | | | | |
| | select_multiple size | sizes | Sizes of ${fruit}? | | | | | of = ${fruit} or of = 'all' |
| | begin_repeat | r | Round of ${who} | | | | | |
| | text | x | X of round ${k}? | | | | | |
| | hidden | k | | | | | | |
| | end_repeat | | | | | | | |
| | end_group | | | | | | | |
| choices | | | | | |
| | list_name | name | label::English (en) | label::Khmer (km) | of | media::image::English (en) |
| | fruit | apple | Apple of ${who} | ប៉ោម | | apple.png |
| | fruit | pear | Pear | | | |
| | size | s | Small | តូច | apple | |
| | size | m | Middle | | pear | |
| | size | l | Large | | all | |
| settings | | |
| | form_id | default_language |
| | talk | English (en) |
"""


@pytest.fixture(scope="module", name="talk")
def made() -> Form:
    return form_of(TALK)


def named(form: Form, language: str = "", **answers: str) -> Filling:
    return filled(form, {f"g/{ref}": value for ref, value in answers.items()}, language=language)


def test_labels_quote_answers(talk: Form) -> None:
    filling = named(talk, who="Dao <3 *co*", fruit="pear")
    assert filling.label("g/n") == "Dear **Dao <3 *co***, <b>hello</b>"
    assert filling.label_html("g/n") == "Dear <b>Dao &lt;3 *co*</b>, <b>hello</b>"
    assert filling.label("g/f") == "You like pear."
    assert filling.label("g") == "The **group** of Dao <3 *co*"
    assert filling.hint("g/who") == "Your name"
    assert filling.hint_html("g/who") == "Your name"
    assert filling.guidance("g/who") == "Ask gently"
    assert filling.label("g/r") == "Round of Dao <3 *co*"
    assert filling.label_html("g/r[1]/k") == ""


def test_labels_in_a_round_quote_that_round(talk: Form) -> None:
    filling = filled(talk, {"g/r[1]/k": "one", "g/r[2]/k": "two"})
    assert filling.label("g/r[2]/x") == "X of round two?"


def test_languages_fall_back_to_the_default_one(talk: Form) -> None:
    filling = named(talk, "Khmer (km)", who="Dao", fruit="apple")
    assert filling.language == "Khmer (km)"
    assert filling.label("g/who") == "អ្នកណា?"
    assert filling.label("g/n") == "Dear **Dao**, <b>hello</b>"
    assert filling.hint("g/who") == "Your name"
    assert [option.label for option in filling.choices("g/fruit")] == ["ប៉ោម", "Pear"]
    assert named(talk, who="Dao").language == "English (en)"


def test_choices_are_filtered_and_labelled(talk: Form) -> None:
    filling = named(talk, who="Dao", fruit="apple")
    assert filling.choices("g/fruit") == [
        Option("apple", "Apple of Dao", {"image": "apple.png"}),
        Option("pear", "Pear"),
    ]
    assert [option.name for option in filling.choices("g/sizes")] == ["s", "l"]
    filling.put("g/fruit", "pear")
    assert [option.label for option in filling.choices("g/sizes")] == ["Middle", "Large"]
    assert filling.choices("g/who") == []


def test_media_of_a_label(talk: Form) -> None:
    assert named(talk).media("g/who") == {"image": "who.png"}
    assert named(talk).media("g/n") == {}


def test_choices_in_a_random_order_keep_it_for_one_enrolment() -> None:
    rows = "".join(f"| | l | c{n} | C {n} |\n" for n in range(12))
    form = form_of(
        "| survey | | | | |\n| | type | name | label | parameters |\n"
        "| | select_one l | free | Free? | randomize=true |\n"
        "| | select_one l | set | Set? | randomize=true, seed=42 |\n"
        f"| choices | | | |\n| | list_name | name | label |\n{rows}"
    )
    orders = [[option.name for option in filled(form, seed=seed).choices("free")] for seed in ("1", "1", "2")]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == sorted(orders[2])
    fixed = [[option.name for option in filled(form, seed=seed).choices("set")] for seed in ("1", "2")]
    assert fixed[0] == fixed[1]


def test_choices_can_be_earlier_answers() -> None:
    form = form_of(
        """
        | survey | | | |
        | | type | name | label |
        | | begin_repeat | people | People |
        | | text | person | Name? |
        | | end_repeat | | |
        | | select_one ${person} | head | Who leads? |
        """
    )
    filling = filled(form, {"people[1]/person": "Dao", "people[2]/person": "Noy"})
    assert [option.name for option in filling.choices("head")] == ["Dao", "Noy"]


def test_labels_of_choices_in_calculations() -> None:
    form = form_of(
        """
        | survey | | | | |
        | | type | name | label | calculation |
        | | select_one l | a | A? | |
        | | calculate | label | | jr:choice-name(${a}, '${a}') |
        | choices | | | |
        | | list_name | name | label |
        | | l | x | The X |
        """
    )
    assert filled(form, {"a": "x"}).value("label") == "The X"
    assert filled(form).value("label") == ""


def test_messages_are_translated_and_quote_answers() -> None:
    form = form_of(
        """
        | survey | | | | | | | |
        | | type | name | label::English (en) | label::Khmer (km) | constraint | constraint_message::English (en) | constraint_message::Khmer (km) | required | required_message::English (en) |
        | | integer | n | N? | ន? | . < 5 | ${n} is too much | ច្រើនពេក | yes | Needed |
        """
    )
    assert filled(form, language="English (en)").check("n", "9") == "9 is too much"
    assert filled(form, language="Khmer (km)").check("n", "9") == "ច្រើនពេក"
    assert filled(form, language="Khmer (km)").check("n", "") == "Needed"
