"""One question for the whole room: opened, answered on every phone, closed, and shown once."""

from __future__ import annotations

from typing import Any

import pytest

from storage.tables import Act, Live, LiveAnswer, Outbox
from tests.stories.chat import MONDAY, Phone, Village, join
from tests.stories.programmes import HELLO
from tests.support.running import RunningBot

STEPS = "Which step first?\nMeet\nShare prices\nBuy together"


@pytest.fixture
async def links(village: Village) -> dict[str, str]:
    """The invitations of a workshop."""
    return await village.workshop(HELLO)


@pytest.fixture
async def room(village: Village, links: dict[str, str]) -> tuple[Village, list[Phone]]:
    """The workshop with ten people who have joined."""
    phones = [village.phone(number, name=f"Person {number}") for number in range(2, 12)]
    for phone in phones:
        await join(phone, links["trainee"], name=phone.room_phone.name)
    return village, phones


async def ask(boss: Phone, kind: str, text: str) -> None:
    await boss.send("/live")
    await boss.tap(kind)
    await boss.send(text)
    await boss.tap("Open")


def the_live(village: Village) -> Any:
    return next(live for live in reversed(village.rows(Live)) if live.token)


async def test_a_choice_is_counted_closed_shown_and_sent(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    assert all("📣 Which step first?" in phone.last.text for phone in phones)
    assert phones[0].last.labels == ["Meet", "Share prices", "Buy together"]
    for number, phone in enumerate(phones):
        await phone.tap("Meet" if number < 6 else "Buy together")
    assert phones[0].last.labels == ["✓ Meet", "Share prices", "Buy together"]
    assert phones[0].toasts[-1] == "Thank you! You can change it until it closes."
    assert "10 of 10 have answered." in boss.last.text
    await phones[0].tap("Share prices")
    await boss.tap("Close and show the result")
    assert boss.last.kind == "photo"
    for line in ("10 answers", "• Meet – 5", "• Share prices – 1", "• Buy together – 4"):
        assert line in boss.last.text
    assert "(closed)" in phones[0].last.text
    assert phones[0].last.labels == []
    await boss.tap("Send the result to everybody")
    assert boss.toasts[-1] == "Sent to 10 people."
    assert all(phone.last.kind == "photo" and "• Meet – 5" in phone.last.text for phone in phones)
    assert [act.kind for act in village.rows(Act)][-3:] == ["live_opened", "live_closed", "live_sent"]


async def test_four_answers_show_nothing(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    for phone in phones[:4]:
        await phone.tap("Meet")
    await boss.tap("Close and show the result")
    assert "only few answers (4 answers)" in boss.last.text
    assert boss.last.kind == "text"
    await boss.tap("Send the result to everybody")
    assert "too few answers" in boss.toasts[-1]


async def test_what_all_but_one_chose_has_no_number(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "A number from 0 to 10", "How safe do you feel here?")
    for number, phone in enumerate(phones):
        await phone.tap("9" if number else "1")
    await boss.tap("Close and show the result")
    assert "Nearly everybody chose 9." in boss.last.text
    assert "10" not in boss.last.text


async def test_words_are_written_changed_and_shown_when_two_used_them(
    room: tuple[Village, list[Phone]],
) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "One to three words", "What makes a cluster strong?")
    for phone in phones[:5]:
        await phone.send("Trust, Price")
    assert any("I keep: Trust, Price." in text for text in phones[0].texts)
    assert "what is your cluster?" in phones[0].last.text, "the activity comes back"
    await phones[5].send("a, b, c, d")
    assert "at most three words" in phones[5].last.text
    await phones[5].send("secret recipe")
    await phones[0].tap("Write")
    await phones[0].send("trust")
    await phones[6].tap("Not now")
    assert "what is your cluster?" in phones[6].last.text
    await boss.tap("Close and show the result")
    assert "Trust, Price" in boss.last.text
    assert "secret" not in boss.last.text
    await phones[7].send("too late")
    assert all(answer.value != "too late" for answer in village.rows(LiveAnswer))


async def test_an_order_is_tapped_with_a_way_back(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Put in order", STEPS)
    for number, phone in enumerate(phones[:9]):
        await phone.tap("Put in order")
        if number == 0:
            await phone.tap("Buy together")
            await phone.tap("One step back")
        for option in ("Share prices", "Meet") if number < 6 else ("Meet", "Buy together"):
            await phone.tap(option)
        left = "Buy together" if number < 6 else "Share prices"
        await phone.tap(left)
        assert any("I keep your order" in text for text in phone.texts)
    await boss.tap("Close and show the result")
    assert "1. Meet – 12\n2. Share prices – 12\n3. Buy together – 3" in boss.last.text


async def test_an_activity_goes_on_around_the_question(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await village.turn_to(village.clock.now().replace(day=30, hour=2, minute=0))
    assert MONDAY.day == 30
    await phones[0].send("/today")
    asked = phones[0].last.text
    await ask(boss, "Put in order", STEPS)
    await phones[0].tap("Put in order")
    for option in ("Meet", "Share prices", "Buy together"):
        await phones[0].tap(option)
    await phones[0].send("/today")
    assert phones[0].last.text == asked
    assert len(village.rows(LiveAnswer)) == 1


async def test_it_is_opened_again_and_keeps_its_result_until_three_new_answers(
    room: tuple[Village, list[Phone]],
) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    for number, phone in enumerate(phones[:8]):
        await phone.tap("Meet" if number % 2 else "Buy together")
    await boss.tap("Close and show the result")
    await boss.tap("Open it again")
    assert phones[9].last.labels == ["Meet", "Share prices", "Buy together"]
    await village.turn_by(minutes=1)
    await phones[9].tap("Share prices")
    await boss.tap("Close and show the result")
    assert "8 answers" in boss.last.text
    assert "• Share prices – 0" in boss.last.text
    await boss.tap("Open it again")
    await village.turn_by(minutes=1)
    for phone in (phones[0], phones[8]):
        await phone.tap("Meet")
    await boss.tap("Close and show the result")
    assert "10 answers" in boss.last.text


async def test_one_question_is_open_at_a_time_and_the_log_takes_it_back(
    room: tuple[Village, list[Phone]],
) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    await boss.send("/live")
    assert boss.last.labels[0] == "Close and show the result"
    await boss.tap("Cancel")
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert the_live(village).state == "closed"
    assert "(closed)" in phones[0].last.text


async def test_somebody_who_joins_late_is_asked_too_and_finds_it_again(
    room: tuple[Village, list[Phone]], links: dict[str, str]
) -> None:
    village, _phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    late = village.phone(50, name="Late")
    await join(late, links["trainee"])
    assert any("📣 Which step first?" in text for text in late.texts)
    await late.send("/live")
    assert "📣 Which step first?" in late.last.text
    await late.tap("Meet")
    assert len(village.rows(LiveAnswer)) == 1
    assert "1 of 11 have answered." in boss.last.text


async def test_strangers_and_forged_buttons_answer_nothing(room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    token = the_live(village).token
    stranger = village.phone(99, name="Stranger")
    await stranger.send("hello")
    for data in (f"room:{token}:0", f"panel:{token}p:close", "room::0", "panel:xxxx:close"):
        await stranger.press(data, stranger.last.message_id)
    for data in (f"room:{token}:7", f"room:{token}:-1", f"room:{token}:begin", f"panel:{token}p:close"):
        await phones[0].press(data, phones[0].last.message_id)
    assert village.rows(LiveAnswer) == []
    assert the_live(village).state == "open"
    await phones[1].send("/withdraw")
    await phones[1].tap("Stop, delete all")
    await phones[1].tap("Yes, delete all")
    asked = next(bubble for bubble in phones[1].bubbles if "📣" in bubble.text)
    await phones[1].press(f"room:{token}:0", asked.message_id)
    assert village.rows(LiveAnswer) == []


async def test_deleting_everything_deletes_the_answer_and_the_copy_has_it(
    room: tuple[Village, list[Phone]],
) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    await phones[0].tap("Meet")
    await phones[1].tap("Meet")
    await phones[0].send("/withdraw")
    await phones[0].tap("Stop, delete all")
    await phones[0].tap("Yes, delete all")
    assert len(village.rows(LiveAnswer)) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Only one line", "from 2 to 8 options"),
        ("Q\nA\na", "Two options are the same"),
        ("x" * 301 + "\nA\nB", "at most 300"),
    ],
)
async def test_what_is_no_question_is_said(village: Village, text: str, words: str) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/live")
    await boss.tap("Choose one")
    await boss.send(text)
    assert words in boss.last.text
    await boss.send(STEPS)
    assert "Buy together" in boss.last.text
    await boss.tap("Change")
    await boss.tap("Cancel")
    assert [live.state for live in village.rows(Live)] == ["cancelled"]


async def test_a_restart_loses_nothing(bot: RunningBot, room: tuple[Village, list[Phone]]) -> None:
    village, phones = room
    boss = village.boss()
    await ask(boss, "Choose one", STEPS)
    await phones[0].tap("Meet")
    await bot.restart()
    await phones[1].tap("Meet")
    assert "2 of 10 have answered." in boss.last.text
    assert not village.rows(Outbox, Outbox.state == "failed")
