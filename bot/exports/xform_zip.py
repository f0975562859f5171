"""ODK submissions: each person's filled form as instance XML with its attachments, and the form itself.

The folders are those of ODK Briefcase (``forms/NAME/instances/uuid…/submission.xml``), so that ODK's and
Kobo's tools take them as they are.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from bot.exports import readme_xform
from bot.exports.archive import archive, leave_out_big
from bot.exports.source import Record, Source, Summary

#: The folder that ODK Briefcase looks for.
STORAGE = "ODK Briefcase Storage/forms"

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write(source: Source, output: Path, *, most_media: int | None = None) -> Summary:
    """Write the archive, one person at a time; memory does not grow with the number of people."""
    summary = source.summary
    with archive(output, summary) as packed:
        files: dict[str, Path] = {}
        for number in source.programme_ids():
            folder = f"{STORAGE}/{_folder(source, number)}"
            _write_form(packed, source, number, folder)
            for record in source.records(number):
                files |= _write_one(packed, record, source, folder)
        if not leave_out_big(summary, files, most_media):
            for name, path in files.items():
                packed.write(path, name, zipfile.ZIP_STORED)
        packed.writestr("README.txt", readme_xform.text(source, len(files)))
    return summary


def _write_form(packed: zipfile.ZipFile, source: Source, number: int, folder: str) -> None:
    programme = source.programme(number)
    packed.writestr(f"{folder}/{folder.rpartition('/')[2]}.xml", programme.xform)
    source.summary.rows[f"{folder.rpartition('/')[2]}: submissions"] = 0


def _write_one(packed: zipfile.ZipFile, record: Record, source: Source, folder: str) -> dict[str, Path]:
    """Write one submission; gives its attachments by their names in the archive, to be written later."""
    inside = f"{folder}/instances/{record.who.key.replace(':', '')}"
    xml = record.submission({"instanceID": record.who.key})
    packed.writestr(f"{inside}/submission.xml", _HEAD + xml)
    source.summary.rows[f"{folder.rpartition('/')[2]}: submissions"] += 1
    if record.aside:
        source.summary.leave_out(
            "answers to questions that the present version does not have: see the CSV export",
            len(record.aside),
        )
    return {f"{inside}/{name}": source.files[name] for name in record.attachments() if name in source.files}


def _folder(source: Source, number: int) -> str:
    """The form's title as a folder's name, with its number when several versions or forms are there."""
    programme = source.programme(number)
    name = re.sub(r"[^\w .-]+", "_", programme.title).strip(" .") or programme.form_id
    return f"{name} {number}" if len(source.programme_ids()) > 1 else name
