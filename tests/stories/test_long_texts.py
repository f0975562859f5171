"""Texts of a programme that are long: guidance behind a button, and more than one message holds."""

from __future__ import annotations

from tests.stories.chat import Village, join

PARAGRAPH = "This **matters** a lot, so read it & think. " * 40

LONG = {
    "survey": f"""
        type|name|label::English (en)|hint::English (en)|guidance_hint::English (en)|required
        begin_group|all|Everything|||
        note|before|Please note.|Only a hint.||
        text|craft|What do you make?|In a word.|Ask the person who *makes* it.|yes
        text|told|{PARAGRAPH}{PARAGRAPH}{PARAGRAPH} What do you think?|||
        select_multiple tool|tools|{PARAGRAPH}{PARAGRAPH}{PARAGRAPH} Which tools?|||
        note|after|{PARAGRAPH}{PARAGRAPH}{PARAGRAPH}|||
        end_group||||
    """,
    "choices": """
        list_name|name|label::English (en)
        tool|map|Chain map
        tool|dots|Dot voting
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}


async def test_guidance_stands_behind_a_button(village: Village) -> None:
    links = await village.workshop(LONG)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    assert "Please note.\nOnly a hint.\n\n1 of 3\nWhat do you make?\nIn a word." in phone.last.text
    assert phone.last.labels == ["More about this", "Later"]
    assert "makes" not in phone.last.text
    before = len(phone.bubbles)
    await phone.tap("More about this")
    assert len(phone.bubbles) == before, "the same message says more"
    assert "In a word.\nℹ️ Ask the person who makes it." in phone.last.text
    assert "<i>makes</i>" in phone.last.html
    assert phone.last.labels == ["Later"]
    await phone.send("silk")
    assert "✓ silk" in phone.bubbles[before - 1].text


async def test_a_text_that_is_too_long_comes_in_several_messages(village: Village) -> None:
    links = await village.workshop(LONG)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    before = len(phone.bubbles)
    await phone.send("silk")
    first, last = phone.bubbles[before:]
    assert (first.labels, last.labels) == ([], ["Back", "Skip", "Later"])
    whole = f"{first.text} {last.text}"
    assert whole.count("This matters a lot, so read it & think.") == 120
    assert last.text.endswith("What do you think?")
    assert first.html.count("<b>") + last.html.count("<b>") == 120
    await phone.send("I see.")
    assert "✓ I see." in last.text
    await phone.tap("Chain map")
    assert phone.last.labels[:3] == ["✅ Chain map", "Dot voting", "Done (1)"]
    assert phone.last.text.endswith("Which tools?\nTap all that fit, then Done.")
    await phone.tap("Done (1)")
    closing = "\n".join(phone.texts[-3:])
    assert closing.count("This matters a lot") == 120, "closing words too"
