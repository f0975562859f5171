"""What a rehearsed person understands of a phone: buttons, complaints, and what is asked."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.sandbox.cohort_reading import asked, kind_of, limits, unanswered, wants


@dataclass
class Key:
    text: str
    data: str | None = "activity:a1:x"


@dataclass
class Bubble:
    message_id: int
    text: str
    from_bot: bool = True
    buttons: tuple[tuple[Key, ...], ...] = ()


TICKS = (
    (Key("☐ Buy together"), Key("☐ Trade fair")),
    (Key("Done", "activity:a1:done"), Key("Skip", "activity:a1:.skip")),
)


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Key("Skip"), "skip"),
        (Key("រំលង", "activity:a1:.skip"), "skip"),
        (Key("⏳ Later"), "later"),
        (Key("▶"), "more"),
        (Key("5"), ""),
        (Key("Buy together"), ""),
        (Key("Yes", "joining:t:yes"), "yes"),
        (Key("Change or remove one", "activity:a1:rounds-0"), "change"),
        (Key("Remove this one", "activity:a1:.remove"), "change"),
        (Key("Calendar", "activity:a1:v2026-11"), "change"),
        (Key("17", "activity:a1:on2026-11-17"), ""),
        (Key("More about this", "activity:a1:.more"), "more"),
    ],
)
def test_navigation_is_told_from_answers_in_every_language(key: Key, kind: str) -> None:
    assert kind_of(key) == kind


def test_the_question_is_the_newest_message_with_buttons() -> None:
    messages = [
        Bubble(1, "Old", buttons=((Key("A"),),)),
        Bubble(2, "Tap all that fit", buttons=TICKS),
        Bubble(3, "thread", from_bot=False),
        Bubble(4, "Please tap one of the buttons."),
    ]
    question = asked(messages)
    assert question is not None
    assert question.message_id == 2
    assert question.ticks
    assert [button.text for button in question.choices] == ["☐ Buy together", "☐ Trade fair"]
    assert set(question.others) == {"done", "skip"}


def test_a_message_without_answers_to_tap_wants_something_sent() -> None:
    question = asked([Bubble(1, "How many firms?", buttons=((Key("Skip"), Key("Later")),))])
    assert question is not None
    assert question.typed


def test_links_are_no_answers_and_ignored_messages_are_not_asked_again() -> None:
    messages = [Bubble(1, "Old", buttons=((Key("A"),),)), Bubble(2, "Look", buttons=((Key("Open", None),),))]
    assert asked(messages, {1}) is None


def test_words_alone_are_a_question_only_while_nobody_has_answered() -> None:
    assert unanswered([Bubble(1, "What should I call you?")]) is not None
    assert unanswered([Bubble(1, "What should I call you?"), Bubble(2, "Noy", from_bot=False)]) is None


@pytest.mark.parametrize(
    ("complaint", "found"),
    [
        ("A whole number from 2 to 5,000, please.", (2, 5000)),
        ("Please send one number, 0 or more.", (0, None)),
        ("This is a little long. Please use 60 characters or fewer.", (None, 60)),
        ("Sorry, I did not understand.", (None, None)),
    ],
)
def test_complaints_name_limits(complaint: str, found: tuple[int | None, int | None]) -> None:
    assert limits(complaint) == found


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Please send the photo of your chain.", "photo"),
        ("About how many firms are in the cluster?", "number"),
        ("When do you begin?", "date"),
        ("If you like, send the place: use the paper-clip 📎 → Location and move the pin.", "place"),
        ("What did you see today?", "text"),
    ],
)
def test_what_a_question_wants_follows_from_its_words(words: str, kind: str) -> None:
    assert wants(words) == kind
