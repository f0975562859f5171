"""Pictures, sounds and videos of labels and choices, sent with their question."""

from __future__ import annotations

from pathlib import Path

from bot.domain.programme import check
from storage.tables import Media, Outbox
from tests.stories.chat import SPEECH, Village, join, picture
from tests.stories.programmes import write
from tests.stories.versions import SETTINGS, upload

SHOWN = {
    "survey": """
        type|name|label::English (en)|label::Khmer (km)|image::English (en)|image::Khmer (km)|audio|appearance
        begin_group|all|Everything|គ្រប់យ៉ាង|||
        note|look|Look first.|មើល|look.png|look.png||
        select_one animal|animal|Which one is it?|មួយណា?|en.jpg|km.jpg|ask.ogg|
        text|why|Why?|ហេតុអ្វី?|||gone.ogg|
        end_group|||
    """,
    "choices": """
        list_name|name|label::English (en)|label::Khmer (km)|image
        animal|goat|A goat|ពពែ|goat.jpg
        animal|duck|A duck|ទា|duck.jpg
        animal|none|None|គ្មាន|
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}

FILES = {
    "look.png": picture((80, 60), "red"),
    "en.jpg": picture((90, 60), "green"),
    "km.jpg": picture((60, 90), "blue"),
    "ask.ogg": SPEECH,
    "goat.jpg": picture((70, 50), "white"),
    "duck.jpg": picture((50, 70), "yellow"),
}


def written(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    write(folder, **SHOWN)
    (folder / "media").mkdir()
    for name, content in files.items():
        (folder / "media" / name).write_bytes(content)
    return folder


async def test_a_question_comes_with_what_it_shows_and_plays(village: Village) -> None:
    links = await village.workshop(SHOWN, files=FILES)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    kinds = [bubble.kind for bubble in phone.bubbles[-6:]]
    assert kinds == ["text", "photo", "photo", "voice", "photo", "text"]
    note, shown, asked, _sound, choices, question = phone.bubbles[-6:]
    assert "Look first." in note.text
    assert [size(village, bubble) for bubble in (shown, asked)] == [(80, 60), (90, 60)]
    assert size(village, choices)[0] > 800, "both pictures, side by side"
    assert "Which one is it?\n1. A goat\n2. A duck\n3. None" in question.text
    assert question.labels[:3] == ["1", "2", "3"]
    await phone.tap("2")
    assert phone.last.text == "2 of 2\nWhy?", "a file that is not there is missed by nobody"


async def test_each_language_has_its_picture_and_telegram_gets_it_once(village: Village) -> None:
    links = await village.workshop(SHOWN, files=FILES)
    first, second, khmer = village.phone(7), village.phone(8), village.phone(9)
    await join(first, links["trainee"])
    await join(second, links["trainee"])
    await join(khmer, links["trainee"], until="c6")
    await khmer.send("/language")
    await khmer.tap("ភាសាខ្មែរ")
    await khmer.tap(khmer.last.labels[0])
    photos = [[each for each in phone.bubbles if each.kind == "photo"] for phone in (first, second, khmer)]
    assert size(village, photos[2][1]) == (60, 90)
    handles = [each.raw["photo"][-1]["file_id"] for each in (photos[0][1], photos[1][1])]
    assert handles[0] == handles[1]
    kept = village.rows(Media)
    assert len(kept) == len(FILES)
    assert all(row.state == "stored" and row.enrolment_id is None for row in kept)


async def test_a_picture_that_telegram_refuses_does_not_hold_the_question_back(village: Village) -> None:
    links = await village.workshop(SHOWN, files={**FILES, "en.jpg": b"\xff\xd8\xff no picture"})
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "Which one is it?" in phone.last.text
    assert [row.kind for row in village.rows(Outbox, Outbox.state == "failed")] == ["photo"]


async def test_without_their_pictures_choices_stand_on_buttons(village: Village) -> None:
    links = await village.workshop(SHOWN)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert phone.last.labels[:3] == ["A goat", "A duck", "None"]
    assert not any(bubble.kind == "photo" for bubble in phone.bubbles)


async def test_a_new_version_keeps_the_pictures_that_are_not_sent_again(
    village: Village, tmp_path: Path
) -> None:
    first = SETTINGS.replace("small,1,", "shown,1,")
    links = await village.workshop({**SHOWN, "settings": first}, files=FILES)
    later = {
        **SHOWN,
        "survey": SHOWN["survey"].replace("Which one is it?", "Which one do you see?"),
        "settings": first.replace("shown,1,", "shown,2,"),
    }
    await upload(village.boss(), tmp_path, later)
    assert "en.jpg" not in village.boss().last.text, "nothing is missing"
    await village.boss().tap("Accept")
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "Which one do you see?" in phone.last.text
    kinds = [bubble.kind for bubble in phone.bubbles[-6:]]
    assert kinds == ["text", "photo", "photo", "voice", "photo", "text"]


async def test_what_is_missing_is_said_at_check(tmp_path: Path) -> None:
    files = {name: content for name, content in FILES.items() if name != "duck.jpg"}
    findings = check(written(tmp_path / "course", files))
    told = [(each.severity, each.place, each.said.english()) for each in findings]
    there = "There is no file “{}” beside the sheets. Put it into a folder “media” there."
    assert ("warning", "survey!5 audio", there.format("gone.ogg")) in told
    assert ("warning", "choices!3 image", there.format("duck.jpg")) in told
    assert not any("goat.jpg" in words for _severity, _place, words in told)


def size(village: Village, bubble: object) -> tuple[int, int]:
    found = bubble.raw["photo"][-1]  # type: ignore[attr-defined]  # a message of the room
    return found["width"], found["height"]
