"""A programme changes in the middle of a workshop: what the facilitator sees, and what people feel of it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from bot.actions.uploads import LARGEST
from storage.tables import (
    Answer,
    AnswerVersion,
    Consent,
    Event,
    Media,
    Programme,
    ProgrammeChange,
    Prompt,
    Workshop,
)
from tests.stories.chat import Phone, Village, join
from tests.stories.programmes import HELLO, ROUNDS, write

FIRMS, PLACE = (
    next(line.strip() for line in HELLO["survey"].splitlines() if f",{name}," in line)
    for name in ("firms", "place")
)

SETTINGS = """
    form_title,form_id,version,default_language,sala_days,sala_quiet_from,sala_quiet_to,sala_daily_cap
    A small course,small,1,English (en),2,21:00,07:00,12
"""


def newer(version: str = "2", **swaps: tuple[str, str]) -> dict[str, str]:
    """The programme of the stories with some text replaced in some sheets."""
    sheets = {**HELLO, "settings": SETTINGS.replace("small,1,", f"small,{version},")}
    for sheet, (before, after) in swaps.items():
        assert before in sheets[sheet]
        sheets[sheet] = sheets[sheet].replace(before, after)
    return sheets


def zipped(folder: Path, sheets: Mapping[str, str]) -> bytes:
    """The sheets as CSV files in a zip, inside a folder, as people pack them."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as packed:
        for path in sorted(write(folder / "csv", **sheets).iterdir()):
            packed.write(path, f"my course/{path.name}")
    return buffer.getvalue()


def workbook(folder: Path, sheets: Mapping[str, str]) -> bytes:
    """The sheets as an .xlsx workbook."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for path in write(folder / "book", **sheets).iterdir():
        sheet = book.create_sheet(path.stem)
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


async def begun(village: Village, folder: Path) -> tuple[Phone, Phone]:
    """A facilitator, and a trainee who has answered the first of two questions."""
    links = await village.workshop(HELLO)
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    return boss, phone


async def upload(boss: Phone, folder: Path, sheets: Mapping[str, str], name: str = "new.xlsx") -> None:
    made = zipped(folder, sheets) if name.endswith(".zip") else workbook(folder, sheets)
    await boss.document(made, name)


def running(village: Village) -> str:
    """The version that the workshop runs."""
    [workshop] = village.rows(Workshop)
    [programme] = village.rows(Programme, Programme.id == workshop.programme_id)
    return str(programme.version)


def answers(village: Village) -> dict[str, tuple[str, int]]:
    """Value and version of each answer, by question."""
    return {row.question: (row.value, row.programme_id) for row in village.rows(Answer)}


def morning_of(village: Village) -> Prompt:
    [found] = village.rows(Prompt, Prompt.activity == "morning")
    assert isinstance(found, Prompt)
    return found


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


@pytest.mark.parametrize("name", ["new.xlsx", "new.zip"])
async def test_somebody_in_the_middle_of_a_part_goes_on_and_finishes(
    village: Village, tmp_path: Path, name: str
) -> None:
    boss, phone = await begun(village, tmp_path)
    sheets = newer(
        survey=(
            FIRMS,
            FIRMS.replace("How many", "About how many") + "\n        text,since,Since when?,,,,,,,,,,,,,",
        ),
        schedule=("workshop_start,0,days,08:30", "workshop_start,0,days,09:00"),
    )
    before = morning_of(village).due_at
    await upload(boss, tmp_path, sheets, name)
    said = boss.last.text
    assert said.startswith(
        "Khon Kaen: a new version of the programme.\n1 person takes part.\n"
        "People who are in the middle of a part now: Hello: 1.\n\nPeople should know"
    )
    assert "• morning “Good morning” comes differently: time 08:30 → 09:00. People to whom it has not" in said
    assert "• New row since “Since when?” in hello “Hello”." in said
    assert said.endswith("Nothing has changed so far. Should the workshop go on with the new version?")
    assert (running(village), morning_of(village).due_at) == ("1", before)

    await boss.tap("Accept")
    assert "Khon Kaen goes on with version 2." in boss.last.text
    assert (running(village), morning_of(village).due_at) == ("2", before + dt.timedelta(minutes=30))
    assert "How many firms are in Weavers of Inle?" in phone.last.text, "nothing is said to people by itself"
    await phone.send("12")
    assert "Since when?" in phone.last.text
    await phone.send("1999")
    assert phone.last.text.startswith("Thank you, Mya! That was “Hello”.")
    assert answers(village) == {
        "hello/place": ("Weavers of Inle", 1),
        "hello/firms": ("12", 1),
        "hello/since": ("1999", 2),
    }, "each answer belongs to the version in which its question was read"
    [event] = village.rows(Event, Event.kind == "programme_changed")
    assert event.details == {"before": 1, "after": 2, "version": "2"}


async def test_a_question_that_is_gone_leads_kindly_to_the_next(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    since = "text,since,Since when?,,,,,,,,,,,,,"
    await upload(boss, tmp_path, newer(survey=(FIRMS, since)))
    assert "• firms “How many firms are in ${place}?” is gone." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    assert phone.last.text.startswith("This question was changed a moment ago. Please go on here.")
    assert "Since when?" in phone.last.text
    await phone.send("1999")
    assert phone.last.text.startswith("Thank you, Mya!")
    assert answers(village).keys() == {"hello/place", "hello/since"}


async def test_a_button_of_an_old_list_never_chooses_from_a_new_one(village: Village, tmp_path: Path) -> None:
    choices = HELLO["choices"] + "        way,to the left,Left\n        way,to the right,Right\n"
    asked = "select_one way,way,Which way?,,,,,,,,,,,,,"
    links = await village.workshop(
        {**HELLO, "survey": HELLO["survey"].replace(FIRMS, asked), "choices": choices}
    )
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    old = phone.last
    assert old.labels[:2] == ["Left", "Right"]
    turned = HELLO["choices"] + "        way,to the right,Right\n        way,to the left,Left\n"
    sheets = {**newer(survey=(FIRMS, asked)), "choices": turned}
    await upload(boss, tmp_path, sheets)
    assert "way: the choices stand in another order." in boss.last.text
    await boss.tap("Accept")
    await phone.tap("Left", old)
    assert "hello/way" not in answers(village), "the first button means something else now"
    assert phone.last.text.startswith("This question was changed a moment ago.")
    await phone.tap("Left")
    assert answers(village)["hello/way"] == ("to the left", 2)


async def test_what_was_promised_about_an_answer_is_kept(village: Village, tmp_path: Path) -> None:
    links = await village.workshop(
        {**HELLO, "survey": HELLO["survey"].replace(FIRMS, "text,box,What was hard?,,,,,,,anonymous,,,,,,")}
    )
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    assert "Without a name: nobody can find out who wrote it." in phone.last.text
    named = "text,box,What was hard?,,,,,,,facilitators,,,,,,"
    await upload(boss, tmp_path, newer(survey=(FIRMS, named)))
    assert "sala_sees was “anonymous” and is “facilitators”." in boss.last.text
    await boss.tap("Accept")
    await phone.send("the boss was rude")
    assert "hello/box" not in answers(village), "it was meant for nobody who knows the name"
    assert phone.last.text.startswith("This question was changed a moment ago.")
    assert "Without a name" not in phone.last.text


async def test_consent_counts_for_the_words_that_were_read(village: Village, tmp_path: Path) -> None:
    asked = "select_one yn,later,May I write to you for a month?,,,,,,,,,c7,,,,"
    links = await village.workshop({**HELLO, "survey": HELLO["survey"].replace(FIRMS, asked)})
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Weavers of Inle")
    old = phone.last
    await upload(boss, tmp_path, newer(survey=(FIRMS, asked.replace("a month", "a year"))))
    await boss.tap("Accept")
    await phone.tap("Yes", old)
    assert not village.rows(Consent, Consent.layer == "c7")
    assert "for a year?" in phone.last.text
    await phone.tap("Yes")
    [consent] = village.rows(Consent, Consent.layer == "c7")
    assert (consent.text, consent.text_version) == ("May I write to you for a year?", "small 2")


async def test_a_type_that_changed_asks_again_only_where_the_answer_does_not_fit(
    village: Village, tmp_path: Path
) -> None:
    boss, phone = await begun(village, tmp_path)
    place = PLACE.replace("text,place", "integer,place").replace("string-length(.) <= 20", "")
    await upload(boss, tmp_path, newer(survey=(PLACE, place)))
    assert (
        "Answers that do not fit are set aside. People whose answer does not fit: 1 of 1." in boss.last.text
    )
    await boss.tap("Accept")
    await phone.send("12")
    assert "what is your cluster?" in phone.last.text, "the old answer is no number"
    await phone.send("7")
    assert answers(village) == {"hello/place": ("7", 2), "hello/firms": ("12", 1)}
    [earlier] = village.rows(AnswerVersion)
    assert (earlier.value, earlier.programme_id) == ("Weavers of Inle", 1)


async def test_rounds_of_a_repeat_that_became_a_group_are_kept_aside(
    village: Village, tmp_path: Path
) -> None:
    links = await village.workshop(ROUNDS)
    boss, phone = village.boss(), village.phone(7)
    await join(phone, links["trainee"])
    await phone.send("Ban Na")
    await phone.send("3")
    assert phone.last.text.endswith("Another one?")
    survey = ROUNDS["survey"].replace("begin_repeat|stops|A stop", "begin_group|stops|A stop")
    survey = survey.replace("end_repeat", "end_group", 1)
    small = SETTINGS.replace("small,1,", "small,2,")
    await upload(boss, tmp_path, {**ROUNDS, "survey": survey, "settings": small})
    assert (
        "place “Where are you?” moved into a repeat, or out of one. Earlier answers do not fit."
        in boss.last.text
    )
    await boss.tap("Accept")
    await phone.tap("Yes")
    assert phone.last.text.startswith("This question was changed a moment ago.")
    assert "Where are you?" in phone.last.text
    await phone.send("Loei")
    assert answers(village)["walk/stops[1]/place"] == ("Ban Na", 1)
    assert answers(village)["walk/stops/place"] == ("Loei", 2)
    assert "How many people work at Loei?" in phone.last.text


async def test_answers_go_along_when_their_question_moves(village: Village, tmp_path: Path) -> None:
    boss, phone = await begun(village, tmp_path)
    survey = (
        HELLO["survey"]
        .replace(f"        {PLACE}\n", "")
        .replace("note,morning_note", f"{PLACE}\n        note,morning_note")
    )
    await upload(boss, tmp_path, {**newer(), "survey": survey})
    assert "moved from hello to morning. Its answers go along. People who have answered: 1." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    await village.turn_to(dt.datetime(2026, 11, 30, 1, 30, tzinfo=dt.UTC))
    assert "How are you today?" in phone.last.text, "the place is known"
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    assert "→ Weavers of Inle" in phone.last.text


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


async def test_the_old_version_can_be_put_back_with_all_that_was_open(
    village: Village, tmp_path: Path
) -> None:
    boss, phone = await begun(village, tmp_path)
    start = HELLO["survey"].index("begin_group,hello")
    end = HELLO["survey"].index("begin_group,morning")
    schedule = "\n".join(
        line for line in HELLO["schedule"].splitlines() if not line.strip().startswith("hello,")
    )
    sheets = {**newer(), "survey": HELLO["survey"][:start] + HELLO["survey"][end:], "schedule": schedule}
    planned = {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)}
    await upload(boss, tmp_path, sheets)
    assert "The part hello “Hello” is gone, with 2 rows of its own." in boss.last.text
    assert "People who have answered: 1; in the middle of it: 1; not begun: 0." in boss.last.text
    await boss.tap("Accept")
    await phone.send("12")
    assert phone.last.text == "This activity is closed now. Thank you. /today shows what comes."
    await phone.send("/mydata")
    await phone.tap("See or correct answers")
    await phone.tap("Hello")
    assert "${call_name}, what is your cluster?\n→ Weavers of Inle" in phone.last.text
    await phone.tap("1")
    assert phone.texts[-1] == "This question is not asked any more. Your earlier answer stays."

    await boss.send("/workshop")
    await boss.tap("Change the programme of Khon Kaen")
    await boss.tap("Put the old version back")
    assert "New part hello “Hello” with 2 new rows." in boss.last.text
    await boss.tap("Accept")
    assert running(village) == "1"
    assert {row.activity: (row.state, row.due_at) for row in village.rows(Prompt)} == planned
    await phone.send("/today")
    await phone.tap("▶ Hello")
    assert "How many firms are in Weavers of Inle?" in phone.last.text
    await phone.send("12")
    assert phone.last.text.startswith("Thank you, Mya!")


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
    assert "its form_id is “large”, and Khon Kaen runs “small”" in boss.last.text
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
