"""What the clock brings: activities at their time, reminders, closing, two at once, breaks of all kinds."""

from __future__ import annotations

import datetime as dt

from bot.actions import scheduling
from bot.actions.tx import Tx
from storage.tables import Answer, Consent, Enrolment, Outbox, Prompt, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import TIMES


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    """An instant of 2026 by the clock of Bangkok."""
    zone = dt.timezone(dt.timedelta(hours=7))
    return dt.datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(dt.UTC)


async def joined(village: Village, number: int = 7, role: str = "trainee", **how: str) -> Phone:
    links = await village.workshop(TIMES)
    phone = village.phone(number)
    await join(phone, links[role], **how)
    return phone


def prompt(village: Village, activity: str) -> Prompt:
    [found] = village.rows(Prompt, Prompt.activity == activity)
    assert isinstance(found, Prompt)
    return found


def came(phone: Phone, words: str) -> int:
    """How often words came."""
    return sum(words in text for text in phone.texts)


async def test_the_course_runs_on_the_clock_of_the_venue(village: Village) -> None:
    phone = await joined(village, country="Myanmar (Burma)")
    await village.turn_to(at(30, 8, 29))
    assert not came(phone, "How are you?")
    await village.turn_to(at(30, 8, 30))
    assert phone.last.text.startswith("Good morning\nOpen until 10:00 (Bangkok)"), (
        "Yangon is half an hour off"
    )
    await phone.send("/today")
    assert "Later today" in phone.last.text
    assert "09:00 (Bangkok) · Work together" in phone.last.text
    morning = prompt(village, "morning")
    assert (morning.sent_at, morning.utc_offset) == (at(30, 8, 30), 420)


async def test_what_is_on_ones_own_clock_comes_by_it(village: Village) -> None:
    links = await village.workshop(TIMES)
    thai, burmese, german = village.phone(7), village.phone(8), village.phone(9)
    await join(thai, links["trainee"])
    await join(burmese, links["trainee"], country="Myanmar (Burma)")
    await join(german, links["trainee"], until="country")
    await german.tap("Another country")
    await german.send("Berlin")
    await german.tap("Yes")
    await german.tap("Start")
    await german.tap("Yes, I am 18 or older")
    for _ in range(6):
        await german.tap("Yes", german.last)
    evenings = village.rows(Prompt, Prompt.activity == "evening")
    assert [row.due_at for row in evenings] == [
        dt.datetime(2026, 11, 29, 13, 0, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 29, 13, 30, tzinfo=dt.UTC),
        dt.datetime(2026, 11, 29, 19, 0, tzinfo=dt.UTC),
    ]
    assert [row.utc_offset for row in evenings] == [420, 390, 60]
    await village.turn_to(at(29, 20, 29))
    assert (came(thai, "What was good today?"), came(burmese, "What was good today?")) == (1, 0)
    await village.turn_to(at(29, 20, 30))
    assert came(burmese, "What was good today?") == 1
    assert "Open until Monday, 30 November, 07:30\n" in burmese.last.text


async def test_a_clock_change_moves_nothing_on_the_wall(village: Village) -> None:
    """In Berlin summer time begins on the day before the first day of this workshop."""
    links = await village.workshop(TIMES, first_day=dt.date(2027, 3, 29))
    phone = village.phone(9)
    await join(phone, links["leader"], until="country")
    await phone.tap("Another country")
    await phone.send("Berlin")
    await phone.tap("Yes")
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    for _ in range(6):
        await phone.tap("Yes", phone.last)
    evening = prompt(village, "evening")
    assert evening.due_at == dt.datetime(2027, 3, 28, 18, 0, tzinfo=dt.UTC), "20:00 in Berlin, summer time"
    assert (evening.utc_offset, evening.expires_at) == (120, dt.datetime(2027, 3, 29, 5, 30, tzinfo=dt.UTC))
    assert prompt(village, "month").due_at == dt.datetime(2027, 4, 30, 16, 0, tzinfo=dt.UTC)


async def test_reminders_come_silently_and_only_to_who_is_silent(village: Village) -> None:
    links = await village.workshop(TIMES)
    silent, quick = village.phone(7), village.phone(8)
    await join(silent, links["trainee"])
    await join(quick, links["trainee"], name="Noy")
    await village.turn_to(at(30, 8, 31))
    await quick.tap("4", quick.last)
    await village.turn_to(at(30, 8, 54))
    assert not came(silent, "“Good morning” is open until")
    await village.turn_to(at(30, 8, 55))
    assert silent.last.text.startswith(
        "A small reminder, Mya. “Good morning” is open until 10:00. You can also skip it."
    )
    assert "How are you?" in silent.last.text
    assert silent.last.silent
    assert not next(bubble for bubble in silent.bubbles if "How are you?" in bubble.text).silent
    assert sum(bool(bubble.labels) for bubble in silent.bubbles) == 1, "the first question lost its buttons"
    assert not came(quick, "“Good morning” is open until")
    await village.turn_to(at(30, 9, 30))
    assert came(silent, "“Good morning” is open until") == 1


async def test_nothing_begins_in_quiet_hours(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(29, 20, 0))
    assert "What was good today?" in phone.last.text
    said = len(phone.bubbles)
    await village.turn_to(at(30, 6, 59))
    assert len(phone.bubbles) == said, "the reminders of 21:00, 21:30 and 06:00 wait"
    await village.turn_to(at(30, 7, 0))
    assert phone.last.text.startswith("A small reminder, Mya.")
    assert came(phone, "A small reminder") == 1, "and come as one"
    assert phone.last.silent


async def test_who_joins_at_night_is_answered_and_then_left_to_sleep(village: Village) -> None:
    links = await village.workshop(TIMES)
    await village.turn_to(at(29, 22, 0))
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "What was good today?" in phone.last.text, "what is open answers the person's own act"
    said = len(phone.bubbles)
    await village.turn_to(at(30, 6, 59))
    assert len(phone.bubbles) == said
    await village.turn_to(at(30, 7, 0))
    assert phone.last.text.startswith("A small reminder, Mya.")


async def test_the_daily_cap_holds_what_is_too_much(village: Village) -> None:
    sheets = TIMES | {"settings": TIMES["settings"].replace("|12", "|2")}
    links = await village.workshop(sheets)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await village.turn_to(at(30, 20, 59))
    begun = [
        row
        for row in village.rows(Outbox, Outbox.kind == "text")
        if row.priority == 1 and row.created_at >= at(30, 0)
    ]
    assert len(begun) == 2
    assert not came(phone, "A small reminder"), "activities come before reminders"
    assert prompt(village, "urgent").state == "missed"
    assert prompt(village, "urgent").reason == "daily cap"


async def test_what_nobody_began_is_closed_without_a_word(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 7, 31))
    evening = prompt(village, "evening")
    assert (evening.state, evening.closed_at, evening.next_reminder_at) == ("expired", at(30, 7, 30), None)
    closed = [bubble for bubble in phone.bubbles if "What was good today?" in bubble.text]
    assert closed[-1].text.endswith("(closed)")
    assert not any(bubble.labels for bubble in phone.bubbles)


async def test_a_late_answer_is_kept_only_with_a_yes(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 7, 40))
    await phone.send("The silk was dry.")
    assert phone.last.text == (
        "Thank you. “Before you sleep” is closed, but your facilitator can read your answer. Is that OK?\n"
        "The silk was dry."
    )
    assert not village.rows(Answer)
    await phone.tap("No")
    assert phone.last.text == "OK, I did not keep it."
    assert not village.rows(Answer)
    number = await phone.send("The silk is dry now.")
    await phone.send("yes")
    assert phone.last.text == (
        "Thank you! The group is already one step further, but your facilitator reads it."
    )
    [answer] = village.rows(Answer)
    assert (answer.value, answer.late, answer.way) == ("The silk is dry now.", True, "text")
    assert (answer.asked_at, answer.answered_at) == (at(29, 20, 0), at(30, 7, 40))
    await phone.edit(number, "The silk is dry.")
    assert village.rows(Answer)[0].value == "The silk is dry."
    await phone.send("And one thing more")
    assert "Nothing is open now" in phone.last.text


async def test_a_mood_is_not_asked_for_afterwards(village: Village) -> None:
    later = TIMES["schedule"].replace("workshop_start|0|days|09", "workshop_start|0|days|11")
    links = await village.workshop(TIMES | {"schedule": later.replace("09:50", "11:50")})
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await village.turn_to(at(30, 10, 5))
    assert prompt(village, "morning").state == "expired"
    await phone.send("5")
    assert "Nothing is open now" in phone.last.text
    assert not village.rows(Answer)


async def test_what_was_begun_may_be_finished_after_its_time(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 31))
    await phone.tap("4", phone.last)
    await phone.tap("Later")
    await village.turn_to(at(30, 13, 0))
    assert prompt(village, "morning").state == "opened"
    await phone.send("/today")
    assert "Good morning · you can still finish it" in phone.last.text
    await phone.tap("▶ Good morning")
    assert "Open until" not in phone.last.text
    await phone.send("Rain")
    [mood, wish] = village.rows(Answer, Answer.activity == "morning")
    assert (mood.late, wish.late) == (False, True)
    assert prompt(village, "morning").state == "completed"


async def test_a_second_activity_waits_for_the_first(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 58))
    await phone.tap("4", phone.last)
    await village.turn_to(at(30, 9, 1))
    assert "What do you wish for today?" in phone.last.text, "nothing comes between"
    await phone.send("Rain")
    assert "One idea, please." in phone.last.text
    assert came(phone, "Thank you, Mya! That was “Good morning”.") == 1


async def test_a_second_activity_comes_by_itself_when_the_first_is_left(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 58))
    await phone.tap("4", phone.last)
    await village.turn_to(at(30, 9, 12))
    assert not came(phone, "One idea, please.")
    await village.turn_to(at(30, 9, 13))
    assert "One idea, please." in phone.last.text
    await phone.send("Dry together")
    await phone.send("It saves time")
    assert phone.last.labels == ["▶ Good morning"], "what was left open is offered"
    await phone.tap("▶ Good morning")
    assert "What do you wish for today?" in phone.last.text


async def test_an_urgent_activity_interrupts_and_an_extra_one_is_skipped(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 31))
    await phone.tap("4", phone.last)
    await phone.send("Rain")
    await village.turn_to(at(30, 9, 9))
    await phone.send("Dry together")
    await village.turn_to(at(30, 9, 10))
    assert "Why this one?" in phone.last.text
    assert (prompt(village, "extra").state, prompt(village, "extra").reason) == (
        "cancelled",
        "another activity was open",
    )
    await village.turn_to(at(30, 9, 20))
    assert "What do you see?" in phone.last.text
    why = next(bubble for bubble in phone.bubbles if "Why this one?" in bubble.text)
    assert not why.labels, "one question has buttons at a time"
    await phone.send("A bird")
    await phone.tap("▶ Work together")
    await phone.send("It saves time")
    assert prompt(village, "work").state == "completed"


async def test_leaders_are_followed_up_only_after_a_yes(village: Village) -> None:
    links = await village.workshop(TIMES)
    willing, unwilling = village.phone(7), village.phone(8)
    await join(willing, links["leader"])
    await join(unwilling, links["leader"])
    await village.turn_to(at(1, 18, 0, month=12))
    await willing.tap("Yes", willing.last)
    await unwilling.tap("No", unwilling.last)
    await village.turn_to(at(2, 18, 0, month=12) + dt.timedelta(days=30))
    assert came(willing, "How many firms did you speak with?") == 1
    assert came(unwilling, "How many firms did you speak with?") == 0
    yes, no = village.rows(Consent, Consent.layer == "c7")
    assert (yes.granted, yes.way, yes.text_version, yes.language) == (True, "programme", "times 1", "en")
    assert (no.granted, no.text) == (False, "May I write to you after the course?")
    sent, dropped = village.rows(Prompt, Prompt.activity == "month")
    assert (sent.state, sent.sent_at) == ("sent", dt.datetime(2027, 1, 1, 11, 0, tzinfo=dt.UTC))
    assert (dropped.state, dropped.reason) == ("cancelled", "no consent")
    await willing.send("3")
    assert "Thank you, Mya!" in willing.last.text
    await village.turn_by(days=10)
    assert not any("A small reminder" in text for text in willing.texts[-3:])


async def test_a_moved_first_day_moves_what_is_to_come(village: Village) -> None:
    phone = await joined(village, role="leader")
    await village.turn_to(at(29, 20, 1))
    assert prompt(village, "evening").state == "sent"

    def move(tx: Tx) -> None:
        workshop = tx.session.get_one(Workshop, 1)
        workshop.first_day += dt.timedelta(days=7)
        workshop.last_day += dt.timedelta(days=7)
        scheduling.plan_workshop(tx, workshop)

    village.bot.do(move)
    assert prompt(village, "evening").due_at == at(29, 20, 0), "what was sent stays"
    assert prompt(village, "morning").due_at == at(7, 8, 30, month=12)
    assert prompt(village, "month").due_at == dt.datetime(2027, 1, 8, 11, 0, tzinfo=dt.UTC)
    await village.turn_to(at(6, 12, 0, month=12))
    assert not came(phone, "How are you?")
    await village.turn_to(at(7, 8, 30, month=12))
    assert came(phone, "How are you?") == 1


async def test_what_fell_due_while_the_bot_was_off(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 0))
    await village.bot.stop_bot()
    village.clock.turn_to(at(30, 10, 30))
    await village.bot.start_bot()
    await village.bot.settle()
    states = {row.activity: (row.state, row.reason) for row in village.rows(Prompt)}
    assert states["morning"] == ("missed", "closed before it could be sent")
    assert states["work"][0] == "sent"
    assert "One idea, please." in " ".join(phone.texts)
    assert not came(phone, "How are you?")


async def test_who_blocks_the_bot_is_left_alone_and_who_comes_back_goes_on(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(30, 8, 31))
    await phone.tap("4", phone.last)
    await phone.block()
    tried = len(village.bot.calls("sendMessage"))
    await village.turn_to(at(30, 9, 30))
    assert len(village.bot.calls("sendMessage")) == tried, "nothing is even tried"
    assert prompt(village, "work").state == "scheduled"
    await village.turn_to(at(30, 10, 30))
    assert (prompt(village, "urgent").state, prompt(village, "urgent").reason) == ("missed", "unreachable")
    await phone.unblock()
    assert "One idea, please." in phone.last.text
    await phone.send("Dry together")
    [idea] = village.rows(Answer, Answer.name == "idea")
    assert idea.value == "Dry together"


async def test_a_pause_holds_everything_and_ends_by_itself(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(29, 10, 0))
    await phone.send("/pause 24h")
    said = len(phone.bubbles)
    await village.turn_to(at(30, 9, 59))
    assert len(phone.bubbles) == said
    assert (prompt(village, "evening").state, prompt(village, "evening").reason) == ("missed", "paused")
    await village.turn_to(at(30, 10, 1))
    assert "One idea, please." in " ".join(phone.texts[said:])


async def test_progress_counts_by_day(village: Village) -> None:
    phone = await joined(village)
    await village.turn_to(at(29, 20, 0))
    await phone.send("The silk.")
    await village.turn_to(at(30, 8, 30))
    await phone.send("/progress")
    assert "Your way so far, Mya" in phone.last.text
    assert "▓▓▓▓▓▓▓▓▓▓ Before the course · 1 of 1\n░░░░░░░░░░ Day 1 · 0 of 4" in phone.last.text
    assert "You gave 1 answer." in phone.last.text


async def test_somebody_in_two_workshops_answers_each_in_its_own(village: Village) -> None:
    first, second = await village.workshop(TIMES), await village.workshop(TIMES)
    phone = village.phone(7)
    await join(phone, first["trainee"])
    await phone.send(f"/start {second['trainee']}")
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    for _ in range(6):
        await phone.tap("Yes", phone.last)
    await village.turn_to(at(29, 20, 0))
    await phone.send("The silk.")
    assert "What was good today?" in phone.last.text, "the second one waited for the first"
    await phone.send("The tea.")
    mine = {row.id: row.workshop_id for row in village.rows(Enrolment, Enrolment.role == "trainee")}
    given = {mine[answer.enrolment_id]: answer.value for answer in village.rows(Answer)}
    assert sorted(given.values()) == ["The silk.", "The tea."]
    assert len(given) == 2
    assert not any(bubble.labels for bubble in phone.bubbles)
