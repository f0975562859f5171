"""The instance XML of a filled form: what an OpenRosa server is given."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from bot.domain.forms.filling import Leaf
from bot.domain.forms.form import Form
from tests.domain.forms.writing_forms import filled, form_of, xform_of

SHEETS = """
| survey |
|        | type | name | label | relevant | calculation |
|        | text | who | Who? | | |
|        | begin group | home | Home | ${who} != '' | |
|        | text | place | Place | | |
|        | end group | | | | |
|        | begin repeat | child | Child | | |
|        | text | name | Name | | |
|        | end repeat | | | | |
|        | calculate | names | | | join(' ', ${name}) |
| settings |
|          | form_id | version | instance_name |
|          | visit | 2026-12 | concat('Visit of ', ${who}) |
"""

ID = "uuid:11111111-2222-4333-8444-555555555555"


def test_only_what_is_relevant_stands_in_it_and_rounds_follow_each_other() -> None:
    filling = filled(
        form_of(SHEETS), {"child[1]/name": "Noy", "child[2]/name": "Kham", "home/place": "Pakse"}
    )
    assert filling.submission({"instanceID": ID}) == (
        '<data id="visit" version="2026-12"><who />'
        "<child><name>Noy</name></child><child><name>Kham</name></child><names>Noy Kham</names>"
        f"<meta><instanceName>Visit of </instanceName><instanceID>{ID}</instanceID></meta></data>"
    )


def test_a_round_that_was_taken_away_is_not_sent() -> None:
    filling = filled(
        form_of(SHEETS), {"child": "2 -1", "child[1]/name": "Noy", "child[2]/name": "Kham", "who": "A"}
    )
    xml = ET.fromstring(filling.submission({"instanceID": ID}))
    assert [name.text for name in xml.iterfind("child/name")] == ["Kham"]
    assert xml.findtext("names") == "Kham"
    assert xml.find("home/place") is not None


def test_any_text_comes_out_of_it_as_it_went_in() -> None:
    text = 'ຜ້າ <b> & "ໄໝ"\n]]> end '
    xml = filled(form_of(SHEETS), {"who": text}).submission({"instanceID": ID})
    assert ET.fromstring(xml).findtext("who") == text


def test_what_may_be_written_replaces_the_values_and_the_form_gives_no_name_then() -> None:
    filling = filled(form_of(SHEETS), {"who": "Noy", "child[1]/name": "Kham"})

    def nobody(leaf: Leaf) -> str:
        return "" if leaf.question.name in ("who", "name", "names") else leaf.value

    xml = filling.submission({"instanceID": ID, "deprecatedID": "uuid:1"}, nobody)
    assert "Noy" not in xml
    assert "Kham" not in xml
    meta = ET.fromstring(xml).find("meta")
    assert meta is not None
    assert {one.tag: one.text for one in meta} == {"instanceID": ID, "deprecatedID": "uuid:1"}


def test_namespaces_of_the_form_are_kept_and_a_form_without_meta_gets_one() -> None:
    xform = """<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
      xmlns:orx="http://openrosa.org/xforms"><h:head><h:title>t</h:title><model><instance>
      <data xmlns="http://example.org/own" id="own"><a/>{meta}</data></instance>
      <bind nodeset="/data/a" type="string"/></model></h:head>
      <h:body><input ref="/data/a"><label>A</label></input></h:body></h:html>"""
    own, orx = "{http://example.org/own}", "{http://openrosa.org/xforms}"
    for meta in ("", "<orx:meta><orx:instanceID/></orx:meta>"):
        form = Form.from_xform(xform.replace("{meta}", meta))
        xml = ET.fromstring(filled(form, {"a": "1"}).submission({"instanceID": ID}))
        assert xml.tag == f"{own}data"
        assert [one.tag for one in xml.iter()] == [
            f"{own}data",
            f"{own}a",
            f"{orx}meta",
            f"{orx}instanceID",
        ]
        assert xml.findtext(f"{orx}meta/{orx}instanceID") == ID


def test_entities_are_left_out() -> None:
    sheets = SHEETS + "| entities |\n|          | dataset | label |\n|          | trees | ${who} |\n"
    assert "<entity" in xform_of(sheets)
    xml = filled(form_of(sheets), {"who": "Noy"}).submission({"instanceID": ID})
    assert "entity" not in xml
