"""Every mistake in a programme has its sentence, with sheet, row and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.programme import Finding, ProgrammeError, check, open_programme, read_programme
from bot.domain.schedule_rows import COLUMNS
from tests.domain.writing import write

HEAD = (
    "type,name,label::English (en),relevant,constraint,calculation,default,choice_filter,required,parameters"
)


def survey(*rows: str, head: str = HEAD) -> str:
    """An activity with the rows given; the first of them is row 3 of the sheet."""
    return "\n".join([head, "begin_group,morning,Good morning", *rows, "end_group", ""])


def found(tmp_path: Path, **sheets: str) -> list[tuple[str, str, str]]:
    findings = check(write(tmp_path, **sheets))
    return [(finding.severity, finding.place, finding.said.english()) for finding in findings]


def plan(row: str) -> str:
    return f"{','.join(COLUMNS)}\n{row}\n"


def test_a_good_programme_has_no_remarks(tmp_path: Path) -> None:
    assert found(tmp_path) == []


SURVEY_ERRORS = {
    "no type": (
        [",a,A?"],
        "survey!3 type",
        "This row has no type. Write text, note, integer or another one.",
    ),
    "unknown type": (["txt,a,A?"], "survey!3 type", "“txt” is not a type. Did you mean “text”?"),
    "unknown type, nothing near": (["zzzzzz,a,A?"], "survey!3 type", "“zzzzzz” is not a type."),
    "select without a list": (
        ["select_one,a,A?"],
        "survey!3 type",
        "“select_one” needs a list: write select_one and the name of a list.",
    ),
    "unknown list": (
        ["select_one yesno,a,A?"],
        "survey!3 type",
        "There is no list “yesno” in the sheet choices. Did you mean “yes_no”?",
    ),
    "a type that no chat can serve, required": (
        ["osm,a,A?,,,,,,yes"],
        "survey!3 type",
        "People cannot answer “osm” in a chat, so it must not be required.",
    ),
    "choices from a file that is not there": (
        ["select_one_from_file towns.csv,a,A?"],
        "survey!3 type",
        "There is no file “towns.csv”. Put it beside the sheets, or pack both into one zip file.",
    ),
    "a circle of calculations": (
        ["calculate,a,,,,${b} + 1", "calculate,b,,,,${a} + 1"],
        "survey!3",
        "“a”, “b” depend on each other in a circle, so that none can be computed.",
    ),
    "no name": (
        ["text,,A?"],
        "survey!3 name",
        "This row has no name. Give it a short one: letters, digits and _.",
    ),
    "a name with a blank": (
        ["text,my name,A?"],
        "survey!3 name",
        "“my name” cannot be a name: begin with a letter, then letters, digits and _, no blanks.",
    ),
    "two rows with one name": (
        ["text,a,A?", "text,a,B?"],
        "survey!4 name",
        "Row 3 has the name “a” already. Give one of them another name.",
    ),
    "nothing to read": (
        ["text,a,"],
        "survey!3 label::English (en)",
        "There is nothing to read. Write the question into the label.",
    ),
    "relevant speaks of an unknown question": (
        ["text,first,A?", "text,b,B?,${frist} != ''"],
        "survey!4 relevant",
        "There is no question “frist”. Did you mean “first”?",
    ),
    "a label quotes an unknown question": (
        ["text,b,Hello ${nobody}"],
        "survey!3 label::English (en)",
        "There is no question “nobody”.",
    ),
    "a placeholder without an end": (
        ["text,a,A?", "text,b,Hello ${a"],
        "survey!4 label::English (en)",
        "A “${” has no “}” after it.",
    ),
    "unknown function": (
        ["text,a,A?,,string-lenght(.) < 5"],
        "survey!3 constraint",
        "There is no function “string-lenght”. Did you mean “string-length”?",
    ),
    "brackets": (
        ["text,a,A?,,(string-length(.) < 5"],
        "survey!3 constraint",
        "The brackets “(” and “)” are not in pairs.",
    ),
    "quotation mark": (
        ["text,a,A?,. != 'x"],
        "survey!3 relevant",
        "A quotation mark has no partner.",
    ),
    "two signs in a row": (
        ["text,a,A?,. = != 'x'"],
        "survey!3 relevant",
        "This expression cannot be read: unexpected '!=' operator.",
    ),
    "a year of the Buddhist Era in an expression": (
        ["date,a,A?,,. > date('2569-01-01')"],
        "survey!3 constraint",
        "2569 is a year of the Buddhist Era. Write 2026.",
    ),
    "a year of the Buddhist Era as a default": (
        ["date,a,A?,,,,12/11/2569"],
        "survey!3 default",
        "2569 is a year of the Buddhist Era. Write 2026.",
    ),
    "a default that is no date": (
        ["date,a,A?,,,,7.12.2026"],
        "survey!3 default",
        "“7.12.2026” is not a date of the form 2026-12-07.",
    ),
    "a number with a doubtful separator": (
        ['integer,a,A?,,,,"1,500"'],
        "survey!3 default",
        "“1,500” is not a plain number. Write it without blanks and commas, such as 1500 or 1.5.",
    ),
}


@pytest.mark.parametrize("mistake", SURVEY_ERRORS)
def test_errors_of_the_survey(tmp_path: Path, mistake: str) -> None:
    rows, place, words = SURVEY_ERRORS[mistake]
    assert ("error", place, words) in found(tmp_path, survey=survey(*rows))


NESTING = {
    "an end too many": (
        survey("text,a,A?", "end_group", "text,b,B?"),
        "survey!6 type",
        "Here ends a group that never began. Delete this row.",
    ),
    "an end is missing": (
        survey("begin_group,inner,Inner", "text,a,A?"),
        "survey!2 type",
        "The group “morning” never ends. Add a row “end_group” after its last question.",
    ),
    "a wrong end": (
        survey("begin_repeat,inner,Inner", "text,a,A?", "end_group"),
        "survey!5 type",
        "Here ends a group, but row 3 began the repeat “inner”. End that first.",
    ),
}


@pytest.mark.parametrize("mistake", NESTING)
def test_groups_that_do_not_fit(tmp_path: Path, mistake: str) -> None:
    text, place, words = NESTING[mistake]
    assert ("error", place, words) in found(tmp_path, survey=text)


CHOICE_ERRORS = {
    "no name": ("yes_no,,Maybe", "choices!4 name", "This choice has no name. Give it a short one."),
    "a name twice": (
        "yes_no,yes,Sure",
        "choices!4 name",
        "The list “yes_no” has the name “yes” in row 2 already. Give it another name.",
    ),
}


@pytest.mark.parametrize("mistake", CHOICE_ERRORS)
def test_errors_of_the_choices(tmp_path: Path, mistake: str) -> None:
    row, place, words = CHOICE_ERRORS[mistake]
    choices = f"list_name,name,label::English (en)\nyes_no,yes,Yes\nyes_no,no,No\n{row}\n"
    assert ("error", place, words) in found(tmp_path, choices=choices)


def test_a_blank_in_a_name_where_several_can_be_chosen(tmp_path: Path) -> None:
    choices = "list_name,name,label::English (en)\nyes_no,oh yes,Yes\n"
    words = "“oh yes” has a blank. Where several can be chosen, names must not have blanks."
    said = found(tmp_path, survey=survey("select_multiple yes_no,a,A?"), choices=choices)
    assert ("error", "choices!2 name", words) in said


SETTINGS_ERRORS = {
    "sala_days,many": ("settings!2 sala_days", "“many” is not a number from 1 to 366."),
    "sala_daily_cap,0": ("settings!2 sala_daily_cap", "“0” is not a number from 1 to 100."),
    "sala_quiet_from,9 pm": ("settings!2 sala_quiet_from", "“9 pm” is not a time. Write it like 21:00."),
    "sala_quiet_to,25:00": ("settings!2 sala_quiet_to", "“25:00” is not a time. Write it like 21:00."),
    "default_language,Khmer (km)": (
        "settings!2 default_language",
        "No column is in “Khmer (km)”. Write it as in the headings: English (en).",
    ),
}


@pytest.mark.parametrize("mistake", SETTINGS_ERRORS)
def test_errors_of_the_settings(tmp_path: Path, mistake: str) -> None:
    column, value = mistake.split(",")
    place, words = SETTINGS_ERRORS[mistake]
    assert ("error", place, words) in found(tmp_path, settings=f"form_id,{column}\nsmall,{value}\n")


COLUMN_ERRORS = {
    (
        "text,a,A?",
        "sala_sees",
        "everybody",
    ): "“everybody” is not known in this column. Use one of: private, team, "
    "cohort, facilitators, choice, anonymous.",
    (
        "text,a,A?",
        "sala_needs",
        "c9",
    ): "“c9” is not known in this column. Use one of: c1, c2, c3, c4, c5, c6, c7.",
    (
        "select_one yes_no,a,A?",
        "sala_consent",
        "C8",
    ): "“C8” is not known in this column. Use one of: c1, c2, c3, c4, c5, c6, c7.",
    (
        "text,a,A?",
        "sala_consent",
        "c7",
    ): "Consent is a yes or no: make it a select_one with the choices yes and no.",
    ("text,a,A?", "sala_share", "maybe"): "“maybe” is not known in this column. Use one of: yes, no.",
    ("calculate,a,", "sala_share", "yes"): "Nobody answers this row, so there is nothing to share.",
    (
        "text,a,A?",
        "sala_alt",
        "voice, foto",
    ): "“foto” is not known in this column. Use one of: text, voice, photo. Did you mean “photo”?",
    ("text,a,A?", "sala_case", "16"): "The case study has the headings 0 to 15.",
    ("text,a,A?", "sala_fill", "role"): "Sala fills only rows of the type hidden. Change the type to hidden.",
    (
        "hidden,a,",
        "sala_fill",
        "name",
    ): "“name” is not known in this column. Use one of: call_name, role, country, "
    "cluster_name, team, product, workshop, answers_count, first_day, last_day. Did you mean “call_name”?",
    ("select_one yes_no,a,A?", "sala_deletes", "photo"): "There is no photo question “photo”.",
}


@pytest.mark.parametrize("mistake", COLUMN_ERRORS)
def test_errors_of_our_own_columns(tmp_path: Path, mistake: tuple[str, str, str]) -> None:
    row, column, cell = mistake
    calculation = "1" if row.startswith("calculate") else ""
    text = survey(f'{row},{calculation},"{cell}"', head=f"type,name,label::English (en),calculation,{column}")
    said = [words for severity, place, words in found(tmp_path, survey=text) if place == f"survey!3 {column}"]
    assert any(words.startswith(COLUMN_ERRORS[mistake]) for words in said), said


def test_a_photo_is_deleted_by_a_choice_of_one_name(tmp_path: Path) -> None:
    text = survey(
        "image,photo,Send one.,",
        "select_one yes_no,who,Is somebody on it?,photo",
        head="type,name,label::English (en),sala_deletes",
    )
    words = "The list of this question needs a choice with the name not_asked: it deletes the photo."
    assert ("error", "survey!4 sala_deletes", words) in found(tmp_path, survey=text)


def test_an_answer_without_a_name_feeds_no_case_study(tmp_path: Path) -> None:
    text = survey("text,a,A?,anonymous,3", head="type,name,label::English (en),sala_sees,sala_case")
    words = "An answer without a name cannot feed the case study. Empty sala_case, or change sala_sees."
    assert ("error", "survey!3 sala_case", words) in found(tmp_path, survey=text)


def test_a_question_that_no_activity_brings(tmp_path: Path) -> None:
    words = "This question stands in no group, so no activity brings it. Put it into a top-level group."
    said = found(tmp_path, survey=survey("text,a,A?") + "text,loose,Lost?\n")
    assert ("error", "survey!5 name", words) in said


def test_the_converter_speaks_with_row_and_column(tmp_path: Path) -> None:
    said = found(tmp_path, survey=survey("range,a,A?,,,,,,,start=one end=5"), choices="")
    assert [(severity, place) for severity, place, _words in said] == [("error", "survey!3 parameters")]


def test_a_programme_with_errors_is_not_read(tmp_path: Path) -> None:
    path = write(tmp_path, survey=survey("txt,a,A?"))
    programme, findings = open_programme(path)
    assert programme is None
    assert any(isinstance(finding, Finding) for finding in findings)
    with pytest.raises(ProgrammeError, match=r"survey!3 type: “txt” is not a type"):
        read_programme(path)


def test_all_mistakes_are_said_at_once(tmp_path: Path) -> None:
    said = found(
        tmp_path,
        survey=survey("txt,a,A?", "text,b,Hello ${nobody}"),
        settings="form_id,sala_days\nsmall,many\n",
        schedule=plan("mornings,everyone,workshop_start,0,days,08:30"),
    )
    places = [place for severity, place, _words in said if severity == "error"]
    assert places == [
        "settings!2 sala_days",
        "survey!3 type",
        "survey!4 label::English (en)",
        "schedule!2 activity",
    ]


def test_choices_that_another_app_would_look_up(tmp_path: Path) -> None:
    rows = "select_one yes_no,a,A?,\"minimal search('villages', 'matches', 'd', ${a})\""
    [(severity, place, words)] = found(
        tmp_path, survey=survey(rows, head="type,name,label::English (en),appearance")
    )
    assert (severity, place) == ("error", "survey!3 appearance")
    assert words.startswith("Sala does not read choices with search(). Make it select_one_from_file")
