"""The bundled course keeps the promises of its curriculum: every variable, every activity, short texts."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pyxform.xls2xform import convert

from bot.programmes import bundled

LABEL = "label::English (en)"
HINT = "hint::English (en)"

#: The variables of the curriculum, activity by activity. ``{1-3}`` stands for 1, 2 and 3.
CURRICULUM = {
    "p0_about": "p0_access",
    "p0_self": "pre_s{01-12} pre_mean",
    "p0_cases": "pre_k{1-5} pre_kscore",
    "d1_o": "d1_mood d1_energy d1_hope",
    "d1_e1": "d1_asset_{1-3}",
    "d1_e2": "d1_ai_ok d1_ai_story d1_ai_why d1_asset_interest",
    "d1_e3": "d1_q{1-3} d1_qscore",
    "d1_w": "d1_wisdom d1_wisdom_meaning d1_wisdom_source",
    "d1_e4": "d1_stage d1_n_firms d1_n_women d1_trust_{1-4} d1_trust_mean",
    "d1_e5": "d1_idea",
    "d1_e5_dots": "d1_dots d1_idea_rank",
    "d1_e6": "d1_place d1_road",
    "d1_c": "d1_what d1_sowhat d1_nowwhat d1_clear d1_pace d1_anon",
    "d2_o": "d2_mood d2_energy d2_word",
    "d2_e1": "d2_map_photo d2_n_steps d2_red_step",
    "d2_e2": "d2_who_inputs d2_who_make d2_who_collect d2_who_process d2_who_move d2_who_sell",
    "d2_w": "d2_wisdom d2_wisdom_source",
    "d2_e3": "d2_unit d2_currency d2_price_maker d2_price_trader d2_price_final d2_price_sure d2_share_maker",
    "d2_e4": "d2_st{1-6} d2_st{1-6}_close d2_st{1-6}_strong d2_st{1-6}_side",
    "d2_e5": "d2_problem d2_cause_{1-3} d2_effect_{1-2} d2_root_can",
    "d2_e6": "d2_q{1-2}",
    "d2_c": "d2_what d2_sowhat d2_nowwhat d2_clear d2_pace d2_anon",
    "d3_o": "d3_mood d3_energy d3_ready",
    "d3_e1": "d3_cycle d3_cycle_ok d3_skip_step",
    "d3_e2": "d3_rq d3_rq_check d3_rq_n",
    "d3_e3": "d3_peer_like d3_peer_wonder d3_peer_tip d3_rq_v2",
    "d3_e4": "d3_ethics_{1-2}",
    "d3_w": "d3_wisdom d3_wisdom_use",
    "d3_e5": "d3_stops d3_stop_place d3_stop_photo d3_stop_note d3_stop_who d3_stop_when d3_n_stops",
    "d3_e6": "d3_fact d3_feeling d3_question d3_fact_agree",
    "d3_c": "d3_what d3_sowhat d3_nowwhat d3_clear d3_pace d3_anon",
    "d4_o": "d4_mood d4_energy d4_image",
    "d4_e1": "d4_note_{1-4} d4_note_side_{1-4}",
    "d4_e2": "d4_sort d4_group_names d4_agree",
    "d4_e3": "d4_h_score d4_h_plus d4_h_minus d4_h_step",
    "d4_w": "d4_wisdom d4_wisdom_use",
    "d4_e4": "d4_cafe_a{1-3} d4_cafe_b{1-3} d4_cafe_c{1-3} d4_cafe_line d4_cafe_wow",
    "d4_e5": "d4_ff_action d4_ff_push_{1-3} d4_ff_push_s{1-3} d4_ff_hold_{1-3} d4_ff_hold_s{1-3} d4_ff_first",
    "d4_e6": "d4_finding d4_evidence d4_contrary d4_sure",
    "d4_c": "d4_what d4_sowhat d4_nowwhat d4_clear d4_pace d4_anon",
    "d5_o": "d5_mood d5_energy d5_finish",
    "d5_e1": "d5_case_place d5_case_problem d5_case_action d5_case_change d5_case_lesson",
    "d5_e2": "d5_rev_clear d5_rev_believe d5_rev_use d5_rev_missing d5_rev_privacy",
    "d5_e3": "d5_rank d5_borda",
    "d5_w": "d5_wisdom d5_wisdom_pub",
    "d5_e4": "d5_step{1-3}_what d5_step{1-3}_who d5_step{1-3}_date d5_step{1-3}_where d5_step{1-3}_sign "
    "d5_sure d5_ifthen",
    "d5_e5": "c7_followup d5_fu_time d5_fu_mode d5_fu_backup d5_buddy",
    "d5_e6": "d5_aar_plan d5_aar_real d5_aar_why d5_aar_next",
    "d5_p": "post_s{01-12} then_s{01-12} post_k{1-5} post_kscore r{1-6} r_nps",
    "d5_c": "d5_what d5_sowhat d5_nowwhat d5_consent_review d5_anon",
    "f1": "f1_told f1_step1 f1_step1_date f1_need",
    "f2": "f2_firms_talked f2_zero_reason f2_meetings f2_people f2_women f2_agreed f2_photo f2_sure",
    "f3": "f3_step{1-3} f3_joint f3_joint_firms f3_obst f3_trust_{1-4} f3_trust_mean f3_h_score "
    "f3_h_step f3_tools",
    "f4": "f4_action f4_action_stage f4_cost_dir f4_cost_what f4_cost_pct f4_buyers_talked f4_buyers_bought "
    "f4_buyers_where f4_evidence f4_to_buddy",
    "f5": "f5_active f5_active_women f5_left f5_joint f5_joint_firms f5_sales_dir f5_sales_pct f5_contrib "
    "f5_trust_{1-4} f5_trust_mean f5_h_score f5_msc_story f5_msc_domain f5_msc_why f5_unlearn f5_next_cycle "
    "f5_msc_share f5_msc_publish f5_stop_lesson",
    "f6": "f6_stage f6_active f6_res_sales f6_res_costs f6_res_quality f6_res_buyers f6_res_saved "
    "f6_res_price f6_res_women f6_buyers_bought f6_export f6_export_share f6_trust_{1-4} f6_trust_mean "
    "f6_h_score f6_msc_choice f6_msc_reason m6_s{01-12} f6_case_ok f6_exit",
}

Row = dict[str, str]


def rows(sheet: str) -> list[Row]:
    with (bundled()["sme_clusters"] / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return [{k: v for k, v in row.items() if v} for row in csv.DictReader(file) if any(row.values())]


def columns(sheet: str) -> list[str]:
    with (bundled()["sme_clusters"] / f"{sheet}.csv").open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


def activities() -> dict[str, list[Row]]:
    """The rows of each top-level group, its own row first; rows outside all groups stand under ''."""
    found: dict[str, list[Row]] = {"": []}
    depth, name = 0, ""
    for row in rows("survey"):
        if row["type"].startswith("begin"):
            depth += 1
            name = row["name"] if depth == 1 else name
        found.setdefault(name if depth else "", []).append(row)
        if row["type"].startswith("end"):
            depth -= 1
    assert depth == 0
    return found


def spelled_out(names: str) -> list[str]:
    """``d{1-2}_a`` is ``d1_a`` and ``d2_a``."""
    found: list[str] = []
    for name in names.split():
        family = re.fullmatch(r"(.*)\{(\d+)-(\d+)\}(.*)", name)
        if family is None:
            found.append(name)
            continue
        before, first, last, after = family.groups()
        numbers = range(int(first), int(last) + 1)
        found += [f"{before}{number:0{len(first)}}{after}" for number in numbers]
    return found


@pytest.mark.parametrize("activity", CURRICULUM)
def test_every_variable_of_the_curriculum_is_asked_in_its_activity(activity: str) -> None:
    asked = [row.get("name") for row in activities()[activity]]
    for name in spelled_out(CURRICULUM[activity]):
        assert asked.count(name) == 1, name


def test_every_activity_is_scheduled_exactly_once() -> None:
    scheduled = Counter(row["activity"] for row in rows("schedule"))
    assert scheduled == Counter(name for name in activities() if name)


def test_only_what_sala_fills_in_or_computes_stands_outside_the_activities() -> None:
    assert {row["type"] for row in activities()[""]} == {"hidden", "calculate"}
    assert all("sala_fill" in row for row in activities()[""] if row["type"] == "hidden")


def test_pyxform_converts_it_without_a_warning() -> None:
    sheets = ("survey", "choices", "settings")
    workbook: dict[str, Any] = {"sheet_names": list(sheets)}
    for sheet in sheets:
        workbook[sheet] = rows(sheet)
        workbook[f"{sheet}_header"] = [dict.fromkeys(columns(sheet))]
    warnings: list[str] = []
    assert "d3_stops" in convert(workbook, warnings=warnings).xform
    assert warnings == []


def test_texts_are_short_enough_for_a_phone() -> None:
    """700 characters in English leave room for longer translations (a picture's caption holds 1,024)."""
    for row in rows("survey"):
        assert len(row.get(LABEL, "")) <= 700, row["name"]
        assert len(row.get(HINT, "")) <= 160, row["name"]
    for row in rows("choices"):
        assert len(row[LABEL]) <= 80, row


def test_feedback_of_a_quiz_fits_a_telegram_pop_up() -> None:
    feedback = [row for row in rows("survey") if re.search(r"_(right|wrong)$", row.get("name", ""))]
    assert len(feedback) >= 20
    assert all(len(row[LABEL]) <= 200 for row in feedback)


def test_everything_asked_has_words_and_every_text_has_a_limit_with_a_kind_message() -> None:
    for row in rows("survey"):
        kind = row["type"].split()[0]
        if kind.startswith("end") or kind in ("hidden", "calculate"):
            continue
        assert row.get(LABEL), row
        if kind in ("text", "integer", "decimal", "date"):
            assert row.get("constraint"), row["name"]
        assert ("constraint" in row) == ("constraint_message::English (en)" in row), row["name"]


def test_nobody_is_made_to_answer() -> None:
    """Every question can be skipped; silence and a skip are never worth less than an answer."""
    assert not any(row.get("required") for row in rows("survey"))


def test_lists_are_all_used_and_all_there() -> None:
    used = {row["type"].split()[1] for row in rows("survey") if len(row["type"].split()) > 1}
    assert used == {row["list_name"] for row in rows("choices")}


def test_anonymous_notes_and_private_answers_never_feed_the_case_study() -> None:
    """The one exception is the cooperation score: the case prints the middle of the team's three."""
    fed = {
        row["name"]
        for row in rows("survey")
        if "sala_case" in row and row.get("sala_sees") in ("private", "anonymous")
    }
    assert fed <= {"d4_h_score"}
    assert [r["name"] for r in rows("survey") if r.get("sala_sees") == "anonymous"] == [
        f"d{d}_anon" for d in range(1, 6)
    ]


def test_every_photo_is_followed_by_the_question_about_people() -> None:
    photos = [row["name"] for row in rows("survey") if row["type"] == "image"]
    assert photos == ["d2_map_photo", "d2_wisdom_photo", "d3_stop_photo", "f2_photo", "f4_evidence"]
    assert [row["sala_deletes"] for row in rows("survey") if "sala_deletes" in row] == photos


def test_nothing_after_the_course_is_sent_without_a_yes_to_it() -> None:
    after = {
        row["activity"]
        for row in rows("schedule")
        if row["relative_to"].startswith(("workshop_end", "date:"))
    }
    for name in after - {"l0"}:
        assert activities()[name][0].get("sala_needs") == "c7", name
    assert [row["name"] for row in rows("survey") if row.get("sala_consent") == "c7"] == [
        "c7_followup",
        "l0_c7",
    ]


def test_the_walk_of_day_three_is_not_disturbed() -> None:
    walk = [
        row for row in rows("schedule") if row["offset"] == "2" and row["relative_to"] == "workshop_start"
    ]
    assert not [row for row in walk if "13:35" <= row["time"] <= "16:10"]


def test_settings() -> None:
    (settings,) = rows("settings")
    assert settings["form_id"] == "sme_clusters"
    assert (settings["sala_days"], settings["sala_daily_cap"]) == ("5", "12")
    assert (settings["sala_quiet_from"], settings["sala_quiet_to"]) == ("21:00", "07:00")


def test_the_folder_holds_only_sheets() -> None:
    folder = bundled()["sme_clusters"]
    assert isinstance(folder, Path)
    assert {file.name for file in folder.iterdir()} == {
        "survey.csv",
        "choices.csv",
        "settings.csv",
        "schedule.csv",
    }
