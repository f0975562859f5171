"""Help asked for, reports and safety: who hears of it, what they see, and what nobody else ever sees."""

from __future__ import annotations

import datetime as dt

from storage.tables import Answer, Contribution, Enrolment, Need, NeedOpening, Outbox, Person, ThreadMessage
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO

SENTENCE = (
    "Thank you for telling me. I am a machine. {name} will contact you by the way you choose. "
    "If you are in danger now, please call people you trust or the local emergency number."
)


async def inside(village: Village, number: int, code: str, name: str) -> Phone:
    """Somebody who does not take part: a facilitator or a researcher."""
    phone = village.phone(number)
    await phone.send(f"/start {code}")
    await phone.tap("English")
    await phone.send(name)
    await phone.tap("Yes")
    await phone.tap("Thailand")
    return phone


async def people(village: Village) -> tuple[Phone, Phone, Phone, Phone]:
    """The lead, another facilitator, a researcher who is the contact outside, and a trainee."""
    links = await village.workshop(HELLO)
    boss = village.boss()
    other = await inside(village, 20, links["facilitator"], "Lin")
    second = await inside(village, 21, links["researcher"], "Ann")
    await boss.send("/help")
    trainee = village.phone(10)
    await join(trainee, links["trainee"], name="Mya")
    return boss, other, second, trainee


async def name_second(boss: Phone, name: str = "Ann") -> None:
    await boss.send("/needs")
    await boss.tap("Lead, contact, morning message")
    await boss.tap("Who is the contact?")
    await boss.tap(name)


async def test_a_tap_asks_for_help_and_every_facilitator_hears_of_it(village: Village) -> None:
    boss, other, _second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("I am stuck")
    assert "Your facilitators hear of it now." in trainee.texts[-2]
    assert boss.last.text == other.last.text == "Somebody asks for help. /needs shows it."
    await trainee.send("I do not know what a cluster is")
    await trainee.tap("Done")
    assert "what is your cluster?" in trainee.last.text, "the open question comes back"
    await other.send("/needs")
    assert "🙋 Mya is stuck · by Tuesday, 1 December" in other.last.text
    assert "cluster is" not in other.last.text, "the list holds no words of the person"
    await other.tap("1")
    assert "I do not know what a cluster is" in other.last.text
    await boss.send("/needs")
    assert "seen by Lin" in boss.last.text
    [need] = village.rows(Need)
    assert (need.level, need.kind, need.seen_by) == (2, "stuck", village.rows(NeedOpening)[0].person_id)


async def test_a_question_that_is_open_for_long_has_a_button_for_problems(village: Village) -> None:
    boss, _other, _second, trainee = await people(village)
    await trainee.send("Weavers")
    assert "Problem?" not in trainee.last.labels
    await village.turn_by(minutes=31)
    await trainee.send("/today")
    await trainee.tap("▶ Hello")
    await trainee.tap("Problem?")
    await trainee.tap("Please call me")
    await trainee.tap("Done")
    assert "How many firms are in Weavers?" in trainee.last.text
    await boss.send("/needs")
    assert "Mya asks for a call in “Hello”" in boss.last.text


async def test_closing_with_a_note_stands_in_the_log_and_can_be_taken_back(village: Village) -> None:
    boss, _other, _second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("Please call me")
    await boss.send("/needs")
    await boss.tap("1")
    await boss.tap("Done, with a note")
    await boss.send("We spoke on the phone.")
    assert "Nothing. Everybody is looked after." in boss.last.text
    [need] = village.rows(Need)
    assert need.note == "We spoke on the phone."
    await boss.send("/log")
    assert "Looked after what Mya needed" in boss.last.text
    assert "spoke" not in boss.last.text
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    await boss.send("/needs")
    assert "Mya asks for a call" in boss.last.text


async def test_something_wrong_goes_to_the_lead_and_the_contact_and_hides_what_was_shared(
    village: Village,
) -> None:
    boss, other, second, trainee = await people(village)
    await name_second(boss)
    assert "You are now the contact outside the team" in second.last.text
    await trainee.send("/wisdom")
    await trainee.send("A bamboo alone breaks, a bundle does not.")
    for label in ("The group", "Without a name"):
        if label in trainee.last.labels:
            await trainee.tap(label)
    [item] = village.rows(Contribution)
    village.bot.do(lambda tx: setattr(tx.session.get(Contribution, item.id), "visibility", "group"))
    await trainee.send("/problem")
    await trainee.tap("Something is wrong")
    await trainee.send("My words were printed with my name.")
    assert village.rows(Contribution)[0].state == "hidden"
    assert boss.last.text == second.last.text == "❗ A report waits for you. /needs shows it."
    assert not any("report" in text for text in other.texts), "another facilitator hears nothing"
    await other.send("/needs")
    assert "Nothing. Everybody is looked after." in other.last.text
    await second.send("/needs")
    assert "Mya says that something is wrong" in second.last.text
    await second.tap("1")
    assert "printed with my name" in second.last.text
    await second.tap("Done")
    assert village.rows(Contribution)[0].state == "kept", "shown again once it is settled"
    await other.send("/log")
    assert "Mya" not in other.last.text, "who reads the log does not learn of a report"


async def test_safety_stops_everything_says_the_sentence_and_calls_the_lead_without_a_word_of_it(
    village: Village,
) -> None:
    boss, other, second, trainee = await people(village)
    await name_second(boss)
    heard = len(boss.texts), len(other.texts), len(second.texts)
    await trainee.send("/problem")
    await trainee.tap("I am not safe")
    assert SENTENCE.format(name="Ploy") in trainee.texts
    assert len(boss.texts) == heard[0], "for a minute the person can still choose somebody else"
    await trainee.tap("Call me")
    assert boss.last.text == "‼️ Somebody needs you today. /needs shows it to you alone."
    await trainee.send("My uncle waits at the gate.")
    await trainee.tap("Done")
    assert "/resume" in trainee.last.text
    shown = len(trainee.bubbles)
    await village.turn_by(days=6)
    assert len(trainee.bubbles) == shown, "no question, no reminder"
    assert (len(other.texts), len(second.texts)) == heard[1:]
    await other.send("/needs")
    assert "Mya" not in other.last.text
    await boss.send("/needs")
    assert "‼️ Mya is not safe · late since Friday, 27 November" in boss.last.text
    assert "gate" not in boss.last.text
    await boss.tap("1")
    assert "My uncle waits at the gate." in boss.last.text
    assert "The wish: Call me" in boss.last.text
    [need] = village.rows(Need)
    assert need.due_at == dt.datetime(2026, 11, 27, 17, tzinfo=dt.UTC), "the end of the same day in Bangkok"
    kept = [row.text for row in village.rows(Outbox)]
    assert not any("gate" in text for text in kept), "no record keeps the words, the need aside"
    assert not any("gate" in row.value for row in village.rows(Answer))
    await trainee.send("/privacy")
    assert "Read by Ploy" in trainee.last.text


async def test_the_reader_and_the_person_write_to_each_other_alone(village: Village) -> None:
    boss, other, second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("I am not safe")
    await trainee.tap("Write to me here")
    await trainee.tap("Done")
    heard = len(other.texts), len(second.texts)
    await boss.send("/needs")
    await boss.tap("1")
    await boss.tap("Write to this person")
    await boss.send("Where can I find you?")
    assert "Ploy writes to you alone:" in trainee.last.text
    assert "Where can I find you?" in trainee.last.text
    await boss.tap("Done")
    await trainee.tap("Answer Ploy")
    await trainee.send("At my aunt's house.")
    assert boss.last.text.startswith("‼️ Somebody needs you today.")
    await boss.send("/needs")
    await boss.tap("1")
    assert "At my aunt's house." in boss.last.text
    assert (len(other.texts), len(second.texts)) == heard
    kept = " ".join(row.text for row in village.rows(Outbox))
    assert "aunt" not in kept
    assert "find you" not in kept
    forged = next(str(button.data) for bubble in trainee.bubbles for row in bubble.buttons for button in row)
    await second.press(forged, 1)
    assert len(second.texts) == heard[1]


async def test_the_lead_is_called_after_a_minute_when_nothing_more_is_tapped(village: Village) -> None:
    boss, _other, _second, trainee = await people(village)
    await village.turn_by(hours=6)  # 23:00: quiet hours do not count
    await trainee.send("/problem")
    await trainee.tap("I am not safe")
    assert "needs you today" not in boss.last.text
    await village.turn_by(minutes=1)
    assert boss.last.text.startswith("‼️ Somebody needs you today.")
    assert "Not Ploy, please" not in trainee.last.labels, "there is nobody else"


async def test_not_with_the_lead(village: Village) -> None:
    boss, _other, second, trainee = await people(village)
    await name_second(boss)
    heard = len(boss.texts)
    await trainee.send("/problem")
    await trainee.tap("I am not safe")
    await trainee.tap("Not Ploy, please")
    assert "OK. Ann reads it" in trainee.texts[-2]
    await trainee.tap("Write to me here")
    await village.turn_by(hours=1)
    assert len(boss.texts) == heard, "the lead never hears of it"
    assert second.last.text.startswith("‼️ Somebody needs you today.")
    await boss.send("/needs")
    assert "Nothing. Everybody is looked after." in boss.last.text
    await second.send("/needs")
    assert "Mya is not safe" in second.last.text


async def test_a_report_about_a_facilitator_never_reaches_a_facilitator(village: Village) -> None:
    boss, other, second, trainee = await people(village)
    await name_second(boss)
    heard = len(boss.texts), len(other.texts)
    await trainee.send("/problem")
    await trainee.tap("It is about a facilitator")
    await trainee.tap("Lin")
    await trainee.send("Lin shouts at us.")
    await trainee.tap("Done")
    assert (len(boss.texts), len(other.texts)) == heard
    for phone in (boss, other):
        await phone.send("/needs")
        assert "Nothing." in phone.last.text
    await second.send("/needs")
    await second.tap("1")
    assert "Lin shouts at us." in second.last.text


async def test_a_report_waits_unread_when_there_is_no_contact_outside(village: Village) -> None:
    boss, other, second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("It is about a facilitator")
    await trainee.tap("I do not want to say")
    assert "nobody reads it now" in trainee.texts[-2]
    for phone in (boss, other):
        await phone.send("/needs")
        assert "Nothing." in phone.last.text
    await boss.send("/needs")
    await boss.tap("Lead, contact, morning message")
    await boss.tap("Who is the contact?")
    assert "Lin" not in boss.last.labels, "a facilitator of the workshop is not outside"
    assert "Mya" not in boss.last.labels
    await boss.tap("Ann")
    await second.send("/needs")
    assert "reports something about a facilitator" in second.last.text


async def test_wrong_roles_and_forged_buttons_open_nothing(village: Village) -> None:
    boss, other, second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("I am not safe")
    await trainee.tap("Wait until I write")
    [need] = village.rows(Need)
    await other.send("/needs")
    token = str(other.last.buttons[0][0].data).split(":")[1]
    for code in (f"open-{need.id}", "open-999", "open-x", "done", "note", "do-write", "undo-1", "settings-1"):
        await other.press(f"needs:{token}:{code}", other.last.message_id)
        assert "not safe" not in "\n".join(other.texts)
        await other.send("/needs")
        token = str(other.last.buttons[0][0].data).split(":")[1]
    assert not village.rows(NeedOpening)
    await second.send("/needs")
    assert second.last.text == "Only facilitators can do this."
    await trainee.send("/needs")
    assert "Only facilitators can do this." in trainee.last.text
    await other.send("/needs")
    await other.tap("Lead, contact, morning message")
    token = str(other.last.buttons[0][0].data).split(":")[1]
    [mya] = [row for row in village.rows(Person) if row.call_name == "Mya"]
    await other.press(f"need_settings:{token}:lead-{mya.id}", other.last.message_id)
    assert "This person cannot be it." in other.toasts
    assert boss.last.text.startswith("‼️")


async def test_leaving_empties_what_was_reported(village: Village) -> None:
    boss, _other, _second, trainee = await people(village)
    await trainee.send("/problem")
    await trainee.tap("Please call me")
    await trainee.send("My number is 012 345.")
    await trainee.tap("Done")
    await boss.send("/needs")
    await boss.tap("1")
    await trainee.send("/withdraw")
    await trainee.tap("Stop, delete all")
    await trainee.tap("Yes, delete all")
    assert village.rows(Need) == []
    assert village.rows(NeedOpening) == []
    assert [row.state for row in village.rows(Enrolment) if row.role == "trainee"] == ["withdrawn"]


async def test_words_of_danger_to_the_facilitators_are_a_report_of_safety_and_reach_nobody_else(
    village: Village,
) -> None:
    boss, other, _second, trainee = await people(village)
    heard = len(boss.texts), len(other.texts)
    await trainee.send("/ask The <police> took my brother")
    assert SENTENCE.format(name="Ploy") in trainee.texts
    await trainee.tap("Write to me here")
    assert (boss.last.text, len(boss.texts)) == (
        "‼️ Somebody needs you today. /needs shows it to you alone.",
        heard[0] + 1,
    )
    assert len(other.texts) == heard[1]
    await boss.send("/needs")
    await boss.tap("1")
    assert "The <police> took my brother" in boss.last.text
    assert village.rows(ThreadMessage) == []
    assert not any("brother" in row.text for row in village.rows(Outbox))
    [need] = village.rows(Need)
    assert (need.level, need.kind) == (4, "unsafe")
