"""Rounds of a repeat: added, looked through, changed, removed and brought back."""

from __future__ import annotations

from storage.tables import Answer
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import ROUNDS
from tests.stories.test_exporting import a_researcher, table, take_tables, unpacked

#: A repeat whose title quotes an answer, with a count and a sum over its rounds.
SHOPS = {
    "survey": """
        type|name|label::English (en)|calculation|repeat_count
        begin_group|market|The market
        begin_repeat|shop|Shop of {owner}
        text|owner|Who owns it?
        integer|staff|How many people work there?
        end_repeat||
        calculate|shops||count({shop})
        calculate|people||sum({staff})
        text|end|{shops} shops, {people} people. What else?
        end_group||
    """.replace("{", "${"),
    "schedule": """
        activity|audience|relative_to|offset|unit
        market|everyone|joining|0|minutes
    """,
}


async def joined(village: Village, sheets: dict[str, str]) -> Phone:
    links = await village.workshop(sheets)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    return phone


def given(village: Village) -> dict[str, tuple[str, str]]:
    return {row.question: (row.state, row.value) for row in village.rows(Answer)}


async def two_shops(village: Village) -> Phone:
    phone = await joined(village, SHOPS)
    for said in ("Noy", "3", "yes", "Mya", "4"):
        await phone.send(said)
    return phone


async def test_a_round_is_called_by_what_its_label_quotes(village: Village) -> None:
    phone = await joined(village, SHOPS)
    await phone.send("Noy")
    assert "1: Shop of Noy\n2 of 3\nHow many people work there?" in phone.last.text
    await phone.send("3")
    assert phone.last.text.endswith("1. Shop of Noy\nAnother one?")
    await phone.tap("Yes")
    await phone.send("Mya")
    await phone.send("4")
    assert phone.last.text.endswith("1. Shop of Noy\n2. Shop of Mya\nAnother one?")
    assert phone.last.labels == ["Yes", "No", "Change or remove one", "Back", "Later"]


async def test_a_removed_round_is_not_counted_and_can_be_brought_back(village: Village) -> None:
    phone = await two_shops(village)
    await phone.tap("Change or remove one")
    assert phone.last.labels == ["1. Shop of Noy", "2. Shop of Mya", "Back"]
    await phone.tap("1. Shop of Noy")
    assert "Who owns it?\n→ Noy" in phone.last.text
    await phone.tap("Remove this one")
    assert phone.last.labels == ["↩ Noy", "1. Shop of Mya", "Back"]
    assert given(village)["market/shop[1]/staff"] == ("removed", "3"), "what was given is still there"
    await phone.tap("Back")
    assert phone.last.text.endswith("1. Shop of Mya\nAnother one?")
    await phone.tap("No")
    assert "1 shops, 4 people. What else?" in phone.last.text
    await phone.tap("Back")
    assert "Another one?" in phone.last.text, "the way back leads through the repeat"
    await phone.tap("Change or remove one")
    await phone.tap("↩ Noy")
    await phone.tap("No")
    assert "2 shops, 7 people. What else?" in phone.last.text
    assert given(village)["market/shop[1]/staff"] == ("answered", "3")


async def test_an_answer_of_an_earlier_round_is_changed(village: Village) -> None:
    phone = await two_shops(village)
    await phone.tap("Change or remove one")
    await phone.tap("1. Shop of Noy")
    await phone.tap("2")
    assert "How many people work there?\nYour answer now: 3" in phone.last.text
    await phone.send("5")
    assert phone.last.text.endswith("1. Shop of Noy\n2. Shop of Mya\nAnother one?")
    await phone.tap("No")
    assert "2 shops, 9 people. What else?" in phone.last.text


async def test_a_round_that_was_begun_by_a_slip_is_left_again(village: Village) -> None:
    phone = await two_shops(village)
    await phone.tap("Yes")
    assert "Who owns it?" in phone.last.text
    await phone.tap("Back")
    assert phone.last.text.endswith("1. Shop of Noy\n2. Shop of Mya\nAnother one?")
    await phone.tap("Yes")
    await phone.send("Lek")
    await phone.tap("Back")
    await phone.tap("Remove this one")
    assert phone.last.text.startswith("I removed “Shop of Lek”.\n\nShop of …\n1. Shop of Noy\n")
    await phone.tap("No")
    assert "2 shops, 7 people. What else?" in phone.last.text


async def test_rounds_are_seen_and_removed_after_the_end(village: Village) -> None:
    phone = await two_shops(village)
    await phone.send("no")
    await phone.send("nothing")
    assert phone.last.text.startswith("Thank you, Mya!")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("The market")
    await phone.tap("▤ Shop of …")
    assert phone.last.labels == ["Change or remove one", "Close"], (
        "an activity that is over gets no new round"
    )
    await phone.tap("Change or remove one")
    await phone.tap("2. Shop of Mya")
    await phone.tap("Remove this one")
    await phone.tap("Back")
    await phone.tap("Close")
    assert given(village)["market/shop[2]/owner"] == ("removed", "Mya")
    assert given(village)["market/shop"] == ("repeat", "2 -2")


async def test_rounds_of_a_given_number_say_how_many(village: Village) -> None:
    phone = await joined(village, ROUNDS)
    for said in ("Market", "3", "no"):
        await phone.send(said)
    assert "1 of 2: A firm\n3 of 4\nName firm number" in phone.last.text
    await phone.send("Lao Silk")
    assert "2 of 2: A firm\n4 of 4\nName firm number" in phone.last.text
    await phone.tap("Back")
    assert "Remove this one" not in phone.last.labels


#: Villages, and in each the houses of it; nobody needs to name any.
NESTED = {
    "survey": """
        type|name|label::English (en)|calculation|repeat_count
        begin_group|trip|The trip
        integer|days|How many days?
        begin_repeat|day|Day||${days}
        text|what|What did you do?
        end_repeat||
        begin_repeat|village|Village *${place}*
        text|place|Which village?
        begin_repeat|house|House
        text|family|Which family?
        end_repeat||
        end_repeat||
        calculate|houses||count(${family})
        text|end|${houses} houses. What else?
        end_group||
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        trip|everyone|joining|0|minutes
    """,
}


async def test_a_round_takes_its_inner_rounds_along_and_brings_them_back(village: Village) -> None:
    phone = await joined(village, NESTED)
    for said in ("0", "Ban Na", "Noy", "yes", "Dao", "no", "yes", "Ban Mai"):
        await phone.send(said)
    asked = "2: Village Ban Mai\nHouse\nIs there one to add?"
    assert phone.last.text == asked, "a round that was added begins without inner ones"
    await phone.send("yes")
    await phone.send("Lek")
    assert phone.last.text == "2: Village Ban Mai\nHouse\n1. Lek\nAnother one?"
    await phone.send("no")
    assert "1. Village Ban Na\n2. Village Ban Mai\nAnother one?" in phone.last.text
    await phone.tap("Change or remove one")
    await phone.tap("1. Village Ban Na")
    assert "Which family?\n→ Noy" in phone.last.text
    await phone.tap("Remove this one")
    await phone.tap("Back")
    await phone.tap("No")
    assert "1 houses. What else?" in phone.last.text
    assert given(village)["trip/village[1]/house[2]/family"] == ("removed", "Dao")
    await phone.tap("Back")
    await phone.tap("Change or remove one")
    await phone.tap("↩ Ban Na")
    await phone.tap("No")
    assert "3 houses. What else?" in phone.last.text


async def test_what_was_removed_can_be_deleted_for_good(village: Village) -> None:
    phone = await two_shops(village)
    await phone.tap("Change or remove one")
    await phone.tap("1. Shop of Noy")
    await phone.tap("Remove this one")
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("The market")
    assert "→ Noy (removed)" in phone.last.text
    assert phone.last.labels[:2] == ["3", "4"], "what was removed cannot be corrected"
    await phone.tap("Delete an answer")
    await phone.tap("1")
    await phone.tap("Yes, delete")
    assert given(village)["market/shop[1]/owner"] == ("deleted", "")


async def test_an_export_leaves_out_what_was_removed(village: Village) -> None:
    links = await village.workshop(SHOPS)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    for said in ("Noy", "3", "yes", "Silk house", "4", "Change or remove one"):
        await phone.send(said)
    await phone.tap("1. Shop of Noy")
    await phone.tap("Remove this one")
    researcher = await a_researcher(village, links["researcher"])
    await take_tables(researcher)
    files = unpacked(researcher)
    [shop] = table(files, "submissions-shop.csv")
    assert (shop["owner"], shop["staff"]) == ("Silk house", "4")
    removed = [row for row in table(files, "answers_long.csv") if row["state"] == "removed"]
    assert [(row["question"], row["value"]) for row in removed] == [
        ("market/shop[1]/owner", ""),
        ("market/shop[1]/staff", ""),
    ]
