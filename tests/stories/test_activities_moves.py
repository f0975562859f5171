"""Moving through an activity: back, skip, later, pauses, corrections, old buttons, breaks."""

from __future__ import annotations

import datetime as dt

from storage.tables import AnonymousNote, Answer, AnswerVersion, Media, Outbox, Prompt
from tests.stories.chat import Phone, Village, join, picture
from tests.stories.programmes import HELLO, ROUNDS, TYPES

#: Day 1, 09:15 in Bangkok: the working activity has come.
WORK = dt.datetime(2026, 11, 30, 2, 15, tzinfo=dt.UTC)


async def joined(village: Village, sheets: dict[str, str] = TYPES, number: int = 7, **how: str) -> Phone:
    links = await village.workshop(sheets)
    phone = village.phone(number)
    await join(phone, links["trainee"], **how)
    return phone


async def at_work(village: Village) -> Phone:
    """Somebody who answered what came before and stands at the first question of the work."""
    phone = await joined(village, HELLO)
    await phone.send("Silk")
    await phone.send("12")
    await village.turn_to(WORK - dt.timedelta(minutes=40))
    await phone.tap("4")
    await village.turn_to(WORK)
    assert "Which tools did you use?" in phone.last.text
    return phone


def answer(village: Village, name: str) -> Answer:
    [found] = village.rows(Answer, Answer.name == name)
    assert isinstance(found, Answer)
    return found


async def test_back_shows_the_answer_and_takes_another(village: Village) -> None:
    phone = await joined(village)
    await phone.send("silk")
    await village.turn_by(minutes=3)
    await phone.tap("Back")
    assert phone.last.text.endswith("Your answer now: silk")
    assert phone.last.labels == ["Keep it so", "Skip", "Later"], "there is nothing before the first question"
    await phone.tap("Keep it so")
    assert "How many firms make silk?" in phone.last.text
    await phone.send("Back")
    await phone.send("rattan")
    assert "How many firms make rattan?" in phone.last.text
    await phone.send("12")
    await phone.send("2.5")
    await phone.tap("Back")
    rows = [[button.text for button in row] for row in phone.last.buttons]
    assert rows == [["Keep it so"], ["Back", "Skip", "Later"]], "a narrow phone shows all of them"
    craft = answer(village, "craft")
    assert (craft.value, craft.edits) == ("rattan", 1)
    assert craft.edited_at == craft.answered_at + dt.timedelta(minutes=3)
    assert [version.value for version in village.rows(AnswerVersion)] == ["silk"]


PROPOSED = {
    "survey": """
        type|name|label::English (en)|default|constraint|constraint_message::English (en)
        begin_group|all|Everything|||
        integer|looms|How many looms?|500|. < 100|Fewer than 100, please.
        text|end|Anything else?|||
        end_group||||
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}


async def test_a_proposed_answer_that_the_programme_refuses_is_not_kept(village: Village) -> None:
    phone = await joined(village, PROPOSED)
    await phone.tap("Keep it so")
    assert phone.last.text == "Fewer than 100, please."
    assert not village.rows(Answer)
    await phone.send("50")
    await phone.tap("Back")
    await phone.tap("Keep it so")
    assert answer(village, "looms").value == "50"
    assert "Anything else?" in phone.last.text


async def test_skip_is_stored_as_skipped_and_can_be_answered_later(village: Village) -> None:
    phone = await joined(village)
    await phone.tap("Skip")
    assert phone.bubbles[-2].text.endswith("✓ skipped")
    assert (answer(village, "craft").state, answer(village, "craft").value) == ("skipped", "")
    assert phone.last.labels == ["Back", "Later"]
    await phone.send("skip")
    assert answer(village, "craft").state == "skipped"
    assert not village.rows(Answer, Answer.name == "firms"), "what must be answered cannot be skipped"
    await phone.tap("Back")
    assert "Your answer now: skipped" in phone.last.text
    await phone.send("tea")
    assert (answer(village, "craft").state, answer(village, "craft").value) == ("answered", "tea")


async def test_what_was_skipped_can_still_be_a_number_within_limits(village: Village) -> None:
    survey = """
        type|name|label::English (en)|constraint
        begin_group|hello|Hello|
        integer|firms|How many firms?|. >= 1 and . <= 500
        text|why|Why so?|
        end_group||
    """
    schedule = "activity|audience|relative_to|offset|unit\nhello|everyone|joining|0|minutes"
    links = await village.workshop({"survey": survey, "schedule": schedule})
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.tap("Skip")
    await phone.tap("Back")
    await phone.send("12")
    assert "Why so?" in phone.last.text


async def test_later_puts_it_aside_until_today_brings_it_back(village: Village) -> None:
    phone = await joined(village)
    await phone.send("silk")
    await phone.tap("Later")
    assert phone.last.text == "OK, later. /today brings you back to “Everything”."
    assert all(not bubble.labels for bubble in phone.bubbles)
    await phone.send("12")
    assert not village.rows(Answer, Answer.name == "firms"), "nothing is taken for an answer meanwhile"
    assert phone.last.labels == ["▶ Everything", "Send to my facilitator"], "what was put aside is shown"
    await village.turn_by(days=3)
    await phone.send("/today")
    assert "Everything · until Sunday, 27 December, 17:00" in phone.last.text
    await phone.tap("▶ Everything")
    assert phone.last.text.endswith("2 of 15\nHow many firms make silk?")
    await phone.send("12")
    assert answer(village, "firms").value == "12"


async def test_a_pause_in_the_middle_and_back(village: Village) -> None:
    phone = await joined(village)
    await phone.send("silk")
    await phone.send("/pause 2d")
    assert "OK, I am quiet until Sunday, 29 November, 17:00" in phone.last.text
    said = len(phone.bubbles)
    await village.turn_by(days=1)
    assert len(phone.bubbles) == said
    await phone.send("/resume")
    assert "How many firms make silk?" in phone.last.text
    await phone.send("12")
    assert answer(village, "firms").value == "12"


async def test_days_of_silence_and_a_restart_change_nothing(village: Village) -> None:
    phone = await joined(village)
    await phone.send("silk")
    await phone.send("12")
    await phone.send("3")
    await phone.tap("4")
    await phone.tap("Laos")
    await phone.tap("Pakse")
    await phone.tap("Chain map")
    drawn = phone.last.labels
    await village.bot.restart()
    await village.turn_by(days=4)
    await village.bot.restart()
    assert phone.last.labels == drawn
    await phone.tap("Dot voting")
    assert phone.last.labels[:2] == ["✅ Chain map", "✅ Dot voting"], "half an answer survives too"
    await phone.tap("Done (2)")
    tools = answer(village, "tools")
    assert tools.value == "map dots"
    assert tools.asked_at is not None
    assert tools.answered_at - tools.asked_at == dt.timedelta(days=4)


async def test_an_edited_message_corrects_the_answer(village: Village) -> None:
    phone = await joined(village)
    craft = await phone.send("silk")
    firms = await phone.send("12")
    await phone.edit(craft, "raw silk")
    assert phone.last.text == "I changed your answer: raw silk"
    await phone.edit(firms, "15")
    assert (answer(village, "craft").value, answer(village, "firms").value) == ("raw silk", "15")
    await phone.edit(firms, "many")
    assert phone.last.text == "Please write a whole number, such as 12.\nYour earlier answer stays: 15", (
        "what does not fit is said, and nothing is lost"
    )
    await phone.edit(firms, "9000")
    assert phone.last.text == "A number from 1 to 5000, please.\nYour earlier answer stays: 15"
    assert (answer(village, "firms").value, answer(village, "firms").edits) == ("15", 1)
    await phone.edit(firms, "1.500")
    assert phone.last.text == "You mean 1,500?"
    await phone.tap("Yes")
    assert (answer(village, "firms").value, answer(village, "firms").edits) == ("1500", 2)
    assert "How much does one firm earn?" in phone.last.text, "it goes on where it was"
    assert [version.value for version in village.rows(AnswerVersion)] == ["silk", "12", "15"]


async def test_an_edit_days_later_still_corrects(village: Village) -> None:
    phone = await joined(village, HELLO)
    await phone.send("Silk")
    firms = await phone.send("12")
    await village.turn_by(days=40)
    said = len(phone.bubbles)
    await phone.edit(firms, "21")
    assert phone.texts[said:] == ["I changed your answer: 21"]
    assert answer(village, "firms").value == "21"
    await phone.edit(await phone.send("thanks"), "thank you")
    assert answer(village, "firms").value == "21"


async def test_an_old_button_leads_to_the_present_question(village: Village) -> None:
    phone = await joined(village)
    first = phone.last
    skip = next(str(button.data) for row in first.buttons for button in row if button.text == "Skip")
    await phone.send("silk")
    await phone.press(skip, first.message_id)
    assert phone.toasts[-1] == "That was an earlier question. The present one is below."
    assert phone.last.text == "2 of 15\nHow many firms make silk?"
    said = len(phone.bubbles)
    await phone.send("/help")
    await phone.press(skip, first.message_id)
    assert phone.toasts[-1] == "That was an earlier question. Here is the present one."
    assert phone.last.text.endswith("2 of 15\nHow many firms make silk?")
    assert len(phone.bubbles) == said + 2
    assert answer(village, "craft").value == "silk"
    assert sum(bool(bubble.labels) for bubble in phone.bubbles) == 1, "one question has buttons at a time"


async def test_a_double_tap_counts_once(village: Village) -> None:
    phone = await joined(village, ROUNDS)
    for given in ("Market", "3", "no", "A", "B"):
        await phone.send(given)
    asked = phone.last
    data = next(str(button.data) for row in asked.buttons for button in row if button.text == "3")
    await phone.room_phone.tap(asked.message_id, data)
    await phone.press(data, asked.message_id)
    assert answer(village, "price").value == "3"
    assert not village.rows(Answer, Answer.name == "help")
    assert "Firms help each other." in phone.last.text
    assert not village.rows(AnswerVersion)


async def test_forged_and_foreign_buttons_do_nothing(village: Village) -> None:
    phone, other = await joined(village), await joined(village, number=8)
    before = (phone.texts, len(village.rows(Answer)))
    theirs = next(str(button.data) for row in other.last.buttons for button in row if button.text == "Skip")
    for data in (theirs, "activity:xxxxxx:.skip", "activity::.skip", "nonsense", ":::", "x" * 64):
        await phone.press(data, phone.last.message_id)
    assert (phone.texts, len(village.rows(Answer))) == before
    assert "Skip" in other.last.labels
    stranger = village.phone(9)
    await stranger.send("/start")
    await stranger.press(theirs, stranger.last.message_id)
    assert len(village.rows(Answer)) == before[1]


async def test_a_code_that_the_question_never_offered_does_nothing(village: Village) -> None:
    phone = await joined(village)
    token = str(phone.last.buttons[0][0].data).split(":")[1]
    for code in ("=99", "c77", ".keep", ".yes", ".nothing", "done", ""):
        await phone.press(f"activity:{token}:{code}", phone.last.message_id)
    assert not village.rows(Answer, Answer.state == "answered")
    assert "What does your cluster make?" in next(
        bubble.text for bubble in reversed(phone.bubbles) if bubble.labels
    )


async def test_a_voice_message_is_taken_where_the_programme_allows_it(village: Village) -> None:
    phone = await joined(village)
    await phone.photo()
    assert phone.last.text == "Please answer this one in words."
    await phone.voice()
    craft = answer(village, "craft")
    assert (craft.way, craft.value) == ("voice", "")
    assert craft.media_id is not None
    assert "How many firms make" in phone.last.text
    await phone.voice()
    assert phone.last.text == "Please write a whole number, such as 12."
    assert len(village.rows(Media)) == 1, "what was no answer is not kept"


async def test_a_photo_sent_as_a_file_is_asked_for_again(village: Village) -> None:
    phone = await at_work(village)
    await phone.tap("Skip")
    await phone.document(picture(), "map.jpg")
    assert phone.last.text == "Please send a photo, not as a file."
    assert not village.rows(Media)
    await phone.photo("the map")
    photo = answer(village, "photo")
    assert (photo.way, photo.raw) == ("photo", "the map")


async def test_without_consent_no_voice_photo_or_place_is_kept(village: Village) -> None:
    phone = await joined(village, no="c4 c5 c6")
    await phone.voice()
    assert "You have not allowed me to keep this kind of message" in phone.last.text
    assert "/privacy" in phone.last.text
    for given in ("silk", "12", "3", "4", "Laos", "Pakse", "Chain map", "1 2 3", "ok", "7.12.2026", "8:30"):
        await phone.send(given)
    assert "I do not ask for your place here, as you chose." in phone.last.text
    assert "I do not ask for a photo here, as you chose." in phone.last.text
    assert "Say it in one minute.\nYou can answer this one in words." in phone.last.text
    await phone.pin(17.96, 102.61)
    assert "You have not allowed me" in phone.last.text
    await phone.voice()
    assert "You have not allowed me" in phone.last.text
    await phone.send("In words.")
    assert answer(village, "voice").value == "In words."
    assert answer(village, "pin").state == "skipped"
    assert not village.rows(Media)


async def test_a_note_without_a_name_is_kept_apart_and_can_be_taken_back(village: Village) -> None:
    phone = await at_work(village)
    for _ in range(4):
        await phone.tap("Skip")
    assert "Without a name: nobody can find out who wrote it." in phone.last.text
    await phone.send("The market is far.")
    told = phone.bubbles[-2].text
    assert told.startswith("I keep it without your name.")
    [note] = village.rows(AnonymousNote)
    assert (note.value, note.day) == ("The market is far.", dt.date(2026, 11, 30))
    box = answer(village, "box")
    assert (box.state, box.value, box.raw, box.message_id) == ("withheld", "", "", None)
    code = told.partition("/undo ")[2][:8]
    assert not village.rows(Outbox, Outbox.text.contains(code)), "no record holds the code"  # type: ignore[attr-defined]  # a column
    await phone.send(f"/undo {code}")
    assert not village.rows(AnonymousNote)


async def test_a_photo_of_somebody_who_was_not_asked_is_deleted_at_once(village: Village) -> None:
    phone = await at_work(village)
    await phone.tap("Skip")
    await phone.photo()
    assert "Is a person easy to know in it?" in phone.last.text
    [photo] = village.rows(Media)
    stored = village.bot.folder / "data" / "media" / photo.path
    assert stored.is_file()
    await phone.tap("Yes, not asked")
    assert "Thank you for being careful. I deleted the photo." in phone.last.text
    await village.bot.settle()
    [photo] = village.rows(Media)
    assert photo.state == "deleted"
    assert not stored.is_file()
    assert answer(village, "photo").state == "deleted"


async def test_a_corrected_answer_changes_what_is_asked(village: Village) -> None:
    phone = await joined(village, HELLO)
    await phone.send("Silk")
    await phone.send("12")
    await village.turn_to(WORK - dt.timedelta(minutes=45))
    assert phone.last.text.startswith("Good morning\nOpen until 10:00\n\nA new day.")
    await phone.tap("2")
    assert "What made it 2?" in phone.last.text
    await phone.tap("Back")
    await phone.tap("5", phone.last)
    assert phone.last.text.startswith("Thank you, Mya! That was “Good morning”.")
    assert "Next: 09:15." in phone.last.text
    assert answer(village, "mood").value == "5"
    [prompt] = village.rows(Prompt, Prompt.activity == "morning")
    assert (prompt.state, prompt.completed_at) == ("completed", village.clock.now())


async def test_single_words_that_everybody_knows(village: Village) -> None:
    phone = await joined(village)
    await phone.send("Help")
    assert "/today" in phone.last.text
    await phone.send("STOP")
    assert "You can stop at any time" in phone.last.text
    await phone.tap("Stay")
    assert "What does your cluster make?" in phone.last.text
    assert not village.rows(Answer, Answer.state == "answered")
    await phone.send("later")
    assert "OK, later." in phone.last.text


async def test_what_was_not_understood_may_be_mended_by_editing(village: Village) -> None:
    phone = await joined(village)
    craft = await phone.send("silk")
    firms = await phone.send("a dozen")
    assert "Please write a whole number" in phone.last.text
    await phone.edit(firms, "12")
    assert answer(village, "firms").value == "12"
    income = await phone.send("1,500")
    assert phone.last.text == "You mean 1,500?"
    await phone.edit(income, "1500")
    assert (answer(village, "income").value, answer(village, "income").raw) == ("1500", "")
    assert "How much do firms trust each other?" in phone.last.text
    await phone.edit(craft, "tea")
    assert answer(village, "craft").value == "tea"
    assert not village.rows(Answer, Answer.name == "trust")


async def test_signs_that_mark_up_text_stay_as_they_were_written(village: Village) -> None:
    sheets = TYPES | {
        "survey": TYPES["survey"].replace("|Everything|", "|Silk & <rice>|"),
        "choices": TYPES["choices"].replace("|Laos", "|Laos & <co>"),
    }
    phone = await joined(village, sheets, name="Mya <b> & Co")
    assert phone.last.text.startswith("Silk & <rice>\n")
    for given in ("<i>silk & tea</i>", "12", "3", "4"):
        await phone.send(given)
    await phone.tap("Laos & <co>")
    assert phone.bubbles[-2].text.endswith("✓ Laos & <co>")
    assert answer(village, "craft").value == "<i>silk & tea</i>"
    await phone.tap("Later")
    assert phone.last.text == "OK, later. /today brings you back to “Silk & <rice>”."
    await phone.send("/today")
    await phone.tap("▶ Silk & <rice>")
    while "Thank you" not in phone.last.text:
        await phone.tap("OK" if "OK" in phone.last.labels else "Skip", phone.last)
    assert phone.last.text == "Thank you, Mya <b> & Co! That was “Silk & <rice>”."


async def test_a_correction_changes_the_question_that_stands_there(village: Village) -> None:
    phone = await joined(village)
    craft = await phone.send("silk")
    asked = phone.last
    await phone.edit(craft, "tea")
    assert asked.text == "2 of 15\nHow many firms make tea?", "it quotes the answer as it is now"
    assert asked.labels == ["Back", "Later"]
    await phone.send("12")
    assert answer(village, "firms").value == "12"


async def test_a_correction_takes_away_what_need_not_be_asked_any_more(village: Village) -> None:
    phone = await joined(village, HELLO)
    await phone.send("Silk")
    await phone.send("12")
    await village.turn_to(WORK - dt.timedelta(minutes=45))
    mood = await phone.send("2")
    assert "What made it 2?" in phone.last.text
    await phone.edit(mood, "4")
    assert phone.texts[-2:][0] == "I changed your answer: 4"
    assert phone.last.text.startswith("Thank you, Mya! That was “Good morning”.")
    assert not village.rows(Answer, Answer.name == "why")
    assert not any(bubble.labels for bubble in phone.bubbles)


async def test_an_old_button_after_a_pause_leads_back(village: Village) -> None:
    phone = await joined(village)
    asked = phone.last
    skip = next(str(button.data) for row in asked.buttons for button in row if button.text == "Skip")
    await phone.send("/pause 1d")
    for _ in range(2):
        await phone.press(skip, asked.message_id)
        assert phone.last.text == "I am quiet now, as you wished. /resume wakes me."
        await phone.send("silk")
    await village.turn_by(days=2)
    await phone.press(skip, asked.message_id)
    assert phone.last.text.endswith("1 of 15\nWhat does your cluster make?\nFor example: silk")
    assert not village.rows(Answer, Answer.name == "craft")
