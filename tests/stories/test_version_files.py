"""A facilitator brings a changed programme: what is checked, offered, refused, and undecided."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bot.actions.uploads import LARGEST
from storage.tables import Media, Programme, ProgrammeChange
from tests.stories.chat import Village
from tests.stories.programmes import HELLO, write
from tests.stories.versions import FIRMS, SETTINGS, answers, begun, morning_of, newer, running, upload


async def test_a_broken_file_is_said_with_sheet_and_row_and_changes_nothing(
    village: Village, tmp_path: Path
) -> None:
    boss, phone = await begun(village, tmp_path)
    await upload(boss, tmp_path, newer(survey=("integer,firms", "intger,firms")))
    assert boss.last.text.startswith("“new.xlsx” cannot run yet. Please mend this first:\nsurvey!5 type:")
    assert boss.last.text.endswith("Nothing was changed.")
    assert running(village) == "1"
    [change] = village.rows(ProgrammeChange)
    assert (change.state, change.after_id) == ("refused", None)
    [media] = village.rows(Media)
    assert (media.state, media.path) == ("deleted", "")
    assert not [path for path in (village.bot.folder / "data" / "media").rglob("*") if path.is_file()]
    await phone.send("12")
    assert answers(village)["hello/firms"] == ("12", 1)


async def test_cancel_keeps_everything_as_it_was(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")))
    await boss.tap("Cancel")
    assert boss.last.text == "OK, nothing was changed."
    assert running(village) == "1"
    assert [change.state for change in village.rows(ProgrammeChange)] == ["cancelled"]
    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    assert boss.last.text.startswith("Khon Kaen runs “A small course”, version 1. Please send me the changed")
    assert boss.last.labels == ["Cancel"], "there is no old version, and no file in the folder"


async def test_two_facilitators_do_not_overwrite_each_other(village: Village, tmp_path: Path) -> None:
    links = await village.workshop(HELLO)
    boss, other = village.boss(), village.phone(5)
    await other.send(f"/start {links['facilitator']}")
    await other.tap("English")
    await other.send("Khin")
    await other.tap("Yes")
    await other.tap("Thailand")
    await upload(boss, tmp_path / "a", newer("2", schedule=("08:30", "09:00")))
    await upload(other, tmp_path / "b", newer("3", schedule=("08:30", "09:30")))
    await boss.tap("Accept")
    assert running(village) == "2"
    await other.tap("Accept")
    assert running(village) == "2"
    assert "Somebody else has changed the programme meanwhile. Please look again." in other.texts
    assert "time 09:00 → 09:30" in other.last.text
    await other.tap("Accept")
    assert running(village) == "3"


async def test_marks_in_labels_are_shown_as_they_are(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await upload(boss, tmp_path, newer(survey=(FIRMS, f"{FIRMS}\ntext,odd,<b>Why</b> & how <,,,,,,,,,,,,,")))
    assert "• New row odd “<b>Why</b> & how <” in hello “Hello”." in boss.last.text


async def test_a_report_of_hundreds_of_changes_fits_into_one_message(
    village: Village, tmp_path: Path
) -> None:
    boss, _phone = await begun(village, tmp_path)
    rows = "".join(
        f"text,long_name_{n},{'What do you think about it ' * 3}{n}?,,,,,,,,,,,,,\n" for n in range(300)
    )
    await upload(boss, tmp_path, newer(survey=(FIRMS, f"{FIRMS}\n{rows}")))
    assert "Harmless (300)" in boss.last.text
    assert "• and 290 more" in boss.last.text
    document = boss.bubbles[-2]
    found = village.bot.room.world.file(document.raw["document"]["file_id"])
    whole = (village.bot.room.world.files / found["path"]).read_text(encoding="utf-8")
    assert whole.count("• New row long_name_") == 300
    assert len(boss.last.text) < 4096
    await boss.tap("Accept")
    assert running(village) == "2"


async def test_a_file_of_the_data_folder_is_offered_and_checked(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    shelf = village.bot.folder / "data" / "programmes"
    write(shelf / "broken", **newer(survey=("integer,firms", "intger,firms")))
    write(shelf / "good", **newer(schedule=("08:30", "09:00")))
    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    assert boss.last.labels == ["broken 📄", "good 📄", "Cancel"]
    await boss.tap("broken 📄")
    assert boss.toasts[-1].startswith("“broken” cannot run yet. Please mend this first:")
    await boss.tap("good 📄")
    assert "time 08:30 → 09:00" in boss.last.text
    await boss.tap("Accept")
    assert running(village) == "2"
    assert not village.rows(Media)


async def test_only_facilitators_change_a_programme(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    question = phone.last.text
    await upload(phone, tmp_path, newer(schedule=("08:30", "09:00")))
    assert not village.rows(ProgrammeChange)
    assert phone.last.text != question
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")))
    accept = next(button.data for row in boss.last.buttons for button in row if button.text == "Accept")
    await phone.press(str(accept), phone.last.message_id)
    assert running(village) == "1"
    assert village.rows(ProgrammeChange)[0].state == "offered"
    await boss.tap("Accept")
    assert running(village) == "2"


async def test_what_is_no_new_version_of_this_programme_is_refused(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await upload(boss, tmp_path / "same", HELLO)
    assert boss.last.text == "Khon Kaen runs this very version already.\n\nNothing was changed."
    await upload(boss, tmp_path / "other", newer() | {"settings": SETTINGS.replace("small,1", "large,1")})
    assert "its form_id is “large”, and Khon Kaen runs “small”" in boss.texts[-2]
    assert "start a new workshop with it?" in boss.last.text
    await boss.tap("Cancel")
    await boss.document(b"PK\x03\x04 no zip", "new.zip")
    assert "This is not a zip file that can be read. Please pack it again." in boss.last.text
    await boss.document(b"no workbook", "new.xls")
    assert "“new.xls” is not a workbook that can be read." in boss.last.text
    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    await boss.document(b"%PDF-1.4", "new.pdf")
    assert any(
        "Please send the programme as a file that ends in .xlsx, .xls, .ods, .zip." in t for t in boss.texts
    )
    assert running(village) == "1"


async def test_remarks_of_the_checker_and_huge_cells_fit_into_a_message(
    village: Village, tmp_path: Path
) -> None:
    boss, _phone = await begun(village, tmp_path)
    await upload(
        boss, tmp_path / "a", newer(survey=(FIRMS, f"{FIRMS}\n{'x' * 9000},huge,Huge?,,,,,,,,,,,,,"))
    )
    assert boss.last.text.startswith("“new.xlsx” cannot run yet.")
    assert len(boss.last.text) < 1000
    await upload(
        boss, tmp_path / "b", newer(survey=(FIRMS, f"{FIRMS}\ntext,long,{'Why & how? ' * 90},,,,,,,,,,,,,"))
    )
    assert "The check has 1 remark:\nsurvey!6 label::English (en):" in boss.last.text
    assert boss.last.labels == ["Accept", "Cancel"]


async def test_the_same_version_in_the_settings_is_warned_about(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await upload(boss, tmp_path, newer("1", schedule=("08:30", "09:00")))
    assert "The settings still say version “1”. Give it a new one" in boss.last.text
    await boss.tap("Accept")
    assert len({row.digest for row in village.rows(Programme)}) == 2
    assert morning_of(village).due_at == dt.datetime(2026, 11, 30, 2, 0, tzinfo=dt.UTC)


async def test_a_form_without_a_name_goes_on_as_the_one_that_runs(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    plain = "version,default_language\n2,English (en)\n"
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")) | {"settings": plain}, "small (3).xlsx")
    assert "another programme" not in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    assert phone.last.text.startswith("Thank you, Mya!")
    assert village.rows(Programme)[-1].form_id == "small"


async def test_in_the_middle_of_a_broadcast_a_file_is_part_of_it(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await boss.send("/broadcast")
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")))
    assert boss.last.text == "Who should get it?"
    assert not village.rows(ProgrammeChange)


async def test_a_file_that_comes_late_waits_for_the_facilitator(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    village.bot.room.faults.plan("server_error", method="getFile")
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")))
    assert boss.last.text == "I read “new.xlsx”. One moment, please."
    await boss.send("/broadcast")
    await village.bot.restart()
    await village.turn_by(minutes=1)
    assert boss.last.text == "I have read “new.xlsx”. /workshop leads you to it."
    await boss.tap("Cancel")
    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    await boss.tap("Look at “new.xlsx” again")
    await boss.tap("Accept")
    assert running(village) == "2"


async def test_a_file_that_telegram_refuses_is_said(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    village.bot.room.faults.plan(
        "refuse", method="getFile", code=400, description="Bad Request: wrong file_id"
    )
    await upload(boss, tmp_path, newer(schedule=("08:30", "09:00")))
    assert boss.last.text == "I could not get “new.xlsx”. Please send it again.\n\nNothing was changed."
    assert [change.state for change in village.rows(ProgrammeChange)] == ["refused"]
    await upload(boss, tmp_path / "again", newer(schedule=("08:30", "09:00")))
    await boss.tap("Accept")
    assert running(village) == "2"


async def test_a_file_beyond_telegrams_limit_is_refused_at_once(village: Village, tmp_path: Path) -> None:
    boss, _phone = await begun(village, tmp_path)
    await boss.document(bytes(LARGEST + 1), "new.xlsx")
    assert boss.last.text == "This file is larger than 20 megabytes. I cannot read it."
    assert not village.rows(ProgrammeChange)
