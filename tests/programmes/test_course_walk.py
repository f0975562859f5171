"""The bundled course as people live it: each branch is taken, each limit met, each text can be read."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import pytest

from bot.domain.forms.model import Spec
from bot.domain.forms.steps import Step
from bot.domain.programme import Programme, read_programme
from bot.domain.quiet import end_of_quiet
from bot.programmes import bundled
from tests.programmes.walking import VENUE, Answer, Habit, Heard, Walk, silent, somebody

#: What no reader may ever see: a place that was not filled, an empty quotation, a hole in a sentence.
BROKEN = re.compile(r"""\$\{|\bNaN\b|“”|""|  |\s[.,?!;:](?!\S)|\(\)|(?<!")\bNone\b(?!")""")

ANSWERS_THAT_ARE_MEANT = {"None"}


def best(number: int) -> dict[str, str]:
    """Self-ratings in which one sentence made the biggest step."""
    same = {f"{when}_s{n:02}": "3" for n in range(1, 13) for when in ("pre", "post")}
    return {**same, f"post_s{number:02}": "5"}


def newcomer(habit: Habit) -> Habit:
    """A leader who was invited after the course: they answer nothing of days 0 to 5."""

    def later(walk: Walk, step: Step) -> Answer:
        assert step.question is not None
        return "" if re.match(r"(p0_|d\d_)", step.question.activity) else habit(walk, step)

    return later


#: People with a story of their own; what is not said here they answer one way or another.
STORIES: dict[str, tuple[int, dict[str, str]]] = {
    "knows it all": (
        1,
        {
            "d1_q1": "cluster", "d1_q2": "consortium", "d1_q3": "association", "d2_q1": "function",
            "d2_q2": "process", "d3_cycle": "plan act observe reflect", "d3_ethics_1": "explain",
            "d3_ethics_2": "each", "d4_finding": "Looms stand idle", "d4_evidence": "saw",
            "d4_sure": "5", "d4_sure_check": "change",
            "post_k1": "a", "post_k2": "a", "post_k3": "a", "post_k4": "a",
            "post_k5": "b", "c7_followup": "yes", "d5_remind": "yes", "d3_fact": "Six looms stand idle",
            "d3_fact_asked": "3", "d3_fact_yes": "3", "f5_next_remind": "yes", "f4_cost_dir": "lower",
        },
    ),
    "sees gaps in the chain": (
        2,
        {f"d2_who_{job}": "nobody" for job in ("inputs", "make", "collect", "process", "move", "sell")}
        | {"d3_fact": "They are tired", "d3_fact_asked": "3", "d3_fact_yes": "1", "c7_followup": "yes"},
    ),
    "did not know how to start": (
        3, {"c7_followup": "yes", "f2_firms_talked": "0", "f2_zero_reason": "how", "f1_told": "not_yet"},
    ),
    "waits for the office": (
        4, {"c7_followup": "yes", "f2_firms_talked": "0", "f2_zero_reason": "office", "f1_need": "none"},
    ),
    "does not feel safe after two weeks": (
        5, {"c7_followup": "yes", "f1_need": "papers", "f2_firms_talked": "0", "f2_zero_reason": "unsafe"},
    ),
    "does not feel safe after three days": (
        6, {"c7_followup": "yes", "f1_need": "problem", "f1_problem": "unsafe"},
    ),
    "has a quarrel with danger": (
        7,
        {"c7_followup": "yes", "f1_need": "none", "f2_firms_talked": "2", "f3_joint": "nothing",
         "f3_obst": "quarrel other", "f3_danger": "yes"},
    ),
    "leads a group that stopped": (
        8,
        {"c7_followup": "yes", "f1_need": "none", "f2_firms_talked": "2", "f3_danger": "no",
         "f5_active": "0", "f5_end": "end", "f5_left": "3"},
    ),
    "goes down": (
        9,
        {"c7_followup": "yes", "f1_need": "none", "f2_firms_talked": "2", "f3_danger": "no", "f5_active": "3",
         "d1_stage": "5", "f6_stage": "2", "d4_h_score": "9", "f5_h_score": "3", "f6_h_score": "3",
         "f3_tools": "none", "f5_msc_story": "A story", "f5_msc_share": "no", "f5_msc_publish": "no",
         "f6_res_sales": "worse", "f4_action_stage": "5"}
        | {f"d1_trust_{n}": "5" for n in range(1, 5)} | {f"f3_trust_{n}": "2" for n in range(1, 5)},
    ),
    "does every step": (
        10,
        {"c7_followup": "yes", "d5_remind": "yes", "f1_need": "none", "f2_firms_talked": "3",
         "f3_danger": "no",
         "f1_step1": "yes", "f5_active": "5", "f6_exit": "stay"}
        | {f"d5_step{n}_{part}": "to buy thread" for n in (1, 2, 3) for part in ("what", "who", "sign")}
        | {f"step{n}_after": "done" for n in (1, 2, 3)} | {f"f3_step{n}": "stopped" for n in (1, 2, 3)},
    ),
    "has no date yet": (
        11,
        {"c7_followup": "yes", "d5_step1_what": "to meet", "d5_step1_date": "", "f1_need": "talk",
         "d2_problem": "Thread is late", "d2_cause_1": "The road", "d2_cause_2": "", "d2_unit": ""},
    ),
}  # fmt: skip


@dataclass(repr=False)
class Everybody:
    """The people who lived the course, by their story."""

    programme: Programme
    walks: dict[str, Walk]

    def heard(self) -> Iterator[tuple[str, Heard]]:
        for story, walk in self.walks.items():
            for heard in walk.heard:
                yield story, heard


@pytest.fixture(scope="module", name="everybody")
def lived() -> Everybody:
    programme = read_programme(bundled()["sme_clusters"])
    walks = {
        story: Walk(programme, somebody(seed, skips=0.03), {**best(seed), **said}).live()
        for story, (seed, said) in STORIES.items()
    }
    walks["says nothing"] = Walk(programme, silent).live()
    walks["is a trainee"] = Walk(programme, somebody(12), {"c7_followup": "yes"}, role="trainee").live()
    invited = {"l0_c7": "yes", "l0_remind": "yes", "f1_need": "none", "f2_firms_talked": "1"}
    walks["was invited later"] = Walk(programme, newcomer(somebody(13, skips=0.0)), invited).live()
    small = {
        "f2_firms_talked": "0",
        "f2_zero_reason": "other",
        "f4_action": "one fair",
        "f4_action_stage": "0",
    }
    small |= {"c7_followup": "yes", "f1_need": "none", "f5_active": "2"}
    walks["starts small"] = Walk(programme, somebody(12, skips=0.03), {**best(12), **small}).live()
    for seed in range(14, 17):
        walks[f"number {seed}"] = Walk(
            programme, somebody(seed, skips=0.03), {"c7_followup": "yes", "f1_need": "none"}
        ).live()
    return Everybody(programme, walks)


def conditional(spec: Spec | None) -> bool:
    """Whether a row, or a group around it, is asked only under a condition."""
    return spec is not None and (spec.bind.relevant is not None or conditional(spec.parent))


def test_every_branch_is_taken_by_somebody_and_left_by_somebody(everybody: Everybody) -> None:
    seen: dict[str, set[bool]] = defaultdict(set)
    for walk in everybody.walks.values():
        for path, states in walk.seen.items():
            seen[path] |= states
    form = everybody.programme.form
    wanted = {
        path: {True, False} if conditional(form.specs[path]) else {True}
        for path, question in form.questions.items()
        if question.asked
    }
    assert {path: seen[path] for path in wanted if not seen[path] >= wanted[path]} == {}


def test_every_text_can_be_read_whoever_reads_it(everybody: Everybody) -> None:
    bad = {
        (story, heard.ref, text)
        for story, heard in everybody.heard()
        for text in (heard.text, *heard.choices)
        if BROKEN.search(text) and text not in ANSWERS_THAT_ARE_MEANT
    }
    assert bad == set()
    assert all(heard.text for _story, heard in everybody.heard())
    assert max(len(heard.text) for _story, heard in everybody.heard()) <= 700


def test_every_limit_is_explained_in_its_own_words(everybody: Everybody) -> None:
    told: dict[str, str] = {}
    for walk in everybody.walks.values():
        told |= walk.refused
    limited = {
        path for path, question in everybody.programme.form.questions.items() if question.has_constraint
    }
    assert set(told) == limited
    assert not [words for words in told.values() if BROKEN.search(words) or not words.endswith(".")]


def test_numbers_that_belong_together_are_held_together(everybody: Everybody) -> None:
    filling = everybody.walks["goes down"].filling(dt.datetime(2027, 3, 11, 18, 0, tzinfo=ZoneInfo(VENUE)))
    pairs = {
        "d1_e4/d1_n_women": "d1_e4/d1_n_firms",
        "d3_e6/d3_fact_yes": "d3_e6/d3_fact_asked",
        "f2/f2_women": "f2/f2_people",
        "f4/f4_buyers_bought": "f4/f4_buyers_talked",
        "f5/f5_active_women": "f5/f5_active",
    }
    filling.put("f2/f2_firms_talked", "3")
    filling.put("f2/f2_meetings", "1")
    for part, whole in pairs.items():
        filling.put(whole, "10")
        assert filling.check(part, "10") is None
        assert isinstance(filling.check(part, "11"), str), part


def test_nobody_hears_more_than_twelve_times_a_day_and_nothing_falls_into_the_night(
    everybody: Everybody,
) -> None:
    rules = everybody.programme.rules
    for walk in everybody.walks.values():
        begun = Counter(
            when.due_at.astimezone(ZoneInfo(VENUE if entry.zone == "workshop" else walk.zone)).date()
            for entry, when in walk.sent
        )
        assert max(begun.values()) <= rules.daily_cap
        for entry, when in walk.sent:
            zone = VENUE if entry.zone == "workshop" else walk.zone
            for instant in (when.due_at, *when.remind_at):
                assert end_of_quiet(instant, zone, rules.quiet_from, rules.quiet_to) is None, entry.activity


def names(walk: Walk) -> set[str]:
    return {entry.activity for entry, _when in walk.sent}


FOLLOW_UPS = {"f1", "f2", "f3", "f4", "f5", "f6"}


@pytest.mark.parametrize(
    ("story", "contacts"),
    [
        ("knows it all", FOLLOW_UPS),
        ("says nothing", set()),
        ("is a trainee", set()),
        ("was invited later", FOLLOW_UPS),
        ("does not feel safe after three days", {"f1"}),
        ("does not feel safe after two weeks", {"f1", "f2"}),
        ("has a quarrel with danger", {"f1", "f2", "f3"}),
        ("leads a group that stopped", FOLLOW_UPS - {"f6"}),
    ],
)
def test_the_follow_up_comes_to_whom_it_should(everybody: Everybody, story: str, contacts: set[str]) -> None:
    assert names(everybody.walks[story]) & FOLLOW_UPS == contacts


def test_a_leader_who_said_no_to_messages_after_the_course_gets_none() -> None:
    programme = read_programme(bundled()["sme_clusters"])
    walk = Walk(programme, somebody(3), {"c7_followup": "no", "d1_stage": ""}).live()
    assert not names(walk) & (FOLLOW_UPS | {"l0"})
    assert not [name for name in names(walk) if name.startswith(("step", "next"))]


def test_the_days_of_the_plan_come_only_after_yes_remind_me(everybody: Everybody) -> None:
    steps = {f"step{n}_{when}" for n in (1, 2, 3) for when in ("day", "after_day")}
    assert steps <= names(everybody.walks["does every step"])
    assert not steps & names(everybody.walks["says nothing"])


def test_the_follow_ups_come_at_the_chosen_time_in_the_own_zone() -> None:
    programme = read_programme(bundled()["sme_clusters"])
    said = {
        "c7_followup": "yes",
        "d5_fu_time": "1200",
        "f1_need": "none",
        "f2_firms_talked": "1",
        "f3_danger": "no",
    }
    walk = Walk(programme, somebody(2, skips=0.0), {**said, "f5_active": "4"}).live()
    found = {entry.activity: when for entry, when in walk.sent if entry.activity in FOLLOW_UPS}
    local = {name: when.due_at.astimezone(ZoneInfo(walk.zone)) for name, when in found.items()}
    assert {name: f"{at:%Y-%m-%d %H:%M}" for name, at in local.items()} == {
        "f1": "2026-12-14 12:00",
        "f2": "2026-12-25 12:00",
        "f3": "2027-01-11 12:00",
        "f4": "2027-02-11 12:00",
        "f5": "2027-03-11 12:00",
        "f6": "2027-06-11 12:00",
    }
    for when in found.values():
        assert [(at - when.due_at) // dt.timedelta(hours=1) for at in when.remind_at] == [24, 72]
        assert when.expires_at is not None
        assert when.expires_at - when.due_at == dt.timedelta(days=7)
