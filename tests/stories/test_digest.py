"""The morning digest: at the chosen time of the own clock, over a clock change, quiet when nothing waits."""

from __future__ import annotations

import datetime as dt

import pytest

from storage.tables import Digest, Outbox, Person
from tests.stories.chat import BOSS, Phone, Village, join
from tests.stories.programmes import HELLO


async def set_up(village: Village) -> tuple[Phone, Phone]:
    links = await village.workshop(HELLO)
    boss, trainee = village.boss(), village.phone(10)
    await boss.send("/help")
    await join(trainee, links["trainee"], name="Mya")
    return boss, trainee


async def choose(boss: Phone, time: str) -> None:
    await boss.send("/needs")
    await boss.tap("Lead, contact, morning message")
    await boss.tap("Morning message")
    await boss.tap(time)


def mornings(phone: Phone) -> list[str]:
    return [text for text in phone.texts if text.startswith("Good morning, Ploy!")]


async def test_it_says_what_waits_and_never_what_a_report_says(village: Village) -> None:
    boss, trainee = await set_up(village)
    await choose(boss, "07:30")
    assert "Your morning message: 07:30, when something needs you" in boss.last.text
    await trainee.send("/problem")
    await trainee.tap("Please call me")
    await trainee.send("My number is 012.")
    await trainee.tap("Done")
    await trainee.send("/problem")
    await trainee.tap("Something is wrong")
    await trainee.tap("Done")
    await village.turn_to(dt.datetime(2026, 11, 28, 0, 29, tzinfo=dt.UTC))
    assert mornings(boss) == []
    await village.turn_to(dt.datetime(2026, 11, 28, 0, 30, tzinfo=dt.UTC))
    assert mornings(boss) == [
        "Good morning, Ploy!\n2 things need you today in Khon Kaen:\n❗ a report waits for you\n"
        "🙋 Mya asks for a call\n/needs shows all and helps."
    ]
    await village.turn_by(days=1)
    assert len(mornings(boss)) == 2


async def test_quiet_days_are_quiet_unless_wished_otherwise(village: Village) -> None:
    boss, _trainee = await set_up(village)
    await choose(boss, "07:00")
    await village.turn_by(days=1)
    assert mornings(boss) == []
    await boss.tap("Morning message")
    await boss.tap("Every day")
    await village.turn_by(days=1)
    assert mornings(boss) == ["Good morning, Ploy!\nNothing needs you today in Khon Kaen."]
    await boss.tap("Morning message")
    await boss.tap("No morning message")
    assert "Your morning message: off" in boss.last.text
    await village.turn_by(days=2)
    assert len(mornings(boss)) == 1


async def test_a_time_may_be_written_and_nonsense_is_asked_again(village: Village) -> None:
    boss, _trainee = await set_up(village)
    await boss.send("/needs")
    await boss.tap("Lead, contact, morning message")
    await boss.tap("Morning message")
    await boss.send("soon")
    assert "Please write a time such as 07:30." in boss.texts
    await boss.send("6:45")
    assert "Your morning message: 06:45" in boss.last.text
    [row] = village.rows(Digest)
    assert row.next_at == dt.datetime(2026, 11, 27, 23, 45, tzinfo=dt.UTC)


async def test_it_ends_when_its_reader_is_no_facilitator_any_more(village: Village) -> None:
    boss, _trainee = await set_up(village)
    await choose(boss, "07:00")
    await boss.tap("Morning message")
    await boss.tap("Every day")
    await boss.send("/withdraw")
    await boss.tap("Stop, keep without name")
    await boss.tap("Yes, forget me")
    assert village.rows(Digest) == []


@pytest.mark.parametrize(
    ("zone", "hours"),
    [("Europe/Berlin", (6, 5, 5)), ("Asia/Yangon", (0.5, 0.5, 0.5))],
    ids=["a clock that goes forward on Sunday", "a clock half an hour beside"],
)
async def test_over_a_clock_change_it_stays_at_the_chosen_local_time(
    village: Village, zone: str, hours: tuple[float, ...]
) -> None:
    boss, _trainee = await set_up(village)
    [ploy] = [row for row in village.rows(Person) if row.telegram_id == BOSS]
    village.bot.do(lambda tx: setattr(tx.session.get(Person, ploy.id), "zone", zone))
    friday = dt.datetime(2027, 3, 26, 12, tzinfo=dt.UTC)
    await village.turn_to(friday)
    await choose(boss, "07:00")
    await boss.tap("Morning message")
    await boss.tap("Every day")
    await village.turn_to(friday + dt.timedelta(days=3))
    sent = [row.created_at for row in village.rows(Outbox) if (row.dedupe_key or "").startswith("digest:")]
    days = [dt.datetime(2027, 3, day, tzinfo=dt.UTC) for day in (27, 28, 29)]
    assert sent == [day + dt.timedelta(hours=hour) for day, hour in zip(days, hours, strict=True)]
