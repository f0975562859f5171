"""Choices from data files in the chat, files that are missing, and what somebody filled before."""

from __future__ import annotations

import io
import zipfile

from storage.tables import Answer
from tests.stories.chat import Village, join
from tests.stories.programmes import write

PLACES = {
    "survey": """
        type|name|label::English (en)|choice_filter|calculation|parameters|default
        begin_group|where|Where
        select_one_from_file provinces.csv|province|Which province?
        select_one_from_file villages.csv|village|Which village?|prov = ${province}||value=code label=title
        calculate|head|||pulldata('villages', 'head', 'code', ${village})
        note|told|The head of ${village} is ${head}.
        text|craft|Which craft?||||${last-saved#craft}
        end_group
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit
        where|everyone|joining|0|minutes
    """,
}

FILES = {
    "provinces.csv": b"name,label\nvte,Vientiane\nlpb,Luang Prabang\n",
    "villages.csv": b"code,title,prov,head\n"
    + b"".join(f"v{n},Ban {n} ບ້ານ,{'vte' if n % 2 else 'lpb'},Mr {n}\n".encode() for n in range(1, 301)),
}


async def test_a_village_out_of_three_hundred_is_found_by_typing(village: Village) -> None:
    links = await village.workshop(PLACES, files=FILES)
    phone = village.phone(7)
    await join(phone, links["trainee"])
    await phone.tap("Vientiane")
    assert "Which village?" in phone.last.text
    assert not any("Ban 2 " in label for label in phone.last.labels), "of the other province"
    await phone.send("ban 137")
    assert phone.last.text == "You mean “Ban 137 ບ້ານ”?"
    await phone.tap("Yes")
    assert "The head of v137 is Mr 137." in "\n".join(phone.texts)
    values = {row.name: row.value for row in village.rows(Answer)}
    assert (values["province"], values["village"]) == ("vte", "v137")


async def test_in_the_next_workshop_the_last_answer_is_proposed(village: Village) -> None:
    first = await village.workshop(PLACES, files=FILES)
    phone = village.phone(7)
    await join(phone, first["trainee"])
    await phone.tap("Vientiane")
    await phone.send("ban 113")
    await phone.tap("Yes")
    await phone.send("silk")
    second = await village.workshop(PLACES, files=FILES)
    await phone.send(f"/start {second['trainee']}")
    await phone.tap("Start")
    await phone.tap("Yes, I am 18 or older")
    for _layer in range(6):
        await phone.tap("Yes", phone.last)
    await phone.tap("Luang Prabang")
    await phone.send("ban 12")
    await phone.tap("Ban 12 ບ້ານ")
    assert phone.last.text.endswith("Which craft?\nIs it this? silk")
    await phone.tap("Keep it so")
    answers = [row.value for row in village.rows(Answer) if row.name == "craft"]
    assert answers == ["silk", "silk"]


def packed(sheets: dict[str, str], folder: str, village: Village, *names: str) -> bytes:
    """A zip file of a programme with some of its data files."""
    where = write(village.bot.folder / folder, **sheets)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in sorted(where.iterdir()):
            archive.write(path, path.name)
        for name in names:
            archive.writestr(name, FILES[name])
    return buffer.getvalue()


async def test_a_programme_without_its_file_is_refused_with_what_to_do(village: Village) -> None:
    links = await village.workshop(PLACES, files=FILES)
    boss = village.boss()
    changed = {**PLACES, "survey": PLACES["survey"].replace("Which craft?", "What do you make?")}
    await boss.document(packed(changed, "a", village, "provinces.csv"), "places.zip")
    assert "survey!4 type: There is no file “villages.csv”. Put it beside the sheets" in boss.last.text
    assert boss.last.text.endswith("Nothing was changed.")
    await boss.document(packed(changed, "b", village, *FILES), "places.zip")
    await boss.tap("Accept")
    phone = village.phone(8)
    await join(phone, links["trainee"])
    await phone.tap("Vientiane")
    await phone.send("ban 137")
    await phone.tap("Yes")
    assert "What do you make?" in phone.last.text
