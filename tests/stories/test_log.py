"""What facilitators did stands in a log that they can read, and most of it can be taken back."""

from __future__ import annotations

from storage.tables import Act, Invitation
from tests.stories.chat import Village, join
from tests.stories.programmes import HELLO


async def stop_link(village: Village, role: str) -> None:
    boss = village.boss()
    await boss.send("/links")
    await boss.tap("Stop or renew a link")
    await boss.tap(role)
    await boss.tap("No link for now")


async def test_an_act_is_listed_and_taken_back_once(village: Village) -> None:
    links = await village.workshop(HELLO)
    boss = village.boss()
    await stop_link(village, "Trainees")
    stranger = village.phone()
    await stranger.send(f"/start {links['trainee']}")
    assert "closed now" in stranger.last.text

    await boss.send("/log")
    assert "1. Trainees: the link was stopped (Ploy, Friday, 27 November, 17:00)" in boss.last.text
    assert "2. The workshop was created (Ploy, Friday, 27 November, 17:00)" in boss.last.text
    assert boss.last.labels == ["Take back 1", "Close"]
    await boss.tap("Take back 1")
    await boss.tap("Yes, take it back")
    assert "Taken back: Trainees: the link was stopped" in boss.texts
    assert "taken back" in boss.last.text
    assert boss.last.labels == ["Close"]
    await join(village.phone(), links["trainee"], until="ready")
    assert [invitation.uses for invitation in village.rows(Invitation, Invitation.role == "trainee")] == [1]


async def test_going_back_changes_nothing(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    await stop_link(village, "Researchers")
    await boss.send("/log")
    await boss.tap("Take back 1")
    await boss.tap("Back")
    assert boss.last.labels == ["Take back 1", "Close"]
    assert all(act.undone_at is None for act in village.rows(Act))


async def test_a_long_log_has_pages(village: Village) -> None:
    await village.workshop(HELLO)
    boss = village.boss()
    for _number in range(4):
        await stop_link(village, "Trainees")
        await stop_link(village, "Researchers")
    await boss.send("/log")
    await boss.tap("Older")
    assert "9. The workshop was created" in boss.last.text
    await boss.tap("Newer")
    assert "1. Researchers: the link was stopped" in boss.last.text


async def test_an_act_of_another_workshop_is_not_taken_back(village: Village) -> None:
    await village.workshop(HELLO)
    await stop_link(village, "Trainees")
    await village.workshop(HELLO)
    boss = village.boss()
    await stop_link(village, "Trainees")
    await boss.send("/log")
    token = str(boss.last.buttons[0][0].data).split(":")[1]
    first = village.rows(Act, Act.kind == "link_stopped")[0]
    await boss.press(f"log:{token}:act-{first.id}", boss.last.message_id)
    await boss.tap("Yes, take it back")
    assert "This belongs to another workshop." in boss.toasts
    assert all(act.undone_at is None for act in village.rows(Act))
