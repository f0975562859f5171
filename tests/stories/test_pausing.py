"""Quiet for a while, and what a pause must never do."""

from __future__ import annotations

import pytest

from storage.tables import Consent, Enrolment, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


def mine(village: Village) -> Enrolment:
    [found] = village.rows(Enrolment, Enrolment.role == "trainee")
    assert isinstance(found, Enrolment)
    return found


async def somebody(village: Village, **more: str) -> Phone:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["trainee"], **more)
    return phone


@pytest.mark.parametrize("words", ["/pause 1w", "/pause", "/withdraw"])
async def test_a_pause_while_joining_never_stands_for_consent(village: Village, words: str) -> None:
    phone = await somebody(village, until="c0")
    await phone.send(words)
    if words == "/withdraw":
        await phone.tap("Only a pause")
    if words != "/pause 1w":
        await phone.tap("1 week")
    assert "I write nothing until you have joined." in phone.last.text
    await phone.send("/resume")
    await village.turn_by(days=10)
    assert mine(village).state == "joining"
    assert not village.rows(Prompt)
    assert not village.rows(Consent)
    await phone.send("/start")
    assert "Start" in phone.last.labels


@pytest.mark.parametrize("words", ["2w", " 3 D ", "5h"])
async def test_a_span_may_be_typed(village: Village, words: str) -> None:
    phone = await somebody(village)
    await phone.send("/pause")
    await phone.send(words)
    assert phone.last.text.startswith("OK, I am quiet until ")
    assert mine(village).state == "paused"


@pytest.mark.parametrize("words", ["soon", "0d", "999w", "-1d"])
async def test_a_span_that_is_none_is_asked_again(village: Village, words: str) -> None:
    phone = await somebody(village)
    await phone.send("/pause")
    await phone.send(words)
    assert phone.last.text == "How long should I be quiet?"
    assert mine(village).state == "active"


async def test_no_pause_goes_back_to_the_open_question(village: Village) -> None:
    phone = await somebody(village)
    asked = phone.last.text
    await phone.send("/pause")
    await phone.tap("No pause")
    assert phone.last.text == asked
    assert mine(village).state == "active"


async def test_no_reminder_comes_during_a_pause(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/pause 2d")
    shown = len(phone.bubbles)
    await village.turn_by(days=1, hours=12)  # the reminder of the first activity is due after a day
    assert len(phone.bubbles) == shown


async def test_a_new_pause_takes_the_place_of_the_old_one(village: Village) -> None:
    phone = await somebody(village)
    await phone.send("/pause 1w")
    await phone.send("/pause 1h")
    await village.turn_by(hours=2)
    assert mine(village).state == "active"
