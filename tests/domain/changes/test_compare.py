"""Each kind of difference between two versions of a programme, how bad it is, and for whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.change_report import change_report
from bot.domain.changes.compare import compare
from bot.domain.changes.model import Change, Weight
from bot.domain.changes.people import Delivery, Given, People
from bot.domain.programme import read_programme
from tests.domain.writing import write

HEADINGS = (
    "type,name,label::English (en),label::Lao (lo),hint::English (en),"
    "relevant,required,constraint,calculation,parameters,repeat_count,sala_sees,sala_needs"
)
SURVEY = f"""
{HEADINGS}
begin_group,morning,Good morning,,,,,,,,,,
select_one yes_no,well,Did you sleep well?,ນອນ,,,,,,,,,
integer,hours,How many hours?,,About,,,. < 25,,,,private,
text,dream,What did you dream?,,,${{well}} = 'yes',,,,,,,
range,mood,How are you?,,,,,,,start=1 end=5,,,
calculate,double,,,,,,,${{hours}} * 2,,,,
end_group,,,,,,,,,,,,
begin_group,evening,Good evening,,,,,,,,,,c7
text,best,What was best?,,,,,,,,,,
begin_repeat,walks,A walk,,,,,,,,2,,
text,place,Where?,,,,,,,,,,
end_repeat,,,,,,,,,,,,
end_group,,,,,,,,,,,,
"""
CHOICES = """
list_name,name,label::English (en),label::Lao (lo)
yes_no,yes,Yes,ແມ່ນ
yes_no,no,No,ບໍ່
"""
SETTINGS = """
form_title,form_id,version,default_language,sala_days,sala_quiet_from
A small course,small,1,English (en),3,21:00
"""
SCHEDULE = """
activity,audience,relative_to,offset,unit,time,zone,expires_after,remind_after
morning,everyone,workshop_start,0,days,08:30,workshop,10:00,25m
evening,leader,workshop_start,0,days,20:00,workshop,,
"""
OLD = {"survey": SURVEY, "choices": CHOICES, "settings": SETTINGS, "schedule": SCHEDULE}

Differ = Callable[..., list[Change]]
B, T, H = Weight.BREAKS, Weight.TELL, Weight.HARMLESS


@pytest.fixture
def differ(tmp_path: Path) -> Differ:
    """Give the changes that replacing some text in some sheets makes; the version is a new one by itself."""

    def find(version: str = "2", **swaps: tuple[tuple[str, str], ...]) -> list[Change]:
        new = {**OLD, "settings": SETTINGS.replace("small,1,", f"small,{version},")}
        for sheet, pairs in swaps.items():
            for before, after in pairs:
                assert before in new[sheet]
                new[sheet] = new[sheet].replace(before, after)
        folders = [tmp_path / "old", tmp_path / "new"]
        for folder in folders:
            folder.mkdir()
        return compare(
            *(read_programme(write(at, **sheets)) for at, sheets in zip(folders, (OLD, new), strict=True))
        )

    return find


def told(changes: list[Change]) -> list[tuple[Weight, str]]:
    return [(change.weight, change.said.english()) for change in changes]


HOURS = "hours “How many hours?”"

#: The sheet, what is replaced, and all that is told then.
KINDS: dict[str, tuple[str, tuple[tuple[str, str], ...], list[tuple[Weight, str]]]] = {
    "question added": (
        "survey",
        (("calculate,double", "text,wish,A wish?,,,,,,,,,,\ncalculate,double"),),
        [(T, "New row wish “A wish?” in morning “Good morning”.")],
    ),
    "question gone": (
        "survey",
        (("text,best,What was best?,,,,,,,,,,\n", ""),),
        [(B, "best “What was best?” is gone. Its answers stay in the data.")],
    ),
    "question renamed": (
        "survey",
        (("text,best,", "text,finest,"),),
        [
            (
                B,
                "best “What was best?” is called “finest” now. Answers stay under the old name, and people "
                "who come to it are asked again.",
            )
        ],
    ),
    "question moved": (
        "survey",
        (
            ("text,best,What was best?,,,,,,,,,,\n", ""),
            ("calculate,double", "text,best,What was best?,,,,,,,,,,\ncalculate,double"),
        ),
        [(T, "best “What was best?” moved from evening to morning. Its answers go along.")],
    ),
    "question moved into a repeat": (
        "survey",
        (
            ("text,best,What was best?,,,,,,,,,,\n", ""),
            ("text,place", "text,best,What was best?,,,,,,,,,,\ntext,place"),
        ),
        [(B, "best “What was best?” moved into a repeat, or out of one. Earlier answers do not fit.")],
    ),
    "order": (
        "survey",
        (
            ("range,mood,How are you?,,,,,,,start=1 end=5,,,\n", ""),
            ("integer,hours", "range,mood,How are you?,,,,,,,start=1 end=5,,,\ninteger,hours"),
        ),
        [(H, "The rows of morning “Good morning” stand in another order.")],
    ),
    "every answer fits the new type": (
        "survey",
        (("integer,hours", "text,hours"), (". < 25", "")),
        [
            (H, f"{HOURS}: type integer became text. Earlier answers fit."),
            (H, f"{HOURS}: constraint was “. < 25” and is -."),
        ],
    ),
    "some answers fit the new type": (
        "survey",
        (("text,best", "integer,best"),),
        [(B, "best “What was best?”: type text became integer. Answers that do not fit are set aside.")],
    ),
    "no answer fits the new type": (
        "survey",
        (("text,best", "image,best"),),
        [(B, "best “What was best?”: type text became image. No earlier answer fits; all are set aside.")],
    ),
    "group became a repeat": (
        "survey",
        (
            ("begin_repeat,walks,A walk,,,,,,,,2,,", "begin_group,walks,A walk,,,,,,,,,,"),
            ("end_repeat", "end_group"),
        ),
        [
            (B, "place “Where?” moved into a repeat, or out of one. Earlier answers do not fit."),
            (T, "walks “A walk”: repeat_count was “2” and is -."),
        ],
    ),
    "choice gone": (
        "choices",
        (("yes_no,no,No,ບໍ່\n", ""),),
        [(B, "yes_no: “no” cannot be chosen any more. Who chose it keeps it.")],
    ),
    "choice renamed": (
        "choices",
        (("yes_no,no,No", "yes_no,nope,No"),),
        [(B, "yes_no: the choice “no” is called “nope” in the data now.")],
    ),
    "choice added": (
        "choices",
        (("yes_no,no,No,ບໍ່\n", "yes_no,no,No,ບໍ່\nyes_no,dk,I don’t know,\n"),),
        [(T, "yes_no: new choice “dk”. Who answered before could not choose it.")],
    ),
    "choices in another order": (
        "choices",
        (("yes_no,yes,Yes,ແມ່ນ\nyes_no,no,No,ບໍ່\n", "yes_no,no,No,ບໍ່\nyes_no,yes,Yes,ແມ່ນ\n"),),
        [(H, "yes_no: the choices stand in another order.")],
    ),
    "words of a choice": (
        "choices",
        (("ບໍ່", "ບໍ່ແມ່ນ"),),
        [(T, "yes_no: “no”: the words changed (Lao (lo)).")],
    ),
    "words of a question, by language": (
        "survey",
        (("ນອນ", "ນອນຫຼັບ"), ("About", "Nearly")),
        [
            (T, "well “Did you sleep well?”: the words changed (Lao (lo))."),
            (H, f"{HOURS}: hint changed (English (en))."),
        ],
    ),
    "relevance, and a calculation": (
        "survey",
        (("${well} = 'yes'", "${well} = 'no'"), ("${hours} * 2", "${hours} * 3")),
        [
            (T, "dream “What did you dream?”: relevant was “${well} = 'yes'” and is “${well} = 'no'”."),
            (T, "double: calculation was “${hours} * 2” and is “${hours} * 3”."),
        ],
    ),
    "a scale": (
        "survey",
        (("end=5", "end=7"),),
        [(B, "mood “How are you?”: parameters was “start=1 end=5” and is “start=1 end=7”.")],
    ),
    "visibility and consent": (
        "survey",
        (("private,", "cohort,"), ("c7", "")),
        [
            (T, "evening “Good evening”: sala_needs was “c7” and is -."),
            (T, f"{HOURS}: sala_sees was “private” and is “cohort”."),
        ],
    ),
    "schedule": (
        "schedule",
        (("08:30", "09:00"), ("25m", "30m"), ("leader", "everyone")),
        [
            (T, "morning “Good morning” comes differently: time 08:30 → 09:00."),
            (H, "morning “Good morning” is sent with other reminders or rules: remind_after 25m → 30m."),
            (T, "evening “Good evening” comes differently: audience leader → everyone."),
        ],
    ),
    "not planned any more": (
        "schedule",
        (("evening,leader,workshop_start,0,days,20:00,workshop,,\n", ""),),
        [
            (
                T,
                "evening “Good evening” is not planned any more as it was (leader, workshop_start + 0 days, "
                "20:00).",
            )
        ],
    ),
    "days and quiet hours": (
        "settings",
        (("(en),3,21:00", "(en),4,22:00"),),
        [
            (T, "settings: sala_days was 3 and is 4."),
            (T, "settings: sala_quiet_from was 21:00 and is 22:00."),
        ],
    ),
    "another programme": (
        "settings",
        (("course,small", "course,other"),),
        [(B, "This is another programme: its form_id is “other”, not “small”.")],
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_change_is_told_and_nothing_else(differ: Differ, kind: str) -> None:
    sheet, swaps, expected = KINDS[kind]
    assert told(differ(**{sheet: swaps})) == expected


def test_parts_that_came_and_went(differ: Differ) -> None:
    found = differ(
        survey=(
            ("begin_group,evening,Good evening", "begin_group,night,Good night"),
            ("text,best,What was best?", "text,star,Which star?"),
        ),
        schedule=(("evening,leader", "night,leader"),),
    )
    assert told(found) == [
        (B, "The part evening “Good evening” is gone, with 1 rows of its own. Its answers stay in the data."),
        (T, "New part night “Good night” with 1 new rows."),
        (T, "place “Where?” moved from evening/walks to night/walks. Its answers go along."),
        (T, "night “Good night” is planned now: leader, workshop_start + 0 days, 20:00."),
    ]


def test_a_changed_programme_with_the_same_version_is_said(differ: Differ) -> None:
    first, second = differ("1", survey=(("About", "Nearly"),))
    assert first.weight is T
    assert first.said.english().startswith("The settings still say version “1”. Give it a new one:")
    assert second.weight is H


def test_what_nobody_reads_and_files_beside_the_sheets(tmp_path: Path, differ: Differ) -> None:
    plain = "The sheets differ only in what nobody reads, such as notes or empty columns."
    old = read_programme(write(tmp_path, **OLD))
    digest = {"digest": "another"}
    assert told(compare(old, replace(old, digest="another", stored={**old.stored, **digest})))[1:] == []
    two = {"towns.csv": "b", "same.csv": "c"}
    first = replace(old, stored={**old.stored, "files": {"towns.csv": "a", "same.csv": "c"}})
    second = replace(old, digest="x", stored={**old.stored, "files": two})
    assert (T, "The file towns.csv changed.") in told(compare(first, second))
    survey = SURVEY.replace("sala_needs\n", "sala_needs,notes\n").replace(
        "A walk,,,,,,,,2,,", "A walk,,,,,,,,2,,,see"
    )
    new = {"survey": survey, "settings": SETTINGS.replace("small,1", "small,2")}
    (tmp_path / "new").mkdir()
    assert told(compare(old, read_programme(write(tmp_path / "new", **{**OLD, **new})))) == [(H, plain)]


def test_equal_sheets_are_no_change(differ: Differ) -> None:
    assert differ("1") == []
    assert change_report([]) == "Nothing changes: it is the same programme."


def test_people_are_counted_and_what_concerns_nobody_is_harmless(differ: Differ) -> None:
    people = People(
        4,
        [
            Given(1, "evening/best", "text", "12"),
            Given(2, "evening/best", "text", "the soup"),
            Given(1, "morning/well", "select_one", "no"),
            Given(3, "morning/well", "select_one", "yes"),
        ],
        [
            Delivery(1, "morning", "completed"),
            Delivery(2, "morning", "opened"),
            Delivery(3, "morning", "scheduled"),
        ],
    )
    found = differ(
        survey=(
            ("text,best", "integer,best"),
            ("text,place,Where?,,,,,,,,,,\n", "text,where,At which place?,,,,,,,,,,\n"),
            ("calculate,double", "text,wish,A wish?,,,,,,,,,,\ncalculate,double"),
        ),
        choices=(("yes_no,no,No,ບໍ່\n", ""),),
        schedule=(("08:30", "09:00"),),
    )
    assert change_report(found, people).splitlines() == [
        "Breaks data (2)",
        "• best “What was best?”: type text became integer. Answers that do not fit are set aside. "
        "People whose answer does not fit: 1 of 2.",
        "• yes_no: “no” cannot be chosen any more. Who chose it keeps it. People who have chosen it: 1.",
        "",
        "People should know (2)",
        "• New row wish “A wish?” in morning “Good morning”. "
        "People who have finished that part and are not asked: 1.",
        "• morning “Good morning” comes differently: time 08:30 → 09:00. "
        "People to whom it has not come yet: 1.",
        "",
        "Harmless (2)",
        "• place “Where?” is gone. Its answers stay in the data.",
        "• New row where “At which place?” in evening “Good evening”.",
    ]


def test_a_long_report_says_how_much_more_there_is(differ: Differ) -> None:
    found = differ(survey=(("private,", "cohort,"), ("c7", "")))
    assert change_report(found, most=1).splitlines() == [
        "People should know (2)",
        "• evening “Good evening”: sala_needs was “c7” and is -.",
        "• and 1 more",
    ]
