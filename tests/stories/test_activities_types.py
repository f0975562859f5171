"""Every type of question, answered by tapping and by typing."""

from __future__ import annotations

import pytest

from storage.tables import Answer, Media
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import ROUNDS, TYPES


async def joined(village: Village, sheets: dict[str, str], number: int = 7, **how: str) -> Phone:
    links = await village.workshop(sheets)
    phone = village.phone(number)
    await join(phone, links["trainee"], **how)
    return phone


def values(village: Village) -> dict[str, str]:
    return {answer.question: answer.value for answer in village.rows(Answer, Answer.state == "answered")}


async def up_to(phone: Phone, question: str) -> None:
    """Skip, or answer what must be answered, until a question stands there."""
    for _ in range(20):
        if question in phone.last.text:
            return
        if "Skip" in phone.last.labels:
            await phone.tap("Skip", phone.last)
        else:
            await phone.send("12")
    raise AssertionError(f"{question!r} never came; the last was {phone.last.text!r}")


async def test_every_type_by_tapping(village: Village) -> None:
    phone = await joined(village, TYPES)
    assert phone.last.html.startswith("<b>Everything</b>\n<i>Open until Sunday, 27 December, 17:00</i>")
    assert "Let us begin.\n\n1 of 15\nWhat does your cluster make?\nFor example: silk" in phone.last.text
    assert phone.last.labels == ["Skip", "Later"]
    await phone.send("silk")
    assert phone.last.text == "2 of 15\nHow many firms make silk?"
    assert phone.last.labels == ["Back", "Later"], "what must be answered has no Skip"
    await phone.send("12")
    await phone.send("2.5")
    assert phone.last.labels[:5] == ["1", "2", "3", "4", "5"]
    assert "1 = not at all … 5 = very much" in phone.last.text
    await phone.tap("4")
    await phone.tap("Laos")
    assert phone.last.labels == ["Pakse", "Luang Prabang", "Back", "Skip", "Later"]
    await phone.tap("Pakse")
    await phone.tap("Chain map")
    await phone.tap("None of them")
    await phone.tap("✅ None of them")
    await phone.tap("Dot voting")
    assert phone.last.labels[:4] == ["✅ Chain map", "✅ Dot voting", "None of them", "Done (2)"]
    await phone.tap("Done (2)")
    await phone.tap("Dot voting")
    await phone.tap("Undo")
    await phone.tap("None of them")
    await phone.tap("Dot voting")
    assert "✓ 1. None of them\n✓ 2. Dot voting\n✓ 3. Chain map" in phone.last.text
    await phone.tap("Done")
    await phone.tap("OK")
    await phone.tap("In 1 week")
    await phone.send("8:30")
    await phone.pin(17.961234, 102.612345)
    await phone.photo("the map")
    await phone.voice()
    assert phone.last.text == "Twice 12 is 24.\n\n15 of 15\nWhich village?\nIs it this? Ban Na"
    await phone.tap("Keep it so")
    assert phone.last.text == "Thank you, Mya! That was “Everything”."
    assert values(village) == {
        "all/craft": "silk",
        "all/firms": "12",
        "all/income": "2.5",
        "all/trust": "4",
        "all/country": "la",
        "all/town": "pakse",
        "all/tools": "map dots",
        "all/order": "none dots map",
        "all/rule": "OK",
        "all/meeting": "2026-12-04",
        "all/hour": "08:30:00.000+07:00",
        "all/pin": "17.96 102.61 0 0",
        "all/photo": "",
        "all/voice": "",
        "all/place": "Ban Na",
    }
    assert [(media.kind, media.state) for media in village.rows(Media)] == [
        ("photo", "stored"),
        ("voice", "stored"),
    ]


async def test_every_type_by_typing(village: Village) -> None:
    phone = await joined(village, TYPES)
    for typed in ("silk", "၁၂", "1,500.25", "4", "laos", "Luang Prabang", "Chain map, Dot voting"):
        await phone.send(typed)
    for typed in ("2, 1, 3", "ok", "7.12.2026", "15.30", "17.96, 102.61"):
        await phone.send(typed)
    await phone.photo()
    await phone.send("I would rather write it.")
    await phone.send("Ban Mai")
    assert phone.last.text == "Thank you, Mya! That was “Everything”."
    found = values(village)
    assert found | {"all/photo": ""} == found
    assert {name.removeprefix("all/"): value for name, value in found.items() if name != "all/photo"} == {
        "craft": "silk",
        "firms": "12",
        "income": "1500.25",
        "trust": "4",
        "country": "la",
        "town": "luang",
        "tools": "map dots",
        "order": "dots map none",
        "rule": "OK",
        "meeting": "2026-12-07",
        "hour": "15:30:00.000+07:00",
        "pin": "17.96 102.61 0 0",
        "voice": "I would rather write it.",
        "place": "Ban Mai",
    }
    [firms] = village.rows(Answer, Answer.name == "firms")
    assert (firms.raw, firms.way, firms.kind) == ("၁၂", "text", "integer")


@pytest.mark.parametrize(
    ("question", "typed", "said"),
    [
        ("cluster make", "x" * 21, "Please use 20 characters or fewer."),
        ("How many firms", "a few", "Please write a whole number, such as 12."),
        ("How many firms", "2.25", "Please write a whole number, such as 12."),
        ("How many firms", "6000", "A number from 1 to 5000, please."),
        ("one firm earn", "a lot", "Please write a number, such as 12."),
        ("trust each other", "6", "Please choose a number from 1 to 5."),
        ("Where is it?", "Mars", "Sorry, I did not understand. Please tap one of the buttons."),
        ("Which tools", "hammer", "Sorry, I did not understand. Please tap one of the buttons."),
        ("tool is best", "1", "Please give each one its place: 2 are left."),
        ("When do you meet", "soon", "I cannot read this as a date. Please write it like 7.12.2026."),
        ("When do you meet", "31.2.2026", "I cannot read this as a date. Please write it like 7.12.2026."),
        ("At what time", "25:00", "I cannot read this as a time. Please write it like 8:30."),
        ("Where do you meet", "at home", "Send a location with the 📎 button."),
        ("photo of the map", "here it is", "Please send a photo, not as a file."),
    ],
)
async def test_what_does_not_fit_is_said_in_a_kind_sentence(
    village: Village, question: str, typed: str, said: str
) -> None:
    phone = await joined(village, TYPES)
    await up_to(phone, question)
    before = len(village.rows(Answer))
    await phone.send(typed)
    assert phone.last.text.startswith(said)
    assert len(village.rows(Answer)) == before, "nothing is stored"
    asked = phone.bubbles[-2]
    assert question in asked.text
    assert asked.labels, "the question still stands there with its buttons"


@pytest.mark.parametrize(
    ("question", "typed", "echo", "value"),
    [
        ("How many firms", "1.500", "You mean", "1500"),
        ("one firm earn", "1,500", "You mean", "1500"),
        ("When do you meet", "12 Nov 2569", "Right?", "2026-11-12"),
        ("When do you meet", "7 December", "You mean 7 December 2026?", "2026-12-07"),
        ("At what time", "8", "You mean", "08:00:00.000+07:00"),
    ],
)
async def test_what_could_mean_two_things_is_asked_back(
    village: Village, question: str, typed: str, echo: str, value: str
) -> None:
    phone = await joined(village, TYPES)
    await up_to(phone, question)
    before = len(village.rows(Answer))
    await phone.send(typed)
    assert echo in phone.last.text
    assert phone.last.labels[:2] == ["Yes", "Change"]
    assert len(village.rows(Answer)) == before
    await phone.tap("Change")
    assert question in phone.last.text
    await phone.send(typed)
    await phone.send("yes")
    stored = village.rows(Answer)[-1]
    assert (stored.value, stored.raw) == (value, typed)


async def test_rounds_are_added_until_no(village: Village) -> None:
    phone = await joined(village, ROUNDS)
    assert "1 of 4\nWhere are you?" in phone.last.text
    await phone.send("Market")
    assert "How many people work at Market?" in phone.last.text
    await phone.send("3")
    assert phone.last.text == "A stop\n1. Market\nAnother one?"
    assert phone.last.labels == ["Yes", "No", "Change or remove one", "Back", "Later"]
    await phone.send("maybe")
    assert "Please tap one of the buttons" in phone.last.text
    await phone.tap("Yes")
    await phone.send("Mill")
    assert "How many people work at Mill?" in phone.last.text
    await phone.tap("Back")
    assert "Where are you?\nYour answer now: Mill" in phone.last.text
    await phone.send("Rice mill")
    assert "How many people work at Rice mill?" in phone.last.text
    await phone.tap("Skip")
    await phone.send("no")
    for firm in ("Lao Silk", "Ban Na"):
        assert "Name firm number" in phone.last.text
        await phone.send(firm)
    assert values(village) == {
        "walk/stops[1]/place": "Market",
        "walk/stops[1]/people": "3",
        "walk/stops[2]/place": "Rice mill",
        "walk/two[1]/firm": "Lao Silk",
        "walk/two[2]/firm": "Ban Na",
    }
    [rounds] = village.rows(Answer, Answer.state == "repeat")
    assert (rounds.question, rounds.value) == ("walk/stops", "2")


async def test_a_matrix_is_one_row_a_message_and_follows_at_once(village: Village) -> None:
    phone = await joined(village, ROUNDS)
    for answer in ("Market", "3", "no", "A", "B"):
        await phone.send(answer)
    thanks = next(text for text in phone.texts if text.startswith("Thank you, Mya! That was"))
    assert thanks == "Thank you, Mya! That was “Walk, look, listen”.", "what comes now is not announced"
    assert phone.last.text == "How is it?\n\n1 of 3\nFirms tell true prices."
    await phone.tap("3", phone.last)
    await phone.tap("2", phone.last)
    await phone.tap("5", phone.last)
    assert phone.last.text == "Thank you, Mya! That was “How is it?”."


async def test_the_form_speaks_the_persons_language_and_falls_back(village: Village) -> None:
    links = await village.workshop(TYPES)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("/language")
    await phone.tap("ភាសាខ្មែរ")
    assert "តើក្រុមរបស់អ្នកផលិតអ្វី?" in phone.last.text
    await phone.send("សូត្រ")
    assert "How many firms make សូត្រ?" in phone.last.text, "without a translation the first language stands"
    [craft] = village.rows(Answer, Answer.name == "craft")
    assert (craft.language, craft.value) == ("km", "សូត្រ")


async def test_shuffled_choices_keep_their_order_for_a_person(village: Village) -> None:
    asked = "|Which tools did you use?"
    links = await village.workshop(
        TYPES | {"survey": TYPES["survey"].replace(asked, f"{asked}||||||||||randomize=true")}
    )
    orders = set()
    for number in range(7, 13):
        phone = village.phone(number)
        await join(phone, links["trainee"])
        await up_to(phone, "Which tools did you use?")
        order = phone.last.labels[:3]
        orders.add(tuple(order))
        await phone.tap(order[0], phone.last)
        assert [label.removeprefix("✅ ") for label in phone.last.labels[:3]] == order
        await phone.send("/today")
        await village.bot.restart()
        await phone.tap("▶ Everything")
        assert phone.last.labels[:3] == order
    assert len(orders) > 1, "each person has an order of their own"
