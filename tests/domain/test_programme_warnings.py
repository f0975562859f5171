"""What does not keep a programme from running, but makes it worse for the people who live it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.programme import check
from tests.domain.writing import CHOICES, write

HEAD = "type,name,label::English (en),relevant,hint::English (en)"


def survey(*rows: str, head: str = HEAD) -> str:
    return "\n".join([head, "begin_group,morning,Good morning", *rows, "end_group", ""])


def found(tmp_path: Path, **sheets: str) -> list[tuple[str, str]]:
    """Places and words; each finding must be a warning."""
    findings = check(write(tmp_path, **sheets))
    assert {finding.severity for finding in findings} <= {"warning"}, findings
    return [(finding.place, finding.said.english()) for finding in findings]


def test_a_message_that_is_too_long(tmp_path: Path) -> None:
    words = "This text has 701 characters. More than 700 are hard to read on a phone: make two of it."
    assert found(tmp_path, survey=survey(f"text,a,{'x' * 701}"), choices="") == [
        ("survey!3 label::English (en)", words)
    ]
    assert found(tmp_path, survey=survey(f"text,a,{'ที่' * 700}"), choices="") == []


def test_a_message_that_is_too_long_for_telegram(tmp_path: Path) -> None:
    findings = check(write(tmp_path, survey=survey(f"text,a,{'x' * 3000},,{'y' * 501}"), choices=""))
    words = "Label and hint have 3501 characters together, so they come in several messages."
    assert [(f.severity, f.place, f.said.english()) for f in findings] == [
        ("warning", "survey!3 label::English (en)", words)
    ]


def test_a_button_that_is_too_long(tmp_path: Path) -> None:
    choices = f"list_name,name,label::English (en)\nyes_no,a,{'x' * 25}\nyes_no,b,No\n"
    words = (
        "In the list “yes_no”, labels longer than 24 characters: 1. They do not fit a button, so the list "
        "is numbered in the text."
    )
    assert found(tmp_path, choices=choices) == [("choices!2 label::English (en)", words)]


def test_more_than_eight_options(tmp_path: Path) -> None:
    rows = "".join(f"yes_no,n{number},N{number}\n" for number in range(9))
    words = "The list “yes_no” has 9 choices. More than 8 do not fit one screen: people turn pages."
    said = found(tmp_path, choices=f"list_name,name,label::English (en)\n{rows}")
    assert said == [("choices!10 list_name", words)]


def test_choices_that_nobody_uses(tmp_path: Path) -> None:
    words = "No question uses the list “mood”. Delete it, or name it in a question."
    assert found(tmp_path, choices=f"{CHOICES}mood,good,Good\n") == [("choices!4 list_name", words)]


def test_a_choice_without_a_label(tmp_path: Path) -> None:
    words = "This choice has no label. People read its name: “maybe”."
    assert found(tmp_path, choices=f"{CHOICES}yes_no,maybe,\n") == [("choices!4 label::English (en)", words)]


def test_a_text_that_is_missing_in_a_language(tmp_path: Path) -> None:
    head = "type,name,label::English (en),label::Khmer (km)"
    text = survey("text,a,A?,ក?", "text,b,B?,", head=head).replace("Good morning", "Good morning,អរុណ")
    words = "The text in Khmer (km) is missing. People read another language here."
    assert found(tmp_path, survey=text, choices="") == [("survey!4 label::Khmer (km)", words)]


def test_a_language_with_many_gaps_is_said_once(tmp_path: Path) -> None:
    head = "type,name,label::English (en),label::Khmer (km)"
    text = survey(*(f"text,a{n},A?," for n in range(12)), head=head)
    words = "13 texts in Khmer (km) are missing from here on. People read another language there."
    assert found(tmp_path, survey=text, choices="") == [("survey!2 label::Khmer (km)", words)]


def test_a_translation_that_quotes_something_else(tmp_path: Path) -> None:
    head = "type,name,label::English (en),label::Khmer (km)"
    text = survey("text,a,A?,ក?", "text,b,Hello ${a},ជំរាបសួរ", head=head)
    text = text.replace("Good morning", "Good morning,អរុណ")
    words = "Another language quotes ${a} here, this one does not."
    assert found(tmp_path, survey=text, choices="") == [("survey!4 label::Khmer (km)", words)]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        (["text,a,A?,${b} != ''", "text,b,B?"], "survey!3 relevant"),
        (["text,a,Hello ${b}", "text,b,B?"], "survey!3 label::English (en)"),
    ],
)
def test_a_question_that_comes_later(tmp_path: Path, rows: list[str], place: str) -> None:
    words = "“b” comes later (row 4): when this is shown, it has no answer yet."
    assert found(tmp_path, survey=survey(*rows), choices="") == [(place, words)]


def test_one_name_in_two_groups(tmp_path: Path) -> None:
    text = survey("begin_group,g,G", "text,a,A?", "end_group", "text,a,B?")
    words = "Row 4 in another group is called “a” too. Two names make the data clear."
    assert found(tmp_path, survey=text, choices="") == [("survey!6 name", words)]


def test_a_type_that_no_chat_can_serve(tmp_path: Path) -> None:
    words = "People cannot answer “osm” in a chat; they can only skip it."
    assert found(tmp_path, survey=survey("osm,a,A?"), choices="") == [("survey!3 type", words)]


def test_columns_and_settings_that_sala_does_not_have(tmp_path: Path) -> None:
    said = found(
        tmp_path,
        survey=survey("text,a,A?", head="type,name,label::English (en),sala_see"),
        choices="",
        settings="form_id,sala_quiet_form\nsmall,21:00\n",
        schedule="activity,relative_to,times\nmorning,joining,08:30\n",
    )
    assert said == [
        (
            "settings!1 sala_quiet_form",
            "Sala has no setting “sala_quiet_form”. Did you mean “sala_quiet_from”?",
        ),
        ("survey!1 sala_see", "Sala has no column “sala_see”. Did you mean “sala_sees”?"),
        ("schedule!1 times", "The sheet schedule has no column “times”. Did you mean “time”?"),
    ]


def test_only_one_row_of_settings_counts(tmp_path: Path) -> None:
    words = "Only the first row of settings counts. Delete this one."
    assert found(tmp_path, settings="form_id\nsmall\nlarge\n") == [("settings!3", words)]


def test_a_hidden_row_that_nothing_fills(tmp_path: Path) -> None:
    words = (
        "Nothing fills this row. Write into sala_fill what Sala puts there: call_name, role, country, "
        "cluster_name, team, product, workshop, answers_count, first_day, last_day."
    )
    assert found(tmp_path, survey=survey("hidden,h,", "text,a,A?"), choices="") == [
        ("survey!3 sala_fill", words)
    ]


def test_a_private_answer_that_feeds_the_case_study(tmp_path: Path) -> None:
    text = survey("text,a,A?,private,3", head="type,name,label::English (en),sala_sees,sala_case")
    words = "This answer is private but feeds the case study. Is that what people were told?"
    assert found(tmp_path, survey=text, choices="") == [("survey!3 sala_case", words)]


def schedule(*rows: str) -> str:
    head = "activity,audience,relative_to,offset,unit,time,expires_after,remind_after"
    return "\n".join([head, *rows, ""])


def test_a_time_in_the_quiet_hours(tmp_path: Path) -> None:
    words = "22:00 is in the quiet hours (21:00 to 07:00): it waits until 07:00."
    said = found(tmp_path, schedule=schedule("morning,everyone,workshop_start,0,days,22:00"))
    assert said == [("schedule!2 time", words)]


def test_quiet_hours_of_the_programme(tmp_path: Path) -> None:
    settings = "form_id,sala_quiet_from,sala_quiet_to\nsmall,12:00,13:30\n"
    words = "12:30 is in the quiet hours (12:00 to 13:30): it waits until 13:30."
    said = found(
        tmp_path, settings=settings, schedule=schedule("morning,everyone,workshop_start,0,days,12:30")
    )
    assert said == [("schedule!2 time", words)]


def test_a_day_after_the_last_day(tmp_path: Path) -> None:
    words = "This is day 4, but the course has 3. Use workshop_end, or change sala_days."
    said = found(tmp_path, schedule=schedule("morning,everyone,workshop_start,3,days,08:30"))
    assert said == [("schedule!2 offset", words)]


def test_a_reminder_that_is_never_sent(tmp_path: Path) -> None:
    words = "It is open for 1.5 hours only, so this reminder is never sent. Use a shorter one."
    for closing, reminder in (("10:00", "2h"), ("90m", "-90m")):
        row = f"morning,everyone,workshop_start,0,days,08:30,{closing},{reminder}"
        assert found(tmp_path, schedule=schedule(row)) == [("schedule!2 remind_after", words)]


def test_a_time_without_anything_to_fall_back_on(tmp_path: Path) -> None:
    text = survey("text,a,A?") + "begin_group,before,Before\ntext,best,When?\nend_group\n"
    said = found(
        tmp_path,
        survey=text,
        choices="",
        schedule=schedule(
            "before,everyone,joining,0,days,", "morning,everyone,workshop_start,0,days,${best}"
        ),
    )
    words = "If “best” has no answer, this never comes. Add a time after it: ${best}; 18:00"
    assert said == [("schedule!3 time", words)]


def test_times_after_a_plain_time_are_never_used(tmp_path: Path) -> None:
    words = "Only the first time counts; what follows it is never used."
    said = found(tmp_path, schedule=schedule("morning,everyone,workshop_start,0,days,08:30; 09:00"))
    assert said == [("schedule!2 time", words)]


MANY = "type,name,label::English (en)\n" + "".join(
    f"begin_group,g{n},G{n}\ntext,t{n},T?\nend_group,,\n" for n in range(14)
)


def test_too_much_on_one_day(tmp_path: Path) -> None:
    rows = [f"g{n},everyone,workshop_start,1,days,{8 + n // 2:02}:{n % 2 * 30:02}" for n in range(14)]
    words = (
        "trainee: 14 activities come on day 2, and the limit is 12 a day. From this one on they wait until "
        "the next morning."
    )
    said = found(tmp_path, survey=MANY, choices="", schedule=schedule(*rows))
    assert said == [("schedule!14 time", words)]


def test_two_activities_at_one_moment(tmp_path: Path) -> None:
    text = survey("text,a,A?") + "begin_group,other,Other\ntext,b,B?\nend_group\n"
    rows = ["morning,everyone,workshop_start,0,days,08:30", "other,leader,workshop_start,0,days,08:30"]
    words = "“morning” (row 2) comes at the same moment. The second one waits for the first."
    said = found(tmp_path, survey=text, choices="", schedule=schedule(*rows))
    assert said == [("schedule!3 time", words)]


def test_an_activity_that_never_comes(tmp_path: Path) -> None:
    text = survey("text,a,A?") + "begin_group,other,Other\ntext,b,B?\nend_group\n"
    words = "The activity “other” is not in the sheet schedule, so it never comes."
    said = found(
        tmp_path,
        survey=text,
        choices="",
        schedule=schedule("morning,everyone,workshop_start,0,days,08:30"),
    )
    assert said == [("survey!5 name", words)]


def test_an_activity_that_waits_for_one_its_people_never_get(tmp_path: Path) -> None:
    text = survey("text,a,A?") + "begin_group,other,Other\ntext,b,B?\nend_group\n"
    rows = ["morning,leader,workshop_start,0,days,08:30", "other,everyone,completion:morning,1,hours,"]
    words = "“morning” does not come to trainee, so this does not come to them either."
    said = found(tmp_path, survey=text, choices="", schedule=schedule(*rows))
    assert said == [("schedule!3 audience", words)]


def test_an_empty_schedule(tmp_path: Path) -> None:
    words = "The sheet schedule is empty: everything is offered at once."
    assert found(tmp_path, schedule=schedule()) == [("schedule", words)]


def test_an_appearance_that_nobody_knows(tmp_path: Path) -> None:
    head = "type,name,label::English (en),appearance"
    rows = ["text,a,A?,multilne", "integer,b,B?,w2 thousands-sep", "text,c,C?,ex:org.x.app(a='b c')"]
    assert found(tmp_path, survey=survey(*rows, head=head), choices="") == [
        (
            "survey!3 appearance",
            "“multilne” is no appearance that Sala knows, so it changes nothing. Did you mean “multiline”?",
        ),
        (
            "survey!5 appearance",
            "A chat cannot open another app: people answer this one by themselves.",
        ),
    ]
