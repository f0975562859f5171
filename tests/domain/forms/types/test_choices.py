"""One, several, or all in an order: buttons, numbered lists, pages, and what people write instead."""

from __future__ import annotations

import pytest

from bot.domain.forms.types import Confirm, Draft, Unreadable, Value
from tests.domain.forms.types.asking import Asked, question

MOOD = {"5": "😀 very good", "4": "🙂 good", "3": "😐 so-so"}
STAGE = {"1": "Firms do not know each other", "2": "Firms talk but act alone", "dk": "I do not know"}
MANY = {f"d{number}": f"District {number:02}" for number in range(1, 21)}


def test_one_button_for_each_choice() -> None:
    asked = question("select_one c", choices=MOOD)
    assert asked.labels() == [["😀 very good"], ["🙂 good"], ["😐 so-so"]]
    assert asked.text() == ""
    assert asked.press("🙂 good") == Value("4")


def test_codes_are_short_ascii_and_never_begin_with_a_dot() -> None:
    choices = {"ល្អ": "ល្អ", "x" * 40: "Long", ".a": "Dot", "ok": "OK"}
    for kind in ("select_one c", "select_multiple c", "rank c"):
        asked = question(kind, choices=choices)
        for code in asked.codes():
            assert code.isascii()
            assert 0 < len(code) <= 24
            assert not code.startswith(".")
    assert question("select_one c", choices=choices).press("ល្អ") == Value("ល្អ")


def test_long_labels_are_numbered_in_the_text() -> None:
    asked = question("select_one c", choices=STAGE)
    assert asked.text() == "1. Firms do not know each other\n2. Firms talk but act alone\n3. I do not know"
    assert asked.labels() == [["1", "2", "3"]]
    assert asked.press("3") == Value("dk")


def test_digits_stand_side_by_side() -> None:
    asked = question("select_one c", choices={str(n): str(n) for n in range(1, 6)})
    assert asked.labels() == [["1", "2", "3", "4", "5"]]


def test_the_present_answer_is_marked() -> None:
    assert question("select_one c", value="4", choices=MOOD).labels()[1] == ["✓ 🙂 good"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("🙂 good", "4"), ("good", "4"), ("GOOD!", "4"), ("  Very   good ", "5"), ("4", "4"), ("៤", "4")],
)
def test_a_choice_that_is_written_out(text: str, value: str) -> None:
    assert question("select_one c", choices=MOOD).hear(text) == Value(value)


def test_where_numbers_are_shown_they_are_meant() -> None:
    choices = {"2": "Firms talk but act alone together", "1": "Firms do not know each other", "dk": "No idea"}
    assert question("select_one c", choices=choices).hear("2") == Value("1")
    assert question("select_one c", choices=choices).hear("3.") == Value("dk")


def test_without_such_names_a_number_is_the_place_in_the_list() -> None:
    assert question("select_one c", choices={"y": "Yes", "n": "No"}).hear("2") == Value("n")


@pytest.mark.parametrize("text", ["", "maybe", "9", "good and very good"])
def test_words_that_are_no_choice(text: str) -> None:
    assert isinstance(question("select_one c", choices=MOOD).hear(text), Unreadable)


def test_decomposed_vietnamese_is_the_same_word() -> None:
    asked = question("select_one c", language="Vietnamese (vi)", choices={"m": "thị trường", "n": "khác"})
    assert asked.hear("Thi\u0323 tru\u031bo\u031b\u0300ng") == Value("m")


def test_a_forged_code_is_no_answer() -> None:
    asked = question("select_one c", choices=MOOD)
    for code in ("=9", "#1", "", "p9x", "done", "=" + "x" * 60):
        assert isinstance(asked.tap(code), Unreadable)


def test_long_lists_have_pages() -> None:
    asked = question("select_one c", choices=MANY)
    assert len(asked.labels()) == 9
    assert asked.labels()[-1] == ["2 ›"]
    assert "turn the pages" in asked.text()
    turned = asked.press("2 ›")
    assert isinstance(turned, Draft)
    assert asked.labels(turned.text)[0] == ["District 09"]
    assert asked.labels(turned.text)[-1] == ["‹ 1", "3 ›"]
    last = asked.press("3 ›", turned.text)
    assert isinstance(last, Draft)
    assert asked.labels(last.text) == [
        ["District 17"],
        ["District 18"],
        ["District 19"],
        ["District 20"],
        ["‹ 2"],
    ]
    assert asked.press("District 20", last.text) == Value("d20")


def test_letters_narrow_a_long_list() -> None:
    asked = question("select_one c", choices=MANY)
    found = asked.hear("district 1")
    assert isinstance(found, Draft)
    assert asked.labels(found.text)[0] == ["District 10"]
    confirm = asked.hear("rict 07")
    assert isinstance(confirm, Confirm)
    assert (confirm.text, confirm.echo.english()) == ("d7", "You mean “District 07”?")
    assert isinstance(asked.hear("province"), Unreadable)


def ticked(asked: Asked, *labels: str) -> str:
    draft = ""
    for label in labels:
        reading = asked.press(label, draft)
        assert isinstance(reading, Draft)
        draft = reading.text
    return draft


def test_ticks_and_done() -> None:
    asked = question("select_multiple c", choices=MOOD)
    assert asked.text() == "Tap all that fit, then Done."
    assert asked.labels()[-1] == ["Done"]
    draft = ticked(asked, "😐 so-so", "😀 very good")
    assert asked.labels(draft) == [["✅ 😀 very good"], ["🙂 good"], ["✅ 😐 so-so"], ["Done (2)"]]
    assert asked.press("Done (2)", draft) == Value("5 3")


def test_a_second_tap_takes_a_tick_away() -> None:
    asked = question("select_multiple c", choices=MOOD)
    draft = ticked(asked, "🙂 good", "✅ 🙂 good")
    assert draft
    assert asked.labels(draft)[1] == ["🙂 good"]
    assert isinstance(asked.press("Done", draft), Unreadable)


def test_ticks_begin_with_the_present_answer_and_can_all_be_taken_away() -> None:
    asked = question("select_multiple c", value="4", choices=MOOD)
    assert asked.labels()[1] == ["✅ 🙂 good"]
    assert asked.labels(ticked(asked, "✅ 🙂 good"))[1] == ["🙂 good"]


def test_ticks_stay_when_the_page_turns() -> None:
    asked = question("select_multiple c", choices=MANY)
    draft = ticked(asked, "District 02", "2 ›", "District 10", "‹ 1")
    assert asked.labels(draft)[1] == ["✅ District 02"]
    assert asked.press("Done (2)", draft) == Value("d2 d10")


def test_ticks_of_a_numbered_list() -> None:
    asked = question("select_multiple c", choices=STAGE)
    draft = ticked(asked, "2")
    assert "2. ✅ Firms talk but act alone" in asked.text(draft)
    assert asked.labels(draft) == [["1", "✅ 2", "3"], ["Done (1)"]]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1, 3", "5 3"),
        ("3 1", "5 3"),
        ("so-so; good", "4 3"),
        ("good\nvery good", "5 4"),
        ("good", "4"),
        ("good, good", "4"),
    ],
)
def test_several_that_are_written_out(text: str, value: str) -> None:
    choices = {"5": "very good", "4": "good", "3": "so-so"}
    names = {"5": "a", "4": "b", "3": "c"}
    asked = question("select_multiple c", choices={names[name]: label for name, label in choices.items()})
    expected = " ".join(names[name] for name in value.split())
    assert asked.hear(text) == Value(expected)


def test_several_of_which_one_is_unknown() -> None:
    assert isinstance(question("select_multiple c", choices=MOOD).hear("good, fantastic"), Unreadable)


CYCLE = {"plan": "Plan", "act": "Act", "observe": "Observe", "reflect": "Reflect"}


def test_tap_in_order_and_the_last_one_falls_into_place() -> None:
    asked = question("rank c", choices=CYCLE)
    assert asked.text() == "Tap in order: what comes first?"
    draft = ticked(asked, "Reflect", "Plan")
    assert asked.text(draft) == "✓ 1. Reflect\n✓ 2. Plan\nWhat comes next?"
    assert asked.labels(draft) == [["Act"], ["Observe"], ["Undo"]]
    draft = ticked_on(asked, draft, "Act")
    assert (
        asked.text(draft) == "✓ 1. Reflect\n✓ 2. Plan\n✓ 3. Act\n✓ 4. Observe\nIs this your order? Tap Done."
    )
    assert asked.labels(draft) == [["Undo", "Done"]]
    assert asked.press("Done", draft) == Value("reflect plan act observe")


def ticked_on(asked: Asked, draft: str, label: str) -> str:
    reading = asked.press(label, draft)
    assert isinstance(reading, Draft)
    return reading.text


def test_undo_takes_back_what_was_tapped_and_what_fell_into_place() -> None:
    asked = question("rank c", choices=CYCLE)
    whole = ticked(asked, "Plan", "Act", "Observe")
    back = ticked_on(asked, whole, "Undo")
    assert asked.labels(back) == [["Observe"], ["Reflect"], ["Undo"]]
    assert asked.labels(ticked_on(asked, back, "Undo"))[0] == ["Act"]


def test_an_order_that_is_not_complete() -> None:
    asked = question("rank c", choices=CYCLE)
    reading = asked.tap("done", ticked(asked, "Plan"))
    assert isinstance(reading, Unreadable)
    assert reading.why.english() == "Please give each one its place: 3 are left."


@pytest.mark.parametrize(
    "text", ["4 1 2 3", "4, 1, 2", "Reflect, plan, act, observe", "reflect > plan > act > observe"]
)
def test_an_order_that_is_written_out(text: str) -> None:
    assert question("rank c", choices=CYCLE).hear(text) == Value("reflect plan act observe")


def test_a_choice_filter_leaves_out_what_does_not_fit() -> None:
    asked = question("select_one c", choices=CYCLE, choice_filter="name != 'act'")
    assert asked.labels() == [["Plan"], ["Observe"], ["Reflect"]]
    assert isinstance(asked.tap("=act"), Unreadable)


@pytest.mark.parametrize("kind", ["select_one c", "select_multiple c", "rank c"])
def test_a_list_of_which_nothing_fits(kind: str) -> None:
    asked = question(kind, choices=CYCLE, choice_filter="name = 'nothing'")
    assert asked.text() == "There is nothing to choose from here. Please tap Skip."
    assert asked.labels() == []
    for code in ("done", "undo", "=act"):
        assert not isinstance(asked.tap(code), Value)


def test_long_lists_say_how_to_find_something() -> None:
    one, many = question("select_one c", choices=MANY), question("select_multiple c", choices=MANY)
    assert one.text() == "The list is long: turn the pages, or write some letters."
    assert many.text() == (
        "Tap all that fit, then Done.\nThe list is long: turn the pages, or write some letters."
    )


def test_many_choices_are_looked_for_by_letters() -> None:
    asked = question("select_multiple c", choices=MANY)
    first = asked.press(asked.labels()[0][0])
    assert isinstance(first, Draft)
    name = first.text.partition("|")[2]
    label = MANY[name]
    found = asked.hear(label[-2:], draft=first.text)
    assert isinstance(found, Draft)
    shown = [words for row in asked.labels(found.text) for words in row]
    assert all(label[-2:] in words for words in shown if words not in ("Show all", "Done (1)"))
    assert "Show all" in shown, "and back to the whole list"
    assert asked.press("Show all", found.text) == Draft(f"0|{name}"), "what was ticked stays ticked"
    assert isinstance(asked.hear("xyzzy", draft=first.text), Unreadable)


def test_a_short_list_is_looked_for_where_the_author_wants_it() -> None:
    few = {"a": "Ban Na", "b": "Ban Mai", "c": "Vientiane"}
    assert isinstance(question("select_one c", choices=few).hear("Ban"), Unreadable)
    asked = question("select_one c", choices=few, appearance="autocomplete")
    assert asked.text() == "To find something, write some letters of it."
    found = asked.hear("ban")
    assert isinstance(found, Draft)
    assert asked.labels(found.text) == [["Ban Na"], ["Ban Mai"], ["Show all"]]
    assert isinstance(asked.hear("vien"), Confirm)


@pytest.mark.parametrize(
    ("appearance", "labels", "rows"),
    [
        ("", ["Low", "Middle", "High"], [1, 1, 1]),
        ("columns", ["Low", "Middle", "High"], [2, 1]),
        ("columns-3", ["Low", "Middle", "High"], [3]),
        ("columns-3", ["Low", "Middle of it", "High"], [2, 1]),
        ("columns-pack", ["Low", "Middle", "High"], [3]),
        ("horizontal", ["Not at all, never", "Always"], [1, 1]),
        ("likert", ["Never", "Often", "Always"], [3]),
        ("likert", ["Not at all, never", "Often", "Always"], [3]),
    ],
)
def test_choices_stand_side_by_side_where_there_is_room(
    appearance: str, labels: list[str], rows: list[int]
) -> None:
    choices = {f"n{number}": label for number, label in enumerate(labels)}
    asked = question("select_one c", choices=choices, appearance=appearance)
    assert [len(row) for row in asked.labels()] == rows


def test_numbers_stand_for_labels_that_are_too_long_for_one_row() -> None:
    choices = {"n5": "Not at all, never", "n4": "Often", "n3": "Always"}
    asked = question("select_one c", choices=choices, appearance="likert")
    assert asked.labels() == [["1", "2", "3"]]
    assert asked.text() == "1. Not at all, never\n2. Often\n3. Always"
    assert asked.hear("2") == Value("n4"), "the number that is shown"
