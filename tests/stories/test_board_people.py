"""The board, closer: who is where and stuck, one cluster, one person, and reminding only the silent."""

from __future__ import annotations

from storage.tables import Act, Cluster, Enrolment, Outbox, Person
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def people(village: Village) -> tuple[Phone, list[Phone]]:
    links = await village.workshop(HELLO)
    boss = village.boss()
    await boss.send("/help")
    phones = [village.phone(10 + number) for number in range(3)]
    for phone, name in zip(phones, ("Mya", "Noy", "Som"), strict=True):
        await join(phone, links["trainee"], name=name)
    return boss, phones


async def test_who_is_where_and_who_is_stuck(village: Village) -> None:
    boss, [mya, noy, _som] = await people(village)
    await mya.send("Weavers")
    await noy.send("Potters")
    await noy.tap("Later")
    await boss.send("/board")
    assert "Begun: 2" in boss.last.text
    await boss.tap("Who is where")
    assert "1. Mya: “Hello”, 2 of 2\n" in boss.last.text
    assert "3. Som: “Hello”, not begun" in boss.last.text
    await village.turn_by(minutes=30)
    await boss.tap("Back to the board")
    assert "Stuck at a question: 1" in boss.last.text
    assert "Begun: 1" in boss.last.text, "whoever tapped Later is not stuck"
    await boss.tap("Who is where")
    assert "1. Mya: “Hello”, 2 of 2 · ❓ stuck for 30 minutes" in boss.last.text
    assert "Weavers" not in boss.last.text, "no answer stands here"
    await mya.send("12")
    await boss.tap("Back to the board")
    assert "Stuck" not in boss.last.text


async def test_one_person_over_all_days_as_text_and_picture(village: Village) -> None:
    boss, [mya, _noy, _som] = await people(village)
    await mya.send("Weavers")
    await mya.send("12")
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await boss.send("/board")
    await boss.tap("Who is where")
    await boss.tap("1")
    text, shown = boss.bubbles[-2].text, boss.last
    assert text.startswith("Mya: “Work together”, not begun\n\nFriday, 27 November\n✅ 17:00 Hello\n")
    assert "Monday, 30 November\n⚠️ 08:30 Good morning · Closed without answer" in text
    assert "Weavers" not in text
    assert shown.kind == "photo"
    assert shown.text.startswith("Mya, all days\nDone: 1")
    await boss.tap("Back to the board")
    assert boss.last.text.startswith("Khon Kaen: day 1\n")


async def test_one_cluster_only(village: Village) -> None:
    boss, [_mya, noy, _som] = await people(village)

    def tie(tx):  # type: ignore[no-untyped-def]
        cluster = Cluster(workshop_id=1, name="Tea of Moc Chau", created_at=tx.now)
        tx.session.add(cluster)
        tx.session.flush()
        [person] = [row for row in village.rows(Person) if row.telegram_id == noy.number]
        [enrolment] = village.rows(Enrolment, Enrolment.person_id == person.id)
        tx.session.get(Enrolment, enrolment.id).cluster_id = cluster.id

    village.bot.do(tie)
    await boss.send("/board")
    await boss.tap("One cluster")
    await boss.tap("Tea of Moc Chau")
    assert "Only Tea of Moc Chau\n1 person. Done: 0 of 1." in boss.last.text
    await boss.tap("Remind 1: Hello")
    assert boss.last.text == "I remind 1 person in ten seconds."
    await village.turn_by(seconds=11)
    assert "A small reminder, Noy" in noy.last.text
    await boss.tap("Back to the board")
    await boss.tap("Who is where")
    assert "Mya" not in boss.last.text
    await boss.tap("Back to the board")
    await boss.tap("One cluster")
    await boss.tap("Everybody")
    assert "3 people." in boss.last.text


async def test_only_the_silent_are_reminded_each_alone_and_it_can_be_taken_back(village: Village) -> None:
    boss, phones = await people(village)
    await phones[0].send("Weavers")
    await phones[2].block()
    seen = [len(phone.bubbles) for phone in phones]
    await village.turn_by(minutes=1)
    await boss.send("/board")
    await boss.tap("Remind 1: Hello")
    assert boss.last.text == "I remind 1 person in ten seconds."
    await boss.tap("Take it back")
    await village.turn_by(minutes=1)
    assert [len(phone.bubbles) for phone in phones] == seen, "nobody got it"
    await boss.tap("Remind 1: Hello")
    await village.turn_by(seconds=11)
    assert "A small reminder, Noy. “Hello” is open." in phones[1].last.text
    assert len(phones[0].bubbles) == seen[0], "who has begun is left in peace"
    chats = {row.chat_id for row in village.rows(Outbox, Outbox.dedupe_key.like("nudge:%"))}  # type: ignore[union-attr]
    assert chats == {phones[1].number}, "in the own chat, and not to whom it cannot reach"
    acts = [act for act in village.rows(Act) if act.kind == "nudged"]
    assert [(act.details, act.undone_at is not None) for act in acts] == [
        ({"people": 1}, True),
        ({"people": 1}, False),
    ]
    await boss.send("/log")
    assert "Reminded 1 silent person" in boss.last.text
    assert "Noy" not in boss.last.text
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert "The reminder went out already." in boss.toasts
    await boss.send("/board")
    await boss.tap(next(label for label in boss.last.labels if label.startswith("Remind")))
    assert "There is nobody to remind now" in boss.toasts[-1]


async def test_forged_buttons_of_the_board(village: Village) -> None:
    boss, [mya, _noy, _som] = await people(village)
    other = {row.id for row in village.rows(Enrolment)}
    await boss.send("/board")
    for code in (
        "nudge.99",
        "nudge.x",
        "person.999",
        "cluster.77",
        "undo.5",
        "where.99",
        f"person.{min(other)}",
    ):
        token = next(str(button.data) for row in boss.last.buttons for button in row).split(":")[1]
        await boss.press(f"board:{token}:{code}", boss.last.message_id)
        await boss.send("/board")
        assert "3 people. Done: 0 of 3." in boss.last.text
    assert not [act for act in village.rows(Act) if act.kind == "nudged"]
    token = next(str(button.data) for row in boss.last.buttons for button in row).split(":")[1]
    shown = len(mya.bubbles)
    await mya.press(f"board:{token}:where", boss.last.message_id)
    assert len(mya.bubbles) == shown
