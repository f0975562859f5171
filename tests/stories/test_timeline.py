"""A facilitator changes what comes when, from the phone: previewed, done, seen on the phones, taken back."""

from __future__ import annotations

import datetime as dt

from bot.actions.tx import Tx
from storage.tables import Act, Cluster, Enrolment, Outbox, Person, Prompt, TimelineChange, Workshop
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import TIMES


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> dt.datetime:
    """An instant of 2026 by the clock of Bangkok."""
    zone = dt.timezone(dt.timedelta(hours=7))
    return dt.datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(dt.UTC)


class Course:
    """A workshop, its facilitator, and some people of it."""

    def __init__(self, village: Village, links: dict[str, str]) -> None:
        self.village, self.links, self.boss = village, links, village.boss()

    async def join(self, number: int, role: str = "trainee", **how: str) -> Phone:
        phone = self.village.phone(number)
        await join(phone, self.links[role], name=f"Person {number}", **how)
        return phone

    def prompts(self, activity: str) -> list[Prompt]:
        return self.village.rows(Prompt, Prompt.activity == activity)

    def prompt(self, activity: str) -> Prompt:
        [found] = self.prompts(activity)
        return found

    def cluster(self, name: str, *phones: Phone) -> None:
        """Put people into a cluster, as another part of Sala does."""
        accounts = [phone.number for phone in phones]
        people = [row for row in self.village.rows(Person) if row.telegram_id in accounts]

        def make(tx: Tx) -> None:
            cluster = Cluster(workshop_id=1, name=name, created_at=tx.now)
            tx.session.add(cluster)
            tx.session.flush()
            for person in people:
                tx.session.get_one(Enrolment, person.enrolment_id).cluster_id = cluster.id

        self.village.bot.do(make)

    async def open(self, label: str, page: str = "Day 1 ›") -> None:
        """Open an activity on the timeline, from the days before the course on."""
        await self.boss.send("/timeline")
        if label not in self.boss.last.text:
            await self.boss.tap(page)
        await self.do(label)

    async def do(self, *labels: str) -> None:
        await tap(self.boss, *labels)


async def tap(boss: Phone, *labels: str) -> None:
    """Tap buttons of the newest message; an activity that stands in the text by its number."""
    for label in labels:
        line = next((line for line in boss.last.text.splitlines() if f". {label}" in line), label)
        await boss.tap(label if label in boss.last.labels else line.partition(".")[0], boss.last)


async def course(village: Village, people: int = 1, **how: str) -> Course:
    found = Course(village, await village.workshop(TIMES))
    for number in range(people):
        await found.join(7 + number, **how)
    return found


def came(phone: Phone, words: str) -> int:
    return sum(words in text for text in phone.texts)


async def test_the_days_with_their_activities_and_states(village: Village) -> None:
    here = await course(village)
    await here.boss.send("/timeline")
    assert here.boss.last.text == (
        "Khon Kaen\nBefore the course\nSunday, 29 November\n1. 20:00 ◷ Before you sleep · planned\n\n"
        "Clock: Bangkok\n◷ comes at this time on each person's own clock"
    )
    await village.turn_to(at(30, 9, 15))
    await here.boss.send("/timeline")
    assert here.boss.last.text == (
        "Khon Kaen\nDay 1 · Monday, 30 November\n"
        "1. 08:30 Good morning · open\n2. 09:00 Work together · open\n"
        "3. 09:10 One more thing · open\n4. 09:20 Look up · planned\n\nClock: Bangkok"
    ), "today's page"
    await village.turn_to(at(30, 10, 1))
    await here.boss.send("/timeline")
    assert "08:30 Good morning · closed" in here.boss.last.text
    await here.boss.tap("Day 2 ›")
    assert "Day 2 · Tuesday, 1 December" in here.boss.last.text
    await here.boss.tap("After the course ›")
    assert "Saturday" not in here.boss.last.text
    assert "18:00 ◷ One month later · planned" in here.boss.last.text
    await here.boss.tap("‹ Day 2")
    await here.boss.tap("‹ Day 1")
    await here.boss.tap("Close")
    assert not here.boss.last.labels


async def test_an_activity_gets_another_time_in_three_taps_and_it_is_taken_back(village: Village) -> None:
    here = await course(village, 2)
    await here.open("08:30 Good morning")
    assert here.boss.last.text == (
        "Good morning · planned\nFrom: Monday, 30 November, 08:30\nUntil: Monday, 30 November, 10:00\n"
        "2 people wait for it\nFor: everybody"
    )
    await here.do("Another day or time", "Wednesday, 2 December")
    await here.boss.send("2 pm")
    assert here.boss.last.text == (
        "“Good morning”: 2 days later, at 14:00\n2 people, next: Wednesday, 2 December, 14:00"
    )
    assert [row.due_at for row in here.prompts("morning")] == [at(30, 8, 30)] * 2, "only a preview"
    assert not village.rows(TimelineChange)
    await here.do("Yes, do it")
    assert [row.due_at for row in here.prompts("morning")] == [at(2, 14, month=12)] * 2
    assert here.prompts("morning")[0].expires_at == at(3, 10, month=12)
    late = await here.join(20)
    assert [row.due_at for row in here.prompts("morning")] == [at(2, 14, month=12)] * 3, "also a joiner's"
    await here.do("Undo")
    assert "Taken back." in here.boss.texts[-2]
    assert [row.due_at for row in here.prompts("morning")] == [at(30, 8, 30)] * 3
    await village.turn_to(at(30, 8, 31))
    assert came(late, "How are you?") == 1
    [act] = village.rows(Act, Act.kind == "timeline_changed")
    assert act.undone_at is not None


async def test_a_moved_activity_comes_at_its_new_time_and_once(village: Village) -> None:
    here = await course(village)
    await here.open("08:30 Good morning")
    await here.do("Another day or time")
    await here.boss.send("11:00")
    await here.do("Yes, do it")
    await village.turn_to(at(30, 10, 59))
    assert not came(village.phone(7), "How are you?")
    await village.turn_to(at(30, 11, 0))
    assert came(village.phone(7), "How are you?") == 1
    await here.boss.send("/log")
    assert "“Good morning”: on its day, at 11:00 (Ploy" in here.boss.last.text
    await here.boss.tap("Take back 1")
    await here.boss.tap("Yes, take it back")
    assert here.prompt("morning").state == "sent", "what was sent stays"


async def test_a_doubtful_or_unreadable_time_is_asked_back(village: Village) -> None:
    here = await course(village)
    await here.open("09:00 Work together")
    await here.do("Another day or time")
    await here.boss.send("soon")
    assert "I cannot read this." in here.boss.texts[-2]
    await here.boss.send("3")
    assert here.boss.last.text == "Which time do you mean?"
    await here.do("15:00")
    assert here.boss.last.text.endswith("next: Monday, 30 November, 15:00")
    await here.boss.send("yes please")
    assert here.boss.texts[-2] == "Please tap one of the buttons."
    await here.do("Cancel")
    assert not village.rows(TimelineChange)


async def test_the_past_is_no_place_to_move_to(village: Village) -> None:
    here = await course(village)
    await village.turn_to(at(30, 8, 0))
    await here.open("08:30 Good morning")
    await here.do("Another day or time")
    await here.boss.send("7:30")
    assert here.boss.last.text == "That is over already. Please choose a later time."
    await here.boss.send("29.11.2026")
    assert here.boss.last.text == "That is over already. Please choose a later time."
    assert not village.rows(TimelineChange)


async def test_what_was_sent_or_answered_is_not_moved_and_that_is_said(village: Village) -> None:
    here = await course(village, 2)
    await village.turn_to(at(30, 8, 31))
    await here.boss.send("/timeline")
    await here.boss.tap("Move the first day")
    await here.boss.tap("Monday, 7 December")
    assert here.boss.last.text == (
        "First day: Monday, 7 December\n2 people, next: Monday, 7 December, 09:00\n"
        "What was sent or answered already stays as it is."
    )
    await here.do("Yes, do it")
    assert [row.due_at for row in here.prompts("morning")] == [at(30, 8, 30)] * 2
    assert [row.due_at for row in here.prompts("work")] == [at(7, 9, month=12)] * 2
    await here.do("Undo")
    assert [row.due_at for row in here.prompts("work")] == [at(30, 9)] * 2


async def test_a_moved_first_day_takes_everything_along(village: Village) -> None:
    here = await course(village, role="leader")
    await here.boss.send("/timeline")
    await here.boss.tap("Move the first day")
    await here.boss.send("9.12.2026")
    await here.do("Yes, do it")
    [workshop] = village.rows(Workshop)
    assert (workshop.first_day, workshop.last_day) == (dt.date(2026, 12, 9), dt.date(2026, 12, 10))
    assert here.prompt("evening").due_at == at(8, 20, month=12)
    assert here.prompt("month").due_at == dt.datetime(2027, 1, 10, 11, tzinfo=dt.UTC)


async def test_one_day_moves_alone_and_the_course_ends_with_it(village: Village) -> None:
    here = await course(village, role="leader")
    await here.boss.send("/timeline")
    await here.boss.tap("Day 1 ›")
    await here.boss.tap("Day 2 ›")
    await here.do("Move this day")
    assert "Day 2 is on Tuesday, 1 December now." in here.boss.last.text
    await here.do("Friday, 4 December")
    assert here.boss.last.text == "Day 2: 3 days later\n1 person, next: Friday, 4 December, 18:00"
    await here.do("Yes, do it")
    assert here.prompt("last").due_at == at(4, 18, month=12)
    assert here.prompt("morning").due_at == at(30, 8, 30), "the other day stays"
    assert here.prompt("month").due_at == dt.datetime(2027, 1, 4, 11, tzinfo=dt.UTC), "from the real end"
    assert village.rows(Workshop)[0].last_day == dt.date(2026, 12, 4)
    await here.do("Timeline")
    assert "Day 2 · Friday, 4 December\n1. 18:00 The last evening" in here.boss.last.text
    await here.boss.send("/log")
    await here.do("Take back 1", "Yes, take it back")
    assert here.prompt("last").due_at == at(1, 18, month=12)
    assert village.rows(Workshop)[0].last_day == dt.date(2026, 12, 1)


async def test_opening_now(village: Village) -> None:
    here = await course(village, 2)
    await village.turn_to(at(28, 10, 0))
    await here.open("09:00 Work together")
    await here.do("Open now")
    assert here.boss.last.text == "“Work together”: opened\n2 people"
    await here.do("Yes, do it")
    assert all(came(village.phone(number), "One idea, please.") == 1 for number in (7, 8))
    assert [row.expires_at for row in here.prompts("work")] == [at(28, 12)] * 2
    late = await here.join(20)
    assert came(late, "One idea, please.") == 1, "it is open for who joins now"
    await village.turn_to(at(30, 9, 1))
    assert [row.sent_at for row in here.prompts("work")[:2]] == [at(28, 10)] * 2, "it does not come twice"


async def test_opening_now_wakes_people_only_after_a_yes(village: Village) -> None:
    here = await course(village, 2)
    await village.turn_to(at(28, 22, 0))
    await here.open("20:00 ◷ Before you sleep")
    await here.do("Open now")
    assert here.boss.last.text == (
        "“Before you sleep”: opened\n2 people\n"
        "2 of them get it in the morning: it is quiet there now, or it was enough for today."
    )
    assert here.boss.last.labels == ["Yes, do it", "For all now anyway", "Cancel"]
    await here.do("Yes, do it")
    await village.turn_to(at(29, 6, 59))
    assert not came(village.phone(7), "What was good today?")
    await village.turn_to(at(29, 7, 0))
    assert came(village.phone(7), "What was good today?") == 1
    await village.turn_to(at(29, 23, 0))
    await here.open("08:30 Good morning")
    await here.do("Open now", "For all now anyway")
    assert came(village.phone(8), "How are you?") == 1


async def test_what_closes_before_the_morning_is_said(village: Village) -> None:
    here = await course(village, 2)
    await village.turn_to(at(28, 22, 0))
    await here.open("09:20 Look up")
    await here.do("Open now")
    assert "it closes before the morning" not in here.boss.last.text, "it closes at 09:50 of the next day"
    await here.do("Cancel", "More time", "Until 21:00", "Yes, do it")
    await here.do("Timeline", "09:20 Look up", "Open now")
    assert "2 of them get it in the morning" in here.boss.last.text


async def test_an_undone_opening_leaves_what_was_sent(village: Village) -> None:
    here = await course(village, 2)
    await village.phone(7).block()
    await village.turn_to(at(28, 10, 0))
    await here.open("09:00 Work together")
    await here.do("Open now", "Yes, do it", "Undo")
    blocked, sent = here.prompts("work")
    assert (blocked.state, blocked.due_at) == ("scheduled", at(30, 9))
    assert (sent.state, sent.due_at) == ("sent", at(28, 10))


async def test_closing_now_and_opening_again(village: Village) -> None:
    here = await course(village, 3)
    begun, silent = village.phone(7), village.phone(8)
    await village.turn_to(at(30, 9, 5))
    for phone in (begun, silent, village.phone(9)):
        await phone.tap("4", phone.last)
        await phone.send("Rain")
    await begun.send("Dry together")
    await here.open("09:00 Work together")
    assert "3 people have it open" in here.boss.last.text
    await here.do("Close now")
    assert here.boss.last.text == "“Work together”: closed\n3 people"
    await here.do("Yes, do it")
    first, second, _third = here.prompts("work")
    assert (first.state, first.expires_at) == ("opened", at(30, 9, 5)), "what was begun may be finished"
    assert (second.state, second.reason) == ("expired", "closed by facilitator")
    assert "(closed)" in next(text for text in silent.texts if "One idea, please." in text)
    late = await here.join(20)
    assert not came(late, "One idea, please.")
    assert here.prompts("work")[3].state == "missed"

    await here.do("Timeline", "09:00 Work together")
    assert here.boss.last.labels == ["Open again", "Back"]
    await here.do("Open again", "For 30 minutes")
    assert here.boss.last.text.startswith("“Work together”: opened again, for 30 minutes\n4 people")
    await here.do("Yes, do it")
    assert [row.expires_at for row in here.prompts("work")] == [at(30, 9, 35)] * 4
    assert came(silent, "One idea, please.") == 2
    await village.turn_to(at(30, 9, 36))
    assert here.prompts("work")[1].state == "expired"
    await silent.send("/today")
    assert here.prompts("work")[1].state == "expired", "it does not come back by itself"


async def test_an_undone_closing_lets_people_go_on(village: Village) -> None:
    here = await course(village)
    phone = village.phone(7)
    await village.turn_to(at(30, 8, 31))
    await here.open("08:30 Good morning")
    await here.do("Close now", "Yes, do it")
    assert here.prompt("morning").state == "expired"
    await here.do("Undo")
    assert (here.prompt("morning").state, here.prompt("morning").expires_at) == ("sent", at(30, 10))
    await phone.tap("4", phone.last)
    assert "What do you wish for today?" in phone.last.text


async def test_more_time(village: Village) -> None:
    here = await course(village, 2)
    phone, done = village.phone(7), village.phone(8)
    await village.turn_to(at(30, 8, 31))
    await done.tap("4", done.last)
    await done.send("Rain")
    await here.open("08:30 Good morning")
    await here.do("More time", "30 minutes more")
    assert here.boss.last.text.startswith("“Good morning”: open longer, 30 minutes more\n1 person")
    assert "1 person has it already: what was sent or answered stays as it is." in here.boss.last.text
    await here.do("Yes, do it")
    assert phone.last.text == "“Good morning” is open longer: until 10:30."
    assert phone.last.silent
    assert not came(done, "open longer")
    assert [row.expires_at for row in here.prompts("morning")] == [at(30, 10, 30), at(30, 10)]
    late = await here.join(20)
    await village.turn_to(at(30, 10, 15))
    assert [row.state for row in here.prompts("morning")] == ["sent", "completed", "sent"]
    assert came(late, "How are you?")
    await here.do("Timeline", "08:30 Good morning", "More time")
    await here.boss.send("9:00")
    assert here.boss.last.text == "That is over already. Please choose a later time."
    await here.boss.send("11.15")
    await here.do("Yes, do it")
    assert here.prompts("morning")[0].expires_at == at(30, 11, 15)
    await here.do("Undo")
    assert here.prompts("morning")[0].expires_at == at(30, 10, 30)


async def test_skipping_and_taking_the_skip_back(village: Village) -> None:
    here = await course(village, 2)
    await here.open("09:00 Work together")
    await here.do("Skip it", "Yes, do it")
    late = await here.join(20)
    assert [(row.state, row.reason) for row in here.prompts("work")] == [
        ("cancelled", "skipped by facilitator")
    ] * 3
    await here.do("Timeline")
    assert "09:00 Work together · skipped" in here.boss.last.text
    await here.do("09:00 Work together", "Take the skip back")
    assert here.boss.last.text == (
        "“Work together”: not skipped any more\n3 people, next: Monday, 30 November, 09:00"
    )
    await here.do("Yes, do it")
    await village.turn_to(at(30, 9, 11))
    assert came(late, "One idea, please.") == 1, "the reminder of 08:55 was the last thing before it"
    assert [(row.state, row.sent_at) for row in here.prompts("work")] == [("sent", at(30, 9, 10))] * 3


async def test_only_one_cluster(village: Village) -> None:
    here = await course(village, 3)
    weaver, potter, other = (village.phone(number) for number in (7, 8, 9))
    here.cluster("Weavers", weaver)
    here.cluster("Potters", potter)
    await here.open("09:00 Work together")
    await here.do("For: everybody", "Weavers", "Skip it")
    assert here.boss.last.text.startswith("“Work together”: skipped (only Weavers)\n1 person")
    await here.do("Yes, do it")
    assert [row.state for row in here.prompts("work")] == ["cancelled", "scheduled", "scheduled"]
    await here.do("Timeline")
    assert "Only Weavers" in here.boss.last.text
    assert "09:00 Work together · skipped" in here.boss.last.text
    assert "Move the first day" not in here.boss.last.labels, "the first day is everybody's"
    await here.do("For: Weavers", "Everybody")
    assert "09:00 Work together · planned" in here.boss.last.text
    await here.do("09:00 Work together")
    assert "For: everybody\nOtherwise for: Weavers" in here.boss.last.text
    await here.do("Back")

    await here.do("For: everybody", "Potters", "Move this day", "Wednesday, 2 December")
    assert "1 person, next: Wednesday, 2 December, 08:30" in here.boss.last.text
    await here.do("Yes, do it")
    assert [row.due_at for row in here.prompts("morning")] == [
        at(30, 8, 30), at(2, 8, 30, month=12), at(30, 8, 30)
    ]  # fmt: skip
    assert village.rows(Workshop)[0].last_day == dt.date(2026, 12, 1), "one cluster does not end the course"
    await here.do("Timeline", "For: Potters", "Everybody")
    assert "Otherwise for: Potters" in here.boss.last.text
    await village.turn_to(at(30, 8, 31))
    assert [came(phone, "How are you?") for phone in (weaver, potter, other)] == [1, 0, 1]


async def test_a_clock_change_moves_nothing_on_the_wall(village: Village) -> None:
    """In Berlin summer time begins on 28 March 2027, the day before the course."""
    here = Course(
        village, await village.workshop(TIMES, first_day=dt.date(2027, 3, 22), zone="Europe/Berlin")
    )
    await here.join(7)
    assert here.prompt("morning").due_at == dt.datetime(2027, 3, 22, 7, 30, tzinfo=dt.UTC)
    await here.boss.send("/timeline")
    await here.boss.tap("Move the first day")
    await here.boss.send("29.3.2027")
    assert here.boss.last.text.endswith("next: Sunday, 28 March, 15:00"), "20:00 in Bangkok"
    await here.do("Yes, do it")
    assert here.prompt("morning").due_at == dt.datetime(2027, 3, 29, 6, 30, tzinfo=dt.UTC), "08:30 in Berlin"


async def test_holidays_push_the_course_and_what_comes_after_it(village: Village) -> None:
    here = await course(village, role="leader")
    await here.boss.send("/timeline")
    await here.do("Settings", "Holidays")
    await here.boss.send("1.12.2026\n2 12 2569, 1.1.2027")
    assert here.boss.last.text.startswith(
        "Holidays: Tuesday, 1 December; Wednesday, 2 December; Friday, 1 January\n1 person, next: "
    )
    await here.do("Yes, do it")
    assert here.prompt("morning").due_at == at(30, 8, 30)
    assert here.prompt("last").due_at == at(3, 18, month=12)
    assert here.prompt("month").due_at == dt.datetime(2027, 1, 3, 11, tzinfo=dt.UTC)
    assert village.rows(Workshop)[0].last_day == dt.date(2026, 12, 3)
    late = await here.join(20, "leader")
    assert here.prompts("last")[1].due_at == at(3, 18, month=12), late.number
    await here.do("Settings", "Holidays", "Remove Wednesday, 2 December", "Yes, do it")
    assert here.prompts("last")[0].due_at == at(2, 18, month=12)
    await here.boss.send("/log")
    await here.do("Take back 1", "Yes, take it back")
    assert here.prompts("last")[0].due_at == at(3, 18, month=12)
    await here.boss.send("/timeline")
    await here.do("Settings", "Holidays")
    await here.boss.send("1.12.2026 and so on")
    assert "I cannot read this. Please write dates" in here.boss.texts[-2]


async def test_quiet_hours_daily_cap_and_clock(village: Village) -> None:
    here = await course(village)
    await here.boss.send("/timeline")
    await here.do("Settings", "Quiet hours")
    await here.boss.send("19:00-08:45")
    await here.do("Yes, do it", "Settings", "Messages a day")
    await here.boss.send("៩៩")
    assert "Please write a number from 1 to 50." in here.boss.texts[-2]
    await here.boss.send("၃")
    await here.do("Yes, do it", "Settings", "Clock")
    await here.boss.send("Yangon")
    assert here.boss.last.text == "Clock: Yangon\n1 person, next: Monday, 30 November, 08:30"
    await here.do("Yes, do it")
    [workshop] = village.rows(Workshop)
    assert (workshop.quiet_from, workshop.quiet_to, workshop.daily_cap, workshop.zone) == (
        "19:00", "08:45", 3, "Asia/Yangon"
    )  # fmt: skip
    assert here.prompt("morning").due_at == at(30, 9, 0), "08:30 in Yangon"
    await village.turn_to(at(30, 9, 14))
    assert not came(village.phone(7), "How are you?")
    await village.turn_to(at(30, 9, 15))
    assert came(village.phone(7), "How are you?") == 1, "the quiet hours end at 08:45 in Yangon"
    await here.do("Undo")
    assert village.rows(Workshop)[0].zone == "Asia/Bangkok"
    assert len(village.rows(Act, Act.kind == "setting_changed")) == 3


async def test_a_setting_changed_again_since_is_not_put_back(village: Village) -> None:
    here = await course(village)
    for number in ("4", "8"):
        await here.boss.send("/timeline")
        await here.do("Settings", "Messages a day", number, "Yes, do it")
    await here.boss.send("/log")
    await here.do("Take back 2", "Yes, take it back")
    assert "This was changed again since. Please take the newer change back first." in here.boss.toasts
    assert village.rows(Workshop)[0].daily_cap == 8


async def test_trainees_and_forged_buttons_change_nothing(village: Village) -> None:
    here = await course(village, 2)
    trainee = village.phone(7)
    await trainee.send("/timeline")
    assert trainee.last.text == "Only facilitators can do this."
    await here.open("09:00 Work together")
    await here.do("Skip it")
    stolen = str(here.boss.last.buttons[0][0].data)
    token = stolen.split(":")[1]
    await trainee.press(stolen, trainee.last.message_id)
    for code in ("until-999h", "for-99", "a-99-1", "undo", "wake", "date-2026-12-24", "first", "zzz"):
        await here.boss.press(f"timeline:{token}:{code}", here.boss.last.message_id)
        token = str(here.boss.last.buttons[0][0].data).split(":")[1]
    assert here.boss.last.text.startswith("“Work together”: skipped"), "the question stays"
    await here.boss.press(f"setting:{token}:yes", here.boss.last.message_id)
    assert not village.rows(TimelineChange)
    assert not village.rows(Act, Act.kind == "timeline_changed")
    assert {row.state for row in here.prompts("work")} == {"scheduled"}


async def test_who_is_no_facilitator_any_more_changes_nothing(village: Village) -> None:
    here = await course(village)
    await here.open("09:00 Work together")
    await here.do("Skip it")

    def leave(tx: Tx) -> None:
        tx.session.get_one(Enrolment, 1).state = "removed"

    village.bot.do(leave)
    await here.do("Yes, do it")
    assert "Only facilitators" in " ".join(here.boss.toasts)
    assert not village.rows(TimelineChange)


async def test_what_waits_for_another_activity_can_be_opened(village: Village) -> None:
    before, after = (
        "workshop_start|0|days|09:10|workshop|12:00||skip",
        "completion:work|1|hours||own|12h||queue",
    )
    sheets = TIMES | {"schedule": TIMES["schedule"].replace(before, after)}
    here = Course(village, await village.workshop(sheets))
    phone = await here.join(7)
    await here.boss.send("/timeline")
    for page in ("Day 1 ›", "Day 2 ›", "After the course ›", "At each person's own time ›"):
        await here.boss.tap(page)
    assert "One more thing · planned" in here.boss.last.text
    await here.open("09:00 Work together")
    await here.do("Skip it")
    assert "“One more thing” comes only after it, so it does not come either." in here.boss.last.text
    await here.do("Cancel", "Back")
    for page in ("Day 2 ›", "After the course ›", "At each person's own time ›"):
        await here.boss.tap(page)
    await here.do("One more thing", "Open now", "Yes, do it")
    assert came(phone, "Anything else?") == 1
    assert village.rows(Outbox, Outbox.kind == "text")


async def test_an_undo_that_would_lose_something_is_refused(village: Village) -> None:
    here = await course(village)
    await here.open("08:30 Good morning")
    await here.do("Another day or time", "Tuesday, 1 December", "The same time", "Yes, do it")
    await village.turn_to(at(30, 10, 1))
    await here.do("Undo")
    assert "The time before this change is over already. Please move it by hand." in here.boss.toasts
    assert (here.prompt("morning").state, here.prompt("morning").due_at) == (
        "scheduled",
        at(1, 8, 30, month=12),
    )
    assert village.rows(TimelineChange)[0].undone_at is None


async def test_what_falls_into_the_past_is_said(village: Village) -> None:
    here = await course(village)
    await village.turn_to(at(28, 8, 0))
    await here.boss.send("/timeline")
    await here.boss.tap("Move the first day")
    await here.boss.send("28.11.2026")
    assert here.boss.last.text == (
        "First day: Saturday, 28 November\n1 person, next: Saturday, 28 November, 08:30\n"
        "1 message falls into the past and does not come."
    ), "the evening before"
    await here.do("Yes, do it")
    assert here.prompt("evening").state == "missed"
    assert here.prompt("morning").due_at == at(28, 8, 30)


async def test_a_change_that_changes_nothing_and_a_time_in_the_night(village: Village) -> None:
    here = await course(village)
    await here.boss.send("/timeline")
    await here.boss.tap("Move the first day")
    await here.do("Monday, 30 November")
    assert here.boss.last.text == "First day: Monday, 30 November\nNothing that is planned moves."
    await here.open("08:30 Good morning")
    await here.do("Another day or time")
    await here.boss.send("23:15")
    assert here.boss.last.text.endswith(
        "next: Monday, 30 November, 23:15\nIt is quiet then: it waits until 07:00."
    )


async def test_before_anybody_has_joined(village: Village) -> None:
    here = await course(village, 0)
    await here.open("08:30 Good morning")
    await here.do("Skip it")
    assert here.boss.last.text == (
        "“Good morning”: skipped\nNobody has it waiting yet. Who joins later gets it so."
    )
    await here.do("Yes, do it")
    await here.join(7)
    assert here.prompt("morning").reason == "skipped by facilitator"


async def test_a_full_day_holds_what_is_opened_now(village: Village) -> None:
    here = await course(village)
    await here.boss.send("/timeline")
    await here.do("Settings", "Messages a day")
    await here.boss.send("1")
    await here.do("Yes, do it")
    await village.turn_to(at(28, 10, 0))
    await here.open("09:20 Look up")
    await here.do("Open now", "Yes, do it")
    await here.open("09:00 Work together")
    await here.do("Open now")
    assert "1 of them would miss it" in here.boss.last.text, "it closes at 12:00"
    await here.do("For all now anyway")
    assert not came(village.phone(7), "One idea, please."), "“Look up” stands in the chat"
    await village.turn_by(minutes=16)
    assert came(village.phone(7), "One idea, please.") == 1


async def test_an_archived_workshop_has_no_timeline_to_change(village: Village) -> None:
    here = await course(village)
    await here.open("08:30 Good morning")
    await here.do("Skip it")

    def archive(tx: Tx) -> None:
        tx.session.get_one(Workshop, 1).state = "archived"

    village.bot.do(archive)
    await here.do("Yes, do it")
    assert not village.rows(TimelineChange)
    await here.boss.send("/timeline")
    assert "is archived" in here.boss.last.text
