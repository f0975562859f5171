"""A programme is read from its sheets, kept, and read back without them."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

from bot.domain.check_report import exit_status, report
from bot.domain.findings import is_error
from bot.domain.forms.sheets import read_sheets
from bot.domain.programme import Programme, open_programme, read_programme
from bot.domain.schedule import Entry, Reminder, Span, Until
from bot.programmes import bundled
from tests.domain.forms.writing_forms import filled
from tests.domain.writing import write

FORMS = os.environ.get("SALA_FORMS_DIR", "")

SURVEY = """
type,name,label::English (en),sala_sees,sala_fill
hidden,who,,,call_name
begin_group,morning,Good morning,team,
text,hope,"Hello ${who}, what do you hope?",private,
end_group,,,,
begin_repeat,weekly,This week,,
text,news,What is new?,,
end_repeat,,,,
"""
SCHEDULE = """
activity,audience,relative_to,offset,unit,time,zone,expires_after,remind_after,iterations,every,start_mode
morning,"trainee, leader",workshop_start,1,days,08:30,workshop,10:00,"25m, -10m",,,skip
weekly,leaders,workshop_end,2,week,18:00,,7d,24h,6,1mo,
"""


def test_the_rows_of_the_schedule_become_entries(tmp_path: Path) -> None:
    programme = read_programme(write(tmp_path, survey=SURVEY, schedule=SCHEDULE, choices=""))
    assert programme.schedule == (
        Entry(
            "morning",
            audience=("trainee", "leader"),
            relative_to="workshop_start",
            offset=1,
            unit="days",
            times=("08:30",),
            zone="workshop",
            expires=Until.read("10:00"),
            reminders=(Reminder(Span(minutes=25)), Reminder(Span(minutes=10), before_close=True)),
            start_mode="skip",
            row=2,
        ),
        Entry(
            "weekly",
            audience=("leader",),
            relative_to="workshop_end",
            offset=2,
            unit="weeks",
            times=("18:00",),
            expires=Span(days=7),
            reminders=(Reminder(Span(minutes=1440)),),
            iterations=6,
            every=Span(months=1),
            row=3,
        ),
    )
    assert [entry.activity for entry in programme.entries_for("trainee")] == ["morning"]
    assert [entry.activity for entry in programme.entries_for("leader")] == ["morning", "weekly"]
    entry = programme.entry("weekly")
    assert entry is not None
    assert programme.entry("nothing") is None


def test_settings_as_written_and_as_usual(tmp_path: Path) -> None:
    heads = "form_title,form_id,version,sala_days,sala_quiet_from,sala_quiet_to,sala_daily_cap"
    settings = f"{heads}\nA,a,7,5,9:30,06:00,8\n"
    programme = read_programme(write(tmp_path, settings=settings))
    assert (programme.title, programme.form_id, programme.version) == ("A", "a", "7")
    assert (programme.days, programme.quiet_from, programme.quiet_to, programme.daily_cap) == (
        5,
        "09:30",
        "06:00",
        8,
    )
    usual = read_programme(
        write(tmp_path, settings="form_id\na\n", survey=SURVEY, schedule=SCHEDULE, choices="")
    )
    assert (usual.days, usual.quiet_from, usual.quiet_to, usual.daily_cap) == (2, "21:00", "07:00", 12)


def test_what_is_stored_is_enough_to_read_it_back(tmp_path: Path) -> None:
    made = read_programme(write(tmp_path, survey=SURVEY, schedule=SCHEDULE, choices=""))
    again = Programme.from_stored(made.xform, json.loads(json.dumps(made.stored)))
    assert again.schedule == made.schedule
    assert again.rules == made.rules
    assert again.digest == made.digest
    assert again.form.id == made.form.id
    assert again.form.columns_of("morning/hope") == {"sees": "private"}
    assert again.form.columns_of("morning") == {"sees": "team"}


def test_a_changed_cell_changes_the_digest(tmp_path: Path) -> None:
    first = read_programme(write(tmp_path)).digest
    assert read_programme(write(tmp_path)).digest == first
    later = write(tmp_path, schedule="activity,relative_to,time\nmorning,workshop_start,09:30\n")
    assert read_programme(later).digest != first


def test_without_a_schedule_everything_is_offered_at_once(tmp_path: Path) -> None:
    programme = read_programme(write(tmp_path, schedule=""))
    assert {(entry.relative_to, entry.offset, entry.times) for entry in programme.schedule} == {
        ("joining", 0, ())
    }
    assert all(entry.is_for("trainee") and entry.is_for("leader") for entry in programme.schedule)
    assert [entry.activity for entry in programme.schedule] == [a.name for a in programme.form.activities]


def test_without_a_schedule_a_form_of_groups_and_repeats_is_one_activity(tmp_path: Path) -> None:
    survey = (
        "type,name,label::English (en)\n"
        "begin_group,small,One\ntext,a,A?\nend_group,,\n"
        "begin_repeat,loom,Loom\ntext,b,B?\nend_repeat,,\n"
    )
    form = read_programme(write(tmp_path, survey=survey, schedule="", choices="")).form
    [activity] = form.activities
    assert activity.name not in form.specs, "it is called as the form is, and so is a group of this one"
    assert {question.activity for question in form.questions.values()} == {activity.name}
    steps = [(step.kind, step.ref) for step in filled(form).steps(activity.name)]
    assert steps == [("question", "small/a"), ("question", "loom[1]/b"), ("repeat", "loom")]
    scheduled = "activity,relative_to,offset,unit\nsmall,joining,0,days\nloom,joining,1,days\n"
    programme = read_programme(write(tmp_path, survey=survey, schedule=scheduled, choices=""))
    assert [activity.name for activity in programme.form.activities] == ["small", "loom"]


def test_the_bundled_programmes_can_run() -> None:
    for name, path in bundled().items():
        programme, findings = open_programme(path)
        assert not list(filter(is_error, findings)), name
        assert programme is not None
        assert {entry.activity for entry in programme.schedule} == {a.name for a in programme.form.activities}


if FORMS:  # named when public forms are at hand, which are not part of this repository

    def test_public_forms_run_as_they_are() -> None:
        for path in sorted(Path(FORMS).iterdir()):
            if path.suffix not in (".xlsx", ".xls", ".csv") or path.stem in (
                "webforms-not-a-workbook",
                "pyxform-gps",
            ):
                continue
            programme, findings = open_programme(path)
            errors = [found for found in findings if is_error(found)]
            if errors:  # it came without the data files that its rows name
                told = [(found.row > 1, found.said.english()[:17]) for found in errors]
                assert set(told) == {(True, "There is no file ")}, (path.name, told)
                continue
            assert programme is not None
            assert programme.schedule


def test_the_report_says_what_comes_when_in_each_zone(tmp_path: Path) -> None:
    programme, findings = open_programme(write(tmp_path, survey=SURVEY, schedule=SCHEDULE, choices=""))
    text = report(programme, findings, zones=("Asia/Bangkok", "Asia/Yangon"))
    assert text.startswith("This programme can run.\n\nA small course (small 1)\n")
    assert "Example: day 1 is Mon 7 Dec 2026, the venue is in Asia/Bangkok, course days: 3." in text
    assert "  Tue 8 Dec 2026, day 2\n" in text
    line = "    08:30 (08:00 Yangon)  morning: Good morning  [trainee, leader] until 10:00"
    assert f"{line}; reminder 08:55, 09:50\n" in text
    assert "    18:00 own time  weekly: This week 2/6  [leader]" in text
    assert (
        "  Tue 8 Dec 2026, day 2  [trainee, leader]  1 activity, up to 2 reminders: 2 messages, 1 question"
        in text
    )
    assert exit_status(findings) == 0


def test_the_report_of_a_broken_programme_is_its_remarks(tmp_path: Path) -> None:
    survey = "type,name,label::English (en)\nbegin_group,morning,Good morning\ntxt,a,A?\nend_group,,\n"
    programme, findings = open_programme(write(tmp_path, survey=survey, choices=""))
    told = "survey!3 type: “txt” is not a type. Did you mean “text”?"
    assert report(programme, findings) == f"Errors (1)\n  {told}\nThis programme cannot run yet."
    assert exit_status(findings) == 1


def test_the_report_names_days_that_answers_decide(tmp_path: Path) -> None:
    survey = (
        "type,name,label::English (en)\n"
        "begin_group,first,First\ndate,when,When?\ntext,best,Best time?\nend_group,,\n"
        "begin_group,then,Then\ntext,t,T?\nend_group,,\nbegin_group,after,After\ntext,u,U?\nend_group,,\n"
    )
    schedule = (
        "activity,relative_to,offset,unit,time\nfirst,joining,0,minutes,\n"
        "then,date:when,1,days,${best}; 18:30\nafter,completion:then,-2,hours,\n"
    )
    text = report(*open_programme(write(tmp_path, survey=survey, schedule=schedule, choices="")))
    assert "  On days that answers decide\n" in text
    assert "    when + 1 day, ${best}; 18:30  then: Then  [everyone]\n" in text
    assert "    after then - 2 hours  after: After  [everyone]" in text


def test_a_workbook_of_another_tool_is_read_like_its_sheets(tmp_path: Path) -> None:
    """The digest is of the content, so a programme that is saved again is the same programme."""
    tables, _findings = read_sheets(write(tmp_path))
    assert tables is not None
    assert tables.digest == read_programme(tmp_path).digest


def test_the_examples_of_the_manual_can_run(tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "programme-format.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```csv (\w+)(?: (\w+))?\n(.*?)```", manual, re.DOTALL)
    for example in {name for _sheet, name, _text in blocks}:
        folder = tmp_path / (example or "whole")
        folder.mkdir()
        for sheet, name, text in blocks:
            if name == example:
                (folder / f"{sheet}.csv").write_text(text, encoding="utf-8")
        programme, findings = open_programme(folder)
        assert programme is not None, [found.said.english() for found in findings]


def test_the_heading_of_a_matrix_asks_nothing(tmp_path: Path) -> None:
    survey = (
        "type,name,label::English (en),appearance\nbegin_group,morning,Good morning,table-list\n"
        "select_one yes_no,a,Rice?,\nselect_one yes_no,b,Tea?,\nend_group,,,\n"
    )
    programme = read_programme(write(tmp_path, survey=survey))
    asked = [q.name for q in programme.form.questions.values() if q.kind == "select_one"]
    assert asked == ["a", "b"]
