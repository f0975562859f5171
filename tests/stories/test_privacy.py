from __future__ import annotations

from sqlmodel import col

from storage.tables import Answer, Consent, Enrolment, Media, Prompt
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO


async def a_leader(village: Village, **more: str) -> Phone:
    links = await village.workshop(HELLO)
    phone = village.phone(7)
    await join(phone, links["leader"], **more)
    return phone


async def choose(phone: Phone, layer: str, answer: str) -> None:
    await phone.send("/privacy")
    await phone.tap(layer)
    await phone.tap(answer)


async def test_choices_are_shown_and_changed_with_a_record_of_each(village: Village) -> None:
    phone = await a_leader(village)
    await phone.send("/privacy")
    assert "Who sees what" in phone.last.text
    assert "✅ Research, without my name: <b>Yes</b> · Friday, 27 November" in phone.last.html
    await phone.tap("Research, without my name")
    assert "May we study your answers, without your name?" in phone.last.text
    assert "Your choice since Friday, 27 November: Yes" in phone.last.text
    await village.turn_by(minutes=5)
    await phone.tap("Change to No")
    assert any("From now on your answers are in no research file." in text for text in phone.texts)
    assert "▫️ Research, without my name: <b>No</b>" in phone.last.html
    records = village.rows(Consent, Consent.layer == "c1")
    assert [record.granted for record in records] == [True, False]
    assert (records[1].text_version, records[1].language, records[1].way) == ("1", "en", "tap")
    assert records[1].at == village.clock.now()
    await choose(phone, "Research, without my name", "Change to Yes")
    assert [record.granted for record in village.rows(Consent, Consent.layer == "c1")] == [True, False, True]


async def test_looking_changes_nothing(village: Village) -> None:
    phone = await a_leader(village)
    before = len(village.rows(Consent))
    await choose(phone, "Keep photos", "Leave it so")
    assert "Who sees what" in phone.last.text
    await phone.tap("Close")
    assert len(village.rows(Consent)) == before


async def test_files_kept_before_a_no_can_be_deleted_with_it(village: Village) -> None:
    phone = await a_leader(village)
    await phone.send("Weavers")
    await phone.send("12")
    await phone.send("/wisdom")
    await phone.photo("Our loom")
    await phone.tap("No", phone.last)
    await phone.tap("Keep it private")
    [media] = village.rows(Media)
    file = village.bot.folder / "data" / "media" / media.path
    assert file.is_file()
    await choose(phone, "Keep photos", "Change to No")
    assert phone.last.text == "I have 1 file from before. Should I delete it too?"
    await phone.tap("Yes, delete")
    assert not file.exists()
    assert [row.state for row in village.rows(Media)] == ["deleted"]
    await phone.send("/wisdom")
    await phone.photo()
    assert "You have not allowed me to keep this kind of message" in phone.last.text
    assert len(village.rows(Media)) == 1


async def test_files_may_stay_when_only_new_ones_are_refused(village: Village) -> None:
    phone = await a_leader(village)
    await phone.send("/wisdom")
    await phone.voice()
    await phone.tap("Keep it private")
    await choose(phone, "Keep voice messages", "Change to No")
    await phone.tap("No, keep what is there")
    assert [row.state for row in village.rows(Media)] == ["stored"]


async def test_no_more_taking_part_leads_to_leaving(village: Village) -> None:
    phone = await a_leader(village)
    await choose(phone, "Take part in the course", "Change to No")
    assert "What should happen with your answers?" in phone.last.text
    assert [row.state for row in village.rows(Enrolment, Enrolment.role == "leader")] == ["active"]
    await phone.tap("Stop, keep without name")
    await phone.tap("Yes, forget me")
    assert [row.state for row in village.rows(Enrolment, Enrolment.role == "leader")] == ["withdrawn"]


async def test_follow_ups_stop_with_their_consent_and_come_back_with_it(village: Village) -> None:
    phone = await a_leader(village)
    await phone.send("Weavers")
    await phone.send("12")
    await village.turn_by(days=2, hours=17)  # Monday, 10:00
    await phone.send("/today")
    await phone.tap("▶ Work together")
    while phone.last.labels and not any("Yes" in label for label in phone.last.labels):
        await phone.tap("Skip")
    await phone.tap("Yes", phone.last)
    assert [row.granted for row in village.rows(Consent, Consent.layer == "c7")] == [True]
    await choose(phone, "Messages after the course", "Change to No")
    await village.turn_by(days=16)
    [prompt] = village.rows(Prompt, Prompt.activity == "follow_up")
    assert (prompt.state, prompt.reason, prompt.sent_at) == ("cancelled", "no consent", None)
    await choose(phone, "Messages after the course", "Change to Yes")
    await phone.tap("Close")
    [prompt] = village.rows(Prompt, Prompt.activity == "follow_up")
    assert prompt.state == "sent"
    assert not village.rows(Answer, col(Answer.activity) == "follow_up")


async def test_the_day_of_a_choice_is_the_persons_own(village: Village) -> None:
    phone = await a_leader(village)
    await village.turn_by(hours=8)  # 18:00 in UTC, one o'clock of the next day in Bangkok
    await choose(phone, "Keep my area", "Change to No")
    assert "▫️ Keep my area: <b>No</b> · Saturday, 28 November" in phone.last.html


async def test_choices_are_no_matter_for_somebody_who_has_not_finished_joining(village: Village) -> None:
    phone = await a_leader(village, until="c2")
    await phone.send("/privacy")
    assert "Please finish joining first" in phone.last.text
    await phone.send("/consent")
    assert "Please finish joining first" in phone.last.text


async def test_forged_choices_change_nothing(village: Village) -> None:
    phone = await a_leader(village)
    before = len(village.rows(Consent))
    for code in ("yes", "no", "drop", "one-c9", "one-", "files-c5", "no-c1"):
        await phone.send("/privacy")
        token = str(phone.last.buttons[0][0].data).rsplit(":", 1)[0]
        await phone.press(f"{token}:{code}", phone.last.message_id)
        assert "Who sees what" in phone.last.text, code
    assert len(village.rows(Consent)) == before
