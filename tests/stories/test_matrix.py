"""Questions that share their choices: one message that goes on row by row."""

from __future__ import annotations

from storage.tables import Answer
from tests.stories.chat import Phone, Village, join

MATRIX = {
    "survey": """
        type|name|label::English (en)|hint::English (en)|appearance|required|relevant
        begin_group|all|Everything||||
        begin_group|trust|How is it in your cluster?||table-list||
        select_one often|price|Firms tell true prices.||||
        select_one often|help|Firms *help* each other.|Think of last month.||yes|
        select_one often|plan|Firms plan together.||||${help} != 'never'
        end_group|||||
        begin_group|tools|Tools||||
        select_multiple tool|head|Which tools?||label||
        select_multiple tool|spring|In spring||list-nolabel||
        select_multiple tool|autumn|In autumn||list-nolabel||
        end_group|||||
        select_one often|likert|You came by choice.||likert||
        text|end|Anything else?||||
        end_group|||||
    """,
    "choices": """
        list_name|name|label::English (en)
        often|never|Never or nearly never
        often|some|Sometimes
        often|always|Always
        tool|map|Map
        tool|dots|Dots
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        all|everyone|joining|0|minutes
    """,
}


async def joined(village: Village) -> Phone:
    links = await village.workshop(MATRIX)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    return phone


def values(village: Village) -> dict[str, str]:
    return {row.name: row.value for row in village.rows(Answer, Answer.state == "answered")}


async def test_a_matrix_is_one_message_that_goes_on_row_by_row(village: Village) -> None:
    phone = await joined(village)
    before = len(phone.bubbles)
    assert phone.last.text.endswith(
        "How is it in your cluster?\n\n1 of 7\n▸ Firms tell true prices.\n◦ Firms help each other.\n"
        "◦ Firms plan together.\n\n1. Never or nearly never\n2. Sometimes\n3. Always"
    )
    assert phone.last.labels == ["1", "2", "3", "Skip", "Later"]
    await phone.tap("2")
    assert (
        "✓ Firms tell true prices. → Sometimes\n▸ Firms help each other.\nThink of last month."
        in phone.last.text
    )
    assert phone.last.labels == ["1", "2", "3", "Back", "Later"], "what must be answered has no Skip"
    await phone.tap("3")
    assert "▸ Firms plan together." in phone.last.text
    await phone.send("1")
    assert values(village) == {"price": "some", "help": "always", "plan": "never"}
    matrix = phone.bubbles[before - 1]
    assert matrix.text.endswith(
        "✓ Firms tell true prices. → Sometimes\n✓ Firms help each other. → Always\n"
        "✓ Firms plan together. → Never or nearly never"
    )
    assert matrix.labels == []
    assert "Which tools?" in phone.last.text, "what comes next has a message of its own"


async def test_rows_can_be_skipped_gone_back_to_and_fall_away(village: Village) -> None:
    phone = await joined(village)
    before = len(phone.bubbles)
    await phone.tap("Skip")
    assert "✓ Firms tell true prices. → skipped" in phone.last.text
    await phone.tap("Back")
    assert "▸ Firms tell true prices." in phone.last.text
    await phone.tap("3")
    assert "✓ Firms tell true prices. → Always\n▸ Firms help each other." in phone.last.text
    assert len(phone.bubbles) == before, "all in one message"
    await phone.tap("1")
    assert "Firms plan together." not in phone.bubbles[before - 1].text, (
        "a row that is not relevant falls away"
    )


async def test_an_old_tap_does_not_answer_the_next_row(village: Village) -> None:
    phone = await joined(village)
    [data] = [button.data for row in phone.last.buttons for button in row if button.text == "2"]
    message = phone.last.message_id
    await phone.press(str(data), message)
    await phone.press(str(data), message)
    assert values(village) == {"price": "some"}
    assert "▸ Firms help each other." in phone.last.text


async def test_ticks_and_a_likert_scale(village: Village) -> None:
    phone = await joined(village)
    for label in ("2", "3", "1"):
        await phone.tap(label)
    assert "▸ In spring\n◦ In autumn\n\nTap all that fit, then Done." in phone.last.text
    await phone.tap("Map")
    await phone.send("done")
    assert "✓ In spring → Map\n▸ In autumn" in phone.last.text
    await phone.tap("Map")
    await phone.tap("Dots")
    await phone.tap("Done (2)")
    assert values(village)["autumn"] == "map dots"
    assert "You came by choice.\n1. Never or nearly never\n2. Sometimes\n3. Always" in phone.last.text
    assert [len(row) for row in phone.last.buttons] == [3, 3], "one row for the scale"


async def test_it_goes_on_after_a_break(village: Village) -> None:
    phone = await joined(village)
    await phone.tap("2")
    await phone.tap("Later")
    await village.bot.restart()
    await phone.send("/today")
    await phone.tap("▶ Everything")
    assert "✓ Firms tell true prices. → Sometimes\n▸ Firms help each other." in phone.last.text
    await phone.tap("3")
    assert "▸ Firms plan together." in phone.last.text
