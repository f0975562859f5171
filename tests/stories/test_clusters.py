"""/clusters: made, described, filled with people, used by the schedule, removed."""

from __future__ import annotations

from storage.tables import Act, Cluster, Enrolment, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO
from tests.stories.test_people import crowd, enrolment, open_card

#: A word for silk clusters in the morning, another time for cotton, and one for a cluster by its name.
SHEETS = {
    "survey": """
        type|name|label::English (en)
        begin_group|hello|Hello
        text|wish|What do you wish for?
        end_group
        begin_group|silk|About silk
        text|thread|Who spins your thread?
        end_group
        begin_group|inle|For Inle
        text|boat|Who has a boat?
        end_group
    """,
    "schedule": """
        activity|audience|relative_to|offset|unit|time|zone
        hello|everyone|joining|0|minutes||own
        silk|everyone, cluster:sector=silk|workshop_start|0|days|08:30|workshop
        silk|everyone, cluster:sector=cotton|workshop_start|0|days|12:30|workshop
        inle|leader, cluster:Weavers of Inle|workshop_start|1|days|08:30|workshop
    """,
    "settings": """
        form_title|form_id|version|default_language|sala_days
        Clusters|clusters|1|English (en)|2
    """,
}


async def new(boss: Phone, name: str = "Weavers of Inle") -> None:
    await boss.send("/clusters")
    await boss.tap("New cluster")
    await boss.send(name)


async def test_a_cluster_is_made_described_and_filled(village: Village) -> None:
    boss, [mya, _lin], _links = await crowd(village, "Mya", "Lin")
    await boss.send("/clusters")
    assert boss.last.text == "Clusters of Khon Kaen\nThere is none yet. Write the name of the first one."
    await new(boss)
    await boss.tap("Product")
    await boss.send("Silk scarves")
    assert boss.last.text.startswith("✓ Cluster Weavers of Inle: Product Silk scarves")
    await boss.tap("Country")
    await boss.tap("Laos")
    await boss.tap("Facts")
    await boss.send("sector")
    assert "I cannot read this." in "\n".join(boss.texts[-2:])
    await boss.send("sector = silk & <gold>")
    await boss.tap("Members")
    await boss.tap("Mya")
    assert "✓ Mya" in boss.last.labels
    await boss.tap("Done")
    await boss.tap("Leaders")
    assert boss.last.labels == ["Mya", "Done"]
    await boss.tap("Mya")
    await boss.tap("Done")
    assert boss.last.text == (
        "Weavers of Inle\nProduct: Silk scarves\nCountry: Laos\nsector = silk & <gold>\n"
        "Leaders: Mya\nMembers: –"
    )
    assert "Remove" not in boss.last.labels
    assert mya.last.text == "Your role in “Khon Kaen” is now: Cluster leader."
    assert (enrolment(village, mya).role, enrolment(village, mya).cluster_id) == ("leader", 1)
    await boss.send("/people")
    await boss.tap("Narrow down")
    await boss.tap("Weavers of Inle")
    assert [label for label in boss.last.labels if "·" in label] == ["Mya · Cluster leader"]


async def test_the_schedule_speaks_of_clusters_and_follows_every_change(village: Village) -> None:
    links = await village.workshop(SHEETS)
    boss = village.boss()
    await join(village.phone(), links["leader"], name="Mya")

    def planned(activity: str) -> list[str]:
        rows = village.rows(Prompt, Prompt.activity == activity, Prompt.state == "scheduled")
        return [f"{row.due_at:%d %H:%M}" for row in rows]

    assert (planned("silk"), planned("inle")) == ([], [])
    await new(boss)
    await boss.tap("Members")
    await boss.tap("Mya")
    assert (planned("silk"), planned("inle")) == ([], ["01 01:30"])
    await boss.tap("Done")
    await boss.tap("Facts")
    await boss.send("Sector = Silk")
    assert planned("silk") == ["30 01:30"]
    await boss.tap("Facts")
    await boss.send("Sector =")
    assert planned("silk") == []
    await boss.tap("Facts")
    await boss.send("sector = cotton")
    assert planned("silk") == ["30 05:30"]
    await boss.tap("Undo")
    assert planned("silk") == []
    await boss.tap("Name")
    await boss.send("Potters")
    assert planned("inle") == []
    await boss.tap("Undo")
    assert planned("inle") == ["01 01:30"]
    await open_card(boss, "Mya")
    await boss.tap("Cluster")
    await boss.tap("In no cluster")
    assert planned("inle") == []
    await boss.tap("Undo")
    assert planned("inle") == ["01 01:30"]


async def test_only_an_empty_cluster_is_removed_and_it_comes_back(village: Village) -> None:
    boss, [mya], _links = await crowd(village, "Mya")
    await new(boss)
    await boss.tap("Members")
    await boss.tap("Mya")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    await boss.press(f"clusters:{token}:remove", boss.last.message_id)
    assert "People are in this cluster. Please move them first." in boss.toasts
    await boss.tap("✓ Mya")
    await boss.tap("Done")
    await boss.tap("Product")
    await boss.send("Silk")
    await boss.tap("Remove")
    assert boss.last.text.startswith("✓ The cluster Weavers of Inle was removed")
    assert not village.rows(Cluster)
    await boss.tap("Undo")
    assert [(one.name, one.product) for one in village.rows(Cluster)] == [("Weavers of Inle", "Silk")]
    assert enrolment(village, mya).cluster_id is None


async def test_two_clusters_never_have_one_name(village: Village) -> None:
    boss, _phones, _links = await crowd(village, "Mya")
    await new(boss)
    await new(boss, "weavers OF inle")
    assert "There is a cluster Weavers of Inle already." in boss.last.text
    assert len(village.rows(Cluster)) == 1
    await new(boss, "x" * 61)
    assert "at most 60 characters" in "\n".join(boss.texts[-2:])


async def test_clusters_and_people_of_another_workshop_are_out_of_reach(village: Village) -> None:
    boss, [mya], _links = await crowd(village, "Mya")
    await new(boss)
    await village.workshop(HELLO)
    await new(boss, "Potters")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    await boss.press(f"clusters:{token}:c-1", boss.last.message_id)
    assert "This cluster is not in this workshop." in boss.toasts
    await boss.tap("Members")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    await boss.press(f"clusters:{token}:in-{enrolment(village, mya).id}", boss.last.message_id)
    assert "This person is not in this workshop." in boss.toasts
    assert all(row.cluster_id is None for row in village.rows(Enrolment))
    await mya.send("/clusters")
    assert "Only facilitators can do this." in mya.last.text
    assert {act.kind for act in village.rows(Act)} == {"workshop_created", "cluster_made"}


#: A question that speaks of the cluster of who reads it.
QUOTES = {
    "survey": """
        type|name|label::English (en)|sala_fill
        begin_group|hello|Hello
        hidden|cluster||cluster_name
        hidden|made||product
        text|wish|What does {cluster} need to sell {made}?
        end_group
    """.replace("{", "${"),
    "settings": SHEETS["settings"],
}


async def test_a_programme_quotes_the_cluster_of_each_person(village: Village) -> None:
    links = await village.workshop(QUOTES)
    boss, phone = village.boss(), village.phone()
    await new(boss)
    await boss.tap("Product")
    await boss.send("silk scarves")
    await join(phone, links["trainee"], name="Mya", until="c0")
    await boss.tap("Members")
    await boss.tap("Mya")
    await phone.tap("Yes, I am 18 or older")
    for _layer in range(6):
        await phone.tap("Yes", phone.last)
    assert "What does Weavers of Inle need to sell silk scarves?" in phone.last.text
