"""``trigger``: a value is set when another answer changes, and stays as it was at that moment."""

from __future__ import annotations

import datetime as dt

from tests.domain.forms.writing_forms import MONDAY, filled, form_of

FORM = form_of("""
| survey |
|        | type | name | label | calculation | trigger |
|        | text | who | Who? | | |
|        | integer | age | Age? | | |
|        | dateTime | at | | now() | ${who} |
|        | calculate | copy | | concat(${who}, ' ', ${age}) | ${who} |
|        | text | asked | Asked? | concat('of ', ${who}, ' ', ${age}) | ${who} |
|        | begin repeat | shop | Shop | | |
|        | text | name | Name? | | |
|        | calculate | first | | concat(${name}, '!') | ${name} |
|        | end repeat | | | | |
""")


def test_what_is_set_is_of_its_moment() -> None:
    filling = filled(FORM, {"age": "30"})
    assert filling.value("at") == ""
    fired = filling.put("who", "Noy")
    assert fired["copy"] == "Noy 30"
    assert fired["at"].startswith("2026-12-07T08:30")
    filling.put("age", "31")
    assert filling.value("copy") == "Noy 30"
    later = filled(FORM, {"age": "31", "who": "Noy", **fired}, now=MONDAY + dt.timedelta(days=2))
    assert (later.value("copy"), later.value("at")) == ("Noy 30", fired["at"])


def test_the_same_answer_again_sets_nothing_and_another_one_does() -> None:
    filling = filled(FORM, {"age": "30"})
    filling.put("who", "Noy")
    filling.put("age", "31")
    assert filling.put("who", "Noy") == {}
    assert filling.put("who", "Kham")["copy"] == "Kham 31"
    assert filling.pass_over("who")["copy"] == " 31"


def test_what_people_are_asked_is_only_proposed() -> None:
    filling = filled(FORM)
    assert "asked" not in filling.put("who", "Noy")
    filling.put("age", "5")
    assert filling.value("asked") == "of Noy 5"
    filling.put("asked", "mine")
    filling.put("who", "Kham")
    assert filling.value("asked") == "mine"


def test_in_a_round_the_same_round_is_set() -> None:
    filling = filled(FORM)
    filling.put("shop", "2+")
    assert filling.put("shop[2]/name", "Silk") == {"shop[2]/first": "Silk!"}
    assert (filling.value("shop[1]/first"), filling.value("shop[2]/first")) == ("", "Silk!")
