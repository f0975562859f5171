"""Workbooks and CSV folders become the same tables; what cannot be read ends in a plain sentence."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import openpyxl
import pytest

from bot.domain.forms.bombs import MOST_COLUMNS, MOST_ROWS
from bot.domain.forms.sheets import Tables, read_sheets
from tests.domain.writing import CHOICES, SURVEY, write

FORMS = os.environ.get("SALA_FORMS_DIR", "")


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def read(path: Path) -> Tables:
    tables, findings = read_sheets(path)
    assert tables is not None, [found.said.english() for found in findings]
    return tables


def refused(path: Path) -> list[tuple[str, str]]:
    tables, findings = read_sheets(path)
    assert tables is None
    assert all(found.severity == "error" for found in findings)
    return [(found.place, found.said.english()) for found in findings]


def test_a_folder_of_csv_files(tmp_path: Path) -> None:
    tables = read(write(tmp_path))
    assert set(tables.sheets) == {"survey", "choices", "settings", "schedule"}
    first = tables.rows("survey")[0]
    assert (first.number, first["type"], first["name"]) == (2, "begin_group", "morning")


def test_rows_keep_their_numbers_past_empty_ones(tmp_path: Path) -> None:
    survey = "type,name,label\n\ntext,a,A?\n,,\n,,\ntext,b,B?\n"
    assert [row.number for row in read(write(tmp_path, survey=survey)).rows("survey")] == [3, 6]


def test_a_cell_with_line_breaks_is_one_row(tmp_path: Path) -> None:
    survey = 'type,name,label\ntext,a,"One\n\nTwo"\ntext,b,B?\n'
    rows = read(write(tmp_path, survey=survey)).rows("survey")
    assert [(row.number, row["label"]) for row in rows] == [(2, "One\n\nTwo"), (3, "B?")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_spreadsheets_save(tmp_path: Path, encoding: str) -> None:
    write(tmp_path, choices="")
    text = "type,name,label\ntext,a,ទីផ្សារ ຕະຫຼາດ ဈေးကွက် thị trường ตลาด\n"
    (tmp_path / "survey.csv").write_bytes(text.encode(encoding))
    assert read(tmp_path).rows("survey")[0]["label"] == "ទីផ្សារ ຕະຫຼາດ ဈေးကွက် thị trường ตลาด"


def test_another_encoding_is_said(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "survey.csv").write_bytes("type,name,label\ntext,a,café\n".encode("latin-1"))
    assert refused(tmp_path) == [("survey", "This file is not in UTF-8. Save it as “CSV UTF-8”.")]


def test_a_quotation_mark_without_an_end_is_said(tmp_path: Path) -> None:
    write(tmp_path, survey='type,name,label\ntext,a,"A?\ntext,b,B?\n')
    assert refused(tmp_path) == [("survey", "This is not a CSV file: a quotation mark has no end.")]


def test_a_folder_without_a_survey(tmp_path: Path) -> None:
    write(tmp_path, survey="")
    assert refused(tmp_path) == [("", f"The folder “{tmp_path.name}” has no file survey.csv.")]


def test_a_workbook_with_mixed_case_extra_sheets_and_comment_columns(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "Course.xlsx",
        Survey=[
            ["type", "name", "label", None, "my notes"],
            ["text", "a", "A?", "lost", "ask Dara"],
            [],
            ["note", "b", "B"],
        ],
        Readme=[["nothing here"]],
        CHOICES=[["list_name", "name", "label"], ["yn", 1, True], ["yn", 2.5, False]],
    )
    tables = read(path)
    assert set(tables.sheets) == {"survey", "choices"}
    assert tables.sheet_names == ("Survey", "Readme", "CHOICES")
    assert [row.number for row in tables.rows("survey")] == [2, 4]
    assert dict(tables.rows("survey")[0].cells) == {
        "type": "text",
        "name": "a",
        "label": "A?",
        "my notes": "ask Dara",
    }
    assert [(row["name"], row["label"]) for row in tables.rows("choices")] == [
        ("1", "TRUE"),
        ("2.5", "FALSE"),
    ]


def test_a_workbook_and_its_csv_files_have_the_same_digest(tmp_path: Path) -> None:
    rows = {
        name: [line.split(",") for line in text.split()]
        for name, text in (("survey", "type,name,label\ntext,a,A?"),)
    }
    book = workbook(tmp_path / "c.xlsx", **rows)  # type: ignore[arg-type]  # a table of cases
    folder = tmp_path / "csv"
    folder.mkdir()
    write(folder, survey="type,name,label\ntext,a,A?\n", choices="", settings="", schedule="")
    assert read(book).digest == read(folder).digest


def test_times_and_dates_of_a_spreadsheet_become_text(tmp_path: Path) -> None:
    import datetime as dt

    path = workbook(
        tmp_path / "c.xlsx",
        survey=[["type", "name", "label"], ["text", "a", "A?"]],
        schedule=[["activity", "time", "other"], ["x", dt.time(8, 30), dt.datetime(2026, 12, 7)]],  # noqa: DTZ001 -- a cell has no zone
    )
    assert dict(read(path).rows("schedule")[0].cells) == {
        "activity": "x",
        "time": "08:30:00",
        "other": "2026-12-07",
    }


def test_one_csv_file_whose_first_column_names_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "form.csv"
    path.write_text(
        '"survey",,,\n,type,name,label\n,text,a,A?\n"choices",,,\n,list_name,name,label\n,yn,yes,Yes\n'
    )
    tables = read(path)
    assert tables.rows("survey")[0]["label"] == "A?"
    assert tables.rows("choices")[0]["name"] == "yes"


def test_a_workbook_of_one_sheet_is_a_survey_by_any_name(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", Sheet1=[["type", "name", "label"], ["text", "a", "A?"]])
    assert read(path).rows("survey")[0]["name"] == "a"


def test_two_columns_with_one_heading(tmp_path: Path) -> None:
    write(tmp_path, survey="type,name,label,label\ntext,a,A?,B?\n")
    told = "Two columns have this heading. Delete one of them or give it another name."
    assert refused(tmp_path) == [("survey!1 label", told)]


def test_a_sheet_without_headings(tmp_path: Path) -> None:
    write(tmp_path, survey=",,\ntext,a,A?\n")
    assert refused(tmp_path) == [("survey!1", "The first row must hold headings, such as type and name.")]


def test_a_workbook_without_a_survey(tmp_path: Path) -> None:
    path = workbook(tmp_path / "c.xlsx", choices=[["list_name"]], settings=[["form_id"]])
    assert refused(path) == [("", "There is no sheet “survey”. The questions stand there.")]


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"PK\x03\x04 not really", b"\xd0\xcf\x11\xe0" + bytes(600)]
)
@pytest.mark.parametrize("ending", ["xlsx", "xls", "ods"])
def test_a_broken_workbook_is_said_plainly(tmp_path: Path, content: bytes, ending: str) -> None:
    path = tmp_path / f"broken.{ending}"
    path.write_bytes(content)
    told = (
        f"“broken.{ending}” is not a workbook that can be read. Open it in a spreadsheet and save it again."
    )
    assert refused(path) == [("", told)]


def test_a_file_that_is_no_workbook(tmp_path: Path) -> None:
    path = tmp_path / "course.docx"
    path.write_bytes(b"x")
    assert "is not a workbook. Give a file that ends in .xlsx" in refused(path)[0][1]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refused(tmp_path / "course.xlsx") == [("", "There is no file “course.xlsx”.")]


def test_a_cell_a_million_rows_away_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", survey=[["type", "name", "label"], ["text", "a", "A?"]])
    book = openpyxl.load_workbook(path)
    book["survey"]["XFD1048576"] = "boo"
    book.save(path)
    told = f"A sheet reaches beyond {MOST_ROWS} rows or {MOST_COLUMNS} columns."
    assert refused(path)[0][1].startswith(told)


def test_cells_far_away_that_only_have_a_colour_do_no_harm(tmp_path: Path) -> None:
    path = workbook(tmp_path / "wide.xlsx", survey=[["type", "name", "label"], ["text", "a", "A?"]])
    book = openpyxl.load_workbook(path)
    book["survey"]["XFD1048576"].fill = openpyxl.styles.PatternFill("solid", fgColor="FF0000")
    book.save(path)
    assert len(read(path).rows("survey")) == 1


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path: Path) -> None:
    path = workbook(tmp_path / "zip.xlsx", survey=[["type", "name", "label"], ["text", "a", "A?"]])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as book,
        book.open("xl/media/huge.bin", "w") as part,
    ):
        for _block in range(201):
            part.write(bytes(1_000_000))
    assert path.stat().st_size < 1_000_000
    assert "unpacks to more than 200 megabytes" in refused(path)[0][1]


def test_a_repeated_cell_of_an_ods_file_is_not_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.ods"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="900000"/>'
        book.writestr("content.xml", f"<x><table:table-row>{cell}</table:table-row></x>")
    assert "A sheet reaches beyond" in refused(path)[0][1]


def test_tables_survive_being_stored(tmp_path: Path) -> None:
    tables = read(write(tmp_path))
    again = Tables.from_stored(tables.stored())
    assert again.sheets == tables.sheets
    assert again.digest == tables.digest


def test_pyxform_counts_rows_as_we_do(tmp_path: Path) -> None:
    survey = SURVEY.lstrip().replace("integer,hours", "\n\ninteger,hours")
    tables = read(write(tmp_path, survey=survey, choices=CHOICES))
    rows = tables.for_pyxform()["survey"]
    for row in tables.rows("survey"):
        assert rows[row.number - 2] == row.cells
    assert "schedule" not in tables.for_pyxform()


if FORMS:  # named when public forms are at hand, which are not part of this repository

    def test_public_forms_are_read_or_refused_in_one_sentence() -> None:
        for path in sorted(Path(FORMS).iterdir()):
            if path.suffix in (".xlsx", ".xls", ".csv"):
                tables, findings = read_sheets(path)
                assert (tables is None) == (path.stem == "webforms-not-a-workbook"), path
                assert len(findings) == (tables is None)
