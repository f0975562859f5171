"""docs/xlsform.md against the code: each claim about types, columns, appearances and parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

import pytest
from pyxform import aliases, constants
from pyxform.question_type_dictionary import QUESTION_TYPE_DICT

from bot.domain.forms import types
from bot.domain.forms.appearances import APPEARANCES, PATTERNS
from bot.domain.forms.outline import SILENT, kind_of
from bot.domain.forms.types.unsupported import Unsupported
from bot.domain.forms.xpath import FUNCTIONS
from bot.domain.programme import check
from tests.domain.forms.types.asking import question
from tests.domain.writing import write

DOCUMENT = Path(__file__).parents[2] / "docs" / "xlsform.md"

#: The types of the XLSForm reference (xlsform.org), and those that pyxform knows beside them.
REFERENCE = (
    *("integer", "decimal", "range", "text", "select_one", "select_multiple", "select_one_from_file"),
    *("select_multiple_from_file", "rank", "note", "geopoint", "geotrace", "geoshape", "date", "time"),
    *("dateTime", "image", "audio", "background-audio", "video", "file", "barcode", "calculate"),
    *("acknowledge", "hidden", "xml-external", "csv-external", "start", "end", "today", "deviceid"),
    *("phonenumber", "username", "email", "audit", "simserial", "subscriberid", "start-geopoint"),
    *("background-geopoint", "select_one_external", "osm", "begin_group", "begin_repeat"),
)

#: The columns of the reference that pyxform does not list as such.
COLUMNS = (
    *("type", "name", "label", "hint", "guidance_hint", "required", "required_message", "constraint"),
    *("constraint_message", "relevant", "read_only", "calculation", "trigger", "default", "choice_filter"),
    *("parameters", "appearance", "repeat_count", "disabled", "save_to", "query", "intent"),
)

#: The settings of the reference.
SETTINGS = (
    *("form_title", "form_id", "version", "instance_name", "default_language", "public_key"),
    *("submission_url", "style", "name", "clean_text_values", "allow_choice_duplicates"),
)

#: What an author writes (the cells of one row, or of the settings), and what check says about it.
SAID: Mapping[str, tuple[str, str, str]] = {
    "osm": ("type,name,label\nosm o,a,A?", "warning", "People cannot answer “osm” in a chat"),
    "select_one_from_file": (
        "type,name,label\nselect_one_from_file f.csv,a,A?",
        "error",
        "There is no file “f.csv”.",
    ),
    "osm, required": ("type,name,label,required\nosm o,a,A?,yes", "error", "must not be required"),
    "start-geopoint": ("type,name,label\nstart-geopoint,a,", "warning", "“start-geopoint” stays empty"),
    "background-geopoint": (
        "type,name,label,trigger\ntext,t,T?,\nbackground-geopoint,a,,${t}",
        "warning",
        "“background-geopoint” stays empty",
    ),
    "background-audio": ("type,name,label\nbackground-audio,a,", "warning", "“background-audio” stays empty"),
    "image": (
        "type,name,label,image\ntext,a,A?,x.png",
        "warning",
        "There is no file “x.png” beside the sheets.",
    ),
    "video": ("type,name,label,video\ntext,a,A?,x.svg", "warning", "A chat cannot show or play “x.svg”."),
    "intent": ("type,name,label,intent\ntext,a,A?,org.x", "warning", "A chat cannot open another app"),
    "ex:…": ("type,name,label,appearance\ntext,a,A?,ex:org.x", "warning", "A chat cannot open another app"),
    "search('…')": (
        "type,name,label,appearance\nselect_one yes_no,a,A?,search('f')",
        "error",
        "Make it select_one_from_file",
    ),
    "any other": ("type,name,label,appearance\ntext,a,A?,quik", "warning", "Did you mean “quick”?"),
    "public_key": ("public_key\nMIIB", "warning", "Sala does not encrypt answers with a key."),
    "submission_url": ("submission_url\nhttps://x.org", "warning", "Sala sends nothing there by itself."),
}


def tables() -> dict[str, dict[str, str]]:
    """The tables by heading: what stands in backticks (or in words) in the first column, and the second."""
    found: dict[str, dict[str, str]] = {}
    for part in re.split(r"^### ", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        heading, _newline, body = part.partition("\n")
        rows = [row.strip("|").split(" | ") for row in body.splitlines() if row.startswith("| ")][2:]
        found[heading] = {
            name: second.strip()
            for first, second in ([cell.strip() for cell in row] for row in rows)
            for name in re.findall(r"`([^`]+)`", first) or [first.strip()]
        }
    return found


def test_every_type_has_its_row() -> None:
    documented = tables()["Question types"]
    assert set(REFERENCE) - set(documented) == set()
    known = {found.name for text in QUESTION_TYPE_DICT if (found := kind_of(text)) is not None}
    spelled = {
        *("percentage", "imei", "picture", "select", "select1", "device id", "phone number", "sim id"),
        *("subscriber id", "start time", "end time"),
    }
    old = ("number of days", "uri:", "select ")
    assert {name for name in known - set(documented) if not name.startswith(old)} <= spelled


@pytest.mark.parametrize("name", [name for name in REFERENCE if not name.startswith("begin")])
def test_a_type_that_is_done_can_be_answered(name: str) -> None:
    said = tables()["Question types"][name]
    cell = f"{name} c" if name in ("select_one", "select_multiple", "rank") else name
    cell = f"{name} towns.csv" if name.endswith("_from_file") else cell
    if name in SILENT:
        assert said.startswith(("done: nobody is asked", "done: see", "ignored: stay empty"))
        return
    if name == "osm":
        assert said.startswith("can only be skipped")
        return
    assert said.startswith("done")
    if name == "select_one_external":  # tests/domain/test_programme_outside.py
        return
    asked = question(cell, choices={"a": "A", "b": "B"})
    assert not isinstance(types.of(asked.filling.form.questions["q"]), Unsupported)


def test_every_appearance_has_its_row_and_what_it_says_is_so() -> None:
    documented = tables()["Appearances"]
    rest = documented.pop("any other")
    assert rest.startswith("ignored, and it is said")
    known = {**APPEARANCES, **{name: how for name, (_pattern, how) in PATTERNS.items()}}
    assert set(documented) == set(known)
    wrong = [
        name
        for name, said in documented.items()
        if not said.startswith(known[name]) or (known[name] == "done" and said.startswith("done as"))
    ]
    assert wrong == []


def test_every_parameter_has_its_row() -> None:
    enums = [found for name, found in vars(constants).items() if name.startswith("Parameters")]
    known = {member.value for found in enums if issubclass(found, Enum) for member in found}
    assert len(known) > 20
    assert set(tables()["Parameters"]) == known


def test_every_function_has_its_row() -> None:
    documented = [name for name in tables()["Functions"] if not name.startswith("any other")]
    assert sorted(documented) == sorted(FUNCTIONS)


def test_every_column_and_setting_has_its_row() -> None:
    documented = tables()
    names = {value if isinstance(value, str) else value[-1] for value in aliases.survey_header.values()}
    plain = {name.rpartition(":")[2] for name in names} - {"control", "calculate", "readonly", "count"}
    spelled = {"constraintMsg": "constraint_message", "requiredMsg": "required_message", "saveto": "save_to"}
    wanted = {spelled.get(name, name) for name in plain} | set(COLUMNS) | set(constants.SUPPORTED_MEDIA_TYPES)
    assert wanted - set(documented["Columns of `survey`"]) == set()
    assert {"list_name", "name", "label", *constants.SUPPORTED_MEDIA_TYPES} <= set(
        documented["Columns of `choices`"]
    )
    assert set(SETTINGS) - set(documented["Settings"]) == set()


@pytest.mark.parametrize("name", SAID)
def test_what_is_said_at_check_is_said(name: str, tmp_path: Path) -> None:
    cells, severity, words = SAID[name]
    head, *rows = cells.split("\n")
    if "type" in head:
        columns = head.count(",")
        body = [f"begin_group,g,G{',' * (columns - 2)}", *rows, f"end_group,,{',' * (columns - 2)}"]
        sheets = {"survey": "\n".join([head.replace("label", "label::English (en)"), *body, ""])}
    else:
        sheets = {
            "settings": f"form_title,form_id,version,default_language,{head}\nA,a,1,English (en),{rows[0]}\n"
        }
    findings = check(write(tmp_path, schedule="", **sheets))
    told = [(found.severity, found.said.english()) for found in findings]
    assert any(found == severity and words in text for found, text in told), told


def test_every_claim_that_something_is_said_has_its_case() -> None:
    claimed = {
        name
        for heading, table in tables().items()
        for name, said in table.items()
        if re.search(r"\bsaid\b|^refused", said) and heading != "Columns of `choices`"
    }
    alike = {
        # tests/domain/forms/test_bounds.py and test_xpath_operators.py
        next(name for name in tables()["Functions"] if name.startswith("any other")): "any other",
        "big-image": "image",
        "audio": "video",
        "select_multiple_from_file": "select_one_from_file",
    }
    assert {alike.get(name, name) for name in claimed} <= set(SAID)
