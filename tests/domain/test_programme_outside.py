"""Programmes that read data files: CSV, XML, GeoJSON, external choices; and what is said of broken ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.findings import Finding
from bot.domain.forms.filling import Filling
from bot.domain.forms.outside import OutsideError, read_data
from bot.domain.programme import Programme, open_programme
from tests.domain.forms.writing_forms import MONDAY
from tests.stories.programmes import write

SURVEY = """
    type|name|label::English (en)|choice_filter|calculation|parameters
    text|province|Which province?
    select_one_from_file villages.csv|village|Which village?|prov = ${province}||value=code label=title
    select_multiple_from_file markets.geojson|markets|Which markets?
    select_one_from_file crafts.xml|craft|Which craft?
    csv-external|prices|
    calculate|price|||pulldata('prices', 'kip', 'thing', ${craft})|
    calculate|cheap|||instance('prices')/root/item[kip < 50]/thing|
    calculate|name|||jr:choice-name(${village}, '${village}')|
"""

FILES = {
    "villages.csv": '\ufeffcode;title;prov\nn1;Ban Na;vte\nn2;Ban Xang;vte\nn3;"Ban; Tai";lpb\n',
    "markets.geojson": """{"type": "FeatureCollection", "features": [
        {"type": "Feature", "id": "m1", "properties": {"title": "Old market", "open": true},
         "geometry": {"type": "Point", "coordinates": [102.6, 17.9]}},
        {"type": "Feature", "properties": {"id": 2, "title": "New market"},
         "geometry": {"type": "LineString", "coordinates": [[102.6, 17.9], [102.7, 18.0]]}}]}""",
    "crafts.xml": "<root><item><name>silk</name><label>Silk ໄໝ</label></item>"
    "<item><name>wood</name><label>Wood</label></item></root>",
    "prices.csv": "thing,kip\nsilk,120\nwood,40\n",
}


def programme(folder: Path, survey: str = SURVEY, **files: str) -> tuple[Programme | None, list[Finding]]:
    write(folder, survey=survey)
    for name, text in {**FILES, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    return open_programme(folder)


def filling(made: Programme, **answers: str) -> Filling:
    return Filling(made.form, answers, now=MONDAY, seed="a seed")


def offered(filled: Filling, ref: str) -> list[tuple[str, str]]:
    return [(option.name, option.label) for option in filled.choices(ref)]


@pytest.fixture
def made(tmp_path: Path) -> Programme:
    found, findings = programme(tmp_path)
    assert [finding for finding in findings if finding.severity == "error"] == []
    assert found is not None
    return found


def test_choices_come_from_files_and_are_filtered(made: Programme) -> None:
    filled = filling(made, province="vte", village="n2")
    assert offered(filled, "village") == [("n1", "Ban Na"), ("n2", "Ban Xang")]
    assert offered(filling(made, province="lpb"), "village") == [("n3", "Ban; Tai")]
    assert offered(filled, "markets") == [("m1", "Old market"), ("2", "New market")]
    assert offered(filled, "craft") == [("silk", "Silk ໄໝ"), ("wood", "Wood")]
    assert filled.value("name") == "Ban Xang"


def test_a_choice_that_the_filter_no_longer_offers_is_gone(made: Programme) -> None:
    assert filling(made, province="lpb", village="n2").value("village") == ""


def test_cells_are_pulled_out_of_files(made: Programme) -> None:
    filled = filling(made, craft="silk")
    assert (filled.value("price"), filled.value("cheap")) == ("120", "wood")
    assert filling(made).value("price") == ""


def test_it_is_stored_with_its_files_and_another_file_is_another_version(
    made: Programme, tmp_path: Path
) -> None:
    again = Programme.from_stored(made.xform, made.stored)
    assert offered(filling(again, province="vte"), "village") == [("n1", "Ban Na"), ("n2", "Ban Xang")]
    changed, _findings = programme(tmp_path / "b", **{"prices.csv": "thing,kip\nsilk,130\n"})
    same, _findings = programme(tmp_path / "c")
    assert changed is not None
    assert same is not None
    assert changed.digest != made.digest == same.digest


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("villages.csv", "code,title,prov\nn1,Ban Na,vte,more\n", "row 2 has more cells"),
        ("villages.csv", 'code,title,prov\nn1,"Ban Na,vte\n', "a quotation mark has no end"),
        ("villages.csv", "", "is empty"),
        (
            "villages.csv",
            "code,label,prov\nn1,Ban Na,vte\n",
            "has no column “title”. It has: code, label, prov.",
        ),
        ("crafts.xml", "<root><item>", "is not XML"),
        ("crafts.xml", '<!DOCTYPE r [<!ENTITY a "aaaa">]><root/>', "has a document type"),
        ("markets.geojson", "{", "is not GeoJSON"),
        ("markets.geojson", '{"type": "Feature"}', "holds no FeatureCollection"),
        (
            "markets.geojson",
            '{"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": null}]}',
            "no point, line or area",
        ),
    ],
)
def test_a_broken_file_is_an_error_at_the_row_that_names_it(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    made, findings = programme(tmp_path, **{name: text})
    assert made is None
    row = {"villages.csv": 3, "markets.geojson": 4, "crafts.xml": 5}[name]
    errors = [(f.sheet, f.row, f.said.english()) for f in findings if f.severity == "error"]
    assert [(sheet, number) for sheet, number, _words in errors] == [("survey", row)]
    assert name in errors[0][2]
    assert said in errors[0][2]


@pytest.mark.parametrize(("name", "row"), [("villages.csv", 3), ("crafts.xml", 5), ("prices.csv", 6)])
def test_a_missing_file_is_an_error_that_says_what_to_do(tmp_path: Path, name: str, row: int) -> None:
    programme(tmp_path)
    (tmp_path / name).unlink()
    made, findings = open_programme(tmp_path)
    assert made is None
    [found] = [finding for finding in findings if finding.severity == "error"]
    assert (found.sheet, found.row) == ("survey", row)
    assert found.said.english().startswith(f"There is no file “{name}”. Put it beside the sheets")


def test_a_file_name_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "secret.csv").write_text("name,label\na,A\n", encoding="utf-8")
    survey = "type|name|label\nselect_one_from_file ../secret.csv|a|A\n"
    made, findings = programme(tmp_path / "programme", survey)
    assert made is None
    assert any("secret.csv" in finding.said.english() for finding in findings)


def test_not_in_utf_8_is_said(tmp_path: Path) -> None:
    programme(tmp_path)
    (tmp_path / "prices.csv").write_bytes("thing,kip\nsoie rouge é,1\n".encode("latin-1"))
    _made, findings = open_programme(tmp_path)
    assert any("“prices.csv” is not in UTF-8" in finding.said.english() for finding in findings)


EXTERNAL = {
    "survey": """
        type|name|label::English (en)|choice_filter
        select_one province|prov|Which province?
        select_one_external villages|village|Which village?|province = ${prov}
    """,
    "choices": """
        list_name|name|label::English (en)
        province|vte|Vientiane
        province|lpb|Luang Prabang
    """,
    "external_choices": """
        list_name|name|label|province
        villages|n1|Ban Na|vte
        villages|n2|Ban Tai|lpb
    """,
}


def test_external_choices_are_choices(tmp_path: Path) -> None:
    made, findings = open_programme(write(tmp_path, **EXTERNAL))
    assert made is not None, [finding.said.english() for finding in findings]
    filled = filling(made, prov="lpb")
    assert offered(filled, "village") == [("n2", "Ban Tai")]
    assert made.form.questions["village"].kind == "select_one"


def test_a_list_may_be_in_both_sheets(tmp_path: Path) -> None:
    both = EXTERNAL["choices"] + "        villages|x|Of choices|\n"
    made, findings = open_programme(write(tmp_path, **{**EXTERNAL, "choices": both}))
    assert made is not None, [finding.said.english() for finding in findings]
    assert offered(filling(made, prov="vte"), "village") == [("n1", "Ban Na")]


def test_an_external_list_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    sheets = {**EXTERNAL, "survey": EXTERNAL["survey"].replace("external villages", "external vilages")}
    made, findings = open_programme(write(tmp_path, **sheets))
    assert made is None
    [found] = [finding for finding in findings if finding.severity == "error"]
    assert (found.sheet, found.row) == ("survey", 3)
    assert "There is no list “vilages” in the sheet external_choices." in found.said.english()


def test_what_somebody_filled_before_is_a_default(tmp_path: Path) -> None:
    survey = "type|name|label|default\ntext|village|Village?|${last-saved#village}\ninteger|n|N?|\n"
    made, _findings = open_programme(write(tmp_path, survey=survey))
    assert made is not None
    before = filling(made, village="Ban Na", n="3")
    now = Filling(made.form, {}, now=MONDAY, seed="another", last_saved=before)
    assert (now.value("village"), now.value("n")) == ("Ban Na", "")
    assert filling(made).value("village") == ""
    changed = Filling(made.form, {"n": "4"}, now=MONDAY, seed="another", last_saved=before)
    assert changed.value("village") == "Ban Na"


def test_a_file_with_too_many_cells_is_refused() -> None:
    text = "a,b\n" + "1,2\n" * 500_001
    with pytest.raises(OutsideError, match="more than 1000000 cells"):
        read_data("big.csv", text)
